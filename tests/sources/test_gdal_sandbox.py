from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.sources import gdal_sandbox
from geo.sources.gdal_child import ALLOWED_DRIVERS, EXIT_DRIVERS
from geo.sources.gdal_sandbox import Limits, network_prefix, read_layer, sandbox, skipped_drivers
from tests.sources.hostile import reason_of

CHILD = Path(gdal_sandbox.__file__).with_name("gdal_child.py")


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"n": range(2000)}, geometry=[shapely.Point(1, 2)] * 2000, crs=4326).to_file(path, layer="a")
    return path


def read(path: Path, tmp_path: Path, limits: Limits) -> object:
    return read_layer(path, "GPKG", "a", None, tmp_path, file=path.name, limits=limits)


def test_exactly_two_drivers_are_left() -> None:
    """U35."""
    found = sandbox()
    assert sorted(found["left"]) == sorted(ALLOWED_DRIVERS)
    assert {"OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF", "CSV", "GeoJSON", "SQLite"} <= set(found["skipped"])
    assert not set(found["skipped"]) & set(ALLOWED_DRIVERS)


def test_parent_keeps_its_drivers() -> None:
    import pyogrio

    sandbox()
    assert {"GeoJSON", "GPKG", "ESRI Shapefile", "GPX"} <= set(pyogrio.list_drivers())
    assert "OGR_SKIP" not in os.environ


def test_driver_that_cannot_be_switched_off_stops_the_child(
    geopackage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer GDAL with a driver that nobody listed: the child sees three drivers and reads nothing."""
    kept = [driver for driver in skipped_drivers() if driver != "CSV"]
    monkeypatch.setattr(gdal_sandbox, "skipped_drivers", lambda: kept)
    assert reason_of(read, geopackage, tmp_path, Limits()) == "unsafe_drivers"


def test_child_without_its_environment_refuses(geopackage: Path) -> None:
    order = {"path": str(geopackage), "limits": {"memory_bytes": 2**31, "cpu_seconds": 30}}
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(CHILD)], input=json.dumps(order).encode(), capture_output=True, check=False
    )
    assert done.returncode == EXIT_DRIVERS
    assert done.stdout == b""


def test_time_limit_ends_the_child(geopackage: Path, tmp_path: Path) -> None:
    assert reason_of(read, geopackage, tmp_path, Limits(wall_seconds=0.01)) == "reader_limits"


def test_memory_limit_ends_the_child(geopackage: Path, tmp_path: Path) -> None:
    found = reason_of(read, geopackage, tmp_path, Limits(memory_bytes=60 * 2**20))
    assert found in {"reader_limits", "reader_failed"}


def test_answer_limit_ends_the_child(geopackage: Path, tmp_path: Path) -> None:
    assert reason_of(read, geopackage, tmp_path, Limits(answer_bytes=1000)) == "reader_limits"


def test_error_texts_name_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "none.gpkg"
    with pytest.raises(Exception, match="damaged") as error:
        read(path, tmp_path, Limits())
    assert str(tmp_path) not in str(error.value)


def test_child_has_no_network_of_its_own() -> None:
    """U35."""
    if not network_prefix():  # not permitted here: then the diagnosis must say so
        assert sandbox()["own_network"] is False
        return
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
        done = subprocess.run([*network_prefix(), sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode != 0


def test_child_can_write_no_file(tmp_path: Path) -> None:
    code = (
        f"import os, runpy; child = runpy.run_path({str(CHILD)!r});"
        "child['limit_resources']({'memory_bytes': 2**31, 'cpu_seconds': 30});"
        f"os.write(os.open({str(tmp_path / 'x')!r}, os.O_CREAT | os.O_WRONLY), b'1')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert done.returncode != 0
    assert (tmp_path / "x").read_bytes() == b""


def test_without_network_namespaces_it_goes_on_and_says_so(
    geopackage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_sandbox, "network_prefix", lambda: ())
    assert read(geopackage, tmp_path, Limits()).num_rows == 2000  # type: ignore[attr-defined]
    assert sandbox()["own_network"] is False


def test_works_with_a_home_that_cannot_be_written(
    geopackage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """U35."""
    monkeypatch.setenv("HOME", "/proc")
    assert read(geopackage, tmp_path, Limits()).num_rows == 2000  # type: ignore[attr-defined]


def test_environment_of_the_service_does_not_reach_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GDAL_DATA", "OGR_SKIP", "PYTHONPATH", "LD_PRELOAD", "HTTP_PROXY", "PETARAWAN_STORE"):
        monkeypatch.setenv(name, "mine")
    kept = gdal_sandbox._environment(tmp_path)
    assert "mine" not in kept.values()
    assert "CSV" in kept["OGR_SKIP"].split(",")

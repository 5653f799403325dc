"""What no file may make the reader do: open what it points to, call out, run code, leave something behind."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.errors import GeoError
from geo.sources.read import read_file
from tests.sources.hostile import make_zip, options, reason_of

WATCH: dict[str, Any] = {"on": False, "opened": set(), "called": []}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not WATCH["on"]:
        return
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        WATCH["opened"].add(os.fspath(arguments[0]))
    elif event in {"socket.connect", "socket.getaddrinfo"}:
        WATCH["called"].append(event)


sys.addaudithook(_watch)


@contextlib.contextmanager
def watching() -> Iterator[dict[str, Any]]:
    WATCH.update(on=True, opened=set(), called=[])
    try:
        yield WATCH
    finally:
        WATCH["on"] = False


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield listening


def contents(secret: Path, url: str) -> dict[str, str]:
    return {
        "vrt": f'<OGRVRTDataSource><OGRVRTLayer name="rahasia"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
        "vrt_http": f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{url}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
        "gdalg": json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {secret}"}),
        "wfs": f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        "esri": json.dumps({"features": url, "geometryType": "esriGeometryPoint"}),
        "kml": f"<kml><NetworkLink><Link><href>{url}</href></Link></NetworkLink><Placemark><Point>"
        "<coordinates>104.7,-2.9</coordinates></Point></Placemark></kml>",
        "gpx": f'<gpx><wpt lat="-2.9" lon="104.7"><link href="{url}"/></wpt></gpx>',
        "svg": f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}"/></svg>',
        "entity": f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file://{secret}">]><gpx><wpt lat="1" lon="2">'
        "<name>&x;</name></wpt></gpx>",
        "geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "link", "properties": {"href": url, "name": str(secret)}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"$ref": str(secret)},
                        "geometry": {"type": "Point", "coordinates": [104.7, -2.9]},
                    }
                ],
            }
        ),
        "url": url,
        "path": str(secret),
        "vsi": f"/vsizip/{secret}",
    }


@pytest.mark.parametrize("ending", [".csv", ".geojson", ".gpkg", ".shp", ".kml", ".gpx", ".xlsx", ".parquet", ".json"])
def test_nothing_that_a_file_points_to_is_opened(tmp_path: Path, ending: str, server: socket.socket) -> None:
    """U08."""
    secret = tmp_path / "rahasia.csv"
    secret.write_text("id,lat,lon\nRAHASIA,-2.9,104.7\n")
    url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
    for name, text in contents(secret, url).items():
        path = tmp_path / f"{name}{ending}"
        path.write_text(text)
        with watching() as seen:
            try:
                reading = read_file(path, options())
                said = reading.rows.to_csv() + reading.refused.to_csv()
            except GeoError as error:
                said = error.text("id") + error.text("en")
        assert "RAHASIA" not in said
        assert str(path) in seen["opened"]  # the watch does watch
        assert str(secret) not in seen["opened"]
        assert seen["called"] == []
    with pytest.raises(TimeoutError):
        server.accept()


class Trap:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("raise SystemExit('a pickle was loaded')",)


@pytest.mark.parametrize("ending", [".pkl", ".joblib", ".csv", ".parquet", ".geojson", ".gpkg", ".xlsx", ".npy"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_never_run(tmp_path: Path, ending: str, protocol: int) -> None:
    """U09."""
    path = tmp_path / f"a{ending}"
    path.write_bytes(pickle.dumps(Trap(), protocol))
    assert not reason_of(read_file, path, options()).startswith("not refused")


def test_no_source_loads_pickles() -> None:
    """U09."""
    package = Path(__file__).parents[2] / "geo"
    for module in package.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        for word in ("import pickle", "import joblib", "import dill", "cloudpickle", "allow_pickle=True"):
            assert word not in text, module


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """U05, U06."""
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    files = [
        make_zip(tmp_path / "a.zip", {"a.shp": b"\x00\x00\x27\x0a", "a.shx": b"", "a.dbf": b""}),
        make_zip(tmp_path / "b.zip", {"../../b.csv": b"x"}),
        make_zip(tmp_path / "c.kmz", {"doc.kml": b"<!DOCTYPE kml><kml/>"}),
        make_zip(tmp_path / "d.zip", {"d.csv": b"lat,lon\n-2.9,104.7\n"}),
        make_zip(tmp_path / "e.xlsx", {"[Content_Types].xml": b"<!DOCTYPE a>", "xl/workbook.xml": b""}),
    ]
    before = sorted(tmp_path.iterdir())
    for path in files:
        with contextlib.suppress(GeoError):
            read_file(path, options())
    assert list(private.iterdir()) == []
    assert sorted(tmp_path.iterdir()) == before


def test_refusals_inside_archives_name_the_file_that_the_user_knows(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "kiriman.zip", {"data/a.geojson": b"{"})
    with pytest.raises(GeoError, match=r"kiriman\.zip \(data/a\.geojson\): invalid JSON"):
        read_file(path, options())

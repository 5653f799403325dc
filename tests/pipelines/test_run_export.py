"""A run as files: everything a notebook needs, formulas harmless, names plain, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.errors import NotFoundError
from geo.pipelines.command_line import AREA_FILE, command_of
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.run_export import file_of, files_of, finished_run, write_archive, write_file
from geo.settings import Settings
from geo.store.protocol import Store

FORMULAS = ["=1+1", "+2+5", "-2+3", "@SUM(A1)", "\tx", "＝cmd"]


@pytest.fixture
def run_id(store: Store, put: Callable[..., None], settings: Settings) -> str:
    """Return a finished run of hotspots with an area of its own and hostile incidents."""
    put("a", 30, "2026-01-05")
    for number, formula in enumerate(FORMULAS):
        put("a", 2, "2026-03-05", seed=10 + number, source_id=formula, attributes=json.dumps({"isi": formula}))
    area = shapely.from_wkt(shapely.to_wkt(shapely.Point(104.45, -2.75).buffer(0.2, quad_segs=2), rounding_precision=7))
    return str(find_in_store(store, HotspotRequest(area=area, replicates=5), settings).document["run_id"])


def test_the_archive_holds_tables_incidents_record_and_command(store: Store, run_id: str, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    names = write_archive(store, run_id, path, "en")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        told = json.loads(archive.read(f"petarawan-{run_id}-run.json"))
        command = archive.read(f"petarawan-{run_id}-command.txt").decode()
        (tmp_path / "h.gpkg").write_bytes(archive.read(f"petarawan-{run_id}-hotspots.gpkg"))
        found = gpd.read_parquet(io.BytesIO(archive.read(f"petarawan-{run_id}-incidents.parquet")))
        assert AREA_FILE in names
    run = store.run(run_id)
    for key in ("parameters", "seed", "input_digest", "versions", "left_out"):
        assert told[key] == run[key]
    assert told["incidents_file"] == {
        "rows": 42, "same_as_input": True, "masked_to_district": 0, "texts_redacted": 0, "withheld": 0
    }  # fmt: skip
    assert command.strip() == command_of(run, store.region().timezone).text
    assert len(gpd.read_file(tmp_path / "h.gpkg")) == len(store.result(run_id, "hotspots"))
    assert len(found) == 42
    assert all(name.isascii() and "/" not in name for name in names)


def test_the_same_run_makes_the_same_bytes(store: Store, run_id: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_archive(store, run_id, tmp_path / f"{name}.zip", "id")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("*.parts")) == []


def test_no_cell_of_a_csv_is_a_formula(store: Store, run_id: str, tmp_path: Path) -> None:
    """U10, A09: cells do not start with = + - @ TAB CR or a full-width =, whatever the incident says."""
    run = store.run(run_id)
    name = f"petarawan-{run_id}-incidents.csv"
    write_file(store, run, file_of(store, run, name), tmp_path / name, "en")
    rows = list(csv.reader(io.StringIO((tmp_path / name).read_text(encoding="utf-8-sig"))))
    assert len(rows) > 42
    latitudes = {rows[0].index("lat")}
    cells = [cell for row in rows[1:] for at, cell in enumerate(row) if at not in latitudes]
    assert any("1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]


@pytest.mark.parametrize("name", ["../../etc/passwd", "petarawan-A9999-run.json", "=cmd.csv", ""])
def test_a_file_that_is_none_of_the_runs_does_not_exist(store: Store, run_id: str, name: str) -> None:
    with pytest.raises(NotFoundError):
        file_of(store, store.run(run_id), name)


def test_every_file_offered_can_be_made(store: Store, run_id: str, tmp_path: Path) -> None:
    run = store.run(run_id)
    offered = files_of(store, run)
    assert {one.table for one in offered} >= {None, "hotspots", "borders", "incidents"}
    for one in offered:
        write_file(store, run, one, tmp_path / one.name, "id", "POLRES")
        assert (tmp_path / one.name).stat().st_size > 0


def test_only_a_finished_run_is_taken_away(store: Store, settings: Settings) -> None:
    waiting = store.start_run({"task": "hotspots", "method": "dbscan"}, settings.clock(), status="queued")
    with pytest.raises(NotFoundError):
        finished_run(store, waiting)

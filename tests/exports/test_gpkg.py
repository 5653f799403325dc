from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest

from geo.errors import ExportError
from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import about, hotspots, incidents


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    return path


def test_one_layer_named_after_the_table_in_wgs84(layer: Path) -> None:
    assert pyogrio.list_layers(layer).tolist() == [["hotspots", "MultiPolygon"]]
    table = pyogrio.read_dataframe(layer)
    assert table.crs.to_epsg() == 4326
    for got, exact in zip(table.geometry, hotspots().geometry, strict=True):
        assert got.equals(exact)


def test_types_are_kept(layer: Path) -> None:
    table = pyogrio.read_dataframe(layer)
    assert table["first"].iloc[0] == pd.Timestamp("2026-01-01T00:00:00Z")
    assert pd.isna(table["first"].iloc[1])
    assert table["significant"].tolist() == [True, False, False]
    assert table["n"].tolist() == [12, 7, 5]
    assert json.loads(table["kinds"].iloc[0]) == {"KARHUTLA": 12}


def test_is_a_sound_database_with_the_tables_own_date(layer: Path) -> None:
    with closing(sqlite3.connect(layer)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        identifier, description, changed = database.execute(
            "SELECT identifier, description, last_change FROM gpkg_contents"
        ).fetchone()
    assert identifier == "Kejadian contoh / Sample incidents"
    assert "DATA SINTETIS" in description
    assert changed == "2026-11-23T05:00:00.000Z"


def test_unknown_date_is_no_wall_clock(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(incidents(), INCIDENTS, path, language="id", about=about(created=None))
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT last_change FROM gpkg_contents").fetchone() == ("1970-01-01T00:00:00.000Z",)


def test_nul_is_shown_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    notices = write(incidents(["a\0b", "c"]), INCIDENTS, path, language="id", about=about())
    assert pyogrio.read_dataframe(path)["source_id"].tolist() == ["a␀b", "c"]
    assert [notice.id[:2] for notice in notices] == ["1 "]


def test_reading_leaves_no_file_beside(layer: Path) -> None:
    pyogrio.read_dataframe(layer)
    assert [one.name for one in layer.parent.iterdir()] == ["a.gpkg"]


@pytest.mark.parametrize(("message", "said"), [("database or disk is full", "disk is full"), ("odd", "odd")])
def test_failures_of_the_driver_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, said: str
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise pyogrio.errors.DataSourceError(message)

    monkeypatch.setattr("pyogrio.write_dataframe", failing)
    with pytest.raises(ExportError, match=said):
        write(incidents(), INCIDENTS, tmp_path / "a.gpkg", language="id", about=about())

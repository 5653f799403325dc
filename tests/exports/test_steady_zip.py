from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from tests.exports.samples import about, hotspots


def test_a_workbook_knows_no_wall_clock(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(set(archive.namelist())) == len(archive.namelist())
    properties = openpyxl.load_workbook(path).properties
    expected = datetime(2026, 11, 23, 5, tzinfo=UTC).replace(tzinfo=None)
    assert (properties.created, properties.modified) == (expected, expected)
    assert properties.title == "Kejadian contoh / Sample incidents"


def test_unknown_date_is_the_first_day_of_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(hotspots(), HOTSPOTS, path, language="id", about=about(created=None))
    assert openpyxl.load_workbook(path).properties.modified.year == 1980

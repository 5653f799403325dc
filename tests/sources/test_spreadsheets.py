"""Workbooks: typed cells, sheets, titles, and bombs."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from geo.errors import FileRefusedError
from geo.sources.read import read_file
from geo.sources.reading import ReadOptions
from geo.sources.spreadsheets import parse

HEADER = ["No LP", "Tanggal", "Jam", "Jenis", "Lintang", "Bujur"]
ROW = ["0012", date(2026, 1, 2), time(14, 30), "narkoba", -2.9, 104.7]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def test_typed_cells_below_a_title(tmp_path: Path, options: ReadOptions) -> None:
    path = book(tmp_path / "x.xlsx", Data=[["LAPORAN BULANAN"], [], HEADER, ROW, [], [*ROW[:4], None, None]])
    got = read_file(path, options)
    assert got.source == "xlsx"
    assert got.dialect["header_line"] == 3
    assert got.rows["row"].tolist() == [4]
    row = got.rows.iloc[0]
    assert row["source_id"] == "0012"
    assert row["occurred_from"].isoformat() == "2026-01-02T07:30:00+00:00"
    assert row["time_precision"] == "minute"
    assert got.refused[["line", "reason"]].to_numpy().tolist() == [[6, "no_coordinates"]]


def test_dates_and_datetimes(tmp_path: Path, options: ReadOptions) -> None:
    header = ["waktu", "lat", "lon"]
    rows = [[datetime(2026, 1, 2, 14, 30), -2.9, 104.7], [datetime(2026, 1, 3), -2.9, 104.7]]
    got = read_file(book(tmp_path / "x.xlsx", A=[header, *rows]), options)
    assert got.rows["occurred_from"].dt.hour.tolist() == [7, 17]


def test_one_of_several_sheets(tmp_path: Path, options: ReadOptions) -> None:
    path = book(tmp_path / "x.xlsx", Catatan=[["a", "b"], ["x", "y"]], Data=[HEADER, ROW])
    got = parse(path, options)
    assert got.dialect["sheet"] == "Data"
    assert [(notice.code, notice.n) for notice in got.notices] == [("ignored_sheets", 1)]


def test_several_sheets_of_data_are_asked_for(tmp_path: Path, now: datetime) -> None:
    path = book(tmp_path / "x.xlsx", Januari=[HEADER, ROW], Februari=[HEADER, ROW])
    with pytest.raises(FileRefusedError) as caught:
        parse(path, ReadOptions(now=now))
    assert caught.value.reason == "needs_layer"
    assert caught.value.proposal == {"layers": ["Januari", "Februari"]}
    assert parse(path, ReadOptions(now=now, layer="februari")).dialect["sheet"] == "Februari"
    with pytest.raises(FileRefusedError) as caught:
        parse(path, ReadOptions(now=now, layer="Maret"))
    assert caught.value.reason == "unknown_layer"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([], "nothing_to_read"), ([[1, 2, 3], [4, 5, 6]], "no_header"), ([["a", "A"], ["x", "y"]], "duplicate_header")],
)
def test_no_table(tmp_path: Path, options: ReadOptions, rows: list[list[Any]], reason: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        parse(book(tmp_path / "x.xlsx", A=rows), options)
    assert caught.value.reason == reason


def test_a_cell_at_the_far_corner_is_no_table(tmp_path: Path, options: ReadOptions) -> None:
    """U05."""
    workbook = Workbook()
    workbook.active.append(["lat", "lon"])
    workbook.active["XFD1048576"] = 1
    workbook.save(tmp_path / "x.xlsx")
    with pytest.raises(FileRefusedError) as caught:
        parse(tmp_path / "x.xlsx", options)
    assert caught.value.reason == "archive_limits"


def test_doctype_in_a_workbook(tmp_path: Path, options: ReadOptions) -> None:
    """U08."""
    path = book(tmp_path / "a.xlsx", A=[HEADER, ROW])
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE a [<!ENTITY x "y">]>' + content
            new.writestr(name, content)
    with pytest.raises(FileRefusedError) as caught:
        parse(target, options)
    assert caught.value.reason == "doctype"


def test_a_broken_workbook(tmp_path: Path, options: ReadOptions) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    with pytest.raises(FileRefusedError) as caught:
        read_file(path, options)
    assert caught.value.reason in {"damaged", "encrypted"}


def test_a_too_long_cell_is_held(tmp_path: Path, options: ReadOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.sources.spreadsheets.FIELD_CHARACTERS", 100)
    got = parse(book(tmp_path / "x.xlsx", A=[["lat", "lon", "u"], [1, 2, "x" * 101], [1, 2, "y"]]), options)
    assert [(one.line, one.reason) for one in got.refused] == [(2, "field_too_long")]
    assert len(got.frame) == 1

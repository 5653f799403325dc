from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ExportError
from geo.exports import write_quarantine
from geo.languages import Says
from geo.tables.quarantine import QUARANTINE
from tests.exports.samples import AWKWARD, read_csv, read_xlsx

REASONS = {
    "bad_time": Says("{value} pada kolom {column} bukan waktu; batas {limit}.", "{value} in {column} is no time.")
}


def refused(*raws: Any, reason: str = "bad_time") -> pd.DataFrame:
    return QUARANTINE.shaped(
        pd.DataFrame(
            {
                "import_id": "M0001",
                "line": range(2, len(raws) + 2),
                "column": "waktu",
                "value": "kemarin",
                "reason": reason,
                "detail": '{"limit": 1000}',
                "raw": [raw if isinstance(raw, str) else json.dumps(raw) for raw in raws],
            }
        )
    )


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_own_columns_first_then_where_and_why(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    table = refused({"id": "7", "lat": "-2,9"}, {"id": "8", "uraian": "=1+1"})
    assert write_quarantine(table, path, language="id", reasons=REASONS) == []
    rows = (read_csv if extension == "csv" else read_xlsx)(path)
    assert list(rows[0]) == ["id", "lat", "uraian", "_baris", "_kolom", "_alasan", "_keterangan"]
    assert rows[0]["lat"] == "-2,9"
    assert rows[1]["uraian"] == "=1+1"
    assert float(rows[1]["_baris"]) == 3
    assert rows[0]["_kolom"] == "waktu"
    assert rows[0]["_alasan"] == "bad_time"
    assert rows[0]["_keterangan"] == "kemarin pada kolom waktu bukan waktu; batas 1.000."


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_awkward_cells_come_back(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    write_quarantine(refused(*({"=teks": text} for text in AWKWARD)), path, language="en", reasons=REASONS)
    got = [row["=teks"] for row in (read_csv if extension == "csv" else read_xlsx)(path)]
    expected = [text if extension == "csv" else text.replace("\ufffe\uffff", "\ufffd\ufffd") for text in AWKWARD]
    assert got == expected


def test_csv_cells_are_no_formulas_and_negative_numbers_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_quarantine(refused({"a": "=1", "lat": "-2,9", "b": "-2+3"}), path, language="id", reasons=REASONS)
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))[1]
    assert cells[:3] == ["'=1", "-2,9", "'-2+3"]


def test_xlsx_cells_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_quarantine(refused({"a": "=1", "nomor": "007"}), path, language="id", reasons=REASONS)
    first = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.data_type for cell in first[2]] == ["s", "s", "n", "s", "s", "s"]
    assert first["A2"].quotePrefix


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.one_of(st.text(max_size=6), st.sampled_from(["_baris", "_baris_asal", "_keterangan"])),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        max_size=4,
    )
)
def test_any_row_comes_back(tmp_path: Path, raw: dict[str, str]) -> None:
    path = tmp_path / "a.csv"
    write_quarantine(refused(raw), path, language="id", reasons=REASONS)
    (row,) = read_csv(path)
    own = {name: value for name, value in row.items() if name not in {"_baris", "_kolom", "_alasan", "_keterangan"}}
    assert list(own.values()) == list(raw.values())
    assert len(own) == len(raw)


def test_marks_of_an_earlier_file_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    earlier = {"id": "7", "_baris": "99", "_kolom": "x", "_alasan": "old", "_keterangan": "lama"}
    write_quarantine(refused(earlier), path, language="id", reasons=REASONS)
    (row,) = read_csv(path)
    assert list(row) == ["id", "_baris", "_kolom", "_alasan", "_keterangan"]
    assert row["_alasan"] == "bad_time"


@pytest.mark.parametrize("raw", ["", "[1]", "no json"])
def test_odd_raw_is_kept(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "a.csv"
    write_quarantine(refused(raw), path, language="id", reasons=REASONS)
    assert read_csv(path)[0].get("raw", "") == raw


def test_values_that_are_no_text_become_json(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_quarantine(refused({"a": 1.5, "b": None, "c": [1], "d": True}), path, language="id", reasons=REASONS)
    row = read_csv(path)[0]
    assert [row[name] for name in "abcd"] == ["1.5", "", "[1]", "true"]


def test_unknown_reason_and_missing_place_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    table = refused({"a": "1"}, reason="new_reason")
    table["column"] = None
    write_quarantine(table, path, language="id", reasons=REASONS)
    assert read_csv(path)[0]["_keterangan"] == "new_reason"
    table["reason"] = "bad_time"
    write_quarantine(table, path, language="en", reasons=REASONS)
    assert read_csv(path)[0]["_keterangan"] == "kemarin in (empty) is no time."


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_no_rows_is_a_header(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"a.{extension}"
    write_quarantine(QUARANTINE.empty(), path, language="id", reasons=REASONS)
    assert (read_csv if extension == "csv" else read_xlsx)(path) == []


def test_other_formats_are_refused(tmp_path: Path) -> None:
    for name in ("a.geojson", "a.parquet", "a.txt"):
        with pytest.raises(ExportError, match="csv, xlsx"):
            write_quarantine(refused({"a": "1"}), tmp_path / name, language="id", reasons=REASONS)
    assert list(tmp_path.iterdir()) == []


def test_input_is_untouched(tmp_path: Path) -> None:
    table = refused({"a": "=1"})
    before = table.copy(deep=True)
    write_quarantine(table, tmp_path / "a.csv", language="id", reasons=REASONS)
    pd.testing.assert_frame_equal(table, before)

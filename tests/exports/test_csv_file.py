from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import from_wkt

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import AWKWARD, about, hotspots, incidents, read_csv

FORMULA_STARTS = ("=", "+", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SCALARS = st.one_of(st.text(max_size=20), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), st.booleans())


def raw_cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def harmless(cell: str) -> bool:
    bare = cell.lstrip()
    if bare.startswith("-"):
        return bare.removeprefix("-").replace(",", ".").replace("e-", "").replace(".", "", 1).isdigit()
    return not cell.startswith(FORMULA_STARTS) and not bare.startswith(FORMULA_STARTS)


def test_is_utf8_with_a_mark_commas_and_crlf(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(incidents(["é"]), INCIDENTS, path, language="id", about=about())
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfincident_id,source,source_id,kind,occurred_from,")
    assert content.count(b"\r\n") == 2
    assert "é".encode() in content
    assert pd.read_csv(path)["lat"].tolist() == [-2.9]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """U10, A09."""
    path = tmp_path / "a.csv"
    attributes = [{"=HYPERLINK(1)": text, "uraian": text, "n": -5, "daftar": ["=1"]} for text in AWKWARD]
    write(incidents(AWKWARD, attributes), INCIDENTS, path, language="id", about=about())
    assert all(harmless(cell) for row in raw_cells(path) for cell in row)
    rows = read_csv(path)
    assert [row["source_id"] for row in rows] == AWKWARD
    assert [row["=HYPERLINK(1)"] for row in rows] == AWKWARD
    assert {row["n"] for row in rows} == {"-5"}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
            st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), SCALARS, max_size=4),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_comes_back(tmp_path: Path, rows: list[tuple[str, dict[str, Any]]]) -> None:
    """U10."""
    path = tmp_path / "a.csv"
    texts, attributes = [row[0] for row in rows], [row[1] for row in rows]
    write(incidents(texts, attributes), INCIDENTS, path, language="id", about=about())
    assert all(harmless(cell) for row in raw_cells(path)[1:] for cell in row if not _is_number(cell))
    got = read_csv(path)
    assert [row["source_id"] for row in got] == texts
    for row, record in zip(got, attributes, strict=True):
        for name, value in record.items():
            stem = name
            while stem.endswith("_asal"):
                stem = stem.removesuffix("_asal")
            column = name + "_asal" if stem in {*INCIDENTS.names, "lon", "lat", "waktu_setempat"} else name
            if isinstance(value, str):
                assert row[column] == value
            elif isinstance(value, bool):
                assert row[column] == str(value).lower()
            elif value in {float("inf"), float("-inf")}:
                assert row[column] == ""
            else:
                assert type(value)(row[column]) == value


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_times_numbers_and_gaps_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    table = incidents()
    table.loc[1, "occurred_to"] = pd.Timestamp("2026-08-12T07:30:00.25Z")
    table.loc[2, "occurred_to"] = pd.NaT
    write(table, INCIDENTS, path, language="id", about=about())
    rows = read_csv(path)
    assert [row["occurred_to"] for row in rows] == ["2026-08-12T07:30:00Z", "2026-08-12T07:30:00.250000Z", ""]
    assert [row["precision_m"] for row in rows] == ["50.0", "", "50.0"]
    assert [row["outside"] for row in rows] == ["false"] * 3
    assert [row["lon"] for row in rows] == ["104.1234568", "104.1244568", "104.1254568"]
    assert "waktu_setempat" not in rows[0]


def test_areas_carry_their_outline_and_a_point_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(hotspots(), HOTSPOTS, path, language="id", about=about())
    for row, exact in zip(read_csv(path), hotspots().geometry, strict=True):
        outline = from_wkt(row["geometry"])
        assert outline.symmetric_difference(exact).area < 1e-9
        assert outline.covers(from_wkt(f"POINT ({row['lon']} {row['lat']})"))
    assert json.loads(read_csv(path)[0]["kinds"]) == {"KARHUTLA": 12}


def test_broken_characters_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    table = incidents(["a"])
    table["attributes"] = '{"x": "\\ud800"}'
    notices = write(table, INCIDENTS, path, language="id", about=about())
    assert read_csv(path)[0]["x"] == "\ufffd"
    assert [notice.en[:2] for notice in notices] == ["1 "]


@pytest.mark.real_data
def test_given_formula_file_stays_harmless(tmp_path: Path, bad_inputs: Path) -> None:
    """U10."""
    with (bad_inputs / "csv_formula_injection.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["uraian"] for row in csv.DictReader(file)]
    path = tmp_path / "a.csv"
    write(incidents(texts, [{"uraian": text} for text in texts]), INCIDENTS, path, language="id", about=about())
    assert all(harmless(cell) for row in raw_cells(path) for cell in row)
    assert [row["uraian"] for row in read_csv(path)] == texts

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ExportError
from geo.exports import write
from geo.exports.about import About
from geo.exports.xlsx_file import MAX_COLUMNS, MAX_ROWS, Sheet, write_sheets
from geo.languages import Says
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import AWKWARD, about, hotspots, incidents, read_xlsx


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """U10, A09."""
    path = tmp_path / "a.xlsx"
    write(incidents(AWKWARD, [{"=x": text} for text in AWKWARD]), INCIDENTS, path, language="id", about=about())
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "@", "+")))
    texts = [text.replace("\ufffe\uffff", "\ufffd\ufffd") for text in AWKWARD]
    assert [row["=x"] for row in read_xlsx(path)] == texts


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")), min_size=1, max_size=8
    )
)
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    """U10."""
    path = tmp_path / "a.xlsx"
    write(incidents(texts), INCIDENTS, path, language="id", about=about())
    assert [row["source_id"] for row in read_xlsx(path)] == texts


def test_two_sheets_the_second_tells_the_meaning(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(incidents(), INCIDENTS, path, language="id", about=about())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["incidents", "Keterangan"]
    assert book.active.title == "incidents"
    assert book["incidents"].freeze_panes == "A2"
    facts = [list(row) for row in book["Keterangan"].values]
    assert [
        "Jari-jari yang pasti memuat tempatnya",
        "Radius that surely holds the true place",
        "m",
        "precision_m",
    ] in facts
    assert any("DATA SINTETIS / SYNTHETIC DATA" in row for row in facts)
    write(incidents(), INCIDENTS, path, language="en", about=about())
    assert openpyxl.load_workbook(path).sheetnames == ["incidents", "About"]


def test_every_column_of_the_sheet_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for table, form in ((incidents(), INCIDENTS), (hotspots(), HOTSPOTS)):
        write(table, form, path, language="id", about=about())
        book = openpyxl.load_workbook(path)
        header = next(book.worksheets[0].values)
        assert set(header) <= {row[3] for row in book.worksheets[1].values}


def test_numbers_are_numbers_and_local_time_stands_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(incidents(), INCIDENTS, path, language="id", about=about())
    first = read_xlsx(path)[0]
    assert first["lat"] == -2.9
    assert first["precision_m"] == 50.0
    assert first["occurred_from"] == "2026-08-12T07:30:00Z"
    assert first["waktu_setempat"] == "2026-08-12 14:30"


def test_big_integers_keep_all_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(incidents(["a"], [{"n": 12345678901234567890}]), INCIDENTS, path, language="id", about=about())
    assert read_xlsx(path)[0]["n"] == "12345678901234567890"


def test_outlines_are_left_to_other_formats_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    notices = write(hotspots(), HOTSPOTS, path, language="id", about=about())
    assert "geometry" not in read_xlsx(path)[0]
    assert len(notices) == 1
    assert "geojson" in notices[0].id


@pytest.mark.parametrize(
    ("header", "n", "part"),
    [(["a"], MAX_ROWS, "1,048,575 rows"), (["a"] * (MAX_COLUMNS + 1), 1, "16,384 columns")],
)
def test_what_a_sheet_cannot_hold_is_refused(tmp_path: Path, header: list[str], n: int, part: str) -> None:
    def never() -> Any:
        raise AssertionError("refused before any row is written")
        yield

    with pytest.raises(ExportError) as caught:
        write_sheets(tmp_path / "a.xlsx", Sheet("a", header, never(), n), about=About(Says("a", "a")))
    assert part in caught.value.text("en")
    assert "parquet" in caught.value.text("id")

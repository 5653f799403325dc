"""The result form that comes back."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from geo.exports.orders.result_form import COLUMNS, OUTCOMES, xlsx_form
from geo.languages import LANGUAGES, Language
from geo.sources.patrol_results import read_results
from tests.exports.orders import samples


@pytest.mark.parametrize("language", LANGUAGES)
def test_row_one_has_the_names_that_are_read_back(language: Language) -> None:
    order = samples.order(3)
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_form(order, language)))
    assert book.sheet_names == ["hasil" if language == "id" else "results"]
    rows = book.get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == COLUMNS == (
        "order_id", "stop", "place_id", "name", "outcome", "arrived", "left", "reason", "found", "kind", "n", "action",
        "note",
    )  # fmt: skip
    comments = [row for row in rows[1:] if str(row[0]).startswith("#")]
    assert rows[1 : 1 + len(comments)] == comments
    told = " ".join(str(row[0]) for row in comments)
    assert order.number in told
    assert order.verification in told
    data = rows[1 + len(comments) :]
    assert [(row[0], row[1], row[2]) for row in data] == [(order.order_id, stop.number, stop.place_id)
                                                          for stop in order.stops]  # fmt: skip
    assert all(cell == "" for row in data for cell in row[4:])


@pytest.mark.parametrize("n", [0, 1, 12])
def test_outcomes_are_chosen_from_a_list_beside_every_stop(n: int) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_form(samples.order(n), "id")))["hasil"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"' + ",".join(OUTCOMES) + '"'
    for row in range(2, sheet.max_row + 1):
        first = str(sheet.cell(row, 1).value)
        assert (f"E{row}" in rule.sqref) is not first.startswith("#")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_form_is_read_back(language: Language) -> None:
    order = samples.order(3)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_form(order, language)))
    sheet = book.worksheets[0]
    filled = {1: ("done", "18.25", "18:41", None, "motor tanpa pelat", None, None),
              2: ("partly", "19.10", "19.15", "hujan lebat", None, None, None),
              3: ("skipped", None, None, "rawa, tidak ada jalan", None, None, None)}  # fmt: skip
    for row in range(2, sheet.max_row + 1):
        for column, value in enumerate(filled.get(sheet.cell(row, 2).value, ()), start=5):
            sheet.cell(row, column).value = value
    saved = io.BytesIO()
    book.save(saved)
    stops = pd.DataFrame([{"order_id": order.order_id, "stop": stop.number, "place_id": stop.place_id,
                           "begins": stop.begins} for stop in order.stops])  # fmt: skip
    read = read_results(saved.getvalue(), "hasil.xlsx", stops=stops, days={order.order_id: date(2026, 11, 23)})
    assert len(read.refused) == 0
    assert read.rows["outcome"].tolist() == ["done", "partly", "skipped"]
    assert read.rows["begins"].iloc[0].isoformat() == "2026-11-23T11:25:00+00:00"
    assert read.rows["reason"].iloc[2] == "rawa, tidak ada jalan"


def test_times_are_kept_as_they_are_typed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_form(samples.order(1), "id")))["hasil"]
    assert [sheet.column_dimensions[column].number_format for column in "FG"] == ["@", "@"]


def test_a_number_that_looks_like_a_formula_is_text() -> None:
    order = samples.order(1, stop_changes={"name": "=1+1", "place_id": "+cmd|x"})
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_form(order, "id")))["hasil"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    assert "+cmd|x" in {cell.value for cell in cells}

"""Worksheets with widths and drop-down lists."""

from __future__ import annotations

import io

import openpyxl

from geo.exports.orders.sheets import Choices, FormSheet, workbook_bytes
from tests.exports.orders import samples
from tests.exports.samples import AWKWARD


def test_texts_stay_texts_and_come_back() -> None:
    texts = [text for text in AWKWARD if text and not set(text) & {"\ufffe", "\uffff"}]
    content = workbook_bytes(samples.order(1), FormSheet("uji", ["=judul"], [[text] for text in texts], [20]))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["uji"]
    cells = [cell for (cell,) in sheet.iter_rows()]
    assert all(cell.data_type in {"s", "inlineStr"} for cell in cells)
    assert openpyxl.utils.escape.unescape(cells[0].value) == "=judul"
    assert [openpyxl.utils.escape.unescape(cell.value) for cell in cells[1:]] == texts


def test_widths_lists_and_typed_columns_are_written() -> None:
    choices = (Choices("B2:B9", ("ya", "tidak")),)
    rows = [["<sheetData>", "</sheetData>"]]
    sheet = FormSheet("uji", ["a", "b"], rows, [10, 30], choices, as_typed=(2,))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(samples.order(1), sheet)))
    page = book["uji"]
    assert page["A2"].value == "<sheetData>"
    assert page["B2"].value == "</sheetData>"
    assert (page.column_dimensions["A"].width, page.column_dimensions["B"].width) == (10, 30)
    assert page.column_dimensions["B"].number_format == "@"
    rule = page.data_validations.dataValidation[0]
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B2:B9", "list", '"ya,tidak"')


def test_half_surrogates_become_visible() -> None:
    content = workbook_bytes(samples.order(1), FormSheet("uji", ["a"], [["x\udcff"]], []))
    assert openpyxl.load_workbook(io.BytesIO(content))["uji"]["A2"].value == "x\N{REPLACEMENT CHARACTER}"


def test_it_is_dated_by_the_order() -> None:
    sheet = FormSheet("uji", ["a"], [[1]], [])
    first = workbook_bytes(samples.order(1), sheet)
    assert workbook_bytes(samples.order(1), sheet) == first
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created.isoformat() == "2026-11-23T05:30:00"

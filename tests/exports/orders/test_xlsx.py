"""The order as a workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from geo.exports.orders.xlsx import xlsx_bytes
from geo.languages import LANGUAGES, Language
from geo.tables.orders import OrderPerson
from tests.exports.orders import samples


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_order_stops_and_result_form(language: Language) -> None:
    order = samples.order(8, people=(OrderPerson("Contoh", "Bripda", "000"),))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(order, language)))
    expected = ["perintah", "perhentian", "hasil"] if language == "id" else ["order", "stops", "results"]
    assert book.sheetnames == expected
    facts = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    for fact in (order.number, order.order_id, order.digest, "Contoh, Bripda, 000", 85.5):
        assert fact in facts
    head, *rows = book.worksheets[1].iter_rows(values_only=True)
    assert len(head) == 15
    assert [row[0] for row in rows] == list(range(1, 9))
    assert (rows[0][7], rows[0][8]) == (-2.37, 104.88)


def test_long_texts_are_whole_here_and_no_cell_is_a_formula() -> None:
    order = samples.order(3, stop_changes={"name": "=" + samples.HOSTILE, "why_id": samples.HOSTILE * 3})
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(order, "id")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    values = {openpyxl.utils.escape.unescape(str(cell.value)) for cell in cells}
    assert order.stops[0].why.id in values
    assert order.stops[0].name in values


def test_an_empty_order_is_written() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(samples.order(0, lead=None, geometry=None, units="[]"), "en")))
    assert book["stops"].max_row == 1

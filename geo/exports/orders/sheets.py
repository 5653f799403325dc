"""A workbook of our worksheets with column widths and drop-down lists, as bytes that depend on the order alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from geo.exports.about import About
from geo.exports.steady_zip import save_workbook
from geo.exports.worksheet_xml import worksheet
from geo.exports.written_text import NOT_IN_XLSX, for_xlsx, whole_characters
from geo.languages import Says
from geo.tables.orders import PatrolOrder

_START, _END = b"<sheetData>", b"</sheetData>"
_TITLE = Says("Surat Perintah {number}", "Order {number}")


@dataclass(frozen=True)
class Choices:
    """A drop-down list: in which cells (`E7:E18`), and the values, none with a comma."""

    cells: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class FormSheet:
    """A worksheet: name, header, rows (any text, numbers, None), widths in characters and drop-down lists.

    `as_typed` numbers the columns (from 1) whose cells keep what people type: `08.05` stays so, and is not made 8,05.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float]
    choices: Sequence[Choices] = field(default=())
    as_typed: Sequence[int] = field(default=())


def workbook_bytes(order: PatrolOrder, *sheets: FormSheet) -> bytes:
    """Return the sheets as XLSX, dated by the order; every text is a cell of type string, never a formula.

    References
    ----------
    ECMA-376 part 1, 18.3.1.13 (cols) and 18.3.1.33 (dataValidations).
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    contents: dict[str, Iterator[bytes]] = {}
    for number, sheet in enumerate(sheets):
        page = workbook.create_sheet(sheet.name)
        quoted, typed = page["A1"], page["B1"]
        quoted.quotePrefix = True
        typed.number_format = "@"
        pieces = worksheet(
            [_cell(text) for text in sheet.header],
            [[_cell(value) for value in row] for row in sheet.rows],
            file=f"{order.order_id}.xlsx",
            quoted_style=quoted.style_id,
            selected=number == 0,
        )
        contents[f"xl/worksheets/sheet{number + 1}.xml"] = _laid_out(pieces, sheet, typed.style_id)
    about = About(title=_TITLE.filled(number=order.number), created=order.issued, timezone=order.timezone)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        path = Path(folder) / "order.xlsx"
        save_workbook(workbook, contents, path, about)
        return path.read_bytes()


def _cell(value: Any) -> Any:
    return for_xlsx(whole_characters(value, NOT_IN_XLSX)[0]) if isinstance(value, str) else value


def _laid_out(pieces: Iterator[bytes], sheet: FormSheet, typed_style: int) -> Iterator[bytes]:
    """Put widths before the rows and drop-down lists after them; no text can hold a bare tag, it is escaped."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{wide:g}" customWidth="1"'
        + (f' style="{typed_style}"/>' if number in sheet.as_typed else "/>")
        for number, wide in enumerate(sheet.widths, start=1)
    )
    lists = "".join(
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{one.cells}">'
        f"<formula1>{escape(chr(34) + ','.join(one.values) + chr(34))}</formula1></dataValidation>"
        for one in sheet.choices
    )
    after = f'<dataValidations count="{len(sheet.choices)}">{lists}</dataValidations>' if sheet.choices else ""
    for written in pieces:
        opened = written.replace(_START, f"<cols>{widths}</cols>".encode() + _START) if widths else written
        yield opened.replace(_END, _END + after.encode())

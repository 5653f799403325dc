"""The XML of one worksheet, row by row: ten times faster than cell objects, and no copy in a temporary file.

openpyxl makes the workbook around it (styles, sheet list, properties).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from geo.errors import ExportError
from geo.exports.written_text import is_risky
from geo.languages import Says

MAX_CHARACTERS = 32_767
_EXACT_INTEGER = 10**15
_ROWS_AT_ONCE = 2_000
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"{selected}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_TAIL = "</sheetData></worksheet>"
_TOO_LONG = Says(
    "sel XLSX memuat paling banyak {limit} huruf; kolom {column} pada baris {row} berisi {n}. Pakai csv atau parquet.",
    "an XLSX cell holds at most {limit} characters; column {column} in row {row} has {n}. Use csv or parquet.",
)


def worksheet(
    header: list[str], rows: Iterable[list[Any]], *, file: str, quoted_style: int, selected: bool
) -> Iterator[bytes]:
    """Yield the worksheet's XML, header first and frozen.

    Parameters
    ----------
    header
        Column titles, in the form of `for_xlsx`.
    rows
        Cells: texts in the form of `for_xlsx`, int, float, None for an empty cell.
    file
        Name for messages.
    quoted_style
        Style number for texts that a person's edit could turn into a formula.
    selected
        Whether this is the sheet shown first.

    Raises
    ------
    ExportError
        When a text is longer than a cell can hold.

    References
    ----------
    ECMA-376 part 1, 18.3.1 (worksheets).
    """
    letters = [_letters(number) for number in range(1, len(header) + 1)]
    yield _HEAD.format(selected=' tabSelected="1"' if selected else "").encode()
    written: list[str] = []
    for number, row in enumerate(_chained(header, rows), start=1):
        cells: list[str] = []
        for letter, value in zip(letters, row, strict=False):
            if value.__class__ is str:
                if len(value) > MAX_CHARACTERS // 2:
                    _refuse_too_long(value, header[len(cells)], number, file)
                style = f' s="{quoted_style}"' if not value[:1].isalnum() and is_risky(value) else ""
                text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
                cells.append(f'<c r="{letter}{number}"{style} t="inlineStr">{text}</c>')
            elif value is None:
                cells.append("")
            elif value.__class__ is int and abs(value) >= _EXACT_INTEGER:  # numbers in a sheet keep fifteen digits
                cells.append(f'<c r="{letter}{number}" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(f'<c r="{letter}{number}"><v>{value!r}</v></c>')
        written.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(written) == _ROWS_AT_ONCE:
            yield "".join(written).encode()
            written.clear()
    yield ("".join(written) + _TAIL).encode()


def _chained(header: list[str], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield list(header)
    yield from rows


def _refuse_too_long(text: str, column: str, row: int, file: str) -> None:
    n = len(text.encode("utf-16-le")) // 2
    if n > MAX_CHARACTERS:
        problem = _TOO_LONG.filled(limit=MAX_CHARACTERS, column=column[:60], row=row, n=n)
        raise ExportError(file=file, problem=problem)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

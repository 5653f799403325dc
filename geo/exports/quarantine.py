"""Rows held for examination, as a sheet that a person mends and imports again."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo.exports.about import About
from geo.exports.attributes import cell_value, column_name
from geo.exports.registry import format_of
from geo.exports.replacing import replacing
from geo.exports.sheet_rows import lost_notice
from geo.exports.written_text import NOT_IN_UTF8, NOT_IN_XLSX, for_xlsx, neutral, whole_characters
from geo.exports.xlsx_file import Sheet, write_sheets
from geo.languages import Language, Says
from geo.tables.quarantine import QUARANTINE

LINE, COLUMN, REASON, SENTENCE = "_baris", "_kolom", "_alasan", "_keterangan"
MARKS = (LINE, COLUMN, REASON, SENTENCE)
_MARKS_OF_OUR_FILE = frozenset({LINE, COLUMN, REASON})
_TITLE = Says("Ditahan untuk diperiksa", "Quarantined")
_NO_VALUE = Says("(kosong)", "(empty)")


def write_quarantine(
    refused: pd.DataFrame, path: Path, *, language: Language, reasons: Mapping[str, Says]
) -> list[Says]:
    """Write refused rows: their own columns first, as they were, then where and why.

    Parameters
    ----------
    refused
        In the form of `geo.tables.quarantine`.
    path
        File to make or replace, `.csv` or `.xlsx`.
    language
        Language of the sentences.
    reasons
        Sentence of each reason code; `{column}`, `{value}` and the values of `detail` are put in.

    Returns
    -------
    list of Says
        Characters that could not be written as they were.

    Raises
    ------
    ExportError
        When the extension is neither, or the file cannot be written; a file that was there before is untouched.
    """
    kind = format_of(path, table=QUARANTINE.name, spatial=False, among=("csv", "xlsx"))
    shaped = QUARANTINE.shaped(refused)
    header, rows = _sheet(shaped, language, reasons)
    with replacing(path) as fresh:
        if kind.name == "csv":
            lost = _write_csv(fresh, header, rows)
        else:
            lost = _write_xlsx(fresh, header, rows)
    return lost_notice(lost)


def _sheet(shaped: pd.DataFrame, language: Language, reasons: Mapping[str, Says]) -> tuple[list[str], list[list[Any]]]:
    raws = [_own_columns(text) for text in shaped["raw"]]
    names = list(dict.fromkeys(name for raw in raws for name in raw))
    marks = frozenset(MARKS)
    header = [column_name(name, marks) for name in names] + list(MARKS)
    rows = []
    for raw, row in zip(raws, shaped.to_dict("records"), strict=True):
        cells: list[Any] = [raw.get(name) for name in names]
        cells += [None if pd.isna(row["line"]) else int(row["line"]), row["column"], row["reason"]]
        cells.append(_sentence(row, language, reasons))
        rows.append([None if not isinstance(cell, str) and pd.isna(cell) else cell for cell in cells])
    return header, rows


def _own_columns(text: Any) -> dict[str, str | None]:
    """Return a row's own cells as texts; the marks of an earlier quarantine file are no part of it."""
    record = _opened(text)
    if record.keys() >= _MARKS_OF_OUR_FILE:
        record = {name: value for name, value in record.items() if name not in MARKS}
    return {
        name: value if value is None or isinstance(value, str) else _cell_text(value) for name, value in record.items()
    }


def _cell_text(value: Any) -> str:
    opened = cell_value(value)
    return opened if isinstance(opened, str) else json.dumps(opened)


def _opened(text: Any) -> dict[str, Any]:
    if not isinstance(text, str) or not text:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"raw": text}
    return value if isinstance(value, dict) else {"raw": text}


def _sentence(row: dict[str, Any], language: Language, reasons: Mapping[str, Says]) -> str:
    says = reasons.get(row["reason"])
    if says is None:
        return str(row["reason"])
    told = {name: row[name] if isinstance(row[name], str) and row[name] else _NO_VALUE for name in ("column", "value")}
    return says.text(language, {**_opened(row["detail"]), **told})


def _write_csv(path: Path, header: list[str], rows: list[list[Any]]) -> int:
    written, lost = _written(header, rows, neutral, NOT_IN_UTF8)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(written)
    return lost


def _write_xlsx(path: Path, header: list[str], rows: list[list[Any]]) -> int:
    written, lost = _written(header, rows, for_xlsx, NOT_IN_XLSX)
    write_sheets(path, Sheet(QUARANTINE.name, written[0], written[1:], len(rows)), about=About(_TITLE))
    return lost


def _written(
    header: list[str], rows: list[list[Any]], text: Callable[[str], str], unwritable: re.Pattern[str]
) -> tuple[list[list[Any]], int]:
    lost = 0
    written = []
    for row in ([*header], *rows):
        cells = []
        for cell in row:
            if isinstance(cell, str):
                whole, n = whole_characters(cell, unwritable)
                lost += n
                cells.append(text(whole))
            else:
                cells.append(cell)
        written.append(cells)
    return written, lost

"""Excel workbooks (XLSX, and XLS of old): one sheet, typed cells; a workbook is a ZIP archive and judged as one."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.languages import Says
from geo.sources.archives import check_zip
from geo.sources.dialects import FIELD_CHARACTERS, check_names
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records, Refusal

_ZIP = b"PK\x03\x04"
_MAX_CELLS = 30_000_000
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']\$?([A-Za-z]{1,4})\$?(\d{1,10})["']""")
_HEADER_ROWS = 30
_CHUNK = 1 << 22
_RAW_CHARACTERS = 10_000


def parse(path: Path, options: ReadOptions) -> Records:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        The workbook.
    options
        Limits, and `layer`: the sheet's name where several hold data.

    Returns
    -------
    Records
        Format `xlsx`; columns of one type stay typed (numbers; dates as dates), others are texts; `line` is the sheet's
        row number. Formulas are never run: the values that Excel saved are read.

    Raises
    ------
    FileRefusedError
        `archive_limits`, `unsafe_member`, `doctype`, `encrypted`, `damaged`, `needs_layer`, `unknown_layer`,
        `no_header`, `duplicate_header`, `too_many_columns`, `too_many_records`, `nothing_to_read`.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    with path.open("rb") as stream:
        zipped = stream.read(4) == _ZIP
    if zipped:
        check_zip(path, max_inflated_bytes=options.max_inflated_bytes, file=path.name)
        _check_extent(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            tables = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in _candidates(book, options, path.name)
            }
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        problem = str(error)[:120]
        reason = "encrypted" if "password" in problem.lower() or "encrypt" in problem.lower() else "damaged"
        raise refuse(reason, path.name, problem=problem) from error
    name, rows, at, ignored = _chosen(tables, options, path.name)
    frame, line, refused = _frame(rows, at, path.name)
    if len(frame) + len(refused) > options.max_records:
        raise refuse("too_many_records", path.name, limit=options.max_records)
    notices: tuple[Notice, ...] = ()
    if ignored:
        shown = ", ".join(ignored[:5])
        says = Says(f"Lembar lain yang tidak dibaca: {shown}.", f"Other sheets that were not read: {shown}.")
        notices = (Notice("ignored_sheets", says, len(ignored)),)
    dialect = {"sheet": name, "header_line": at + 1}
    return Records("xlsx", frame, line, refused=tuple(refused), dialect=dialect, notices=notices)


def _check_extent(path: Path) -> None:
    """Refuse sheets whose farthest cells would make the reader lay out an impossible table."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not re.match(r"xl/worksheets/[^/]+\.xml", entry.filename):
                continue
            column = row = 0
            tail = b""
            with archive.open(entry) as member:
                while chunk := member.read(_CHUNK):
                    for letters, digits in set(_REFERENCE.findall(tail + chunk)):
                        column, row = max(column, _column_number(letters)), max(row, int(digits))
                    tail = chunk[-200:]
            if column * row > _MAX_CELLS or column > 16_384 or row > 1_048_576:
                problem = Says(
                    f"satu lembar membentang {row} x {column} sel", f"one sheet spans {row} x {column} cells"
                )
                raise refuse("archive_limits", path.name, problem=problem)


def _column_number(letters: bytes) -> int:
    number = 0
    for sign in letters.upper():
        number = number * 26 + sign - 64
    return number


def _candidates(book: Any, options: ReadOptions, file: str) -> list[str]:
    """Return the visible worksheets, or the one the user named."""
    names: list[str] = [
        sheet.name
        for sheet in book.sheets_metadata
        if str(sheet.typ).endswith("WorkSheet")
        and (str(sheet.visible).endswith(".Visible") or sheet.name == options.layer)
    ]
    if options.layer is None:
        return names
    wanted = [name for name in names if name.casefold() == options.layer.casefold()]
    if not wanted:
        raise refuse("unknown_layer", file, {"layers": names}, layer=options.layer[:100], layers=names)
    return wanted[:1]


def _chosen(
    tables: dict[str, list[list[Any]]], options: ReadOptions, file: str
) -> tuple[str, list[list[Any]], int, list[str]]:
    """Return the one sheet that holds data: name, rows, index of its header, other sheets."""
    found = {}
    for name, rows in tables.items():
        at = _header_at(rows)
        if at is not None and any(_filled(row) > 1 for row in rows[at + 1 :]):
            found[name] = at
    if not found:
        if any(_filled(row) for rows in tables.values() for row in rows[:_HEADER_ROWS]):
            raise refuse("no_header", file)
        raise refuse("nothing_to_read", file, detail="")
    if len(found) > 1 and options.layer is None:
        likely = [name for name, at in found.items() if _names_places(tables[name][at])]
        if len(likely) == 1:
            found = {likely[0]: found[likely[0]]}
        else:
            names = likely or list(found)
            raise refuse("needs_layer", file, {"layers": names}, layers=names)
    name = next(iter(found))
    ignored = [other for other, rows in tables.items() if other != name and any(_filled(row) for row in rows)]
    return name, tables[name], found[name], ignored


def _names_places(row: list[Any]) -> bool:
    """Whether a header names coordinates."""
    from geo.sources.columns import guess_mapping

    names = [str(cell) for cell in row if str(cell).strip()]
    if len(set(names)) != len(names):
        return True
    sample = pd.DataFrame({name: pd.Series(["1.5", "2.5"], dtype="str") for name in names})
    return bool(guess_mapping(sample).keys() & {"lat", "x", "latlon"})


def _filled(row: list[Any]) -> int:
    return sum(cell not in {"", None} for cell in row if not isinstance(cell, list))


def _header_at(rows: list[list[Any]]) -> int | None:
    """Return the index of the header: the first row about as wide as the data that holds names only."""
    widths = Counter(_filled(row) for row in rows[:200] if _filled(row))
    if not widths:
        return None
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        filled = [cell for cell in row if cell not in {"", None}]
        if len(filled) < max(min(2, usual), 0.6 * usual):
            continue
        values = sum(not isinstance(cell, str) or bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", cell)) for cell in filled)
        return at if values <= 0.2 * len(filled) else None
    return None


def _frame(
    rows: list[list[Any]], at: int, file: str
) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.int64]], list[Refusal]]:
    header = [re.sub(r"\s+", " ", str(cell)).strip() for cell in rows[at]]
    body = rows[at + 1 :]
    while header and not header[-1] and all(len(row) < len(header) or row[len(header) - 1] == "" for row in body):
        header.pop()
    names = check_names(header, file)
    n = len(names)
    kept: list[list[Any]] = []
    line: list[int] = []
    refused: list[Refusal] = []
    for number, row in enumerate(body, start=at + 2):
        cells = row[:n]
        if not any(cell != "" for cell in cells):
            continue
        long = next((i for i, cell in enumerate(cells) if isinstance(cell, str) and len(cell) > FIELD_CHARACTERS), None)
        if long is not None:
            detail = {"length": len(cells[long]), "limit": FIELD_CHARACTERS}
            raw = {name: str(cell)[:_RAW_CHARACTERS] for name, cell in zip(names, cells, strict=False)}
            refused.append(Refusal(number, "field_too_long", names[long], cells[long][:200], detail, raw))
            continue
        kept.append(cells)
        line.append(number)
    columns = zip(*kept, strict=True) if kept else [()] * n
    frame = pd.DataFrame({name: _column(list(cells)) for name, cells in zip(names, columns, strict=True)})
    return frame, np.array(line, dtype=np.int64), refused


def _column(cells: list[Any]) -> pd.Series[Any]:
    """Keep a column of numbers as numbers; write others as texts, dates as ISO 8601."""
    present = {type(cell) for cell in cells if cell != ""}
    if present and present <= {float, int}:
        return pd.Series([np.nan if cell == "" else float(cell) for cell in cells], dtype="float64")
    return pd.Series([_cell_text(cell) for cell in cells], dtype="str")


def _cell_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return str(cell)

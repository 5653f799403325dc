"""CSV and its kin in any dialect: a fast path for well-formed text, a careful one for the rest; no row is ever lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.languages import Says
from geo.sources.careful_rows import read_carefully
from geo.sources.dialects import FIELD_CHARACTERS, Dialect, decode, recognise
from geo.sources.reading import Notice, ReadOptions
from geo.sources.reasons import refuse
from geo.sources.records import Records, Refusal

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
Ints = npt.NDArray[np.int64]


def parse(path: Path, options: ReadOptions) -> Records:
    """Read a delimited text file.

    Parameters
    ----------
    path
        The file: any of UTF-8, UTF-16, cp1252 (others are guessed), separated by comma, semicolon, tab or bar, with or
        without `sep=` line, titles above the header, newlines inside quotes, blank lines.
    options
        Limits.

    Returns
    -------
    Records
        All cells as text; `line` is the physical line on which a record starts (first line of the file = 1). Rows that
        are too wide, too narrow, too long, badly quoted or badly encoded are refused with their line.

    Raises
    ------
    FileRefusedError
        `encoding`, `empty_file`, `no_header`, `duplicate_header`, `too_many_columns`, `too_many_records`.
    """
    text, encoding = decode(path.read_bytes(), path.name)
    dialect = recognise(text, path.name)
    found = _fast(text, dialect)
    refused: tuple[Refusal, ...] = ()
    if found is None:
        frame, line, refused = read_carefully(text, dialect, encoding)
    else:
        frame, line = found
    del text
    if len(frame) + len(refused) > options.max_records:
        raise refuse("too_many_records", path.name, limit=options.max_records)
    frame, line, blank = _without_blank_rows(frame, line)
    notices: tuple[Notice, ...] = ()
    if blank:
        says = Says(
            f"{blank} baris yang semua kolomnya kosong dilewati.",
            f"{blank} rows with nothing but separators were skipped.",
        )
        notices = (Notice("blank_rows", says, blank),)
    shown: dict[str, Any] = {"encoding": encoding, "separator": dialect.separator_name, "header_line": 0}
    shown["header_line"] = _header_line(path, encoding, dialect) if dialect.data_record > 1 else 1
    return Records("csv", frame, line, refused=refused, dialect=shown, notices=notices)


def _header_line(path: Path, encoding: str, dialect: Dialect) -> int:
    """Return the line of a header that is not the first record."""
    with path.open(encoding="utf-16" if encoding.startswith("utf-16") else encoding, errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            cells = [cell.strip(' "\r\n\ufeff') for cell in line.split(dialect.separator)]
            if cells[0] == dialect.header[0] and len(cells) > 1:
                return number
            if number > 1000:
                break
    return dialect.data_record


def _fast(text: str, dialect: Dialect) -> tuple[pd.DataFrame, Ints] | None:
    """Read a text whose quotes all stand where they should, or return None.

    A quote may only open right after a separator or newline and close right before one (or double itself): then a
    newline ends a record exactly when an even number of quotes stands before it, and the number of records is known
    before any parser runs. The parser must find that very number, else the careful path is taken.
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        return None
    if "\0" in text or (b"\r" in content and content.count(b"\r") != content.count(b"\r\n")):
        return None
    data = np.frombuffer(content, dtype=np.uint8)
    newlines = np.flatnonzero(data == _NEWLINE)
    if not len(newlines) or newlines[-1] != len(data) - 1:
        newlines = np.append(newlines, len(data))
    quotes = np.flatnonzero(data == _QUOTE)
    if len(quotes):
        if not _well_quoted(data, quotes, ord(dialect.separator)):
            return None
        inside = np.searchsorted(quotes, newlines) % 2 == 1
    else:
        inside = np.zeros(len(newlines), dtype=bool)
    ends = newlines[~inside]
    begins = np.append(0, ends[:-1] + 1)
    lines = np.searchsorted(newlines, begins) + 1
    length = ends - begins
    returns = (data[np.maximum(ends - 1, 0)] == _RETURN) & (length > 0)
    filled = length - returns > 0
    if (length > FIELD_CHARACTERS).any():
        return None
    skip = _records_before(filled, dialect.data_record)
    filled[:skip] = False
    if not filled.any():
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in dialect.header}), np.zeros(0, dtype=np.int64)
    frame = _parsed(content[begins[skip] :], dialect)
    if frame is None or len(frame) != int(filled.sum()):
        return None
    return frame, lines[filled].astype(np.int64)


def _records_before(filled: npt.NDArray[np.bool_], records: int) -> int:
    """Return how many lines-of-records stand before the data (the sample that counted `records` saw blank ones too)."""
    return min(records, len(filled))


def _well_quoted(data: npt.NDArray[np.uint8], quotes: Ints, separator: int) -> bool:
    if len(quotes) % 2:
        return False
    openers, closers = quotes[::2], quotes[1::2]
    before = np.where(openers > 0, data[np.maximum(openers - 1, 0)], _NEWLINE)
    last = len(data) - 1
    after = np.where(closers < last, data[np.minimum(closers + 1, last)], _NEWLINE)
    reopened = np.zeros(len(openers), dtype=bool)
    reopened[1:] = openers[1:] == closers[:-1] + 1
    doubled = np.zeros(len(closers), dtype=bool)
    doubled[:-1] = reopened[1:]
    opens = reopened | (before == separator) | (before == _NEWLINE)
    closes = doubled | (after == separator) | (after == _NEWLINE) | (after == _RETURN)
    return bool(opens.all() and closes.all())


def _parsed(content: bytes, dialect: Dialect) -> pd.DataFrame | None:
    import pyarrow as pa
    from pyarrow import csv

    names = list(dialect.header)
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=max(1 << 22, 1)),
            parse_options=csv.ParseOptions(
                delimiter=dialect.separator, newlines_in_values=True, ignore_empty_lines=len(names) > 1
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype("str") if len(frame) and not all(str(kind) == "str" for kind in frame.dtypes) else frame


def _without_blank_rows(frame: pd.DataFrame, line: Ints) -> tuple[pd.DataFrame, Ints, int]:
    """Leave out rows without any content (Excel writes them below a table)."""
    if not len(frame):
        return frame, line, 0
    blank = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        rows = np.flatnonzero(blank)
        if not len(rows):
            break
        blank[rows] = (
            frame[name].iloc[rows].str.strip().to_numpy() == ""
            if len(rows) < len(frame)
            else (frame[name].str.strip().to_numpy() == "")
        )
    n = int(blank.sum())
    if not n:
        return frame, line, 0
    return frame[~blank].reset_index(drop=True), line[~blank], n

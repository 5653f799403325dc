"""Delimited text that is not well-formed, row by row: what is broken is refused at its line, all else is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.dialects import FIELD_CHARACTERS, Dialect
from geo.sources.records import Refusal

RAW_CHARACTERS = 10_000
_VALUE_CHARACTERS = 200


def read_carefully(
    text: str, dialect: Dialect, encoding: str
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], tuple[Refusal, ...]]:
    """Read a text with quotes astray, ragged rows, over-long fields or stray bytes.

    Parameters
    ----------
    text
        The decoded file; bytes that were wrong stand as lone surrogates.
    dialect
        Separator and header.
    encoding
        Its name, for the sentence about wrong bytes.

    Returns
    -------
    tuple
        Good rows as text, the physical line on which each starts, and the refused ones. A quote that opens and swallows
        the lines after it is recognised by where it closes: its line is refused, the swallowed ones are read again.
    """
    lines = list(io.StringIO(text, newline=""))
    width = len(dialect.header)
    cells: list[list[str]] = []
    at: list[int] = []
    refused: list[Refusal] = []
    for number, (start, record, problem) in enumerate(_records(lines, dialect)):
        if number < dialect.data_record or (not record and not problem):
            continue
        refusal = problem or _fault(start + 1, record, dialect, encoding)
        if refusal is not None:
            refused.append(refusal)
        else:
            cells.append(record)
            at.append(start + 1)
    columns = list(zip(*cells, strict=True)) if cells else [()] * width
    frame = pd.DataFrame(
        {name: pd.Series(list(column), dtype="str") for name, column in zip(dialect.header, columns, strict=True)}
    )
    return frame, np.array(at, dtype=np.int64), tuple(refused)


def _records(lines: list[str], dialect: Dialect) -> Iterator[tuple[int, list[str], Refusal | None]]:
    """Yield (index of first line, cells, refusal) for each record."""
    separator, width = dialect.separator, len(dialect.header)
    i = 0
    while i < len(lines):
        line = lines[i]
        if '"' not in line and len(line) <= FIELD_CHARACTERS:
            body = line.rstrip("\r\n")
            yield i, body.split(separator) if body else [], None
            i += 1
            continue
        last, state = _record_end(lines, i, separator)
        if state == "closed" and sum(map(len, lines[i : last + 1])) <= FIELD_CHARACTERS:
            record = next(csv.reader(lines[i : last + 1], delimiter=separator), [])
            if last == i or len(record) == width:
                yield i, record, None
                i = last + 1
                continue
            state = "astray"
        if state == "closed":
            yield i, *_long(lines[i : last + 1], i, dialect)
            i = last + 1
        elif state == "astray" and last == i and len(line) <= FIELD_CHARACTERS:
            yield i, next(csv.reader([line], delimiter=separator), []), None
            i += 1
        else:
            detail = {"line": i + 1, "last_line": last + 1}
            raw = {"1": line.rstrip("\r\n")[:RAW_CHARACTERS]}
            yield i, [], Refusal(i + 1, "unbalanced_quote", "", line.strip()[:_VALUE_CHARACTERS], detail, raw)
            i += 1


def _record_end(lines: list[str], start: int, separator: str) -> tuple[int, str]:
    """Follow the quotes of a record to its last line; say whether they closed as they should.

    Returns
    -------
    tuple
        Index of the last line, and `closed`, `astray` (a closing quote is followed by text) or `open` (the end of the
        file came first).
    """
    quoted = False
    astray = False
    for i in range(start, len(lines)):
        line = lines[i]
        position = 0
        while True:
            if quoted:
                end = line.find('"', position)
                if end < 0:
                    break
                if line[end + 1 : end + 2] == '"':
                    position = end + 2
                    continue
                quoted = False
                position = end + 1
                astray = astray or line[position : position + 1] not in {"", separator, "\r", "\n"}
            if line.startswith('"', position) and (position == 0 or line[position - 1] == separator):
                quoted, position = True, position + 1
                continue
            following = line.find(separator, position)
            if following < 0:
                break
            position = following + 1
        if not quoted:
            return i, "astray" if astray else "closed"
    return len(lines) - 1, "open"


def _long(lines: list[str], start: int, dialect: Dialect) -> tuple[list[str], Refusal | None]:
    """Split a record that may hold fields beyond the limit, without the csv module's process-wide limit."""
    record = _split("".join(lines).rstrip("\r\n"), dialect.separator)
    longest = max(range(len(record)), key=lambda i: len(record[i]))
    if len(record[longest]) <= FIELD_CHARACTERS:
        return record, None
    detail = {"length": len(record[longest]), "limit": FIELD_CHARACTERS}
    raw = _raw(record, dialect.header)
    column = list(raw)[longest] if longest < len(raw) else ""
    return record, Refusal(start + 1, "field_too_long", column, record[longest][:_VALUE_CHARACTERS], detail, raw)


def _split(text: str, separator: str) -> list[str]:
    """Split one well-quoted record of any length."""
    cells: list[str] = []
    position = 0
    while True:
        if text.startswith('"', position):
            end = position + 1
            while True:
                end = text.find('"', end)
                if text[end + 1 : end + 2] != '"':
                    break
                end += 2
            cells.append(text[position + 1 : end].replace('""', '"'))
            position = end + 1
        else:
            end = text.find(separator, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
            position = end
        if position >= len(text):
            return cells
        position += 1


def _fault(line: int, record: list[str], dialect: Dialect, encoding: str) -> Refusal | None:
    """Say what is wrong with a record's form, or None; an empty tail beyond the header is no fault."""
    width = len(dialect.header)
    if len(record) > width and not any(cell.strip() for cell in record[width:]):
        del record[width:]
    if len(record) != width:
        if not any(cell.strip() for cell in record):
            record[:] = [""] * width
            return None
        reason = "too_many_fields" if len(record) > width else "too_few_fields"
        value = dialect.separator.join(record)[:_VALUE_CHARACTERS]
        detail = {"fields": len(record), "expected": width}
        return Refusal(line, reason, "", value, detail, _raw(record, dialect.header))
    for name, cell in zip(dialect.header, record, strict=True):
        if "\0" in cell:
            value = cell.replace("\0", "\N{REPLACEMENT CHARACTER}")[:_VALUE_CHARACTERS]
            return Refusal(line, "control_characters", name, value, {}, _raw(record, dialect.header))
        if not cell.isascii() and any("\udc80" <= sign <= "\udcff" for sign in cell):
            shown = _printable(cell)[:_VALUE_CHARACTERS]
            return Refusal(line, "bad_encoding", name, shown, {"encoding": encoding}, _raw(record, dialect.header))
    return None


def _raw(record: list[str], header: tuple[str, ...]) -> dict[str, str]:
    names = [*header, *(f"kolom_{number}" for number in range(len(header) + 1, len(record) + 1))]
    return {name: _printable(cell)[:RAW_CHARACTERS] for name, cell in zip(names, record, strict=False)}


def _printable(cell: str) -> str:
    return cell.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")

"""Changes single values in the files of a region pack; every other line, comments too, stays as it was written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from geo.errors import NotFoundError
from geo.languages import Says

_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.]+)\s*\]{1,2}")
_VALUE = r"""(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]\n]*\]|[^#\n]*?)"""
_ENTRY = Says("Entri", "entry")


def edit_row(content: bytes, key: str, code: str, values: Mapping[str, str]) -> bytes:
    """Change cells of one row of a CSV file.

    Parameters
    ----------
    content
        The file: UTF-8, with a header line, commas or semicolons.
    key, code
        Column and cell that name the row.
    values
        New cells by column; a column that the file lacks is added at the end, empty for all other rows.

    Returns
    -------
    bytes
        The file with that row written anew.

    Raises
    ------
    NotFoundError
        When there is no such row.
    """
    text = content.decode("utf-8-sig")
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    last = 0
    for cells in reader:
        begin, last = last, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if missing := [name for name in values if name not in header]:
                return edit_row(_with_columns(text, separator, newline, missing).encode(), key, code, values)
            continue
        row = dict(zip(header, cells, strict=False))
        if row.get(key, "").strip() == code:
            written = _line([values.get(name, row.get(name, "")) for name in header], separator, newline)
            return (mark + "".join([*lines[:begin], written, *lines[last:]])).encode()
    raise NotFoundError(what=_ENTRY, name=code[:40])


def edit_table(content: bytes, table: str, key: str, code: str, values: Mapping[str, Any]) -> bytes:
    """Change values of one entry of an array of tables in a TOML file.

    Parameters
    ----------
    content
        The file.
    table, key, code
        Name of the array (`agencies`), and the key and text that name the entry.
    values
        New values (text, number, boolean, list of numbers) by key; None takes the key out.

    Returns
    -------
    bytes
        The file with those lines changed; comments behind a value stay.

    Raises
    ------
    NotFoundError
        When there is no such entry.
    """
    text = content.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    begin, end = _block(lines, table, key, code)
    for name, value in values.items():
        place = next((at for at in range(begin, end) if _assigns(name).match(lines[at])), None)
        if value is None:
            if place is not None:
                del lines[place]
                end -= 1
        elif place is not None:
            found = _assigns(name).match(lines[place])
            assert found is not None
            lines[place] = f"{found['before']}{toml_value(value)}{found['after']}"
        else:
            last = max(at for at in range(begin, end) if lines[at].split("#")[0].strip())
            lines.insert(last + 1, f"{name} = {toml_value(value)}")
            end += 1
    return (newline.join(lines) + (newline if text.endswith("\n") else "")).encode()


def toml_value(value: Any) -> str:
    """Write one value as TOML does."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _assigns(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(?P<before>\s*[\"']?{re.escape(name)}[\"']?\s*=\s*){_VALUE}(?P<after>\s*(?:#.*)?)$")


def _block(lines: list[str], table: str, key: str, code: str) -> tuple[int, int]:
    """Return where the lines of an entry begin and end (its header is left out)."""
    heads = [(at, found[1]) for at, line in enumerate(lines) if (found := _HEADER.match(line))]
    for position, (at, name) in enumerate(heads):
        if name != table:
            continue
        end = heads[position + 1][0] if position + 1 < len(heads) else len(lines)
        for line in lines[at + 1 : end]:
            found = _assigns(key).match(line)
            if found and found["value"].strip("\"'") == code:
                return at + 1, end
    raise NotFoundError(what=_ENTRY, name=code[:40])


def _with_columns(text: str, separator: str, newline: str, names: list[str]) -> str:
    """Return the file with further columns at the end of the header, and as many empty cells in every row."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=newline)
    begun = False
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        filled = any(cell.strip() for cell in cells)
        writer.writerow([*cells, *([""] * len(names) if begun else names)] if filled else cells)
        begun = begun or filled
    return written.getvalue()


def _line(cells: list[str], separator: str, newline: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=newline).writerow(cells)
    return written.getvalue()

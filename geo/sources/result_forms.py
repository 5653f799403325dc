"""The filled result form of a patrol as records: a workbook, a delimited text or JSON, comments left out."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources import spreadsheets
from geo.sources.archives import printable
from geo.sources.dialects import FIELD_CHARACTERS, decode
from geo.sources.frames import cell_text
from geo.sources.json_stream import read_json
from geo.sources.reading import ReadOptions
from geo.sources.reasons import refuse
from geo.sources.sniff import sniff
from geo.sources.times import as_texts
from geo.sources.tracks.read import TrackLimits, reading_options

COLUMNS = (
    *("order_id", "stop", "place_id", "name", "outcome", "arrived", "left", "reason", "found", "kind", "n"),
    *("action", "note"),
)
SHEETS = ("hasil", "results")
MAX_FORM_BYTES = 10 * 2**20
MAX_FORM_ROWS = 20_000
_LISTS = frozenset(["hasil", "results", "rows", "data"])
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Form:
    """Rows of a result form: texts under the agreed names, index 0…n-1, and the line or record number of each."""

    format: str
    rows: pd.DataFrame
    line: npt.NDArray[np.int64]
    comments: int = 0


def read_form(content: bytes, name: str) -> Form:
    """Read the rows of a result form, decided by content.

    Parameters
    ----------
    content
        XLSX with a sheet `hasil` or `results`, a delimited text, or JSON (a list of objects); the header holds exactly
        the agreed names. Rows whose first cell starts with # are comments.
    name
        The file's name, for refusals.

    Raises
    ------
    FileRefusedError
        `not_a_result_form` when columns are missing; else as the readers of the format.
    """
    if not content:
        raise refuse("empty_file", name)
    if len(content) > MAX_FORM_BYTES:
        raise refuse("too_large", name, size_mb=-(-len(content) // 2**20), limit_mb=MAX_FORM_BYTES // 2**20)
    limits = TrackLimits(MAX_FORM_BYTES, 16 * MAX_FORM_BYTES, MAX_FORM_ROWS)
    options = reading_options(limits)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        path = Path(folder) / "form"
        path.write_bytes(content)
        try:
            parser = sniff(path, name).parser
            if parser == "xlsx":
                return _workbook(path, name, options)
            if parser == "json":
                return _json(path, name)
            if parser == "csv":
                return _text(content, name)
        except FileRefusedError as error:  # it may name the file in the private folder
            error.params["file"] = name
            error.args = (error.text("en"),)
            raise
    raise _not_a_form(name, list(COLUMNS))


def _workbook(path: Path, name: str, options: ReadOptions) -> Form:
    for sheet in SHEETS:
        try:
            records = spreadsheets.parse(path, replace(options, layer=sheet))
        except FileRefusedError as error:
            if error.reason != "unknown_layer":
                raise
            continue
        frame = pd.DataFrame({str(column): as_texts(records.frame[column]) for column in records.frame.columns})
        return _checked("xlsx", frame, records.line, name)
    found = Says("tanpa lembar hasil", "without a sheet called hasil or results")
    raise FileRefusedError("not_a_result_form", name, _NOT_A_FORM, missing=found)


def _text(content: bytes, name: str) -> Form:
    text, _ = decode(content, name)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] | None = None
    comments = 0
    begin = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if cells and cells[0].lstrip().startswith("#"):
                comments += 1
            elif not any(cell.strip() for cell in cells):
                continue
            elif header is None:
                header = [cell.strip().lower() for cell in cells]
            else:
                rows.append([*cells[: len(header)], *[""] * (len(header) - len(cells))])
                lines.append(line)
                if len(rows) > MAX_FORM_ROWS:
                    raise refuse("too_many_records", name, limit=MAX_FORM_ROWS)
    except csv.Error as error:
        raise refuse("damaged", name, problem=str(error)[:120]) from error
    header = header or []
    if len(set(header)) != len(header):
        doubled = sorted({one for one in header if header.count(one) > 1})
        raise refuse("duplicate_header", name, columns=[printable(one) for one in doubled[:10]])
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    return _checked("csv", frame, np.array(lines, dtype=np.int64), name, comments)


def _separator(text: str) -> str:
    """Return the separator of the first line that is no comment."""
    for line in text.splitlines()[:200]:
        if line.strip() and not line.lstrip().lstrip('"').startswith("#"):
            return max(_SEPARATORS, key=line.count)
    return ","


def _json(path: Path, name: str) -> Form:
    source = read_json(path)
    rows: list[dict[str, str]] = []
    named = False
    for item in source.items(_LISTS):
        if not isinstance(item.value, Mapping):
            raise _not_a_form(name, list(COLUMNS))
        if len(rows) >= MAX_FORM_ROWS:
            raise refuse("too_many_records", name, limit=MAX_FORM_ROWS)
        rows.append({column: _cell(item.value.get(column)) for column in COLUMNS})
        named = named or {"order_id", "outcome"} <= item.value.keys()
    if rows and not named:
        raise _not_a_form(name, ["order_id", "outcome"])
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
    return _checked("json", frame, np.arange(1, len(rows) + 1, dtype=np.int64), name)


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cell_text(value)[:FIELD_CHARACTERS]


def _checked(kind: str, frame: pd.DataFrame, line: npt.NDArray[np.int64], name: str, comments: int = 0) -> Form:
    frame = frame.rename(columns={column: str(column).strip().lower() for column in frame.columns})
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise _not_a_form(name, missing)
    rows = frame[list(COLUMNS)]
    rows = pd.DataFrame({column: rows[column].fillna("").astype("str").str.strip() for column in COLUMNS})
    comment = rows["order_id"].str.startswith("#").to_numpy(dtype=bool)
    blank = (rows == "").all(axis=1).to_numpy(dtype=bool)
    kept = ~comment & ~blank
    return Form(kind, rows[kept].reset_index(drop=True), line[kept], comments + int(comment.sum()))


_NOT_A_FORM = Says(
    "bukan formulir hasil patroli ({missing}). Pakai formulir yang menyertai surat perintah; judul kolomnya: "
    + ", ".join(COLUMNS)
    + ".",
    "not a patrol result form ({missing}). Use the form that came with the order; its columns: "
    + ", ".join(COLUMNS)
    + ".",
)


def _not_a_form(name: str, missing: list[str]) -> FileRefusedError:
    lacking = Says("tanpa kolom {columns}", "without {columns}").filled(columns=missing)
    return FileRefusedError("not_a_result_form", name, _NOT_A_FORM, missing=lacking)

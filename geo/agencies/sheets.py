"""CSV files of a region pack: rows with their line numbers, separated by commas or semicolons."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from geo.agencies.faults import Faults


@dataclass(frozen=True)
class Row:
    """One row: its line in the file and its cells by column name, blanks stripped."""

    line: int
    cells: dict[str, str]


def read_sheet(
    file: str, content: bytes, columns: tuple[str, ...], needed: tuple[str, ...], faults: Faults
) -> list[Row]:
    """Read a CSV file strictly: UTF-8, a header, known columns, as many cells as the header has.

    Parameters
    ----------
    file, content
        Name (for messages) and bytes.
    columns, needed
        Columns it may have, and those it must have.
    faults
        Takes what is wrong.

    Returns
    -------
    list of Row
        The readable rows, empty lines left out.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.add(file, "bukan UTF-8; simpan sebagai CSV UTF-8", "is not UTF-8; save it as CSV UTF-8", line=line)
        return []
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    header: list[str] = []
    last = 0
    try:
        for cells in reader:
            line, last = last + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                if not _header_is_right(file, header, columns, needed, line=line, faults=faults):
                    return []
                continue
            if len(cells) != len(header):
                faults.add(
                    file,
                    f"{len(cells)} sel, judulnya {len(header)}; beri tanda kutip pada sel yang memuat {separator!r}",
                    f"{len(cells)} cells, the header has {len(header)}; quote cells that contain {separator!r}",
                    line=line,
                )
                continue
            rows.append(Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    except csv.Error as error:
        faults.add(
            file,
            f"CSV tidak terbaca ({error}); periksa tanda kutip",
            f"is not readable CSV ({error}); check the quotation marks",
            line=reader.line_num,
        )
    if not header:
        faults.add(file, "kosong; tulis baris judul", "is empty; write a header line")
    return rows


def _header_is_right(
    file: str, header: list[str], columns: tuple[str, ...], needed: tuple[str, ...], *, line: int, faults: Faults
) -> bool:
    missing = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    known = ", ".join(columns)
    for name in missing:
        faults.add(file, f"kolom {name} tidak ada; tambahkan", f"column {name} is missing; add it", line=line)
    for name in unknown:
        faults.add(
            file, f"kolom tidak dikenal; yang ada: {known}", f"unknown column; known: {known}", line=line, column=name
        )
    for name in twice:
        faults.add(file, "judul kolom berulang", "the column stands twice", line=line, column=name)
    return not (missing or unknown or twice)


def number(text: str) -> float | None:
    """Read a number written with a point or a decimal comma; None when it is none or not finite."""
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None

"""kinds.csv: kinds of incident with names, harm, visibility, words, and the agencies that lead or support."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from geo.agencies.faults import Faults
from geo.agencies.sheets import Row, number, read_sheet
from geo.tables.kinds import DWELLINGS, KINDS, VISIBILITIES

FILE = "kinds.csv"
UNCLASSIFIED = "INFO"
ROLES = ("lead", "support", "functions")
COLUMNS = (*KINDS.names, *ROLES)
_NEEDED = tuple(column.name for column in KINDS.columns if column.required)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def listed(cell: str) -> list[str]:
    """Return the items of a cell that separates them by semicolons."""
    return [item.strip() for item in cell.split(";") if item.strip()]


def read_kinds(content: bytes, faults: Faults) -> tuple[pd.DataFrame, list[Row]]:
    """Read kinds.csv.

    Parameters
    ----------
    content
        The file's bytes.
    faults
        Takes what is wrong: unknown or missing columns, codes that stand twice, numbers out of range,
        words that would mean two kinds.

    Returns
    -------
    tuple
        A table in the form of `geo.tables.kinds` with three more columns (`lead`, `support`, `functions`:
        texts, items separated by semicolons), and the raw rows with their lines.
    """
    rows = read_sheet(FILE, content, COLUMNS, _NEEDED, faults)
    seen: dict[str, int] = {}
    meanings: dict[str, tuple[str, int]] = {}
    for row in rows:
        _check_row(row, seen, faults)
    for row in rows:
        _check_words(row, meanings, faults)
    if rows and UNCLASSIFIED not in seen:
        faults.add(
            FILE,
            f"jenis {UNCLASSIFIED} (belum terklasifikasi) wajib ada; baris tanpa jenis masuk ke sana",
            f"kind {UNCLASSIFIED} (unclassified) must be there; rows without a kind become it",
        )
    data = {name: [row.cells.get(name, "") for row in rows] for name in COLUMNS}
    frame = pd.DataFrame(data)
    for name in ("harm", "partners_needed"):
        frame[name] = [number(text) if number(text) is not None else 0.0 for text in frame[name]]
    table = KINDS.shaped(frame)
    return table.assign(**{name: pd.Series(data[name], dtype="str") for name in ROLES}), rows


def _check_row(row: Row, seen: dict[str, int], faults: Faults) -> None:
    cells = row.cells

    def wrong(column: str, in_id: str, in_en: str) -> None:
        faults.add(FILE, in_id, in_en, line=row.line, column=column)

    code = cells["code"]
    if not _CODE.fullmatch(code):
        wrong("code", f"{code!r}: pakai huruf besar A-Z, angka dan _", f"{code!r}: use capitals A-Z, digits and _")
    elif code in seen:
        wrong("code", f"{code} sudah ada di baris {seen[code]}", f"{code} already stands on line {seen[code]}")
    seen.setdefault(code, row.line)
    for column in ("name_id", "name_en", "group"):
        if not cells[column]:
            wrong(column, "kosong; wajib diisi", "is empty; fill it in")
    harm = number(cells["harm"])
    if harm is None or not 0 <= harm <= 1000:
        wrong("harm", f"{cells['harm']!r}: tulis angka 0 sampai 1000", f"{cells['harm']!r}: write a number, 0 to 1000")
    if cells["visibility"] not in VISIBILITIES:
        known = ", ".join(VISIBILITIES)
        wrong("visibility", f"{cells['visibility']!r}: pilih {known}", f"{cells['visibility']!r}: choose {known}")
    if cells.get("dwelling", "") not in {"", *DWELLINGS}:
        known = ", ".join(DWELLINGS)
        wrong("dwelling", f"{cells['dwelling']!r}: pilih {known}", f"{cells['dwelling']!r}: choose {known}")
    if cells["partners_needed"] not in {"0", "1", "2"}:
        wrong("partners_needed", "tulis 0, 1 atau 2", "write 0, 1 or 2")
    since = cells.get("legal_from", "")
    if since and not _is_date(since):
        wrong("legal_from", f"{since!r}: tulis tanggal seperti 2026-01-02", f"{since!r}: write a date like 2026-01-02")
    if since and not cells.get("legal"):
        wrong("legal_from", "ada tanggal tanpa dasar hukum", "a date stands without a legal basis")
    if cells.get("legal_status", "") not in {"", "V", "U"}:
        wrong("legal_status", "tulis V (terbaca) atau U (belum terverifikasi)", "write V (read) or U (unverified)")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):  # fromisoformat alone takes 20260102 and weeks too
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_words(row: Row, meanings: dict[str, tuple[str, int]], faults: Faults) -> None:
    cells = row.cells
    own = {cells["code"], cells["name_id"], cells["name_en"], *listed(cells.get("words", ""))}
    for word in sorted({" ".join(text.casefold().split()) for text in own if text}):
        code, line = meanings.setdefault(word, (cells["code"], row.line))
        if code != cells["code"]:
            faults.add(
                FILE,
                f"kata {word!r} sudah berarti {code} (baris {line}); hapus dari salah satunya",
                f"the word {word!r} already means {code} (line {line}); take it out of one of them",
                line=row.line,
                column="words",
            )

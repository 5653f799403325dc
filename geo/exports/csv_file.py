"""CSV for spreadsheets and programs alike: UTF-8 with a byte order mark, commas, RFC 4180 quoting, CRLF.

The mark tells Excel the encoding. A text that a spreadsheet could run as a formula gets a leading `'`; a text that
begins with `'` gets one more. Numbers and moments (ISO 8601, UTC) are written plainly, empty means missing.
"""

from __future__ import annotations

import csv
from pathlib import Path

from geo.exports.about import About
from geo.exports.prepared import Prepared
from geo.exports.sheet_rows import SheetRows
from geo.exports.written_text import NOT_IN_UTF8, neutral
from geo.languages import Language, Says


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write the table alone; CSV has no place for facts about it."""
    rows = SheetRows(prepared, neutral, NOT_IN_UTF8, outlines=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(rows.header)
        writer.writerows(rows)
    return rows.notices()

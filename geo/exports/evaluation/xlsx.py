"""A scorecard as XLSX: one sheet per table, the verdict and what cannot be said first; numbers stay numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.evaluation.scorecard import Scorecard
from geo.exports.about import About
from geo.exports.evaluation.cells import Cell, PageTable, cell_text
from geo.exports.evaluation.page_tables import page_tables
from geo.exports.sheet_rows import lost_notice
from geo.exports.written_text import NOT_IN_XLSX, for_xlsx, whole_characters
from geo.exports.xlsx_file import Sheet, write_sheets
from geo.languages import Language, Says

_SUMMARY = Says("Kesimpulan", "Verdict")
_HEADER = (Says("Bagian", "Part"), Says("Kode", "Code"), Says("Isi", "Text"))
_CHANGED = Says("Apa yang berubah", "What changed")
_CANNOT = Says("Yang tidak dapat dikatakan", "What cannot be said")
_ABOUT = Says("Keterangan", "About")
_SHEETS: Mapping[str, Says] = {
    "declared": Says("Deklarasi", "Declaration"),
    "counts": Says("Kejadian", "Incidents"),
    "effects": Says("Pengaruh", "Effect"),
    "checks": Says("Pemeriksaan", "Checks"),
    "areas": Says("Daerah", "Areas"),
    "kinds": Says("Jenis", "Kinds"),
    "dose": Says("Dosis", "Dose"),
    "response": Says("Waktu tanggap", "Response"),
    "clearance": Says("CT-CC", "Clearance"),
}


def write_xlsx(
    scorecard: Scorecard,
    path: Path,
    *,
    language: Language,
    timezone: str,
    kinds: Mapping[str, Says] | None = None,
    note: Says | None = None,
) -> list[Says]:
    """Write a scorecard's tables; the same scorecard gives the same bytes.

    Parameters
    ----------
    scorecard, language, timezone, kinds, note
        As in `geo.exports.evaluation.pdf.write_pdf`.
    path
        File to make.

    Returns
    -------
    list of Says
        Characters that could not be written as they were.

    Raises
    ------
    ExportError
        When a text is longer than a cell can hold.
    """
    about = About(
        scorecard.title,
        run_id=scorecard.declaration.plan.run_id or None,
        created=scorecard.computed,
        data_as_of=scorecard.data_as_of,
        note=note,
        timezone=timezone,
    )
    writer = _Cells(language)
    sheets = [_summary(scorecard, writer)]
    sheets += [_sheet(table, writer) for table in page_tables(scorecard, timezone=timezone, kinds=kinds)]
    facts = [[writer.text(part) for part in row] for row in about.rows()]
    name = _ABOUT.text(language)
    sheets.append(Sheet(name, ["Arti", "Meaning", "Isi / Value"], facts, len(facts)))
    write_sheets(path, *sheets, about=about)
    return lost_notice(writer.lost)


class _Cells:
    """Writes cells in one language and counts characters that XLSX cannot hold."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.lost = 0

    def text(self, text: str) -> str:
        whole, lost = whole_characters(text, NOT_IN_XLSX)
        self.lost += lost
        return for_xlsx(whole)

    def cell(self, value: Cell) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return value
        return None if value is None else self.text(cell_text(value, self.language))


def _summary(scorecard: Scorecard, writer: _Cells) -> Sheet:
    verdict = scorecard.verdict
    rows: list[tuple[Says, str, Says]] = [(_SUMMARY, verdict.code, verdict.headline)]
    rows += [(_SUMMARY, "", says) for says in verdict.sentences]
    rows += [(_CHANGED, "", says) for says in scorecard.changed]
    rows += [(_CANNOT, one.code, one.says) for one in scorecard.cannot_say]
    cells = [[writer.cell(part), writer.cell(code or None), writer.cell(says)] for part, code, says in rows]
    header = [says.text(writer.language) for says in _HEADER]
    return Sheet(_SUMMARY.text(writer.language), header, cells, len(cells))


def _sheet(table: PageTable, writer: _Cells) -> Sheet:
    header = [writer.text(says.text(writer.language)) for says in table.columns]
    rows = [[writer.cell(cell) for cell in row] for row in table.rows]
    if table.note is not None:
        rows += [[], [writer.cell(table.note)]]
    return Sheet(_SHEETS[table.code].text(writer.language), header, rows, len(rows))

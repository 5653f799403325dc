"""XLSX: the table on the first sheet under its machine names, its meaning on the second.

Every text is a cell of type string, never a formula; signs that XML forbids are written as `_xHHHH_`. Nothing is cut:
a table or text beyond what a worksheet holds is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import ExportError
from geo.exports.about import About
from geo.exports.attributes import LOCAL_TIME
from geo.exports.prepared import Prepared, is_spatial
from geo.exports.sheet_rows import SheetRows
from geo.exports.steady_zip import save_workbook
from geo.exports.worksheet_xml import worksheet
from geo.exports.written_text import NOT_IN_XLSX, for_xlsx
from geo.languages import Language, Says
from geo.tables.column import Table
from geo.tables.incidents import INCIDENTS

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_ABOUT = Says("Keterangan", "About")
_TOO_MANY_ROWS = Says(
    "lembar XLSX memuat paling banyak {limit} baris data, tabel ini {n}. Pakai csv atau parquet.",
    "an XLSX sheet holds at most {limit} rows of data, this table has {n}. Use csv or parquet.",
)
_TOO_MANY_COLUMNS = Says(
    "lembar XLSX memuat paling banyak {limit} kolom, tabel ini {n}. Pakai csv atau parquet.",
    "an XLSX sheet holds at most {limit} columns, this table has {n}. Use csv or parquet.",
)
_NO_OUTLINES = Says(
    "Batas bidang tidak ditulis ke XLSX, hanya satu titik di dalamnya (lon, lat). "
    "Untuk batasnya pakai geojson, gpkg, csv atau parquet.",
    "Outlines are not written to XLSX, only a point inside each (lon, lat). "
    "For the outlines use geojson, gpkg, csv or parquet.",
)
_LON = Says("Bujur, WGS 84", "Longitude, WGS 84")
_LAT = Says("Lintang, WGS 84", "Latitude, WGS 84")
_LOCAL = Says("Waktu kejadian setempat, sejauh diketahui", "Local time of the incident, as far as it is known")


@dataclass(frozen=True)
class Sheet:
    """A worksheet: name, header, rows (texts in the form of `for_xlsx`) and their number."""

    name: str
    header: list[str]
    rows: Iterable[list[Any]]
    n: int


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write two sheets: the table, and what it is (columns, units, dates, both languages)."""
    rows = SheetRows(prepared, for_xlsx, NOT_IN_XLSX, outlines=False, timezone=about.timezone)
    notices = []
    if is_spatial(prepared.form) and prepared.form.name != INCIDENTS.name:
        notices.append(_NO_OUTLINES)
    write_sheets(
        path,
        Sheet(prepared.form.name, rows.header, rows, len(rows)),
        _about_sheet(_ABOUT.text(language), prepared.form, about, notices),
        about=about,
    )
    return notices + rows.notices()


def write_sheets(path: Path, *sheets: Sheet, about: About) -> None:
    """Write a workbook of these sheets.

    Raises
    ------
    ExportError
        When a sheet or cell would exceed what XLSX holds; nothing is cut.
    """
    from openpyxl import Workbook

    for sheet in sheets:
        if sheet.n > MAX_ROWS - 1:
            problem = _TOO_MANY_ROWS.filled(limit=MAX_ROWS - 1, n=sheet.n)
            raise ExportError(file=path.name, problem=problem)
        if len(sheet.header) > MAX_COLUMNS:
            problem = _TOO_MANY_COLUMNS.filled(limit=MAX_COLUMNS, n=len(sheet.header))
            raise ExportError(file=path.name, problem=problem)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    contents: dict[str, Iterator[bytes]] = {}
    for number, sheet in enumerate(sheets):
        quoted = workbook.create_sheet(sheet.name)["A1"]
        quoted.quotePrefix = True
        contents[f"xl/worksheets/sheet{number + 1}.xml"] = worksheet(
            sheet.header, sheet.rows, file=path.name, quoted_style=quoted.style_id, selected=number == 0
        )
    save_workbook(workbook, contents, path, about)


def _about_sheet(name: str, form: Table, about: About, notices: list[Says]) -> Sheet:
    rows: list[list[Any]] = [[name_id, name_en, None, value] for name_id, name_en, value in about.rows()]
    rows += [[notice.id, notice.en] for notice in notices]
    rows.append([])
    columns = [(column.name, column.says, column.unit) for column in form.columns if column.kind != "geometry"]
    if is_spatial(form):
        columns += [("lon", _LON, "°"), ("lat", _LAT, "°")]
    if form.name == INCIDENTS.name:
        columns.append((LOCAL_TIME, _LOCAL, about.timezone))
    rows += [[says.id, says.en, unit or None, name] for name, says, unit in columns]
    texts = [[cell if cell is None else for_xlsx(cell) for cell in row] for row in rows]
    return Sheet(name, ["Arti", "Meaning", "Satuan / Unit", "Kolom / Column"], texts, len(texts))

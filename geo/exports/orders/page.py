"""Page one of an order: everything a crew needs on one page, set as large as it fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.agencies.region import Region
from geo.exports.glyphs import fitted, visible
from geo.exports.orders.letter import DONE, MOST_NAMED, body_lines, head_lines
from geo.exports.orders.map_picture import draw_map
from geo.exports.orders.pen import GREY, Pen
from geo.exports.orders.sheet import CM, Line, Piece, Setting, Sheet, draw_lines, gap, height_of, sheet_of
from geo.exports.orders.signature import column_height, draw_column, strip_lines
from geo.exports.orders.stops_table import TableRow, draw_rows, stop_rows
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

STOPS_ON_PAGE = 12
STOPS_BEFORE_ANNEX = 8
_COLUMN = 6.1 * CM
_BETWEEN = 0.35 * CM
_MAP_WANTED = 7.4 * CM
_MAP_LEAST = 5.6 * CM
_MAP_MOST = 12.5 * CM
# Tried in turn: whole texts as large as they fit, then shorter ones; the last fits whatever the order holds.
_SETTINGS = (
    *(Setting(size) for size in (9.0, 8.6, 8.2, 7.8, 7.4, 7.0)),
    *(Setting(size, paragraph=4, row=3) for size in (7.4, 7.0)),
    *(Setting(size, paragraph=3, row=2) for size in (7.2, 6.8)),
    Setting(6.8, paragraph=2, row=2),
    Setting(6.4, paragraph=1, row=2),
    Setting(6.0, paragraph=1, row=1),
)
_PAGE = Says("halaman {page} dari {pages}", "page {page} of {pages}")
_EXAMPLE = Says(
    "CONTOH: kop, dasar, penanda tangan belum nyata; isi orders.toml. ",
    "EXAMPLE: letterhead, basis, signature are not real yet; fill in orders.toml. ",
)
_SYNTHETIC = Says("Wilayah contoh, data sintetis. ", "Sample region, synthetic data. ")
_SHORTENED = Says(
    "Teks berakhir … lengkap pada berkas XLSX. ",
    "Texts ending in … are complete in the XLSX file. ",
)


@dataclass(frozen=True)
class Composed:
    """Page one, measured: its setting and parts."""

    setting: Setting
    sheet: Sheet
    head: list[Line]
    body: list[Line]
    rows: list[TableRow]
    strip: list[Line]
    shortened: bool


def needs_annex(order: PatrolOrder) -> bool:
    """Whether stops or people do not all stand on page one."""
    return len(order.stops) > STOPS_ON_PAGE or len(order.people) > MOST_NAMED


def compose(order: PatrolOrder, language: Language) -> Composed:
    """Find the largest setting in which page one fits; at most twelve stops stand on it, else the first eight."""
    sheet = sheet_of(order.letter.margins)
    shown = order.stops if len(order.stops) <= STOPS_ON_PAGE else order.stops[:STOPS_BEFORE_ANNEX]
    composed = None
    for setting in _SETTINGS:
        composed = Composed(
            setting,
            sheet,
            head_lines(order, language, setting, sheet.width),
            body_lines(order, language, setting, sheet.width, annexed=needs_annex(order)),
            stop_rows(order, shown, language, setting, sheet.width),
            strip_lines(order, language, setting, sheet.width),
            shortened=False,
        )
        wanted = _MAP_WANTED if setting.paragraph is None else _MAP_LEAST
        if _room(composed) >= max(wanted, column_height(order, language, setting, _COLUMN)):
            break
    assert composed is not None
    return replace(composed, shortened=_is_shortened(composed))


def draw_page(
    pen: Pen, order: PatrolOrder, region: Region | None, language: Language, composed: Composed, pages: int
) -> None:
    """Draw page one."""
    sheet, setting = composed.sheet, composed.setting
    y = draw_lines(pen, composed.head, sheet.left, sheet.top)
    y = draw_lines(pen, composed.body, sheet.left, y)
    y = draw_rows(pen, composed.rows, sheet.left, y - 2, sheet.width, setting)
    y = draw_lines(pen, _end(language, setting), sheet.left, y)
    band = min(_room(composed), _MAP_MOST)
    bottom = y - band
    draw_map(pen, order, region, language, left=sheet.left, bottom=bottom, wide=sheet.width - _COLUMN - _BETWEEN,
             high=band)  # fmt: skip
    draw_column(pen, order, language, setting, left=sheet.right - _COLUMN, top=y, bottom=bottom, wide=_COLUMN)
    draw_lines(pen, composed.strip, sheet.left, bottom - 4)
    draw_foot(pen, order, language, sheet, 1, pages, shortened=composed.shortened)


def draw_foot(
    pen: Pen, order: PatrolOrder, language: Language, sheet: Sheet, page: int, pages: int, *, shortened: bool = False
) -> None:
    """Write number, id, code and page in the lower margin, and what is no real value."""
    size = 5.8
    told = " · ".join((order.number, order.order_id, order.verification))
    which = _PAGE.text(language, {"page": page, "pages": pages})
    pen.text(sheet.left, sheet.bottom - 14, fitted(visible(told), size, sheet.width - 90), size, colour=GREY)
    pen.text(sheet.right, sheet.bottom - 14, which, size, colour=GREY, align="right")
    notes = (_SHORTENED, shortened), (_EXAMPLE, order.letter.example), (_SYNTHETIC, order.synthetic)
    note = "".join(says.text(language) for says, said in notes if said)
    pen.text(sheet.left, sheet.bottom - 21.5, fitted(visible(note), size, sheet.width), size, colour=GREY)


def _is_shortened(composed: Composed) -> bool:
    """Whether any text was cut; a row of several … is a line to fill in by hand."""
    texts = [piece.text for line in (*composed.head, *composed.body, *composed.strip) for piece in line.pieces]
    texts += [text for row in composed.rows if row.tick for cell in row.cells for text in cell]
    return any(text.endswith("…") and not text.endswith("……") for text in texts)


def _room(composed: Composed) -> float:
    """Return the height left for map and signature, points."""
    language: Language = "id"
    used = height_of(composed.head) + height_of(composed.body) + sum(row.height for row in composed.rows)
    used += height_of(_end(language, composed.setting)) + height_of(composed.strip) + 2 + 4
    return composed.sheet.height - used


def _end(language: Language, setting: Setting) -> list[Line]:
    return [
        gap(setting.leading * 0.3),
        Line(setting.leading * 1.05, (Piece(0, DONE.text(language), setting.size),)),
        gap(setting.leading * 0.3),
    ]

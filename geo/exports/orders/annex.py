"""The annex (LAMPIRAN): a larger map, the whole table of stops and the list of people, on as many pages as needed."""

from __future__ import annotations

from collections.abc import Callable

from geo.agencies.region import Region
from geo.exports.glyphs import BOLD, fitted, visible
from geo.exports.orders.map_picture import draw_map
from geo.exports.orders.page import draw_foot
from geo.exports.orders.pen import Pen
from geo.exports.orders.sheet import CM, Line, Piece, Setting, Sheet, draw_lines, gap, height_of, paragraph, sheet_of
from geo.exports.orders.stops_table import TableRow, draw_rows, stop_rows
from geo.exports.orders.wording import day_text
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

Draw = Callable[[Pen, int, int], None]
_SETTING = Setting(8.0)
_ROW_LINES = 12
_MAP_HIGH = 12.0 * CM
_MAP_LEAST = 8.0 * CM
_ANNEX = Says("LAMPIRAN", "ANNEX")
_TO_ORDER = Says("Surat Perintah {number} tanggal {day}", "to order {number} of {day}")
_PEOPLE = Says("Daftar personel", "People")


def annex_pages(order: PatrolOrder, region: Region | None, language: Language) -> list[Draw]:
    """Return one function for each page of the annex; it takes the pen, the page's number and that of all pages."""
    sheet = sheet_of(order.letter.margins)
    pages: list[Draw] = []
    header, *rows = stop_rows(order, order.stops, language, Setting(_SETTING.size, row=_ROW_LINES), sheet.width)
    top = sheet.top - height_of(_heading(order, language, sheet))
    room = top - sheet.bottom - header.height
    left = room - sum(row.height for row in rows)
    map_high = min(left, _MAP_HIGH) if left >= _MAP_LEAST else _MAP_HIGH  # a smaller map rather than a page of few rows
    rest = _taken(rows, room - map_high)
    pages.append(_page(order, region, language, sheet, [header, *rows[:rest]], map_high))
    rows = rows[rest:]
    while rows:
        rest = max(1, _taken(rows, room))
        pages.append(_page(order, None, language, sheet, [header, *rows[:rest]], 0.0))
        rows = rows[rest:]
    lines = _people(order, language, sheet)
    while lines:
        room, count = top - sheet.bottom, 0
        while count < len(lines) and room >= lines[count].height:
            room -= lines[count].height
            count += 1
        pages.append(_list_page(order, language, sheet, lines[: max(1, count)]))
        lines = lines[max(1, count) :]
    return pages


def _taken(rows: list[TableRow], room: float) -> int:
    count = 0
    for row in rows:
        room -= row.height
        if room < -1e-6:
            break
        count += 1
    return count


def _heading(order: PatrolOrder, language: Language, sheet: Sheet) -> list[Line]:
    to = {"number": order.number, "day": day_text(order.issued, order.timezone, language)}
    size = _SETTING.size
    told = fitted(visible(_TO_ORDER.text(language, to)), size, sheet.width)
    return [
        Line(_SETTING.leading * 1.2, (Piece(0, _ANNEX.text(language), size + 1, BOLD),)),
        Line(_SETTING.leading, (Piece(0, told, size),)),
        gap(_SETTING.leading * 0.6),
    ]


def _page(
    order: PatrolOrder, region: Region | None, language: Language, sheet: Sheet, rows: list[TableRow], map_high: float
) -> Draw:
    def draw(pen: Pen, page: int, pages: int) -> None:
        y = draw_lines(pen, _heading(order, language, sheet), sheet.left, sheet.top)
        if map_high:
            y -= map_high
            draw_map(pen, order, region, language, left=sheet.left, bottom=y + 6, wide=sheet.width, high=map_high - 6)
        draw_rows(pen, rows, sheet.left, y, sheet.width, _SETTING)
        draw_foot(pen, order, language, sheet, page, pages)

    return draw


def _list_page(order: PatrolOrder, language: Language, sheet: Sheet, lines: list[Line]) -> Draw:
    def draw(pen: Pen, page: int, pages: int) -> None:
        y = draw_lines(pen, _heading(order, language, sheet), sheet.left, sheet.top)
        draw_lines(pen, lines, sheet.left, y)
        draw_foot(pen, order, language, sheet, page, pages)

    return draw


def _people(order: PatrolOrder, language: Language, sheet: Sheet) -> list[Line]:
    if not order.people:
        return []
    lines = paragraph(_PEOPLE.text(language), _SETTING, x=0, width=sheet.width, font=BOLD)
    for number, person in enumerate(order.people, start=1):
        nrp = f"NRP {person.nrp}" if person.nrp else ""
        told = ", ".join(part for part in (person.name, person.rank, nrp, person.agency) if part)
        lines += paragraph(told, _SETTING, x=20, width=sheet.width - 20, mark=f"{number}.", most=3)
    return lines

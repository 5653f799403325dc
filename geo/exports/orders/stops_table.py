"""The table of stops on a page: number, time, name, coordinates (decimal and UTM), why, and a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.exports.glyphs import BOLD, PLAIN, wrapped
from geo.exports.orders.pen import GREY, Pen
from geo.exports.orders.sheet import Setting
from geo.exports.orders.wording import (
    clock_text,
    decimal_text,
    other_day,
    stop_name,
    utm_text,
    zone_name,
)
from geo.languages import Language, Says
from geo.tables.orders import OrderStop, PatrolOrder

_HEADS = (
    Says("No.", "No."),
    Says("Waktu ({zone})", "Time ({zone})"),
    Says("Perhentian", "Stop"),
    Says("Lintang, bujur/UTM", "Lat., long./UTM"),
    Says("Mengapa", "Why"),
    Says("Cek", "Done"),
)
_NO_STOPS = Says("Tidak ada perhentian pada rute ini.", "This route has no stops.")
_MORE = Says("… dan {n} perhentian lagi pada LAMPIRAN.", "… and {n} more stops in the ANNEX.")
_PAD = 2.5
# Widths of the first four columns and the last in sizes of the small font; the reason takes the rest.
_SIZES = (2.9, 8.0, 14.2, 12.8, 0.0, 3.7)


@dataclass(frozen=True)
class TableRow:
    """A row: lines per column, height in points, whether it has a box to tick."""

    cells: tuple[list[str], ...]
    height: float
    tick: bool = True
    font: str = PLAIN


def stop_rows(
    order: PatrolOrder, stops: Sequence[OrderStop], language: Language, setting: Setting, wide: float
) -> list[TableRow]:
    """Return the header and a row for each stop, measured; more stops than given are told in a last row.

    Parameters
    ----------
    order
        The whole order.
    stops
        Those to be shown, in order.
    language, setting
        Of the texts; `setting.row` is the number of lines a name or reason may have.
    wide
        Width of the table, points.
    """
    columns = _columns(setting, wide)
    zone = zone_name(order.begins, order.timezone)
    heads = [head.text(language, {"zone": zone}) for head in _HEADS]
    rows = [_row([[head] for head in heads], setting, tick=False, font=BOLD)]
    for stop in stops:
        cells = [
            [str(stop.number)],
            _times(stop, order, language),
            wrapped(stop_name(stop, language), setting.small, columns[2] - 2 * _PAD, most=setting.row),
            [decimal_text(stop.lon, stop.lat), utm_text(stop.lon, stop.lat)],
            wrapped(stop.why.text(language), setting.small, columns[4] - 2 * _PAD, most=setting.row),
            [""],
        ]
        rows.append(_row(cells, setting, tick=True))
    last = None
    if not order.stops:
        last = _NO_STOPS.text(language)
    elif len(stops) < len(order.stops):
        last = _MORE.text(language, {"n": len(order.stops) - len(stops)})
    if last is not None:
        rows.append(_row([[""], [last], [""], [""], [""], [""]], setting, tick=False))
    return rows


def draw_rows(pen: Pen, rows: Sequence[TableRow], left: float, top: float, wide: float, setting: Setting) -> float:
    """Draw the rows from `top` down with thin rules, and return where they end."""
    columns = _columns(setting, wide)
    y = top
    pen.rule(left, y, left + wide, y, line=0.8)
    for number, row in enumerate(rows):
        x = left
        for column, lines in zip(columns, row.cells, strict=True):
            for place, line in enumerate(lines):
                base = y - _PAD * 0.6 - setting.small * (0.92 + 1.18 * place)
                pen.text(x + _PAD, base, line, setting.small, font=row.font)
            x += column
        if row.tick:
            side = setting.small * 1.15
            pen.box(left + wide - columns[-1] / 2 - side / 2, y - row.height / 2 - side / 2, side, side, line=0.6)
        y -= row.height
        pen.rule(left, y, left + wide, y, line=0.8 if number in {0, len(rows) - 1} else 0.3, colour=GREY)
    return y


def _columns(setting: Setting, wide: float) -> list[float]:
    columns = [size * setting.small for size in _SIZES]
    columns[4] = wide - sum(columns)
    return columns


def _row(cells: list[list[str]], setting: Setting, *, tick: bool, font: str = PLAIN) -> TableRow:
    most = max(len(lines) for lines in cells)
    return TableRow(tuple(cells), most * setting.small * 1.18 + 1.4 * _PAD, tick, font)


def _times(stop: OrderStop, order: PatrolOrder, language: Language) -> list[str]:
    begins, ends = (clock_text(moment, order.timezone, language) for moment in (stop.begins, stop.ends))
    day = other_day(stop, order, language).strip()
    return [f"{begins}–{ends}", *([day] if day else [])]

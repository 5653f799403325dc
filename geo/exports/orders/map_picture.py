"""The map picture of an order, drawn as lines and texts without any network: ground, way, stops, frame and scale."""

from __future__ import annotations

import numpy as np
import shapely

from geo.agencies.region import Region
from geo.exports.glyphs import visible, width
from geo.exports.orders.map_view import MapView, graticule, nice_length, view_of
from geo.exports.orders.markers import Rect, draw_markers
from geo.exports.orders.pen import GREY, INK, WHITE, Colour, Pen
from geo.exports.orders.wording import mode_text
from geo.languages import Language, Says, number_text
from geo.tables.orders import PatrolOrder

WATER: Colour = (0.85, 0.92, 0.97)
RIVER: Colour = (0.45, 0.65, 0.82)
ROAD: Colour = (0.62, 0.60, 0.57)
WAY: Colour = (0.72, 0.22, 0.0)
ZONE: Colour = (0.35, 0.20, 0.45)
LABEL = 5.5
_FRAME_LEFT = 9.0
_FRAME_BELOW = 9.0
_LEGEND = 10.0
# What layers of a region pack are called, and how they are drawn.
_WATERS = ("waters", "fairways", "lakes", "sea", "perairan", "laut", "danau")
_RIVERS = ("rivers", "sungai", "waterways")
_ROADS = ("roads", "jalan")
_CLASS = ("kind", "class", "highway", "kelas", "fclass")
_WIDE = ("nasional", "tol", "motorway", "trunk", "primary", "national")
_MIDDLE = ("provinsi", "kabupaten", "secondary", "tertiary", "provincial", "regency")
_DASHES: dict[str, tuple[float, ...]] = {"track": (5.0, 3.0), "foot": (0.1, 2.8)}
_SCHEMATIC = Says("PETA SKEMA – WILAYAH CONTOH, DATA SINTETIS", "SCHEMATIC MAP – SAMPLE REGION, SYNTHETIC DATA")
_WAY = Says("rute ({mode})", "route ({mode})")
_STOP = Says("perhentian", "stop")
_OBJECT = Says("objek", "object")
_BASE = Says("pangkalan", "base")
_ZONE_EDGE = Says("batas zona", "zone")
_EDGE = Says("batas wilayah", "region")
_DEGREES = Says("{n}° {side}", "{n}°{side}")


def draw_map(
    pen: Pen,
    order: PatrolOrder,
    region: Region | None,
    language: Language,
    *,
    left: float,
    bottom: float,
    wide: float,
    high: float,
) -> None:
    """Draw the map with its frame, degrees and legend into a rectangle of the page.

    Parameters
    ----------
    pen
        The page.
    order
        Its way, stops, base and zone.
    region
        Boundary, waters, rivers, roads and place names; None draws the order alone.
    language
        Of the few words on it.
    left, bottom, wide, high
        The rectangle, points; degrees stand left and below of the frame, the legend under them.
    """
    view = view_of(
        order, left + _FRAME_LEFT, bottom + _FRAME_BELOW + _LEGEND, wide - _FRAME_LEFT, high - _FRAME_BELOW - _LEGEND
    )
    canvas = pen.canvas
    canvas.saveState()
    window = canvas.beginPath()
    window.rect(view.left, view.bottom, view.width, view.height)
    canvas.clipPath(window, stroke=0, fill=0)
    if region is not None:
        _draw_ground(pen, view, region)
    if order.zone is not None:
        pen.lines(view, order.zone, line=1.1, colour=ZONE, dash=(5, 2, 1, 2))
    _draw_way(pen, view, order)
    _draw_scale(pen, view, language)
    _draw_north(pen, view, language)
    if order.synthetic:
        _draw_note(pen, view, _SCHEMATIC.text(language))
    taken = draw_markers(pen, view, order, _corners(view))
    if region is not None:
        _draw_names(pen, view, region, taken)
    canvas.restoreState()
    pen.box(view.left, view.bottom, view.width, view.height, line=0.8)
    _draw_degrees(pen, view, language)
    _draw_legend(pen, order, language, left + _FRAME_LEFT, bottom + 2.0, view.width)


def _draw_ground(pen: Pen, view: MapView, region: Region) -> None:
    west, south, east, north = view.bounds
    for name, layer in region.layers.items():
        if name in _WATERS:
            for area in layer.cx[west:east, south:north].geometry:
                pen.areas(view, area, fill=WATER)
    for name, layer in region.layers.items():
        if name in _RIVERS:
            for river in layer.cx[west:east, south:north].geometry:
                pen.lines(view, river, line=1.0, colour=RIVER)
    for name, layer in region.layers.items():
        if name not in _ROADS:
            continue
        seen = layer.cx[west:east, south:north]
        column = next((column for column in _CLASS if column in seen.columns), None)
        kinds = [""] * len(seen) if column is None else [str(kind).casefold() for kind in seen[column]]
        for line, chosen in ((0.4, 0), (0.7, 1), (1.1, 2)):
            lines = [road for road, kind in zip(seen.geometry, kinds, strict=True) if _class(kind) == chosen]
            if lines:
                pen.lines(view, shapely.GeometryCollection(lines), line=line, colour=ROAD)
    pen.lines(view, region.boundary, line=0.8, colour=GREY, dash=(4, 2, 0.5, 2))


def _class(kind: str) -> int:
    return 2 if kind in _WIDE else 1 if kind in _MIDDLE else 0


def _draw_way(pen: Pen, view: MapView, order: PatrolOrder) -> None:
    """Draw the way: road solid, track dashed, river double, foot dotted."""
    if order.path is None:
        return
    if order.mode == "river":
        pen.lines(view, order.path, line=3.0, colour=WAY)
        pen.lines(view, order.path, line=1.4, colour=WHITE)
        return
    pen.lines(view, order.path, line=1.6, colour=WAY, dash=_DASHES.get(order.mode, ()))


def _corners(view: MapView) -> list[Rect]:
    """Return what scale, note and north arrow cover."""
    right, top = view.left + view.width, view.bottom + view.height
    return [
        Rect(view.left, view.bottom, view.left + view.width * 0.3 + 24, view.bottom + 18),
        Rect(right - 18, top - 30, right, top),
        Rect(view.left, top - 11, view.left + view.width * 0.7, top),
    ]


def _draw_names(pen: Pen, view: MapView, region: Region, taken: list[Rect]) -> None:
    """Write the names of places where there is room, and leave the others out."""
    west, south, east, north = view.bounds
    seen = region.places.cx[west:east, south:north] if len(region.places) else region.places
    if seen.empty:
        return
    spots = view.to_page(shapely.get_coordinates(seen.geometry.to_numpy()))
    for (x, y), name in zip(spots, seen["name"], strict=True):
        text = visible(str(name))[:40]
        wide = width(text, LABEL)
        for at_x, at_y in ((x + 3, y - 2), (x - 3 - wide, y - 2), (x - wide / 2, y + 3), (x - wide / 2, y - 8)):
            label = Rect(at_x - 1, at_y - 1.5, at_x + wide + 1, at_y + LABEL)
            inside = label.left > view.left and label.right < view.left + view.width
            if inside and not any(label.meets(other) for other in taken):
                pen.disc(x, y, 0.9, line=0, fill=GREY)
                pen.haloed(at_x, at_y, text, LABEL)
                taken.append(label)
                break


def _draw_scale(pen: Pen, view: MapView, language: Language) -> None:
    metres = nice_length(view.width * 0.3 * view.m_per_point)
    long = metres / view.m_per_point
    x, y = view.left + 6, view.bottom + 5
    label = f"{number_text(metres / 1000, language, digits=3)} km"
    pen.box(x - 3, y - 3, long + width(label, 6) + 12, 11, line=0, fill=WHITE)
    pen.box(x, y, long / 2, 2.6, line=0.5, fill=INK)
    pen.box(x + long / 2, y, long / 2, 2.6, line=0.5, fill=WHITE)
    pen.text(x + long + 4, y, label, 6)


def _draw_north(pen: Pen, view: MapView, language: Language) -> None:
    x, y = view.left + view.width - 9, view.bottom + view.height - 27
    pen.box(x - 7, y - 2, 14, 27, line=0, fill=WHITE)
    path = pen.canvas.beginPath()
    path.moveTo(x, y + 15)
    path.lineTo(x + 4, y)
    path.lineTo(x, y + 4)
    path.lineTo(x - 4, y)
    path.close()
    pen.canvas.setFillColorRGB(*INK)
    pen.canvas.drawPath(path, stroke=0, fill=1)
    pen.text(x, y + 17, "U" if language == "id" else "N", 5.5, align="centre")


def _draw_note(pen: Pen, view: MapView, note: str) -> None:
    wide = width(note, 5.5)
    pen.box(view.left, view.bottom + view.height - 9, wide + 8, 9, line=0, fill=WHITE)
    pen.text(view.left + 4, view.bottom + view.height - 7, note, 5.5)


def _draw_degrees(pen: Pen, view: MapView, language: Language) -> None:
    west, south, east, north = view.bounds
    for lon in graticule(west, east, max(2, int(view.width / 55))):
        x = float(view.to_page(np.array([[lon, south]]))[0, 0])
        pen.rule(x, view.bottom, x, view.bottom + 3, line=0.5)
        if view.left + 14 < x < view.left + view.width - 14:
            pen.text(x, view.bottom - 7, _degrees(lon, ("BT", "BB") if language == "id" else ("E", "W"), language),
                     LABEL, align="centre", colour=GREY)  # fmt: skip
    for lat in graticule(south, north, max(2, int(view.height / 45))):
        y = float(view.to_page(np.array([[west, lat]]))[0, 1])
        pen.rule(view.left, y, view.left + 3, y, line=0.5)
        if view.bottom + 14 < y < view.bottom + view.height - 14:
            pen.canvas.saveState()
            pen.canvas.translate(view.left - 3, y)
            pen.canvas.rotate(90)
            pen.text(0, 0, _degrees(lat, ("LU", "LS") if language == "id" else ("N", "S"), language),
                     LABEL, align="centre", colour=GREY)  # fmt: skip
            pen.canvas.restoreState()


def _degrees(value: float, sides: tuple[str, str], language: Language) -> str:
    text = number_text(abs(float(value)), language, digits=5)
    return _DEGREES.text(language, {"n": text, "side": sides[value < 0]})


def _draw_legend(pen: Pen, order: PatrolOrder, language: Language, left: float, y: float, wide: float) -> None:
    x, middle = left, y + 2

    def say(text: str) -> float:
        pen.text(x, y, text, LABEL)
        return x + width(text, LABEL) + 7

    if order.path is not None:
        if order.mode == "river":
            pen.rule(x, middle - 0.9, x + 16, middle - 0.9, line=0.8, colour=WAY)
            pen.rule(x, middle + 0.9, x + 16, middle + 0.9, line=0.8, colour=WAY)
        else:
            pen.rule(x, middle, x + 16, middle, line=1.6, colour=WAY, dash=_DASHES.get(order.mode, ()))
        x += 19
        x = say(_WAY.text(language, {"mode": mode_text(order.mode, language)}))
    kinds = {stop.kind for stop in order.stops}
    if kinds - {"object"}:
        pen.disc(x + 3, middle, 3)
        x += 9
        x = say(_STOP.text(language))
    if "object" in kinds:
        pen.box(x, middle - 2.8, 5.6, 5.6, line=0.7, fill=WHITE)
        x += 9
        x = say(_OBJECT.text(language))
    if order.base is not None:
        pen.triangle(x + 3, middle, 3.6)
        x += 9
        x = say(_BASE.text(language))
    for shown, colour, dash, says in (
        (order.zone is not None, ZONE, (5.0, 2.0, 1.0, 2.0), _ZONE_EDGE),
        (True, GREY, (4.0, 2.0, 0.5, 2.0), _EDGE),
    ):
        text = says.text(language)
        if shown and x + 19 + width(text, LABEL) <= left + wide:
            pen.rule(x, middle, x + 16, middle, line=0.9, colour=colour, dash=dash)
            x += 19
            x = say(text)

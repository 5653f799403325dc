"""Numbered stops and the base on the map: visits to one spot share a marker, crowded ones step aside with a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.exports.glyphs import BOLD, width
from geo.exports.orders.map_view import MapView
from geo.exports.orders.pen import INK, WHITE, Pen
from geo.tables.orders import PatrolOrder

_SIZE = 6.5
_RADIUS = 5.4
_SAME_SPOT = 1.0
_RINGS = (0.0, 12.0, 18.0, 25.0, 33.0)
_DIRECTIONS = 12


@dataclass(frozen=True)
class Rect:
    """A rectangle of the page, points."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Rect) -> bool:
        """Whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )  # fmt: skip


@dataclass
class _Marker:
    x: float
    y: float
    square: bool
    numbers: list[int]

    @property
    def label(self) -> str:
        return ",".join(map(str, self.numbers)) if len(self.numbers) < 5 else f"{self.numbers[0]}…{self.numbers[-1]}"

    @property
    def half(self) -> float:
        return max(_RADIUS, width(self.label, _SIZE, BOLD) / 2 + 2.2)

    def rect(self, x: float, y: float) -> Rect:
        return Rect(x - self.half - 0.6, y - _RADIUS - 0.6, x + self.half + 0.6, y + _RADIUS + 0.6)


def draw_markers(pen: Pen, view: MapView, order: PatrolOrder, corners: list[Rect]) -> list[Rect]:
    """Draw base and stops clear of the corners in use, and return all that is covered now, for labels."""
    taken = list(corners)
    if order.base is not None:
        x, y = view.to_page(np.array([[order.base.lon, order.base.lat]]))[0].tolist()
        pen.triangle(x, y, 5.5)
        taken.append(Rect(x - 5, y - 5, x + 5, y + 5.5))
    markers = _markers(view, order)
    placed: list[tuple[_Marker, float, float]] = []
    for marker in markers:
        at_x, at_y = _free_spot(marker, view, taken)
        taken.append(marker.rect(at_x, at_y))
        placed.append((marker, at_x, at_y))
    for marker, at_x, at_y in placed:
        if (at_x, at_y) != (marker.x, marker.y):
            pen.rule(marker.x, marker.y, at_x, at_y, line=0.5)
            pen.disc(marker.x, marker.y, 1.2, line=0, fill=INK)
    for marker, at_x, at_y in placed:
        _draw(pen, marker, at_x, at_y)
    return taken


def _markers(view: MapView, order: PatrolOrder) -> list[_Marker]:
    found: list[_Marker] = []
    for stop in order.stops:
        x, y = view.to_page(np.array([[stop.lon, stop.lat]]))[0].tolist()
        same = next((one for one in found if math.hypot(one.x - x, one.y - y) < _SAME_SPOT), None)
        if same is None:
            found.append(_Marker(x, y, stop.kind == "object", [stop.number]))
        else:
            same.numbers.append(stop.number)
    return found


def _free_spot(marker: _Marker, view: MapView, taken: list[Rect]) -> tuple[float, float]:
    """Return the nearest spot in the frame where the marker covers no other; its own place when there is none."""
    for ring in _RINGS:
        for step in range(_DIRECTIONS if ring else 1):
            angle = 2 * math.pi * (step + 0.5) / _DIRECTIONS
            x, y = marker.x + ring * math.cos(angle), marker.y + ring * math.sin(angle)
            if not ring:
                x, y = marker.x, marker.y
            rect = marker.rect(x, y)
            inside = (
                rect.left > view.left
                and rect.right < view.left + view.width
                and rect.bottom > view.bottom
                and rect.top < view.bottom + view.height
            )
            if inside and not any(rect.meets(other) for other in taken):
                return x, y
    return marker.x, marker.y


def _draw(pen: Pen, marker: _Marker, x: float, y: float) -> None:
    half = marker.half
    if marker.square:
        pen.box(x - half, y - _RADIUS, 2 * half, 2 * _RADIUS, line=0.9, fill=WHITE)
    elif half <= _RADIUS:
        pen.disc(x, y, _RADIUS, line=0.9)
    else:
        pen.canvas.setLineWidth(0.9)
        pen.canvas.setStrokeColorRGB(*INK)
        pen.canvas.setFillColorRGB(*WHITE)
        pen.canvas.setDash([])
        pen.canvas.roundRect(x - half, y - _RADIUS, 2 * half, 2 * _RADIUS, _RADIUS, stroke=1, fill=1)
    pen.text(x, y - _SIZE * 0.36, marker.label, _SIZE, font=BOLD, align="centre")

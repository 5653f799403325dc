"""Small line charts as SVG drawn by the server: no script, no inline style; every number is in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

WIDTH = 360
_LEFT, _RIGHT, _TOP, _FOOT = 44, 16, 14, 34
_CLOSE_PX = 24
_HALF_LETTER = 3.2


@dataclass(frozen=True)
class Point:
    """One point: place, value, the ends of its interval (None: no interval), and a word beside it."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True)
class Line:
    """A line of points; `form` is `round` (solid, round points) or `square` (dashed, square points)."""

    points: Sequence[Point]
    form: str = "round"
    labels_below: bool = False


@dataclass(frozen=True)
class Axis:
    """The ends of an axis and the marks on it: place and text; `reversed_` puts the smallest value on top."""

    low: float
    high: float
    marks: Sequence[tuple[float, str]] = field(default_factory=tuple)
    reversed_: bool = False


def line_chart(lines: Sequence[Line], x: Axis, y: Axis, *, label: str, height: int = 170) -> Markup:
    """Draw lines over common axes.

    Parameters
    ----------
    lines
        What is drawn, the first below.
    x, y
        The axes; equal ends put everything in the middle.
    label
        What a screen reader says instead of the picture.
    height
        In the drawing's own units; it is 360 wide and scales with the page.

    Returns
    -------
    Markup
        An `<svg>` with the classes of the style sheet; all texts escaped.
    """
    bottom = height - _FOOT

    def across(value: float) -> float:
        return _LEFT + _share(value, x) * (WIDTH - _LEFT - _RIGHT)

    def down(value: float) -> float:
        share = _share(value, y)
        return _TOP + (share if y.reversed_ else 1 - share) * (bottom - _TOP)

    parts = [Markup('<path class="axis" d="M{} {}V{}H{}"/>').format(_LEFT, _TOP, bottom, WIDTH - _RIGHT)]
    for value, text in y.marks:
        height_at = f"{down(value):.1f}"
        parts.append(Markup('<path class="grid" d="M{} {}H{}"/>').format(_LEFT, height_at, WIDTH - _RIGHT))
        parts.append(_text(_LEFT - 5, down(value) + 4, text, "end"))
    shown: list[float] = []
    for value, text in x.marks:
        if all(abs(across(value) - other) > _CLOSE_PX for other in shown):
            shown.append(across(value))
            parts.append(_mark(across(value), bottom + 19, text))
    for line in lines:
        form = line.form
        places = [(across(point.x), down(point.y)) for point in line.points]
        for (x1, y1), (x2, y2) in pairwise(places):
            parts.append(Markup('<path class="line {}" d="M{} {}L{} {}"/>').format(form, *_short(x1, y1, x2, y2)))
        for point, (px, py) in zip(line.points, places, strict=True):
            if point.low is not None and point.high is not None:
                ends = _short(px, down(point.low), down(point.high))
                parts.append(Markup('<path class="interval {}" d="M{} {}V{}"/>').format(form, *ends))
            parts.append(_marker(form, px, py))
            if point.label:
                beside = (
                    (px - 5, py + 15, point.label, "end")
                    if line.labels_below
                    else (px + 5, py - 8, point.label, "start")
                )
                parts.append(_text(*beside))
    drawing = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return drawing.format(WIDTH, height, label, Markup("").join(parts))


def _share(value: float, axis: Axis) -> float:
    return 0.5 if axis.high == axis.low else (value - axis.low) / (axis.high - axis.low)


def _marker(form: str, at: float, above: float) -> Markup:
    if form == "square":
        corner = _short(at - 3.5, above - 3.5)
        return Markup('<rect class="square" x="{}" y="{}" width="7" height="7"/>').format(*corner)
    return Markup('<circle class="round" cx="{}" cy="{}" r="3.5"/>').format(*_short(at, above))


def _mark(at: float, down: float, text: str) -> Markup:
    """Write a mark in the middle below its place, or against the edge that it would cross."""
    if at + _HALF_LETTER * len(text) > WIDTH:
        return _text(WIDTH, down, text, "end")
    return _text(at, down, text, "middle")


def _text(at: float, down: float, text: str, anchor: str) -> Markup:
    x, y = _short(at, down)
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(text))


def _short(*values: float) -> tuple[str, ...]:
    return tuple(f"{value:.1f}" for value in values)

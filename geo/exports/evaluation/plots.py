"""Drawings of a scorecard as vectors: effects with their intervals, and counts before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from geo.evaluation.scorecard import Scorecard
from geo.evaluation.words import MEASURE_WORDS, ROLE_WORDS
from geo.exports.glyphs import PLAIN, fitted, register_fonts, visible, width
from geo.languages import Language, Says, number_text

_HEIGHT = 128.0
_ROW = 26.0
_INK, _GREY, _LIGHT = "#1b1b1b", "#767676", "#c9d3dc"
_DARK = "#1f5f8b"
_EFFECTS = Says("Selisih kejadian terhadap pembanding", "Difference in incidents against the controls")
_FEWER, _MORE = Says("lebih sedikit", "fewer"), Says("lebih banyak", "more")
_COUNTS = Says("Kejadian: sebelum (muda), sesudah (tua)", "Incidents: before (light), after (dark)")
_PER_LENGTH = Says(
    "Jumlah sebelum diskalakan ke panjang periode sesudah.",
    "Counts before are scaled to the length of the period after.",
)


def pictures(scorecard: Scorecard, language: Language, total_pt: float) -> Any:
    """Return both drawings side by side, `total_pt` wide."""
    from reportlab.graphics.shapes import Drawing, Group

    register_fonts()
    drawing = Drawing(total_pt, _HEIGHT)
    half = total_pt / 2 - 8
    left, right = Group(), Group()
    _forest(left, scorecard, language, half)
    _bars(right, scorecard, language, half)
    right.translate(half + 16, 0)
    drawing.add(left)
    drawing.add(right)
    return drawing


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round places of an axis between two ends, 0 among them when it lies between.

    Parameters
    ----------
    low, high
        Ends, `low` below `high`.
    most
        Number of places at most.
    """
    if not high > low:
        return [low]
    raw = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10, 20) if power * factor >= raw)
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _forest(group: Any, scorecard: Scorecard, language: Language, wide: float) -> None:
    judged = scorecard.findings.judged
    names = list(MEASURE_WORDS) if scorecard.findings.role("ring") else ["local"]
    rows = [(MEASURE_WORDS[name].text(language), getattr(judged, name)) for name in names]
    ends = [(one.value, *one.interval(small=judged.few)) for _, one in rows]
    low, high = min(0.0, *(end[1] for end in ends)), max(0.0, *(end[2] for end in ends))
    margin = 0.06 * (high - low) or 1.0
    low, high = low - margin, high + margin
    label = 96.0

    def at(value: float) -> float:
        return label + (wide - label) * (value - low) / (high - low)

    _text(group, 0, _HEIGHT - 9, _EFFECTS.text(language), 8, wide)
    bottom = _HEIGHT - 22 - _ROW * len(rows)
    _line(group, at(0), bottom, at(0), _HEIGHT - 18, _GREY, 0.8)
    for number, ((words, _), (value, start, end)) in enumerate(zip(rows, ends, strict=True)):
        middle = _HEIGHT - 22 - _ROW * (number + 0.5)
        _text(group, 0, middle - 2.5, words, 7.4, label - 6)
        _line(group, at(start), middle, at(end), middle, _INK, 1.1)
        for place in (start, end):
            _line(group, at(place), middle - 3, at(place), middle + 3, _INK, 1.1)
        _square(group, at(value), middle, 3.2 if names[number] != "total" else 4.4)
    _axis(group, [(at(one), number_text(float(one), language)) for one in ticks(low, high)], bottom, label, wide)
    _text(group, label, bottom - 20, _FEWER.text(language), 6.6, (wide - label) / 2, _GREY)
    _text(group, wide, bottom - 20, _MORE.text(language), 6.6, (wide - label) / 2, _GREY, anchor="end")


def _bars(group: Any, scorecard: Scorecard, language: Language, wide: float) -> None:
    findings = scorecard.findings
    scale = findings.after.days / findings.before.days
    rows = [(ROLE_WORDS[one.role].text(language), one.n_before * scale, one.n_after) for one in findings.roles]
    most = max(1.0, *(max(before, after) for _, before, after in rows))
    label, room = 96.0, wide - 96.0 - 34.0
    _text(group, 0, _HEIGHT - 9, _COUNTS.text(language), 8, wide)
    for number, (words, before, after) in enumerate(rows):
        middle = _HEIGHT - 22 - _ROW * (number + 0.5)
        _text(group, 0, middle - 2.5, words, 7.4, label - 6)
        for offset, value, colour in ((0.5, before, _LIGHT), (-8.5, after, _DARK)):
            _bar(group, label, middle + offset, room * value / most, colour)
            shown = number_text(round(value, 1) if value != int(value) else int(value), language)
            _text(group, label + room * value / most + 3, middle + offset + 1.2, shown, 6.8, 40)
    if abs(scale - 1) > 0.005:
        _text(group, 0, _HEIGHT - 22 - _ROW * len(rows) - 12, _PER_LENGTH.text(language), 6.6, wide, _GREY)


def _axis(group: Any, places: Sequence[tuple[float, str]], bottom: float, left: float, right: float) -> None:
    _line(group, left, bottom, right, bottom, _GREY, 0.5)
    taken = -math.inf
    for x, words in places:
        _line(group, x, bottom, x, bottom - 3, _GREY, 0.5)
        half = width(words, 6.6) / 2
        if x - half > taken + 3:
            _text(group, x, bottom - 10, words, 6.6, 60, _GREY, anchor="middle")
            taken = x + half


def _text(
    group: Any, x: float, y: float, text: str, size: float, limit: float, colour: str = _INK, anchor: str = "start"
) -> None:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    shown = fitted(visible(text), size, max(limit, 10.0))
    group.add(String(x, y, shown, fontName=PLAIN, fontSize=size, fillColor=HexColor(colour), textAnchor=anchor))


def _line(group: Any, x0: float, y0: float, x1: float, y1: float, colour: str, thick: float) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    group.add(Line(x0, y0, x1, y1, strokeColor=HexColor(colour), strokeWidth=thick))


def _square(group: Any, x: float, y: float, half: float) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    group.add(Rect(x - half, y - half, 2 * half, 2 * half, fillColor=HexColor(_DARK), strokeWidth=0))


def _bar(group: Any, x: float, y: float, long: float, colour: str) -> None:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    group.add(Rect(x, y, max(long, 0.4), 8, fillColor=HexColor(colour), strokeColor=None, strokeWidth=0))

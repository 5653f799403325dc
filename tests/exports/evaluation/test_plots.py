from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.shapes import Group, Line, Rect, String

from geo.exports.evaluation.plots import pictures, ticks
from tests.evaluation import samples


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_within(low, width):
    places = ticks(low, low + width)
    assert 1 <= len(places) <= 6
    assert all(low - 1e-6 * width <= one <= low + width * (1 + 1e-6) for one in places)
    if low <= 0 <= low + width:
        assert min(abs(one) for one in places) < 1e-9 * max(1, width)


def test_no_range_is_one_place():
    assert ticks(3, 3) == [3]


def parts(node, kind):
    found = []
    for one in node.contents:
        found += parts(one, kind) if isinstance(one, Group) else [one] if isinstance(one, kind) else []
    return found


@pytest.mark.parametrize("card", [samples.full, samples.late, samples.tiny])
@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_is_drawn_inside(card, language):
    drawing = pictures(card(), language, 480)
    for one in [*parts(drawing, Line), *parts(drawing, Rect)]:
        numbers = [getattr(one, name) for name in ("x", "x1", "x2", "width", "height") if hasattr(one, name)]
        assert all(math.isfinite(n) and -1 <= n <= 480 for n in numbers)
    texts = [one.text for one in parts(drawing, String)]
    assert {"0"} <= set(texts)
    assert not any("U+" in text for text in texts)


def test_bars_are_as_long_as_the_counts():
    drawing = pictures(samples.full(), "id", 480)
    bars = [one.width for one in parts(drawing, Rect) if one.height == 8]
    assert bars[1] / bars[0] == pytest.approx(61 / 116)
    assert [one.text for one in parts(drawing, String)].count("96") == 2

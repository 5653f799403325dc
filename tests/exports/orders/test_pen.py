"""Strokes on the page."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, box

from geo.exports.orders.map_view import MapView
from tests.exports.orders import samples

VIEW = MapView(0, 0, 100, 100, 104.9, -2.5, 100.0)


def operators(pen: object) -> str:
    return "\n".join(pen.canvas._code)  # type: ignore[attr-defined]


def test_texts_are_placed_by_their_alignment(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.exports.glyphs import width

    pen, _ = samples.recording_pen(monkeypatch)
    placed: list[float] = []
    monkeypatch.setattr(pen.canvas, "drawString", lambda x, y, text: placed.append(x))
    for align in ("left", "centre", "right"):
        pen.text(100, 50, "Sungsang", 8, align=align)
    wide = width("Sungsang", 8)
    assert placed == pytest.approx([100, 100 - wide / 2, 100 - wide])


def test_lines_and_areas_of_every_kind_are_drawn_and_points_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, _ = samples.recording_pen(monkeypatch)
    west, south, east, north = VIEW.bounds
    ring = box(west, south, (west + east) / 2, (south + north) / 2)
    several = GeometryCollection([LineString([(west, south), (east, north)]), MultiPolygon([ring]), Point(west, south)])
    pen.lines(VIEW, several, line=1, colour=(0, 0, 0), dash=(4, 2))
    drawn = operators(pen)
    assert "[4 2] 0 d" in drawn
    assert drawn.count(" m ") + drawn.count(" m\n") >= 2
    pen.areas(VIEW, ring.difference(ring.buffer(-0.01)), fill=(0, 0, 1))
    assert "f*" in operators(pen)


def test_what_is_out_of_view_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, _ = samples.recording_pen(monkeypatch)
    before = operators(pen)
    pen.lines(VIEW, LineString([(0, 0), (1, 1)]), line=1, colour=(0, 0, 0))
    pen.areas(VIEW, box(0, 0, 1, 1), fill=(0, 0, 1))
    assert operators(pen) == before


def test_haloed_text_ends_as_filled_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, _ = samples.recording_pen(monkeypatch)
    pen.haloed(10, 10, "Upang", 6)
    drawn = operators(pen)
    assert drawn.index("1 Tr") < drawn.rindex("0 Tr")
    assert drawn.count("Tr") == 2


def test_shapes_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, _ = samples.recording_pen(monkeypatch)
    pen.rule(0, 0, 10, 10)
    pen.box(0, 0, 10, 10, fill=(1, 1, 1))
    pen.disc(5, 5, 2)
    pen.triangle(5, 5, 2)
    assert len(operators(pen)) > 100
    assert np.isfinite(VIEW.to_page(np.array([[104.9, -2.5]]))).all()

"""Markers on the map."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.exports.orders.map_view import view_of
from geo.exports.orders.markers import Rect, draw_markers
from geo.tables.orders import PatrolOrder
from tests.exports.orders import samples


def labels(order: PatrolOrder, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[Rect]]:
    pen, written = samples.recording_pen(monkeypatch)
    taken = draw_markers(pen, view_of(order, 0, 0, 300, 250), order, [])
    return [text for _, _, text, *_ in written.texts], taken


def test_each_stop_has_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert labels(samples.order(8), monkeypatch)[0] == [str(number) for number in range(1, 9)]


def test_visits_to_one_spot_share_a_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(6)
    same = tuple(replace(stop, lon=104.9, lat=-2.5) if stop.number in {1, 4, 6} else stop for stop in order.stops)
    assert labels(replace(order, stops=same), monkeypatch)[0] == ["1,4,6", "2", "3", "5"]
    all_one = tuple(replace(stop, lon=104.9, lat=-2.5) for stop in order.stops)
    assert labels(replace(order, stops=all_one), monkeypatch)[0] == ["1…6"]


def test_crowded_markers_do_not_cover_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(12)
    crowd = tuple(replace(stop, lon=104.9 + 0.004 * (stop.number % 4), lat=-2.5 + 0.004 * (stop.number // 4))
                  for stop in order.stops)  # fmt: skip
    told, taken = labels(replace(order, stops=crowd), monkeypatch)
    assert len(told) == 12
    for number, rect in enumerate(taken):
        assert not any(rect.meets(other) for other in taken[number + 1 :])


def test_markers_keep_clear_of_corners_and_when_there_is_no_room_stay_at_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = samples.order(3)
    pen, written = samples.recording_pen(monkeypatch)
    draw_markers(pen, view_of(order, 0, 0, 300, 250), order, [Rect(0, 0, 300, 250)])
    assert len(written.texts) == 3

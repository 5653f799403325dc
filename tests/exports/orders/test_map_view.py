"""The cut-out of the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, box

from geo.exports.orders.map_view import MapView, graticule, nice_length, view_of
from tests.exports.orders import samples


def test_way_stops_and_base_are_in_view_with_room_around() -> None:
    order = samples.order(8)
    west, south, east, north = view_of(order, 0, 0, 300, 200).bounds
    assert order.path is not None
    left, bottom, right, top = order.path.bounds
    assert west < left < right < east
    assert south < bottom < top < north


def test_north_is_up_and_lengths_are_true() -> None:
    view = view_of(samples.order(8), 10, 20, 300, 200)
    page = view.to_page(np.array([[104.9, -2.6], [104.9, -2.5], [105.0, -2.6]]))
    assert page[1, 0] == pytest.approx(page[0, 0])
    assert page[1, 1] > page[0, 1]
    for other, lon, lat in ((1, 104.9, -2.5), (2, 105.0, -2.6)):
        metres = Geod(ellps="WGS84").inv(104.9, -2.6, lon, lat)[2]
        assert np.hypot(*(page[other] - page[0])) * view.m_per_point == pytest.approx(metres, rel=0.001)
    corners = view.to_page(np.array([view.bounds[:2], view.bounds[2:]]))
    assert corners.tolist() == [pytest.approx([10, 20]), pytest.approx([310, 220])]


def test_a_single_spot_gets_a_neighbourhood() -> None:
    order = replace(samples.order(1), path=None, base=None, zone=None)
    view = view_of(order, 0, 0, 200, 200)
    assert view.m_per_point * 200 == pytest.approx(2_500)


def test_a_wide_zone_does_not_make_the_way_small() -> None:
    order = samples.order(3)
    huge = replace(order, zone=box(90, -10, 120, 5))
    assert view_of(huge, 0, 0, 200, 200) == view_of(replace(order, zone=None), 0, 0, 200, 200)


def test_an_order_with_nothing_has_a_view_of_its_zone_or_of_nowhere() -> None:
    bare = replace(samples.order(0), path=None, base=None)
    west, _, east, _ = view_of(bare, 0, 0, 200, 200).bounds
    assert west < 104.75 < 105.18 < east
    assert view_of(replace(bare, zone=None), 0, 0, 200, 200).lon == 0


def test_geometry_is_cut_to_the_view_and_mended() -> None:
    view = MapView(0, 0, 100, 100, 104.9, -2.5, 100.0)
    assert view.clipped(Point(0, 0).buffer(1)) is None
    bow = LineString([(104, -3), (106, -2)])
    part = view.clipped(bow)
    assert part is not None
    assert part.length < bow.length
    from shapely.geometry import Polygon

    assert view.clipped(Polygon([(104.8, -2.6), (105, -2.4), (105, -2.6), (104.8, -2.4)])) is not None


def test_many_short_lines_do_not_hold_it_up() -> None:
    view = MapView(0, 0, 100, 100, 104.9, -2.5, 100.0)
    short = [[(104.9 + number * 1e-7, -2.5), (104.9 + number * 1e-7, -2.49)] for number in range(16_000)]
    assert view.clipped(MultiLineString(short)) is not None


@given(st.floats(0.001, 1e7))
def test_nice_lengths_are_round_and_not_too_long(longest: float) -> None:
    nice = nice_length(longest)
    assert longest / 2.6 <= nice <= longest * (1 + 1e-6)
    assert f"{nice:.6e}"[0] in "125"


@given(st.floats(-180, 179), st.floats(0.001, 300), st.integers(2, 9))
def test_ticks_lie_inside_and_are_few(low: float, span: float, most: int) -> None:
    ticks = graticule(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)
    assert graticule(1, 1, most) == []

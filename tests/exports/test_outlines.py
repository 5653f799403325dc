from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.exports.outlines import geojson_geometry, places, polygon_rings, rounded
from tests.exports.samples import hotspots

COORDINATE = st.floats(-80, 80, allow_nan=False)


def array(*geometries: object) -> np.ndarray:
    holder = np.empty(len(geometries), dtype=object)
    holder[:] = geometries
    return holder


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=8))
def test_rounding_never_breaks_an_outline(corners: list[tuple[float, float]]) -> None:
    before = Polygon(corners)
    (after,) = rounded(array(before))
    assert after.is_valid or not before.is_valid
    assert np.allclose(before.bounds, after.bounds, atol=1e-7, rtol=0)


def test_an_outline_too_small_to_round_stays_exact() -> None:
    tiny = box(104.70000001, -2.90000001, 104.70000003, -2.90000003 + 1e-7)
    (after,) = rounded(array(tiny))
    assert after.is_valid
    assert after.normalize().equals(tiny.normalize())


def test_rings_follow_the_right_hand_rule_and_lose_their_height() -> None:
    turned = Polygon([(0, 0, 5), (0, 1, 5), (1, 1, 5), (1, 0, 5)], [[(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]])
    (after,) = rounded(array(turned))
    assert after.exterior.is_ccw
    assert not after.interiors[0].is_ccw
    assert not after.has_z


def test_none_stays_none_and_minus_zero_is_zero() -> None:
    after = rounded(array(None, Point(-0.00000001, 1)))
    assert after[0] is None
    assert str(after[1].x) == "0.0"
    assert geojson_geometry(None) is None


def test_places_lie_inside() -> None:
    geometries = array(*hotspots().geometry, None, Point(1, 2), Point())
    lon, lat = places(geometries)
    for x, y, geometry in zip(lon[:3], lat[:3], geometries[:3], strict=True):
        assert geometry.covers(Point(x, y))
    assert (lon[3:], lat[3:]) == ([None, 1.0, None], [None, 2.0, None])
    assert places(array()) == ([], [])


def test_rings_of_each_part() -> None:
    assert polygon_rings(Point(1, 2)) == []
    parts = polygon_rings(MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]))
    assert [len(rings) for rings in parts] == [1, 1]
    assert [len(rings) for rings in polygon_rings(hotspots().geometry.iloc[0])] == [2]

"""Vector tiles as two other programs read them: mapbox-vector-tile here, GDAL in the tests of the whole file."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.exports.basemap.mvt import EXTENT, encode_tile, varints


def decoded(*features: tuple[Any, dict[str, Any]], name: str = "roads") -> list[dict[str, Any]]:
    """Encode one layer and let the other program decode it."""
    tile = mapbox_vector_tile.decode(encode_tile([(name, list(features))]), default_options={"y_coord_down": True})
    assert tile[name]["version"] == 2
    assert tile[name]["extent"] == EXTENT
    found: list[dict[str, Any]] = tile[name]["features"]
    return found


def test_attributes_come_back_with_their_types() -> None:
    told = {
        "name": "Jalan Åsa ünïcode 路",
        "rank": 7,
        "below": -3,
        "share": 0.25,
        "oneway": True,
        "same": 1,
        "other": 1.0,
    }
    (feature,) = decoded((shapely.Point(3, 4), told))
    assert feature["properties"] == told
    assert {key: type(value) for key, value in feature["properties"].items()} == {k: type(v) for k, v in told.items()}


def test_points_lines_and_areas_with_holes_come_back() -> None:
    area = shapely.box(0, 0, 100, 100).difference(shapely.box(20, 20, 40, 40))
    two = shapely.MultiPolygon([area, shapely.box(200, 0, 300, 50)])
    line = shapely.LineString([(0, 0), (5, 9), (5, 9), (-3, 7)])
    many = shapely.MultiLineString([[(0, 0), (9, 9)], [(50, 0), (60, 5)]])
    dots = shapely.MultiPoint([(1, 1), (7, 2)])
    for shape in (area, two, line, many, dots):
        (feature,) = decoded((shape, {}))
        assert shapely.geometry.shape(feature["geometry"]).equals(shape)


def test_the_outer_ring_goes_round_as_the_format_asks() -> None:
    """Positive area by the surveyor's formula with y downwards outside, negative inside, whatever came in."""
    for turned in (False, True):
        area = shapely.orient_polygons(
            shapely.box(0, 0, 100, 100).difference(shapely.box(20, 20, 40, 40)), exterior_cw=turned
        )
        (feature,) = decoded((area, {}))
        outer, inner = (np.array(ring) for ring in feature["geometry"]["coordinates"])
        assert _twice_area(outer) > 0 > _twice_area(inner)


def _twice_area(ring: np.ndarray) -> float:
    x, y = ring[:-1, 0], ring[:-1, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def test_what_rounding_leaves_without_size_is_left_out() -> None:
    sliver = shapely.Polygon([(0, 0), (9, 0.2), (4, 0.1)])
    dot = shapely.LineString([(1, 1), (1.2, 1.1)])
    assert encode_tile([("water", [(sliver, {}), (dot, {})])]) == b""
    assert encode_tile([("water", [])]) == b""
    assert encode_tile([("water", [(shapely.GeometryCollection(), {})])]) == b""


@given(st.lists(st.integers(0, 2**64 - 1), max_size=30))
def test_varints_are_those_of_protobuf(numbers: list[int]) -> None:
    expected = b""
    for number in numbers:
        rest = number
        while rest > 0x7F:
            expected += bytes([rest & 0x7F | 0x80])
            rest >>= 7
        expected += bytes([rest])
    assert varints(numbers) == expected


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-64, 4160), st.integers(-64, 4160)), min_size=2, max_size=12, unique=True),
        min_size=1,
        max_size=4,
    )
)
def test_lines_of_whole_numbers_come_back_exactly(lines: list[list[tuple[int, int]]]) -> None:
    (feature,) = decoded((shapely.MultiLineString(lines), {}))
    found = feature["geometry"]["coordinates"]
    found = found if isinstance(found[0][0], list) else [found]
    assert [[tuple(corner) for corner in line] for line in found] == lines


@pytest.mark.parametrize("times", [2])
def test_the_same_content_gives_the_same_bytes(times: int) -> None:
    layer = [("places", [(shapely.Point(number, 3), {"name": f"P{number % 3}"}) for number in range(20)])]
    assert len({encode_tile(layer) for _ in range(times)}) == 1

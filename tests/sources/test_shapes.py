from __future__ import annotations

import contextlib
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.shapes import MAX_VERTICES, ShapeError, count_vertices, polygon, position, positions, shape_of

RING = [[0, 0], [1, 0], [1, 1], [0, 0]]


def fault(work: Any, *arguments: Any) -> str:
    with pytest.raises(ShapeError) as error:
        work(*arguments)
    assert len(error.value.value) <= 200
    return error.value.reason


def test_positions() -> None:
    assert position([1, 2.5, 9]) == (1.0, 2.5)
    assert positions([[1, 2], (3, 4)], 2).tolist() == [[1, 2], [3, 4]]
    assert fault(position, [math.nan, 1]) == "not_finite"
    assert fault(position, [10**400, 1]) == "not_finite"
    assert fault(position, [1e31, 1]) == "placeholder_coordinates"
    assert fault(position, "ab") == "geometry_not_numbers"
    assert fault(positions, [[1, 2]], 2) == "too_few_points"
    assert fault(positions, [[1, 2]] * (MAX_VERTICES + 1), 1) == "too_many_vertices"


def test_polygons_are_never_closed_for_you() -> None:
    assert polygon([RING]).area == 0.5
    assert fault(polygon, [RING[:3]]) == "unclosed_ring"
    assert fault(polygon, [[[0, 0]] * 3]) == "too_few_points"


def test_vertices_are_counted_without_recursion() -> None:
    assert count_vertices([[RING, RING], [RING]]) == 12
    deep: Any = [1, 2]
    for _ in range(100_000):
        deep = [deep]
    assert count_vertices(deep) == 1
    assert count_vertices(None) == 0


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries"]), inner)
        ),
        max_leaves=10,
    ),
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "MultiLineString", "GeometryCollection", "x"]),
)
def test_any_geometry_is_made_or_refused(value: Any, kind: str) -> None:
    with contextlib.suppress(ShapeError):
        shape_of({"type": kind, "coordinates": value, "geometries": value})

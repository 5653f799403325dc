"""Geometry for the screen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from webmap.api.display import MOST_AREA_CHANGE, MOST_VERTICES, as_geojson, simplified


def ragged(n: int, seed: int = 0) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    radius = 0.4 + 0.001 * rng.standard_normal(n)
    return shapely.Polygon(np.column_stack([104.7 + radius * np.cos(angle), -2.7 + radius * np.sin(angle)]))


def payload(geometries: np.ndarray) -> int:
    return len(json.dumps([as_geojson(one) for one in geometries], separators=(",", ":")))


def test_small_geometries_stay_as_they_are() -> None:
    given = np.array([ragged(500)], dtype=object)
    assert simplified(given) is given


@pytest.mark.parametrize("n", [20_000, 90_000])
def test_a_polygon_of_many_vertices_keeps_its_area_within_the_payload(n: int) -> None:
    given = np.array([ragged(n)], dtype=object)
    shown = simplified(given)
    assert shapely.get_num_coordinates(shown).sum() <= MOST_VERTICES
    assert abs(shown[0].area / given[0].area - 1) < MOST_AREA_CHANGE
    assert payload(shown) < 200_000
    assert shapely.get_num_coordinates(given).sum() == n + 1


@pytest.mark.real_data
def test_the_polygon_of_90_000_vertices(bad_inputs: Path) -> None:
    """U26."""
    document = json.loads((bad_inputs / "geojson_90k_vertices.geojson").read_text(encoding="utf-8"))
    given = np.array([shape(feature["geometry"]) for feature in document["features"]], dtype=object)
    shown = simplified(given)
    assert payload(shown) < 200_000
    assert np.abs(shapely.area(shown) / shapely.area(given) - 1).max() < MOST_AREA_CHANGE


def test_neighbours_keep_their_common_border() -> None:
    rng = np.random.default_rng(3)
    border = np.column_stack([104.5 + 0.01 * rng.standard_normal(9000), np.linspace(-3, -2, 9000)])
    left = shapely.Polygon([(104, -3), *border, (104, -2)])
    right = shapely.Polygon([(105, -3), *border, (105, -2)])
    given = np.array([left.buffer(0), right.buffer(0)], dtype=object)
    given = np.array([left, right], dtype=object) if left.is_valid and right.is_valid else given
    shown = simplified(given)
    assert shown[0].intersection(shown[1]).area < 1e-6


def test_lines_are_simplified_too() -> None:
    line = shapely.LineString(
        np.column_stack([np.linspace(104, 105, 30_000), np.sin(np.linspace(0, 9, 30_000)) / 9 - 2])
    )
    shown = simplified(np.array([line], dtype=object))
    assert shapely.get_num_coordinates(shown).sum() <= MOST_VERTICES
    assert shown[0].hausdorff_distance(line) < 0.001


def test_geojson_is_rounded_to_about_a_metre() -> None:
    made = as_geojson(shapely.Point(104.123456789, -2.987654321))
    assert made == {"type": "Point", "coordinates": [104.12346, -2.98765]}
    collection = shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)])
    assert [part["type"] for part in as_geojson(collection)["geometries"]] == ["Point", "Polygon"]

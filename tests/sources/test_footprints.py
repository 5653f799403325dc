"""Geometries as places."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import FileRefusedError
from geo.sources.footprints import located
from geo.sources.places import PlaceRules


def array(*shapes: object) -> np.ndarray:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def test_points_lines_areas_and_nothing() -> None:
    places, outline = located(
        array(
            shapely.Point(104, -2),
            shapely.LineString([(104, -2), (105, -2)]),
            shapely.Polygon(),
            None,
            shapely.Point(0, 0),
        ),
        PlaceRules("f", crs=4326),
    )
    assert places.reason.tolist() == ["", "", "empty_geometry", "null_geometry", "zero_coordinates"]
    assert outline[0] is None
    assert outline[1].startswith("LINESTRING")
    assert places.lat[1] == -2


def test_a_horseshoe_keeps_its_place_inside() -> None:
    shape = shapely.box(104, -3, 105, -2) - shapely.box(104.2, -2.8, 104.8, -2)
    places, _ = located(array(shape), PlaceRules("f"))
    assert shape.contains(shapely.Point(places.lon[0], places.lat[0]))


def test_infinite_points_are_held() -> None:
    places, _ = located(array(shapely.Point(np.inf, 1), shapely.Point(104, -2)), PlaceRules("f"))
    assert places.reason.tolist() == ["not_finite", ""]


def test_metres_without_system_are_asked_for() -> None:
    with pytest.raises(FileRefusedError) as caught:
        located(array(shapely.Point(511_113, 9_679_459)), PlaceRules("f"))
    assert caught.value.reason == "needs_crs"


def test_outline_is_in_degrees() -> None:
    places, outline = located(array(shapely.box(511_000, 9_679_000, 512_000, 9_680_000)), PlaceRules("f", crs=32748))
    west, south, east, north = shapely.from_wkt(outline[0]).bounds
    assert west < places.lon[0] < east
    assert south < places.lat[0] < north
    assert 105 < west < 105.2

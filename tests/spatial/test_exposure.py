"""What incidents are compared with."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import ParameterError, UnprojectedError
from geo.languages import Says
from geo.spatial.exposure import exposure_of
from geo.spatial.grid import Grid

CRS = "EPSG:32748"


def layer(geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=CRS)


def test_a_polygon_gives_the_share_of_its_area_that_lies_inside():
    villages = layer([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 300, 100)], people=[40, 100])
    exposure = exposure_of(villages, "people")
    held = exposure.within(np.array([shapely.box(50, 0, 150, 100), shapely.box(1000, 0, 1100, 100)], dtype=object))
    np.testing.assert_allclose(held, [40 / 2 + 100 / 4, 0])
    assert exposure.total == 140
    assert exposure.name == Says("people", "people")


def test_points_belong_to_the_polygon_they_lie_in():
    houses = layer(shapely.points([[10, 10], [20, 20], [500, 500]]), households=[1, 2, 4])
    held = exposure_of(houses, "households").within(np.array([shapely.box(0, 0, 100, 100)], dtype=object))
    assert held.tolist() == [3]


def test_without_a_column_the_area_counts():
    assert exposure_of(layer([shapely.box(0, 0, 2000, 1000)]), None).total == 2
    assert exposure_of(layer([shapely.box(0, 0, 2000, 1000)]), None, Says("hutan", "forest")).name.en == "forest"


def test_cells_add_up_to_the_whole():
    villages = layer([shapely.box(30, 20, 930, 520), shapely.Point(450, 250)], people=[1000, 7])
    on_cells = exposure_of(villages, "people").on_cells(Grid.over((0, 0, 999, 599), 100))
    assert on_cells.shape == (6, 10)
    assert on_cells.sum() == pytest.approx(1007)
    assert on_cells[2, 4] == pytest.approx(1000 * 100 * 100 / (900 * 500) + 7)


def test_cells_hold_what_their_squares_hold():
    random = np.random.default_rng(3)
    triangles = [shapely.Polygon(random.uniform(-200, 1200, (3, 2))) for _ in range(20)]
    exposure = exposure_of(layer([*triangles, shapely.Point(130, 770)], people=random.uniform(1, 50, 21)), "people")
    grid = Grid.over((0, 0, 999, 999), 50)
    squares = exposure.within(grid.boxes(np.arange(400))).reshape(grid.shape)
    np.testing.assert_allclose(exposure.on_cells(grid), squares, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("columns", "column", "told"),
    [
        ({"people": [1, -2]}, "people", "feature 2: people = -2"),
        ({"people": [1, None]}, "people", "feature 2"),
        ({"people": ["many", 3]}, "people", "feature 1"),
        ({"people": [1, 2]}, "population", "has no column 'population'; it has: people"),
        ({"people": [0, 0]}, "people", "adds up to zero"),
    ],
)
def test_amounts_that_are_none_are_refused_by_feature(columns, column, told):
    with pytest.raises(ParameterError, match=told):
        exposure_of(layer([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], **columns), column)


def test_degrees_and_lines_are_refused():
    with pytest.raises(UnprojectedError):
        exposure_of(layer([shapely.box(0, 0, 1, 1)]).to_crs(4326), None)
    with pytest.raises(ParameterError, match="polygons or points"):
        exposure_of(layer([shapely.LineString([(0, 0), (1, 1)])]), None)

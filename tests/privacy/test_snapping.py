"""P09: positions are middles of cells, corners are corners of cells; fewer than k points are not drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.privacy.snapping import dissolved_outline, hot_outline, representative_points, snapped
from tests.privacy import samples

X = st.floats(321_000, 380_000)
Y = st.floats(9_601_000, 9_660_000)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(X, Y), min_size=1, max_size=20), st.sampled_from([1000, 4000]))
def test_points_of_one_cell_go_to_one_place_near_its_middle(places: list[tuple[float, float]], cell_m: int) -> None:
    points = samples.incidents(*np.array(places).T).geometry
    x, y = shapely.get_coordinates(points.to_crs(32748)).T
    moved = snapped(points, 32748, cell_m)
    metric = moved.to_crs(32748)
    assert (np.floor(metric.x / cell_m) == np.floor(x / cell_m)).all()
    assert (np.floor(metric.y / cell_m) == np.floor(y / cell_m)).all()
    cell = [(np.floor(a / cell_m), np.floor(b / cell_m)) for a, b in zip(x, y, strict=True)]
    assert len(set(cell)) == len(set(zip(moved.x, moved.y, strict=True)))
    assert (shapely.get_coordinates(moved) == np.round(shapely.get_coordinates(moved), 3)).all()


def test_corners_of_outlines_are_never_incidents() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(350_000, 1500, 3000), rng.normal(9_630_000, 1500, 3000)
    points = samples.incidents(x, y).geometry
    outline = dissolved_outline(points, 32748, 1000)
    assert outline is not None
    places = set(map(tuple, shapely.get_coordinates(points)))
    assert not places & set(map(tuple, shapely.get_coordinates(outline)))
    release = samples.released(samples.incidents(x, y))
    hot = hot_outline(release, 20)
    assert hot is not None
    assert not places & set(map(tuple, shapely.get_coordinates(hot)))
    assert not places & set(map(tuple, shapely.get_coordinates(release.cells.geometry)))
    corners = set(map(tuple, shapely.get_coordinates(release.cells.geometry)))
    assert set(map(tuple, shapely.get_coordinates(hot))) <= corners


def test_fewer_than_k_points_in_every_cell_are_not_drawn() -> None:
    spread = samples.in_cells({(1, 1): 4, (2, 1): 4, (3, 1): 4}).geometry
    assert dissolved_outline(spread, 32748, 1000) is None
    assert dissolved_outline(spread.iloc[:0], 32748, 1000) is None
    one = dissolved_outline(samples.in_cells({(1, 1): 5, (2, 1): 4}).geometry, 32748, 1000)
    assert one is not None
    assert one.geom_type == "Polygon"
    two = dissolved_outline(samples.in_cells({(1, 1): 5, (2, 1): 5}).geometry, 32748, 1000)
    assert two is not None
    assert two.area == pytest.approx(2 * one.area, rel=0.1)


def test_outline_and_positions_come_from_the_release_alone() -> None:
    release = samples.released(samples.in_cells({(0, 0): 7, (1, 0): 3, (0, 1): 2}))
    positions = representative_points(release)
    assert shapely.covers(release.cells.geometry.to_numpy(), positions.to_numpy()).all()
    assert (shapely.get_coordinates(positions) == np.round(shapely.get_coordinates(positions), 3)).all()
    assert hot_outline(release, 1000) is None
    assert hot_outline(samples.released(samples.in_cells({})), 0) is None


@pytest.mark.parametrize("cell_m", [0, 100, 1500])
def test_other_cells_than_the_hierarchys_are_refused(cell_m: int) -> None:
    points = samples.in_cells({(1, 1): 5}).geometry
    with pytest.raises(ParameterError):
        snapped(points, 32748, cell_m)
    with pytest.raises(ParameterError):
        dissolved_outline(points, 32748, cell_m)
    with pytest.raises(ParameterError):
        dissolved_outline(points, 32748, 1000, k=4)

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.spatial.grid import Grid

COORDINATE = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=30), st.sampled_from([50.0, 1000.0, 12_345.0]))
def test_every_place_within_the_bounds_has_a_cell_that_holds_it(
    places: list[tuple[float, float]], cell_m: float
) -> None:
    x, y = np.array(places).T
    grid = Grid.over((x.min(), y.min(), x.min() + 20 * cell_m, y.min() + 20 * cell_m), cell_m)
    flat = grid.index_of(x, y)
    inside = flat >= 0
    boxes = grid.boxes(flat[inside])
    assert shapely.intersects_xy(boxes, x[inside], y[inside]).all()
    assert grid.counts(x, y).sum() == inside.sum()


def test_cell_ids_do_not_depend_on_the_window() -> None:
    x, y = np.array([1234.0]), np.array([-987.0])
    ids = []
    for bounds in ((0, -2000, 5000, 5000), (1000, -1000, 1300, -900)):
        grid = Grid.over(bounds, 100)
        ids.append(grid.cell_ids(grid.index_of(x, y)))
    assert ids[0] == ids[1] == ["100m:12:-10"]


def test_cells_of_an_area_are_those_with_their_centre_in_it() -> None:
    grid = Grid.over((0, 0, 999, 999), 100)
    assert grid.shape == (10, 10)
    assert grid.inside(shapely.box(0, 0, 250, 1000)).sum() == 20
    assert grid.area_km2 == 0.01


def test_weights_are_summed() -> None:
    grid = Grid.over((0, 0, 99, 99), 50)
    counts = grid.counts(np.array([10.0, 10, 60, 500]), np.array([10.0, 20, 60, 0]), np.array([1.0, 2, 4, 8]))
    assert counts.tolist() == [[3, 0], [0, 4]]

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid


@given(st.integers(0, 10_000), st.floats(15, 260), st.booleans())
@settings(max_examples=40, deadline=None)
def test_shares_and_middles_by_cutting_every_cell(seed, cell_m, hole):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    reach = rng.uniform(300, 900, 30)
    area = shapely.Polygon(np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)).buffer(0)
    if hole:
        area = area.difference(shapely.Point(50, -20).buffer(90))
    grid = Grid.over(area.bounds, cell_m)
    found = coverage(grid, area)
    parts = shapely.intersection(area, grid.boxes(np.arange(grid.rows * grid.columns)))
    np.testing.assert_allclose(found.share.ravel(), shapely.area(parts) / cell_m**2, atol=1e-9)
    expected = shapely.get_coordinates(shapely.centroid(parts[found.border]))
    np.testing.assert_allclose(found.middles, expected, atol=1e-4)
    assert found.share.sum() * cell_m**2 == pytest.approx(area.area, rel=1e-9)


def test_a_window_on_a_larger_area():
    area = shapely.box(0, 0, 1000, 1000)
    grid = Grid(100.0, 4, -2, 3, 4)
    assert coverage(grid, area).share.tolist() == [[0] * 3, [0] * 3, [1] * 3, [1] * 3]


def test_a_sliver_counts_as_inside():
    area = shapely.union(shapely.box(0, 0, 500, 500), shapely.box(500, 240, 700, 240.5))
    found = coverage(Grid.over(area.bounds, 100), area)
    assert found.share[2, 6] == pytest.approx(0.005)
    assert found.inside[2, 6]
    assert not found.inside[3, 6]


def test_no_area_means_everything():
    found = coverage(Grid(10.0, 0, 0, 3, 2), None)
    assert found.share.tolist() == [[1] * 3] * 2
    assert found.border.size == 0

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.hotspots.cells_to_hotspots import cells_to_hotspots
from geo.spatial.grid import Grid

CRS = "EPSG:32748"


@given(
    hnp.arrays(np.bool_, (7, 9)),
    st.integers(0, 10_000),
    st.sampled_from([50.0, 33.3, 0.1, 1234.5]),
    st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_outlines_are_the_cells_and_hold_their_incidents(hot, seed, cell_m, least):
    grid = Grid(cell_m, 11, -4, 9, 7)
    rng = np.random.default_rng(seed)
    places = (rng.uniform(0, 1, (60, 2)) * [9, 7] + [11, -4]) * cell_m
    found = cells_to_hotspots(grid, hot, places, CRS, least)
    polygons = found.polygons.to_numpy()
    assert found.polygons.index.tolist() == list(range(len(found.n)))
    assert set(found.labels) - {-1} == set(range(len(found.n)))
    np.testing.assert_array_equal(np.bincount(found.labels[found.labels >= 0], minlength=len(found.n)), found.n)
    assert (found.n >= least).all()
    assert shapely.is_valid(polygons).all()
    assert (shapely.get_type_id(polygons) == 3).all()
    cells = np.bincount(found.cells.cluster, minlength=len(found.n))
    np.testing.assert_allclose(shapely.area(polygons), cells * cell_m**2, rtol=1e-9)
    tree = shapely.STRtree(polygons)
    first, second = tree.query(polygons, predicate="intersects")
    for i, j in zip(first, second, strict=True):
        assert i == j or shapely.area(shapely.intersection(polygons[i], polygons[j])) == 0
    member = found.labels >= 0
    assert shapely.distance(polygons[found.labels[member]], shapely.points(places[member])).max(initial=0) < 1e-9
    # Whoever stands on a hot cell without a label stands in a group that is too small.
    on_hot = hot.ravel()[grid.index_of(places[:, 0], places[:, 1])]
    assert not member[~on_hot].any()
    if least == 1:
        assert member[on_hot].all()


def test_corners_do_not_join():
    grid = Grid(10.0, 0, 0, 2, 2)
    found = cells_to_hotspots(grid, np.eye(2, dtype=bool), np.array([[5.0, 5.0], [15.0, 15.0]]), CRS)
    assert found.labels.tolist() == [0, 1]
    assert found.polygons.area.tolist() == [100, 100]


def test_a_ring_keeps_its_hole():
    hot = np.ones((3, 3), dtype=bool)
    hot[1, 1] = False
    found = cells_to_hotspots(Grid(10.0, 0, 0, 3, 3), hot, np.array([[5.0, 5.0], [15.0, 15.0]]), CRS)
    assert found.labels.tolist() == [0, -1]
    assert found.polygons.area.tolist() == [800]


def test_groups_with_too_few_are_told():
    hot = np.array([[True, False, True]])
    places = np.array([[5.0, 5.0], [25.0, 5.0], [26.0, 5.0], [500.0, 5.0]])
    found = cells_to_hotspots(Grid(10.0, 0, 0, 3, 1), hot, places, CRS, min_incidents=2)
    assert found.labels.tolist() == [-1, 0, 0, -1]
    assert found.too_small == 1


def test_nothing_hot():
    found = cells_to_hotspots(Grid(10.0, 0, 0, 3, 3), np.zeros((3, 3), dtype=bool), np.zeros((2, 2)), CRS)
    assert found.labels.tolist() == [-1, -1]
    assert len(found.polygons) == 0
    assert found.polygons.crs == CRS

from __future__ import annotations

import numpy as np
import pytest

from geo.hotspots.surface import density_surface, strongest, surface_of
from geo.spatial.coverage import Coverage
from geo.spatial.grid import Grid
from geo.tables.hotspots import SURFACES

CRS = "EPSG:32748"
GRID = Grid(50.0, -3, 7, 20, 10)


def covered(share: np.ndarray) -> Coverage:
    return Coverage(share, np.empty(0, dtype=np.int64), np.empty((0, 2)))


def test_form_of_the_table():
    table = surface_of(GRID, np.array([0, 21]), CRS, n=np.array([1, 2]), z_score=np.array([0.5, 3.0]))
    assert table.columns.tolist() == SURFACES.names
    assert table["cell_id"].tolist() == ["50m:-3:7", "50m:-2:8"]
    assert table["density_km2"].isna().all()
    assert table.crs == CRS
    assert table.geometry.area.tolist() == [2500, 2500]


def test_strongest_cells_in_order_of_place():
    values = np.array([[5.0, 1.0, 9.0], [9.0, 7.0, 8.0]])
    allowed = np.array([[True, True, True], [True, True, False]])
    assert strongest(values, allowed, 3).tolist() == [2, 3, 4]
    assert strongest(values, allowed).tolist() == [0, 1, 2, 3, 4]


def test_every_visible_cell_is_there_when_they_are_few():
    rng = np.random.default_rng(0)
    density = rng.uniform(0, 1, GRID.shape)
    counts = rng.integers(0, 4, GRID.shape)
    table, side_m = density_surface(GRID, density, counts, covered(np.ones(GRID.shape)), CRS, 0.25)
    assert side_m == 50
    visible = density > 0.25
    np.testing.assert_allclose(table["density_km2"], density[visible] * 1e6)
    assert table["n"].tolist() == counts[visible].tolist()


def test_many_cells_are_joined_not_dropped():
    rng = np.random.default_rng(1)
    density = rng.uniform(0.5, 1, GRID.shape)
    share = rng.uniform(0.2, 1, GRID.shape)
    counts = rng.integers(0, 4, GRID.shape)
    table, side_m = density_surface(GRID, density, counts, covered(share), CRS, 0, most=40)
    assert len(table) <= 40
    assert side_m == 150
    assert table["n"].sum() == counts.sum()
    # Squares are counted from the CRS's origin, so they stay where they are when the window moves.
    assert table["cell_id"].iloc[0] == "150m:-1:2"
    first = np.zeros(GRID.shape, dtype=bool)
    first[0:2, 0:3] = True
    west, south, east, north = table.geometry.iloc[0].bounds
    assert (west, south, east, north) == (-150, 300, 0, 450)
    expected = (density * share)[first].sum() / share[first].sum() * 1e6
    assert table["density_km2"].iloc[0] == pytest.approx(expected)

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.density.exact_density import density_at, kernel_mass
from geo.hotspots.density.smoothing import density_on_cells, kernel_mass_on_cells, spread_over_cells
from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid

AREA = shapely.Polygon(
    [(0, 0), (9000, 400), (8300, 5200), (5000, 4700), (4200, 8800), (300, 8000)],
    [[(2000, 2000), (2600, 3300), (3200, 2100)]],
)


def incidents(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 9000, (20 * n, 2))
    return places[shapely.contains_xy(AREA, places)][:n]


def centres(grid: Grid) -> np.ndarray:
    xs, ys = np.meshgrid(*grid.centres())
    return np.stack([xs.ravel(), ys.ravel()], axis=1)


@pytest.mark.parametrize("edge", ["none", "uniform", "diggle"])
@pytest.mark.parametrize("ratio", [3.5, 4.0, 7.3])
@given(seed=st.integers(0, 1000), n=st.integers(1, 60))
@settings(max_examples=6, deadline=None)
def test_within_a_thousandth_of_the_peak(edge, ratio, seed, n):
    places, sigma = incidents(n, seed), 700.0
    grid = Grid.over(AREA.bounds, sigma / ratio)
    covered = coverage(grid, AREA)
    weights = np.random.default_rng(seed).uniform(0.5, 3, n)
    found = density_on_cells(grid, places, weights, sigma, covered, edge).ravel()
    at = centres(grid)
    inside = shapely.contains_xy(AREA, at)
    exact = density_at(at[inside], places, sigma, AREA, edge, weights)
    # Two parts: the kernel sums (below 0.1 % of the peak) and the mass at the very border.
    assert np.abs(found[inside] - exact).max() <= 1e-3 * exact.max()
    assert not found[covered.share.ravel() == 0].any()


def test_diggle_keeps_the_number_of_incidents():
    places, sigma = incidents(200, 1), 800.0
    grid = Grid.over(AREA.bounds, sigma / 6)
    covered = coverage(grid, AREA)
    density = density_on_cells(grid, places, np.ones(200), sigma, covered, "diggle")
    assert (density * covered.share).sum() * grid.cell_m**2 == pytest.approx(200, rel=2e-3)


def test_uniform_makes_level_ground_of_evenly_spread_incidents():
    step = np.arange(50, 9000, 100.0)
    lattice = np.stack([part.ravel() for part in np.meshgrid(step, step)], axis=1)
    lattice = lattice[shapely.contains_xy(AREA, lattice)]
    grid = Grid.over(AREA.bounds, 150)
    covered = coverage(grid, AREA)
    level = density_on_cells(grid, lattice, np.ones(len(lattice)), 600, covered, "uniform")[covered.share >= 1]
    raw = density_on_cells(grid, lattice, np.ones(len(lattice)), 600, covered, "none")[covered.share >= 1]
    # The lattice itself is cut off up to half a step from the border, hence not closer.
    np.testing.assert_allclose(level * 1e4, 1, atol=0.05)
    assert raw.min() * 1e4 < 0.6


def test_uncorrected_density_of_the_whole_plane_is_the_number():
    grid = Grid(100.0, 0, 0, 120, 120)
    places = np.random.default_rng(0).uniform(4000, 8000, (70, 2))
    density = density_on_cells(grid, places, np.ones(70), 400, coverage(grid, None), "none")
    assert density.sum() * 100**2 == pytest.approx(70, rel=1e-5)


def test_mass_on_cells_against_the_line_integral():
    grid = Grid.over(AREA.bounds, 200)
    mass = kernel_mass_on_cells(grid, coverage(grid, AREA), 3.5)[2:-2, 2:-2].ravel()
    np.testing.assert_allclose(mass, kernel_mass(centres(grid), 700, AREA), atol=1e-3)


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, deadline=None)
def test_spreading_keeps_number_place_and_spread(x, y):
    grid = Grid(1.0, 0, 0, 3, 3)
    shares = spread_over_cells(grid, np.array([[1 + x, 1 + y]]), np.array([5.0]))
    rows, columns = np.indices(shares.shape) - 2 + 0.5
    assert shares.sum() == pytest.approx(5)
    for at, cells in ((1 + x, columns), (1 + y, rows)):
        for power in (1, 2, 3):
            assert (shares * (cells - at) ** power).sum() == pytest.approx(0, abs=1e-9)

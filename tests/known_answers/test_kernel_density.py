"""K16: kernel density of the redwood seedlings, as spatstat computes it at the data points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.hotspots.density.exact_density import density_at
from geo.hotspots.density.smoothing import density_on_cells
from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid

pytestmark = pytest.mark.real_data
SIGMA = 0.1
WINDOW = shapely.box(0, -1, 1, 0)
EXPECTED = {
    "none": [47.54153975, 70.24716342, 69.48966022],
    "uniform": [60.3304332, 83.4943639, 88.16874739],
    "diggle": [57.7179334, 83.89256752, 82.69930956],
}


@pytest.fixture(scope="module")
def redwood(real_data):
    return pd.read_csv(real_data / "benchmarks" / "spatstat_redwood.csv")[["x", "y"]].to_numpy()


@pytest.mark.parametrize("edge", EXPECTED)
def test_density_at_the_first_three_points(redwood, edge):
    found = density_at(redwood[:3], redwood, SIGMA, WINDOW, edge)
    np.testing.assert_allclose(found, EXPECTED[edge], rtol=1e-6)


@pytest.mark.parametrize("edge", EXPECTED)
def test_density_on_cells_is_within_a_thousandth_of_the_peak(redwood, edge):
    # Cells whose centres are the points themselves: 0.02 wide, points stand on hundredths.
    grid = Grid.over((0, -1, 1 - 1e-9, -1e-9), 0.02)
    found = density_on_cells(grid, redwood, np.ones(len(redwood)), SIGMA, coverage(grid, WINDOW), edge)
    xs, ys = np.meshgrid(*grid.centres())
    exact = density_at(np.stack([xs.ravel(), ys.ravel()], axis=1), redwood, SIGMA, WINDOW, edge).reshape(grid.shape)
    assert np.abs(found - exact).max() <= 1e-3 * exact.max()

"""Kernel density on a 500 x 500 grid: error against the exact sum, and time against scikit-learn.

Run: python -m benchmarks.kernel_density
"""

from __future__ import annotations

import numpy as np
import shapely
from sklearn.neighbors import KernelDensity

from benchmarks.timed import cpu_seconds
from geo.hotspots.density.exact_density import density_at
from geo.hotspots.density.smoothing import density_on_cells
from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid

SIDE, CELL_M, BANDWIDTH_M = 500, 100.0, 500.0


def incidents(n: int, area: shapely.Geometry) -> np.ndarray:
    """Return clustered places within the study area."""
    rng = np.random.default_rng(0)
    centres = rng.uniform(5_000, 45_000, (200, 2))
    places = centres[rng.integers(0, 200, 2 * n)] + rng.normal(0, 1_200, (2 * n, 2))
    shapely.prepare(area)
    return places[shapely.contains_xy(area, places[:, 0], places[:, 1])][:n]


def main() -> None:
    """Print the comparison."""
    grid = Grid(CELL_M, 0, 0, SIDE, SIDE)
    area = shapely.Point(25_000, 25_000).buffer(24_000).union(shapely.box(0, 20_000, 50_000, 30_000))
    cover_s, covered = cpu_seconds(lambda: coverage(grid, area), 5)
    xs, ys = np.meshgrid(*grid.centres())
    at = np.stack([xs.ravel(), ys.ravel()], axis=1)
    print(f"{SIDE} x {SIDE} cells of {CELL_M:g} m, bandwidth {BANDWIDTH_M:g} m, CPU seconds (median)")
    few = incidents(10_000, area)
    sample = np.random.default_rng(1).choice(np.flatnonzero(covered.share.ravel() >= 1), 3_000, replace=False)
    for edge in ("none", "uniform", "diggle"):
        ones = np.ones(len(few))
        spent, found = cpu_seconds(
            lambda edge=edge, ones=ones: density_on_cells(grid, few, ones, BANDWIDTH_M, covered, edge), 5
        )
        exact = density_at(at[sample], few, BANDWIDTH_M, area, edge)
        error = np.abs(found.ravel()[sample] - exact).max() / exact.max()
        assert error < 1e-3, error
        print(f"  10,000 incidents, {edge:8s} {spent:.4f}   largest error {error:.3%} of the peak")
    inside = at[covered.share.ravel() > 0]
    theirs_s, _ = cpu_seconds(lambda: KernelDensity(bandwidth=BANDWIDTH_M, rtol=1e-4).fit(few).score_samples(inside), 1)
    print(f"  10,000 incidents, scikit-learn (no correction, rtol 1e-4) {theirs_s:.2f}")
    many = incidents(1_000_000, area)
    ones = np.ones(len(many))
    for edge in ("none", "uniform", "diggle"):
        spent, _ = cpu_seconds(
            lambda edge=edge, ones=ones: density_on_cells(grid, many, ones, BANDWIDTH_M, covered, edge), 5
        )
        print(f"  1,000,000 incidents, {edge:8s} {spent:.4f}")
    print(f"  share of each cell in the study area, once {cover_s:.4f}")


if __name__ == "__main__":
    main()

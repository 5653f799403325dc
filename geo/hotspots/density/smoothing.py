"""Kernel density on a grid: spread incidents over cells, smooth, and make up for what falls outside the study area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from geo.spatial.coverage import Coverage
from geo.spatial.exposure import Exposure
from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]
EdgeCorrection = Literal["uniform", "diggle", "none"]

_REACH = 5.0
"""The kernel is cut at five bandwidths: 4e-6 of its mass is beyond."""
_PAD = 2
LEAST_MASS = 1e-3
"""A kernel with less of its mass inside belongs to a sliver of the area; it is not blown up further."""


def density_on_cells(
    grid: Grid,
    places: Floats,
    weights: Floats,
    bandwidth_m: float,
    covered: Coverage,
    edge: EdgeCorrection = "uniform",
) -> Floats:
    """Return the density at every cell's centre, per square metre.

    Parameters
    ----------
    grid
        Cells; their side at most half the bandwidth, a quarter for an error below 0.1 % of the peak.
    places, weights
        Shape (n, 2) in metres, within the grid, and (n,).
    bandwidth_m
        Standard deviation of the Gaussian kernel, metres.
    covered
        How much of each cell lies in the study area (`geo.spatial.coverage.coverage`).
    edge
        `uniform`: each value divided by the kernel's mass inside the study area around that place. `diggle`: each
        incident weighted by one over the mass around itself, so that all incidents together keep their number.
        `none`: no correction.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns); 0 in cells outside the study area.

    References
    ----------
    Silverman (1986), Density Estimation, section 3.5 (binning); Diggle (1985), Applied Statistics 34, 138-147;
    Jones (1993), Statistics and Computing 3, 135-146 (both corrections).
    """
    sigma = bandwidth_m / grid.cell_m
    mass = None if edge == "none" else kernel_mass_on_cells(grid, covered, sigma)
    if mass is not None and edge == "diggle":
        weights = weights / np.maximum(_at_places(mass, grid, places), LEAST_MASS)
    spread = spread_over_cells(grid, places, weights)
    density = np.maximum(ndimage.gaussian_filter(spread, sigma, mode="constant", truncate=_REACH), 0.0)
    if mass is not None and edge == "uniform":
        density /= np.maximum(mass, LEAST_MASS)
    density = density[_PAD:-_PAD, _PAD:-_PAD] / grid.cell_m**2
    density[~covered.inside] = 0.0
    return np.asarray(density)


def expected_density(
    grid: Grid,
    exposure: Exposure,
    total: float,
    bandwidth_m: float,
    covered: Coverage,
    edge: EdgeCorrection = "uniform",
) -> Floats:
    """Return the density that incidents would have if they followed an exposure, per square metre.

    Smoothed like the incidents, so that the two can be divided: the kernel estimate of relative risk.

    Parameters
    ----------
    grid, bandwidth_m, covered, edge
        As for `density_on_cells`.
    exposure
        People, households or hectares.
    total
        Number (or weight) of all incidents, over which the exposure is spread.

    References
    ----------
    Kelsall & Diggle (1995), Statistics in Medicine 14, 2335-2342.
    """
    amounts = np.where(covered.share > 0, exposure.on_cells(grid), 0.0)
    held = amounts > 0
    if not held.any():
        return np.zeros(grid.shape)
    x, y = np.meshgrid(*grid.centres())
    weights = amounts[held] * (total / amounts.sum())
    return density_on_cells(grid, np.stack([x[held], y[held]], axis=1), weights, bandwidth_m, covered, edge)


def kernel_mass_on_cells(grid: Grid, covered: Coverage, sigma_cells: float) -> Floats:
    """Return how much of a kernel centred in each cell lies in the study area, two cells beyond the grid all round.

    Parameters
    ----------
    grid
        Cells; what lies beyond them counts as outside.
    covered
        How much of each cell lies in the study area.
    sigma_cells
        Bandwidth over the cell's side.

    Returns
    -------
    numpy.ndarray
        Between 0 and 1, shape (rows + 4, columns + 4).
    """
    whole = np.pad((covered.share >= 1).astype(np.float64), _PAD)
    if covered.border.size:
        whole += spread_over_cells(grid, covered.middles, covered.share.ravel()[covered.border])
    # A cell's mass stands at its middle here; spread over the cell it would have 1/12 of its side squared as variance.
    sigma = np.sqrt(sigma_cells**2 + 1 / 12)
    return np.asarray(ndimage.gaussian_filter(whole, sigma, mode="constant", truncate=_REACH))


def spread_over_cells(grid: Grid, places: Floats, weights: Floats) -> Floats:
    """Spread each place's weight over the 4 x 4 cells around it, on an array two cells wider than the grid all round.

    Cubic instead of linear shares: they keep mean, variance and skewness of the place, so smoothing them is a hundred
    times nearer to the exact sum than smoothing plain counts.

    Parameters
    ----------
    grid, places, weights
        As in `density_on_cells`.
    """
    shape = (grid.rows + 2 * _PAD, grid.columns + 2 * _PAD)
    total = np.zeros(shape[0] * shape[1])
    for cells, shares in _neighbours(grid, places):
        total += np.bincount(cells, shares * weights, minlength=total.size)
    return total.reshape(shape)


def _at_places(padded: Floats, grid: Grid, places: Floats) -> Floats:
    flat = padded.ravel()
    total = np.zeros(len(places))
    for cells, shares in _neighbours(grid, places):
        total += flat[cells] * shares
    return total


def _neighbours(grid: Grid, places: Floats) -> Iterator[tuple[npt.NDArray[np.int64], Floats]]:
    """Yield the 16 cells around each place (flat index in the widened array), one by one, with their shares."""
    columns = grid.columns + 2 * _PAD
    column, across = _position(places[:, 0], grid.cell_m, grid.column)
    row, up = _position(places[:, 1], grid.cell_m, grid.row)
    corner = (row + _PAD - 1) * columns + column + _PAD - 1
    shares_up = _cubic(up)
    for i, share_across in enumerate(_cubic(across)):
        for j, share_up in enumerate(shares_up):
            yield corner + (j * columns + i), share_across * share_up


def _position(coordinate: Floats, cell_m: float, first: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the cell whose centre is the last at or before each coordinate, and how far beyond it, in cells."""
    shifted = coordinate / cell_m - first - 0.5
    cell = np.floor(shifted)
    return cell.astype(np.int64), shifted - cell


def _cubic(f: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Lagrange's cubic shares of the centres at -1, 0, 1 and 2."""
    return (
        -f * (f - 1) * (f - 2) / 6,
        (f + 1) * (f - 1) * (f - 2) / 2,
        -(f + 1) * f * (f - 2) / 2,
        (f + 1) * f * (f - 1) / 6,
    )

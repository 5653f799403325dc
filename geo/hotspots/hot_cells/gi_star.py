"""Getis-Ord Gi*: is the sum around a place higher than chance alone would make it?

One statistic, two roads to it: any sparse weights matrix, and cells of a grid, where the sums come from running totals
of whole numbers and are therefore exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]


def getis_ord_gi_star(values: npt.ArrayLike, weights: sparse.sparray | sparse.spmatrix) -> Floats:
    """Return the Gi* z score of every place, for any weights.

    Parameters
    ----------
    values
        One value per place, shape (n,).
    weights
        Sparse, shape (n, n); row i holds the weights of i's neighbours *and of i itself* (binary weights: ones).

    Returns
    -------
    numpy.ndarray
        Shape (n,): `(sum w x - W mean) / (s sqrt((n sum w^2 - W^2) / (n - 1)))`, s being the population's standard
        deviation. 0 where the statistic is undefined (all values equal, or a neighbourhood that weighs all alike).

    Raises
    ------
    ParameterError
        When the shapes do not fit; build the weights from the same table, in the same order.

    References
    ----------
    Ord & Getis (1995), Geographical Analysis 27, 286-306, equation 7.
    """
    x = np.asarray(values, dtype=np.float64).ravel()
    if weights.shape != (x.size, x.size):
        raise ParameterError(
            name="weights",
            problem=Says(
                f"bentuk {weights.shape} tidak cocok dengan {x.size} nilai; susun bobot dari tabel yang sama",
                f"shape {weights.shape} does not fit {x.size} values; build the weights from the same table",
            ),
        )
    matrix = sparse.csr_array(weights)
    return standardised(
        matrix @ x, np.asarray(matrix.sum(axis=1)).ravel(), np.asarray(matrix.power(2).sum(axis=1)).ravel(), x
    )


def standardised(sums: Floats, w_sum: Floats, w_sq_sum: Floats, values: Floats) -> Floats:
    """Return z scores of weighted `sums`, given each row's sum of weights and of squared weights.

    Parameters
    ----------
    sums, w_sum, w_sq_sum
        Same shape; the weights include the place itself.
    values
        All n values of the study area, any shape.
    """
    n = values.size
    if n < 2:
        return np.zeros(np.shape(sums))
    mean = values.sum() / n
    variance = max((values**2).sum() / n - mean**2, 0.0)
    spread = np.maximum(n * w_sq_sum - w_sum**2, 0.0)
    scale = np.sqrt(variance * spread / (n - 1))
    z = np.zeros(np.shape(sums))
    # Rounding leaves about 1e-16 of the mean square where all values are equal: that is no spread.
    if variance > 1e-14 * max(mean * mean, np.finfo(float).tiny):
        np.divide(sums - w_sum * mean, scale, out=z, where=scale > 0)
    return z


def half_widths(radius_cells: float) -> npt.NDArray[np.int64]:
    """Return how far a disc reaches left and right in each row: rows from -r to r of cells with centres within reach.

    Parameters
    ----------
    radius_cells
        Radius over the cell's side; 1 gives a cross of 5 cells, 1.5 the 3 x 3 square.
    """
    # A hair of slack, so that 500 m / 100 m reaches the fifth cell whatever the rounding of the division.
    squared = radius_cells**2 * (1 + 1e-9)
    reach = int(np.sqrt(squared))
    rows = np.arange(-reach, reach + 1)
    return np.floor(np.sqrt(np.maximum(squared - rows**2, 0))).astype(np.int64)


def disc_sums(array: npt.NDArray[np.int64], widths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for every cell the sum over the disc around it (cells beyond the array count 0).

    Parameters
    ----------
    array
        Whole numbers, shape (rows, columns).
    widths
        From `half_widths`. One running total per row serves all discs, so the cost grows with the disc's height only.
    """
    rows, columns = array.shape
    running = np.zeros((rows, columns + 1), dtype=np.int64)
    np.cumsum(array, axis=1, out=running[:, 1:])
    total = np.zeros((rows, columns), dtype=np.int64)
    position = np.arange(columns)
    reach = len(widths) // 2
    across: dict[int, npt.NDArray[np.int64]] = {}
    for step, width in zip(range(-reach, reach + 1), widths.tolist(), strict=True):
        if width not in across:
            right = np.minimum(position + width + 1, columns)
            left = np.maximum(position - width, 0)
            across[width] = running[:, right] - running[:, left]
        source = slice(max(step, 0), rows + min(step, 0))
        target = slice(max(-step, 0), rows + min(-step, 0))
        if source.start < source.stop:
            total[target] += across[width][source]
    return total


def gi_star_on_cells(
    counts: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_], radius_cells: float
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return z, the sum of counts and the number of cells of each cell's neighbourhood, all within the study area.

    Parameters
    ----------
    counts
        Incidents per cell, shape (rows, columns).
    inside
        Cells of the study area; the others neither count nor are neighbours.
    radius_cells
        Radius of the neighbourhood over the cell's side.

    Returns
    -------
    z, sums, cells
        Shape (rows, columns); z is 0 outside the study area.
    """
    widths = half_widths(radius_cells)
    held = np.where(inside, counts, 0).astype(np.int64)
    sums = disc_sums(held, widths)
    cells = disc_sums(inside.astype(np.int64), widths)
    z = np.zeros(counts.shape)
    k = cells[inside].astype(np.float64)
    z[inside] = standardised(sums[inside].astype(np.float64), k, k, held[inside].astype(np.float64))
    return z, np.where(inside, sums, 0), np.where(inside, cells, 0)

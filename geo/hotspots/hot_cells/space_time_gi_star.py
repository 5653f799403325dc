"""Gi* in space and time: a cell in a period, with its neighbours and the periods before, against the whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.hotspots.hot_cells.gi_star import disc_sums, half_widths, standardised

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_WHOLE_CELL = 1_000_000


def space_time_gi_star(
    counts: Integers, inside: npt.NDArray[np.bool_], radius_cells: float, time_steps: int
) -> tuple[Floats, Integers, Integers]:
    """Return z, the sum of counts and the number of bins of the neighbourhood of every bin (a cell in a period).

    Parameters
    ----------
    counts
        Incidents per period and cell of the study area, oldest period first, shape (periods, cells): the cells where
        `inside` is true, row by row.
    inside
        Cells of the study area, shape (rows, columns).
    radius_cells
        Radius of the neighbourhood in space over the cell's side.
    time_steps
        How many periods before its own belong to a bin's neighbourhood; the first periods have fewer.

    Returns
    -------
    z, sums, bins
        Shape (periods, cells): mean and variance are those of all bins of all periods.

    References
    ----------
    Ord & Getis (1995), Geographical Analysis 27, 286-306, with neighbours in space and time.
    """
    widths = half_widths(radius_cells)
    around = disc_sums(inside.astype(np.int64), widths)[inside]
    periods = len(counts)
    sums = np.empty(counts.shape, dtype=np.int64)
    plane = np.zeros(inside.shape, dtype=np.int64)
    for period in range(periods):
        plane[inside] = counts[period]
        sums[period] = disc_sums(plane, widths)[inside]
    running = np.cumsum(sums, axis=0)
    sums = running.copy()
    if time_steps + 1 < periods:
        sums[time_steps + 1 :] -= running[: -time_steps - 1]
    bins = np.minimum(np.arange(periods), time_steps)[:, None] + 1
    bins = (bins * around).astype(np.int64)
    k = bins.astype(np.float64)
    return standardised(sums.astype(np.float64), k, k, counts.astype(np.float64)), sums, bins


def even_p_values(
    counts: Integers,
    sums: Integers,
    ground: Floats,
    inside: npt.NDArray[np.bool_],
    radius_cells: float,
    time_steps: int,
) -> Floats:
    """Return the two-sided chance of each neighbourhood's sum if every incident fell anywhere and anytime alike.

    Each incident then falls into a neighbourhood with a chance equal to its share of all ground and time, and the sum
    is binomial: exact however few incidents there are, where the normal curve is far too bold.

    Parameters
    ----------
    counts, inside, radius_cells, time_steps
        As for `space_time_gi_star`.
    sums
        What it returned, shape (periods, cells).
    ground
        Share of each cell that lies in the study area, 0 … 1, shape (cells,).
    """
    from scipy.special import bdtr, bdtrc

    periods, total = len(counts), int(counts.sum())
    plane = np.zeros(inside.shape, dtype=np.int64)
    plane[inside] = np.maximum(np.rint(ground * _WHOLE_CELL), 1).astype(np.int64)
    around = disc_sums(plane, half_widths(radius_cells))[inside]
    # Same ground, same length, same sum: same chance. Few kinds of neighbourhood occur, so few chances are computed.
    kinds, kind = np.unique(around, return_inverse=True)
    lengths = np.minimum(np.arange(periods), time_steps)[:, None] + 1
    steps, most = time_steps + 2, int(sums.max(initial=0)) + 1
    keys, back = np.unique((kind * steps + lengths) * most + sums, return_inverse=True)
    rest, sum_of = np.divmod(keys, most)
    kind_of, length_of = np.divmod(rest, steps)
    share = np.minimum(kinds[kind_of] * length_of / (float(plane.sum()) * periods), 1.0)
    upper = bdtrc(sum_of - 1.0, total, share)  # -1 gives 1
    lower = bdtr(sum_of.astype(np.float64), total, share)
    return np.minimum(2 * np.minimum(upper, lower), 1.0)[back.reshape(sums.shape)]

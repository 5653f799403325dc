"""What every possible shuffle of the cells would give, computed instead of drawn.

The sum of `k` cells picked at random without replacement has an exact distribution that depends only on the histogram
of the counts. Its characteristic function is an elementary symmetric polynomial, which Newton's identities build from
the Fourier transform of the histogram. So the p value has no Monte Carlo noise, no seed and no floor of 1 / (runs + 1),
which on a hundred thousand cells would leave nothing after the correction for many tests.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import fft

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Complexes = npt.NDArray[np.complex128]

SMALLEST = 1e-9
"""Smallest p value given: below it the arithmetic's own error would speak."""
_WORST_CROWDING = 8.0
_FEWEST_TERMS = 1e-18


def shuffle_p_values(
    counts: Integers, sums: Integers, cells: Integers, *, conditional: bool = False
) -> tuple[Floats, Floats]:
    """Return for every cell the chance that a shuffle gives its neighbourhood as much or more, and as little or less.

    Parameters
    ----------
    counts
        Incidents of each cell of the study area, shape (n,).
    sums, cells
        Sum and number of cells (itself included) of each cell's neighbourhood, shape (n,).
    conditional
        False: all cells are shuffled. True: the cell's own count stays in place and the others are shuffled around it
        (Anselin's conditional permutation); a single crowded cell is then no evidence about itself.

    Returns
    -------
    upper, lower
        Shape (n,), between `SMALLEST` and 1.

    Raises
    ------
    ParameterError
        When the largest neighbourhood holds so large a part of the study area that the comparison means nothing.

    References
    ----------
    Anselin (1995), Geographical Analysis 27, 93-115 (permutation); Macdonald (1995), Symmetric Functions and Hall
    Polynomials, I.2 (Newton's identities).
    """
    n = counts.size
    upper, lower = np.ones(n), np.ones(n)
    most = int(cells.max(initial=0))
    if n < 2 or not counts.any() or most == 0:
        return upper, lower
    if most * most > _WORST_CROWDING * n and most > n // 2:
        raise ParameterError(
            name="distance_m",
            problem=Says(
                f"lingkungan {most} sel dari {n} sel wilayah terlalu besar untuk dibandingkan; "
                "perpendek jarak atau perkecil sel",
                f"a neighbourhood of {most} of the study area's {n} cells is too large to compare; "
                "shorten the distance or take smaller cells",
            ),
        )
    highest = int(np.sort(counts)[-most:].sum())
    histogram = np.bincount(counts)
    by_cells = _groups(cells)
    if not conditional:
        for k, distribution in _sums_of(histogram, most, highest):
            members = by_cells.get(k)
            if members is not None:
                upper[members], lower[members] = _tails(distribution, sums[members])
        return upper, lower
    return _conditional(counts, sums, cells, histogram, highest)


def _conditional(
    counts: Integers, sums: Integers, cells: Integers, histogram: Integers, highest: int
) -> tuple[Floats, Floats]:
    upper, lower = np.ones(counts.size), np.ones(counts.size)
    for own in np.flatnonzero(histogram).tolist():
        mine = np.flatnonzero(counts == own)
        rest = histogram.copy()
        rest[own] -= 1
        by_cells = _groups(cells[mine])
        for k, distribution in _sums_of(rest, int(cells[mine].max()) - 1, highest):
            members = by_cells.get(k + 1)
            if members is not None:
                members = mine[members]
                upper[members], lower[members] = _tails(distribution, sums[members] - own)
    return upper, lower


def _groups(keys: Integers) -> dict[int, Integers]:
    order = np.argsort(keys, kind="stable")
    values, starts = np.unique(keys[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))


def _tails(distribution: Floats, at: Integers) -> tuple[Floats, Floats]:
    upper = np.cumsum(distribution[::-1])[::-1]
    lower = np.cumsum(distribution)
    return np.clip(upper[at], SMALLEST, 1.0), np.clip(lower[at], SMALLEST, 1.0)


def _sums_of(histogram: Integers, most: int, highest: int) -> Iterator[tuple[int, Floats]]:
    """Yield k and the distribution of the sum of k cells, for k = 0 … most."""
    n = int(histogram.sum())
    if most * most <= _WORST_CROWDING * n:
        yield from _by_fourier(histogram, n, most, highest)
    else:
        yield from _by_counting(histogram, n, most, highest)


def _by_fourier(histogram: Integers, n: int, most: int, highest: int) -> Iterator[tuple[int, Floats]]:
    # Newton: k e_k = sum over m of (-1)^(m-1) e_(k-m) p_m, with e_k divided by the number of ways to pick k of n.
    # Terms shrink like (k / n)^m, so few are needed; rounding grows like exp(k^2 / n), hence _WORST_CROWDING.
    length = int(fft.next_fast_len(max(highest, histogram.size - 1) + 1, real=True))
    whole = fft.fft(histogram.astype(np.float64), length)
    frequency = np.arange(length // 2 + 1)
    power_sums: list[Complexes] = []
    ways: list[Complexes] = [np.ones(frequency.size, dtype=np.complex128)]
    yield 0, _back(ways[0], length)
    for k in range(1, most + 1):
        power_sums.append(whole[(frequency * k) % length])
        total = np.zeros(frequency.size, dtype=np.complex128)
        ratio, sign = 1.0, 1.0
        for m in range(1, k + 1):
            ratio *= (k - m + 1) / (n - k + m)
            if ratio * n / k < _FEWEST_TERMS:
                break
            total += (sign * ratio / k) * ways[k - m] * power_sums[m - 1]
            sign = -sign
        ways.append(total)
        yield k, _back(total, length)


def _back(transform: Complexes, length: int) -> Floats:
    return np.maximum(fft.irfft(transform, length), 0.0)


def _by_counting(histogram: Integers, n: int, most: int, highest: int) -> Iterator[tuple[int, Floats]]:
    """Small study areas: add one distinct count after the other; all terms are positive, nothing cancels."""
    from scipy.special import gammaln

    def log_ways(of: int, pick: int) -> float:
        return float(gammaln(of + 1) - gammaln(pick + 1) - gammaln(of - pick + 1))

    # table[k, s]: chance-weighted ways, scaled by (share)^k (1 - share)^(rest) so that nothing overflows.
    share = most / n if most < n else 0.5
    table = np.zeros((most + 1, highest + 1))
    table[0, 0] = 1.0
    for value in np.flatnonzero(histogram).tolist():
        of = int(histogram[value])
        grown = np.zeros_like(table)
        for pick in range(min(of, most) + 1):
            shift = pick * value
            if shift > highest:
                break
            weight = np.exp(log_ways(of, pick) + pick * np.log(share) + (of - pick) * np.log1p(-share))
            grown[pick:, shift:] += weight * table[: most + 1 - pick, : highest + 1 - shift]
        table = grown
    for k in range(most + 1):
        total = table[k].sum()
        yield k, table[k] / total if total > 0 else table[k]

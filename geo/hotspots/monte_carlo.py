"""What chance alone would give: replicates of a scan, their maxima, and p values from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from geo.hotspots.hot_cells.permutation_null import SMALLEST
from geo.spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Draw = Callable[[int], Integers]
"""From the number of a replicate to the flat index (slice x places + place) of each of its cases."""

_PILOTS = 8
_PILOT_LEVEL = 1.0
_CAUTION = 0.85
_UNKNOWN = -1.0
_SAME = 1e-9  # ratios closer than this, relative, are equal: rounding must not make a tie look like a win
_EULER = 0.5772156649015329


class Scanner(Protocol):
    """Finds the highest ratio of one replicate, quickly, if it reaches a level that was set before."""

    def prepare(self, level: float) -> None:
        """Make ready to find ratios of `level` and more."""
        ...

    def highest(self, cases: Integers) -> float:
        """Return the highest ratio of these cases (flat indices); any value below the level when none reaches it."""
        ...


def replicate_maxima(scanner: Scanner, draw: Draw, runs: int) -> Floats:
    """Return the highest ratio of each replicate.

    Parameters
    ----------
    scanner
        Prepared first with a low level for a few replicates, then with one just below what those reached, which
        most windows cannot reach; replicates that stay below it are drawn and scanned again with lower levels.
    draw
        Gives the same cases for the same number.
    runs
        Number of replicates.
    """
    maxima = np.full(runs, _UNKNOWN)
    pilots = np.arange(min(_PILOTS, runs))
    _scan(scanner, draw, pilots, _PILOT_LEVEL, maxima)
    for level in sorted({_CAUTION * float(maxima[pilots].min()), _PILOT_LEVEL, 0.0}, reverse=True):
        if level >= 0:
            _scan(scanner, draw, np.flatnonzero(maxima == _UNKNOWN), level, maxima)
    return maxima


def _scan(scanner: Scanner, draw: Draw, numbers: Integers, level: float, maxima: Floats) -> None:
    if numbers.size:
        scanner.prepare(level)
        for number in numbers.tolist():
            highest = scanner.highest(draw(number))
            if highest >= level:
                maxima[number] = highest


def rank_p_value(ratio: float, maxima: Floats) -> float:
    """Return (1 + number of replicates whose maximum is at least `ratio`) / (1 + number of replicates).

    References
    ----------
    Dwass (1957), Annals of Mathematical Statistics 28, 181-187.
    """
    reached = int(np.count_nonzero(maxima >= ratio * (1 - _SAME)))
    return (1 + reached) / (1 + maxima.size)


def gumbel_p_value(ratio: float, maxima: Floats) -> float:
    """Return the chance of a maximum of at least `ratio` under the Gumbel distribution fitted to the replicates.

    Fitted by moments: scale s sqrt(6) / pi, location mean - 0.5772 scale. 1 when the maxima are all alike; never less
    than 1e-9, since nobody knows the distribution that far out.

    References
    ----------
    Abrams, Kulldorff & Kleinman (2010), International Journal of Health Geographics 9, 61.
    """
    if maxima.size < 2 or not np.ptp(maxima) > 0:
        return 1.0
    scale = float(maxima.std(ddof=1)) * np.sqrt(6) / np.pi
    location = float(maxima.mean()) - _EULER * scale
    return max(float(-np.expm1(-np.exp(-(ratio - location) / scale))), SMALLEST)


def tail_p_value(ratio: float, maxima: Floats) -> float:
    """Return the rank's p value or, where no replicate reached `ratio`, the Gumbel one if that is smaller."""
    by_rank = rank_p_value(ratio, maxima)
    if by_rank * (1 + maxima.size) > 1.5:
        return by_rank
    return min(by_rank, gumbel_p_value(ratio, maxima))


def random_places(weights: Floats, n: int, seed: int) -> Draw:
    """Return a draw of n cases that fall independently with chances in proportion to `weights`.

    Parameters
    ----------
    weights
        Flat, 0 or more, not all 0.
    """
    upper = np.cumsum(weights / weights.sum())
    last = int(np.flatnonzero(weights)[-1])
    upper[last:] = 1.0  # rounding may not lead to a place without weight
    guide = np.searchsorted(upper, np.arange(weights.size) / weights.size, side="right").astype(np.int64)

    def draw(number: int) -> Integers:
        chosen = np.random.default_rng((seed, number)).random(n)
        return np.asarray(_looked_up(upper, guide, chosen))

    return draw


def random_labels(held: Integers, n: int, seed: int) -> Draw:
    """Return a draw of n cases among all individuals, each at most once.

    Parameters
    ----------
    held
        Individuals at each place, cases and controls, flat.
    """
    individuals = np.repeat(np.arange(held.size, dtype=np.int64), held)

    def draw(number: int) -> Integers:
        random = np.random.default_rng((seed, number))
        return individuals[random.choice(individuals.size, n, replace=False, shuffle=False)]

    return draw


def permuted_times(place: Integers, period: Integers, places: int, seed: int) -> Draw:
    """Return a draw in which the cases keep their places and exchange their times at random.

    Parameters
    ----------
    place, period
        Of each case, shape (n,). Sort them, so that the answer does not depend on the order of rows.
    places
        Number of places.
    """

    def draw(number: int) -> Integers:
        return np.random.default_rng((seed, number)).permutation(period) * places + place

    return draw


@compiled
def _looked_up(upper, guide, chosen):  # type: ignore[no-untyped-def]  # compiled
    """Invert the distribution: the guide says where to begin, most often that is the place itself."""
    found = np.empty(chosen.size, np.int64)
    for k in range(chosen.size):
        place = guide[min(np.int64(chosen[k] * guide.size), guide.size - 1)]
        while upper[place] <= chosen[k]:
            place += 1
        found[k] = place
    return found

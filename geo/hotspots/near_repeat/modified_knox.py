"""Baker's modification of Knox's test: pairs beyond those that each incident's own neighbours would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.hotspots.near_repeat.bands import bands
from geo.hotspots.near_repeat.knox import checked_permutations
from geo.hotspots.near_repeat.pairs import PairCounter, near_in_time


@dataclass(frozen=True)
class ModifiedKnox:
    """Outcome of the modified Knox test.

    Parameters
    ----------
    statistic
        Pairs near in space and time, less the number that chance would give incidents with as many neighbours in
        space and as many in time.
    p_value
        Share of shuffles, the observed one counted among them, with at least as high a statistic.
    """

    statistic: float
    p_value: float


def modified_knox_test(
    places: npt.ArrayLike,
    moments_days: npt.ArrayLike,
    distance_m: float,
    window_days: float,
    *,
    permutations: int = 99,
    seed: int = 0,
) -> ModifiedKnox:
    """Test for pairs near in space and time, given how many neighbours each incident has in space and in time.

    Parameters
    ----------
    places
        x and y, metres, shape (n, 2).
    moments_days
        Moment of each, days from any origin, shape (n,).
    distance_m, window_days
        Near is up to here, itself included, in a straight line.
    permutations
        Shuffles of the moments over the places, 1 to 99,999.
    seed
        Source of the shuffles; the same seed gives the same answer, in any order of the rows.

    Returns
    -------
    ModifiedKnox
        `Σ pairs - Σ s_i t_i / (2 (n - 1))`, with s_i and t_i the neighbours of incident i in space and in time.

    Raises
    ------
    ParameterError
        When a value is out of its range, rows are not finite numbers, or too many pairs would be compared.

    References
    ----------
    Baker (2004), Identifying space-time disease clusters, Acta Tropica 91, 291-299.
    """
    from scipy.spatial import KDTree

    into = bands([0, distance_m], [0, window_days], "euclidean", "right")
    counter = PairCounter(places, moments_days, into, checked_permutations(permutations))
    n = len(counter.xy)
    if n < 2:
        return ModifiedKnox(0.0, 1.0)
    in_space = KDTree(counter.xy).query_ball_point(counter.xy, into.limit, return_length=True) - 1
    by_time = np.argsort(counter.when, kind="stable")
    in_time = np.empty(n, dtype=np.int64)
    in_time[by_time] = near_in_time(counter.when[by_time], float(window_days))
    statistics = np.concatenate(
        [
            counter.count(shuffle)[:, 0, 0] - in_space @ in_time[shuffle] / (2 * (n - 1))
            for shuffle in counter.shuffles(seed)
        ]
    )
    observed = float(statistics[0])
    as_high = int((statistics[1:] >= observed - 1e-9).sum())
    return ModifiedKnox(observed, (1 + as_high) / (1 + permutations))

"""Mantel's test: are distances in space and in time correlated over all pairs of incidents?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.hotspots.near_repeat.knox import checked_permutations
from geo.hotspots.near_repeat.pairs import checked_points
from geo.languages import Says

MOST_INCIDENTS = 3000
_BLOCK = 256


@dataclass(frozen=True)
class Mantel:
    """Outcome of Mantel's test.

    Parameters
    ----------
    correlation
        Pearson's correlation of the transformed distances over all pairs; NaN when one of them is constant.
    p_value
        Share of shuffles, the observed one counted among them, with at least as high a correlation.
    """

    correlation: float
    p_value: float


def mantel_test(
    places: npt.ArrayLike,
    moments_days: npt.ArrayLike,
    *,
    space_constant: float = 1.0,
    space_power: float = -1.0,
    time_constant: float = 1.0,
    time_power: float = -1.0,
    permutations: int = 99,
    seed: int = 0,
) -> Mantel:
    """Correlate the distances of all pairs in space and in time.

    Parameters
    ----------
    places
        x and y, metres, shape (n, 2), at most 3,000 rows.
    moments_days
        Moment of each, days from any origin, shape (n,).
    space_constant, space_power, time_constant, time_power
        A distance d enters as (d + constant) ** power. Reciprocals (the default, as Mantel advises) let near pairs
        speak; constant 0 and power 1 take the distances as they are.
    permutations
        Shuffles of the moments over the places, 1 to 99,999.
    seed
        Source of the shuffles; the same seed gives the same answer, in any order of the rows.

    Returns
    -------
    Mantel
        Correlation and p value.

    Raises
    ------
    ParameterError
        When rows are not finite numbers or too many, or a transformed distance is infinite (a pair in one place or at
        one moment, constant 0 and a negative power); add a constant then.

    References
    ----------
    Mantel (1967), The detection of disease clustering and a generalized regression approach, Cancer Research 27,
    209-220.
    """
    xy, when = checked_points(places, moments_days)
    turns = checked_permutations(permutations)
    if len(xy) > MOST_INCIDENTS:
        problem = Says(
            "{n} kejadian, paling banyak {most} untuk semua pasangan; ambil sampel.",
            "{n} incidents, {most} at most for all pairs; take a sample.",
        ).filled(n=len(xy), most=MOST_INCIDENTS)
        raise ParameterError(name="places", problem=problem)
    if len(xy) < 3:
        return Mantel(float("nan"), 1.0)
    rows = np.lexsort((when, xy[:, 1], xy[:, 0]))  # the shuffles do not depend on the order of the rows
    xy, when = xy[rows], when[rows]
    space = _centred(_apart(xy, space_constant, space_power, "space_constant"))
    time = _centred(_apart(when[:, None], time_constant, time_power, "time_constant"))
    length = float(np.sqrt((space * space).sum() * (time * time).sum()))
    if length == 0:
        return Mantel(float("nan"), 1.0)
    observed = _product(space, time, np.arange(len(xy)))
    random = np.random.default_rng(seed)
    # Shuffles equal to the observed order but summed in another count as equal.
    enough = observed - 1e-12 * length
    as_high = sum(_product(space, time, random.permutation(len(xy))) >= enough for _ in range(turns))
    return Mantel(observed / length, (1 + as_high) / (1 + turns))


def _apart(values: npt.NDArray[np.float64], constant: float, power: float, name: str) -> npt.NDArray[np.float64]:
    from scipy.spatial.distance import cdist

    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (cdist(values, values) + constant) ** power
    np.fill_diagonal(apart, 0.0)
    if not np.isfinite(apart).all():
        problem = Says(
            "ada pasangan di satu tempat atau satu saat yang nilainya menjadi tak hingga; beri tetapan di atas 0.",
            "a pair in one place or at one moment becomes infinite; give a constant above 0.",
        )
        raise ParameterError(name=name, problem=problem)
    return np.asarray(apart)


def _centred(apart: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Take the mean over all pairs off each pair; the diagonal stays 0. Constant distances become exactly 0."""
    pairs = ~np.eye(len(apart), dtype=bool)
    centred = np.zeros_like(apart)
    if np.ptp(apart[pairs]) > 0:
        centred[pairs] = apart[pairs] - apart[pairs].mean()
    return centred


def _product(space: npt.NDArray[np.float64], time: npt.NDArray[np.float64], order: npt.NDArray[np.int64]) -> float:
    total = 0.0
    for begin in range(0, len(order), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        total += float(np.vdot(space[block], time[order[block]][:, order]))
    return total

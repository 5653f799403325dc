"""Knox's test and the near-repeat table: are incidents near in space also near in time, band by band?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import ParameterError
from geo.hotspots.near_repeat.bands import Bands, Closed, Metric, bands
from geo.hotspots.near_repeat.pairs import PairCounter
from geo.languages import Says

MOST_PERMUTATIONS = 99_999


@dataclass(frozen=True)
class Knox:
    """Outcome of Knox's test.

    Parameters
    ----------
    observed
        Pairs near in space and in time.
    near_in_space, near_in_time, pairs
        Pairs near in space, pairs near in time, and all pairs.
    expected
        Mean of `observed` over all shuffles of the moments: near_in_space x near_in_time / pairs.
    ratio
        observed / expected; NaN when nothing is expected.
    p_value
        Share of shuffles, the observed one counted among them, with at least as many pairs near in both.
    poisson_p_value
        Chance of at least so many under a Poisson law with that mean. Pairs that share an incident are not
        independent, so this is rough; trust `p_value`.
    poisson_p_value_of_more
        Chance of strictly more than observed, which some programs print as their p value; it is too small.
    """

    observed: int
    near_in_space: int
    near_in_time: int
    pairs: int
    expected: float
    ratio: float
    p_value: float
    poisson_p_value: float
    poisson_p_value_of_more: float


def knox_test(
    places: npt.ArrayLike,
    moments_days: npt.ArrayLike,
    distance_m: float,
    window_days: float,
    *,
    permutations: int = 99,
    seed: int = 0,
    metric: Metric = "euclidean",
    closed: Closed = "right",
) -> Knox:
    """Test whether incidents near in space tend to be near in time.

    Parameters
    ----------
    places
        x and y, metres, shape (n, 2).
    moments_days
        Moment of each, days from any origin, shape (n,).
    distance_m, window_days
        Near is up to here.
    permutations
        Shuffles of the moments over the places, 1 to 99,999.
    seed
        Source of the shuffles; the same seed gives the same answer, in any order of the rows.
    metric
        Straight lines, or `manhattan` (|dx| + |dy|).
    closed
        `right`: near includes exactly `distance_m` and `window_days`; `left`: it does not.

    Returns
    -------
    Knox
        Counts, ratio and p values.

    Raises
    ------
    ParameterError
        When a value is out of its range, rows are not finite numbers, or too many pairs would be compared; take a
        shorter distance or fewer permutations.

    References
    ----------
    Knox (1964), The detection of space-time interactions, Applied Statistics 13, 25-29.
    """
    into = bands([0, distance_m], [0, window_days], metric, closed)
    counter = PairCounter(places, moments_days, into, checked_permutations(permutations))
    simulated = np.concatenate([counter.count(shuffle)[:, 0, 0] for shuffle in counter.shuffles(seed)])
    observed, shuffled = int(simulated[0]), simulated[1:]
    near_in_space, near_in_time = int(counter.in_space()[0]), int(counter.by_time[0])
    expected = near_in_space * near_in_time / counter.pairs if counter.pairs else 0.0
    return Knox(
        observed,
        near_in_space,
        near_in_time,
        counter.pairs,
        expected,
        observed / expected if expected > 0 else np.nan,
        (1 + int((shuffled >= observed).sum())) / (1 + permutations),
        _poisson_at_least(observed, expected),
        _poisson_at_least(observed + 1, expected),
    )


def knox_table(
    places: npt.ArrayLike,
    moments_days: npt.ArrayLike,
    space_breaks_m: npt.ArrayLike,
    time_breaks_days: npt.ArrayLike,
    *,
    metric: Metric = "euclidean",
    closed: Closed = "right",
) -> pd.DataFrame:
    """Count pairs of incidents by bands of distance and of days.

    Parameters
    ----------
    places
        x and y, metres, shape (n, 2).
    moments_days
        Moment of each, days from any origin, shape (n,).
    space_breaks_m, time_breaks_days
        Borders of the bands, ascending from 0 or more; only the last may be infinite. Pairs outside all bands are not
        counted.
    metric
        Straight lines, or `manhattan` (|dx| + |dy|).
    closed
        `right`: a band holds a < v <= b, and the lowest also its lower break, so that pairs in one place or at one
        moment count. `left`: a band holds a <= v < b. Straight distances are compared squared.

    Returns
    -------
    DataFrame
        One row per band, distances first: distance_from_m, distance_to_m, days_from, days_to, observed (pairs) and
        expected (their exact mean over all shuffles of the moments over the places).

    Raises
    ------
    ParameterError
        When breaks do not ascend, rows are not finite numbers, or too many pairs would be compared; take a shorter
        farthest finite distance.

    Notes
    -----
    The Near Repeat Calculator 1.3 counts with `metric="manhattan", closed="left"` and breaks at its bandwidths
    (0, 1, 100, 200, … m; 0, 7, 14, … days). Its labels (`0 to 7 days`, `101 to 200 meters`) say otherwise: what they
    say are the breaks 0, 8, 15, … days and 0, 1, 101, 201, … m, also closed on the left.

    References
    ----------
    Knox (1964), Applied Statistics 13, 25-29; Ratcliffe (2009), Near Repeat Calculator, Temple University and the
    National Institute of Justice.
    """
    into = bands(space_breaks_m, time_breaks_days, metric, closed)
    counter = PairCounter(places, moments_days, into)
    observed = next(iter(counter.count(shuffle) for shuffle in counter.shuffles(0)))[0]
    return _rows(into, observed, _expected(counter))


def near_repeat_table(
    places: npt.ArrayLike,
    moments_days: npt.ArrayLike,
    space_breaks_m: npt.ArrayLike,
    time_breaks_days: npt.ArrayLike,
    *,
    permutations: int = 99,
    seed: int = 0,
    metric: Metric = "euclidean",
    closed: Closed = "right",
) -> pd.DataFrame:
    """Count pairs by bands of distance and days and compare each band with shuffles of the moments.

    Parameters
    ----------
    places, moments_days, space_breaks_m, time_breaks_days, metric, closed
        As in `knox_table`.
    permutations
        Shuffles of the moments over the places, 1 to 99,999.
    seed
        Source of the shuffles; the same seed gives the same answer, in any order of the rows.

    Returns
    -------
    DataFrame
        The columns of `knox_table` and: ratio (observed / expected; NaN when nothing is expected), p_value
        ((1 + shuffles with at least as many pairs) / (1 + permutations), each band by itself, no correction for the
        number of bands), permuted_mean and permuted_sd (mean and standard deviation of the shuffles drawn).

    Raises
    ------
    ParameterError
        When breaks do not ascend, rows are not finite numbers, or too many pairs would be compared; take a shorter
        farthest finite distance or fewer permutations.

    References
    ----------
    Townsley, Homel & Chaseling (2003), British Journal of Criminology 43, 615-633; Johnson et al. (2007), Journal of
    Quantitative Criminology 23, 201-219; Ratcliffe (2009), Near Repeat Calculator.
    """
    into = bands(space_breaks_m, time_breaks_days, metric, closed)
    counter = PairCounter(places, moments_days, into, checked_permutations(permutations))
    observed: npt.NDArray[np.int64] | None = None
    sums, squares, as_many = np.zeros(into.shape), np.zeros(into.shape), np.zeros(into.shape, dtype=np.int64)
    for shuffle in counter.shuffles(seed):
        counts = counter.count(shuffle)
        if observed is None:
            observed, counts = counts[0], counts[1:]
        away = counts - observed  # around the observed count, so that squares of large counts do not cancel
        as_many += (away >= 0).sum(axis=0)
        sums += away.sum(axis=0)
        squares += (away.astype(np.float64) ** 2).sum(axis=0)
    assert observed is not None
    table = _rows(into, observed, _expected(counter))
    expected = table["expected"].to_numpy()
    mean = sums / permutations
    spread = np.maximum(squares / permutations - mean**2, 0.0) * permutations / max(permutations - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, table["observed"].to_numpy() / expected, np.nan)
    return table.assign(
        ratio=ratio,
        p_value=((1 + as_many) / (1 + permutations)).ravel(),
        permuted_mean=(mean + observed).ravel(),
        permuted_sd=np.sqrt(spread).ravel(),
    )


def _expected(counter: PairCounter) -> npt.NDArray[np.float64]:
    in_space, in_time = counter.in_space().astype(np.float64), counter.by_time.astype(np.float64)
    return np.outer(in_space, in_time) / max(counter.pairs, 1)


def _rows(into: Bands, observed: npt.NDArray[np.int64], expected: npt.NDArray[np.float64]) -> pd.DataFrame:
    far, long = into.shape
    return pd.DataFrame(
        {
            "distance_from_m": np.repeat(into.space_breaks[:-1], long),
            "distance_to_m": np.repeat(into.space_breaks[1:], long),
            "days_from": np.tile(into.time_breaks[:-1], far),
            "days_to": np.tile(into.time_breaks[1:], far),
            "observed": observed.ravel(),
            "expected": expected.ravel(),
        }
    )


def _poisson_at_least(n: int, mean: float) -> float:
    from scipy.special import pdtrc

    return 1.0 if n <= 0 else float(pdtrc(n - 1, mean))


def checked_permutations(permutations: int) -> int:
    """Return the number of permutations.

    Raises
    ------
    ParameterError
        When it is not from 1 to 99,999.
    """
    if isinstance(permutations, bool) or not 1 <= permutations <= MOST_PERMUTATIONS:
        problem = Says("harus dari 1 sampai {most}.", "must be from 1 to {most}.").filled(most=MOST_PERMUTATIONS)
        raise ParameterError(name="permutations", problem=problem)
    return int(permutations)

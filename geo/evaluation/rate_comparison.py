"""Are two counts of incidents the same rate? The E-test, the conditional test, and the ratio of rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.evaluation.compared import Change
from geo.evaluation.estimate import finite
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Alternative = Literal["two-sided", "less", "greater"]
MOST = 10**9
_FORGOTTEN = 1e-16
_TIE = 1e-12
_COUNT = Says(
    "harus bilangan bulat dari 0 sampai {most}; diberikan {given}.",
    "must be a whole number from 0 to {most}; got {given}.",
)
_EXPOSURE = Says("harus bilangan di atas 0; diberikan {given}.", "must be a number above 0; got {given}.")
_ALTERNATIVE = Says(
    "harus two-sided, less atau greater; diberikan {given}.", "must be two-sided, less or greater; got {given}."
)


@dataclass(frozen=True)
class RateRatio:
    """A ratio of rates with its interval; above 1: more. NaN when it cannot be told, infinite above no lower count."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; what is not finite is None."""
        return {name: finite(value) for name, value in vars(self).items()}


def e_test(
    first: int,
    second: int,
    *,
    exposure_first: float = 1.0,
    exposure_second: float = 1.0,
    alternative: Alternative = "two-sided",
) -> float:
    """Return the p-value of two Poisson counts having one rate.

    Parameters
    ----------
    first, second
        Counts, 0 to 10⁹.
    exposure_first, exposure_second
        Days, km², person-hours … in which they were counted (same unit).
    alternative
        `less`: the first rate is lower than the second; `greater`: higher.

    Returns
    -------
    float
        Chance of a statistic at least as far from zero, summed over all pairs of counts under the pooled rate. For
        every first count the second ones that are far enough form one run, so the sum has one term for each first
        count. Chances below 1e-15 are not told apart from 0.

    Raises
    ------
    ParameterError
        When a count or exposure is out of range.

    References
    ----------
    Krishnamoorthy & Thomson (2004), A more powerful test for comparing two Poisson means, J. Statistical Planning and
    Inference 119, 23-35.
    """
    _check(first, second, exposure_first, exposure_second)
    if alternative not in {"two-sided", "less", "greater"}:
        raise ParameterError(name="alternative", problem=_ALTERNATIVE.filled(given=repr(alternative)[:40]))
    from scipy.stats import poisson

    pooled = (first + second) / (exposure_first + exposure_second)
    if pooled == 0:
        return 1.0
    mean_first, mean_second = pooled * exposure_first, pooled * exposure_second
    lowest, highest = poisson.ppf(_FORGOTTEN, mean_first), poisson.isf(_FORGOTTEN, mean_first)
    counts = np.arange(max(lowest, 0), highest + 1)
    chance = poisson.pmf(counts, mean_first)
    exposures = (exposure_first, exposure_second)
    seen = float(_statistic(np.array([float(first)]), np.array([float(second)]), exposures)[0])
    total = 0.0
    if alternative in {"two-sided", "greater"}:
        least = abs(seen) if alternative == "two-sided" else seen
        up_to = _last_above(counts, least - _TIE * (1 + abs(least)), exposures)
        total += math.fsum(chance * poisson.cdf(up_to, mean_second))
    if alternative in {"two-sided", "less"}:
        most = -abs(seen) if alternative == "two-sided" else seen
        # Those whose statistic is above `most`, ties not among them, are what is left over.
        up_to = _last_above(counts, most + _TIE * (1 + abs(most)), exposures)
        total += math.fsum(chance * poisson.sf(up_to, mean_second))
    return float(min(1.0, total))


def _statistic(first: Floats, second: Floats, exposures: tuple[float, float]) -> Floats:
    """Return the difference of rates over its estimated standard error; 0 for no counts at all."""
    spread = np.sqrt(first / exposures[0] ** 2 + second / exposures[1] ** 2)
    difference = first / exposures[0] - second / exposures[1]
    return np.divide(difference, spread, out=np.zeros_like(spread), where=spread > 0)


def _last_above(first: Floats, bound: float, exposures: tuple[float, float]) -> Floats:
    """Return, for each first count, the largest second count whose statistic is `bound` or more (-1: none).

    The statistic falls as the second count grows, so the bound is a root of a quadratic; the whole numbers around it
    are then tried, since the root is rounded.
    """
    rate, spread = first / exposures[0], first / exposures[0] ** 2
    middle = 2 * rate + bound**2 / exposures[1]
    root = np.sqrt(np.maximum(middle**2 - 4 * (rate**2 - bound**2 * spread), 0.0))
    second = np.floor(exposures[1] * (middle - math.copysign(1.0, bound) * root) / 2)
    second = np.maximum(second, -1.0) + 2
    for _ in range(5):
        fails = (second >= 0) & (_statistic(first, np.maximum(second, 0.0), exposures) < bound)
        second = np.where(fails, second - 1, second)
    return second


def conditional_test(
    first: int,
    second: int,
    *,
    exposure_first: float = 1.0,
    exposure_second: float = 1.0,
    alternative: Alternative = "two-sided",
) -> float:
    """Return the p-value of the exact conditional (binomial) test; never too small, but less powerful than the E-test.

    Parameters and errors are those of `e_test`.

    References
    ----------
    Przyborowski & Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31.
    """
    _check(first, second, exposure_first, exposure_second)
    if first + second == 0:
        return 1.0
    from scipy.stats import binomtest

    share = exposure_first / (exposure_first + exposure_second)
    return float(binomtest(int(first), int(first + second), share, alternative=alternative).pvalue)


def rate_ratio(
    first: int, second: int, *, exposure_first: float = 1.0, exposure_second: float = 1.0, alpha: float = 0.05
) -> RateRatio:
    """Return the second rate divided by the first, with the exact conditional interval.

    Parameters
    ----------
    first, second, exposure_first, exposure_second
        As in `e_test`; typically before and after.
    alpha
        1 - level of the interval.

    Returns
    -------
    RateRatio
        Without any count NaN from 0 to infinity; the interval of a zero count reaches to 0 or to infinity.

    References
    ----------
    Clopper & Pearson (1934) for the share of the second count, turned into a ratio.
    """
    _check(first, second, exposure_first, exposure_second)
    from scipy.special import betaincinv

    scale = exposure_first / exposure_second
    if first + second == 0:
        return RateRatio(math.nan, 0.0, math.inf)
    low = float(betaincinv(second, first + 1, alpha / 2)) if second else 0.0
    high = float(betaincinv(second + 1, first, 1 - alpha / 2)) if first else 1.0
    value = second / first * scale if first else math.inf
    return RateRatio(value, low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else math.inf)


def controlled_rate_ratio(treated: Change, control: Change, *, alpha: float = 0.05) -> RateRatio:
    """Return the treated area's ratio after/before divided by the control's (lengths of periods cancel).

    Parameters
    ----------
    treated, control
        Counts; when any of the four is 0, half an incident is added to each (Haldane-Anscombe).
    alpha
        1 - level of the interval, normal on the logarithm.

    Returns
    -------
    RateRatio
        Below 1: the treated area fared better. It needs areas alike in trend, not in size.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, chapter 9 (comparison group).
    """
    from scipy.special import ndtri

    four = np.array([treated.before, treated.after, control.before, control.after], dtype=np.float64)
    if not four[:2].any() or not four[2:].any():
        return RateRatio(math.nan, 0.0, math.inf)
    if (four == 0).any():
        four = four + 0.5
    middle = math.log(four[1]) - math.log(four[0]) - math.log(four[3]) + math.log(four[2])
    reach = float(ndtri(1 - alpha / 2)) * math.sqrt(float((1 / four).sum()))
    return RateRatio(math.exp(middle), math.exp(middle - reach), math.exp(middle + reach))


def _check(first: int, second: int, exposure_first: float, exposure_second: float) -> None:
    for name, count in (("first", first), ("second", second)):
        whole = isinstance(count, int | np.integer) and not isinstance(count, bool)
        if not whole or not 0 <= count <= MOST:
            raise ParameterError(name=name, problem=_COUNT.filled(most=MOST, given=repr(count)[:40]))
    for name, exposure in (("exposure_first", exposure_first), ("exposure_second", exposure_second)):
        if not math.isfinite(exposure) or exposure <= 0:
            raise ParameterError(name=name, problem=_EXPOSURE.filled(given=repr(exposure)[:40]))

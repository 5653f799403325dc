"""Likelihood ratios of the scan statistic: how unlikely a window's count is, and which counts reach a ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_HALVINGS = 60
_SLACK = 1e-9  # more than the error of any likelihood ratio: a count that is let through is then judged exactly


@dataclass(frozen=True)
class Likelihood:
    """Which ratio, and the totals that it is conditional on.

    Parameters
    ----------
    bernoulli
        False: cases against an expected number. True: cases against cases and controls together.
    cases
        All cases, C.
    total
        What the bases of all places add up to: C where they are expected numbers, else all cases and controls, N.
    """

    bernoulli: bool
    cases: float
    total: float

    def ratio(self, observed: float, base: float) -> float:
        """Return the log-likelihood ratio of one window, see `log_likelihood_ratio`."""
        return float(log_likelihood_ratio(self.bernoulli, float(observed), float(base), self.cases, self.total))

    def expected(self, base: float) -> float:
        """Return the cases expected in a window with this base."""
        return base * self.cases / self.total

    def relative_risk(self, observed: float, base: float) -> float:
        """Return the rate inside a window over the rate outside; infinite when no case lies outside."""
        outside = (self.cases - observed) * base
        return observed * (self.total - base) / outside if outside > 0 else float("inf")


@compiled
def log_likelihood_ratio(bernoulli, observed, base, cases, total):  # type: ignore[no-untyped-def]  # compiled
    """Return the log-likelihood ratio of a window, 0 unless its rate is higher than the rate outside.

    Poisson: c log(c / e) + (C - c) log((C - c) / (C - e)). Bernoulli: the binomial likelihood inside and outside
    against one common rate. Both rise with c and fall with the base as long as the rate inside is the higher one.
    """
    if observed * (total - base) <= (cases - observed) * base or observed <= 0:
        return 0.0
    rest = cases - observed
    if not bernoulli:
        ratio = observed * np.log(observed / base)
        if rest > 0:
            ratio += rest * np.log(rest / (cases - base))
        return max(ratio, 0.0)
    outside = total - base
    ratio = -cases * np.log(cases / total) + observed * np.log(observed / base)
    if total > cases:
        ratio -= (total - cases) * np.log((total - cases) / total)
    if base > observed:
        ratio += (base - observed) * np.log((base - observed) / base)
    if rest > 0:
        ratio += rest * np.log(rest / outside)
    if outside > rest:
        ratio += (outside - rest) * np.log((outside - rest) / outside)
    return max(ratio, 0.0)


def largest_bases(likelihood: Likelihood, level: float) -> Floats:
    """Return for each count 0 … C the largest base with which its ratio may still reach `level`.

    Parameters
    ----------
    likelihood
        With a whole number of cases.
    level
        Log-likelihood ratio, 0 or more; at 0 all bases below the count's proportionate one will do.

    Returns
    -------
    numpy.ndarray
        Shape (C + 1,), rising, -1 where no base will do. Never too low: rounding may let a ratio just below pass.
    """
    return np.asarray(_largest_bases(likelihood.bernoulli, int(likelihood.cases), likelihood.total, level))


def fewest_cases(largest: Floats, bases: Floats, min_cases: int, never: int) -> Integers:
    """Return for each window the smallest count that may reach the level of a table.

    Parameters
    ----------
    largest
        From `largest_bases`.
    bases
        Base of each window, any shape; infinite for windows that are not allowed; where it is 0, no case
        can fall.
    min_cases
        No count below this.
    never
        What stands for "no count can".
    """
    first = np.searchsorted(largest, bases.ravel(), side="left").reshape(bases.shape)
    impossible = (first >= largest.size) | ~(bases > 0)
    return np.where(impossible, never, np.minimum(np.maximum(first, min_cases), never)).astype(np.int64)


@compiled
def _largest_bases(bernoulli, cases, total, level):  # type: ignore[no-untyped-def]  # compiled
    """Largest base with which each count 0 … C still reaches the level, -1 where none does."""
    largest = np.full(cases + 1, -1.0)
    for observed in range(1, cases + 1):
        high = total * (observed / cases)  # the rate inside equals the rate outside: ratio 0
        low = float(observed) if bernoulli else high * 1e-18
        if log_likelihood_ratio(bernoulli, float(observed), low, float(cases), total) < level:
            largest[observed] = largest[observed - 1]
            continue
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if log_likelihood_ratio(bernoulli, float(observed), middle, float(cases), total) >= level:
                low = middle
            else:
                high = middle
        largest[observed] = max(low * (1 + _SLACK), largest[observed - 1])
    return largest

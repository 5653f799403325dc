"""Times of which some are only known to be longer: the Kaplan-Meier curve, its quantiles and their bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Curve:
    """Share still waiting after each time, shape (n,): times ascending, arrivals before those lost at the same time."""

    times: Floats
    waiting: Floats

    def quantile(self, share: float) -> float:
        """Return the time by which `share` have arrived, NaN when the record ends before."""
        reached = np.flatnonzero(self.waiting <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else float("nan")

    def arrived_within(self, time: float) -> float:
        """Return the share that has arrived within `time`; NaN without data."""
        if len(self.times) == 0:
            return float("nan")
        before = np.flatnonzero(self.times <= time)
        return float(1 - self.waiting[before[-1]]) if len(before) else 0.0


def kaplan_meier(times: Floats, arrived: Bools) -> Curve:
    """Return the curve of waiting times.

    Parameters
    ----------
    times
        Minutes until arrival, or until the record ends; shape (n,).
    arrived
        Whether the arrival was seen.

    References
    ----------
    Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, JASA 53.
    """
    order = np.lexsort((~arrived, times))
    weights = np.ones((1, len(times)))
    return Curve(times[order], _waiting(weights, arrived[order])[0])


def bootstrap(
    times: Floats, arrived: Bools, quantiles: Sequence[float], within: float, *, resamples: int, seed: int
) -> Floats:
    """Draw the cases anew and return their quantiles and the share within a time.

    Returns
    -------
    ndarray
        Shape (resamples, quantiles + 1); the last column is the share within. A quantile that a draw does not reach is
        infinite: longer than anything recorded.
    """
    n = len(times)
    order = np.lexsort((~arrived, times))
    ordered, seen = times[order], arrived[order]
    random = np.random.default_rng(seed)
    found = np.empty((resamples, len(quantiles) + 1))
    step = max(1, _AT_ONCE // max(n, 1))
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        weights = random.multinomial(n, np.full(n, 1 / n), size=size).astype(np.float64)
        waiting = _waiting(weights, seen)
        for column, share in enumerate(quantiles):
            reached = waiting <= 1 - share + 1e-12
            first = reached.argmax(axis=1)
            found[start : start + size, column] = np.where(reached.any(axis=1), ordered[first], np.inf)
        last = np.searchsorted(ordered, within, side="right") - 1
        found[start : start + size, -1] = 0.0 if last < 0 else 1 - waiting[:, last]
    return found


def _waiting(weights: Floats, arrived: Bools) -> Floats:
    """Return the curve for cases that stand `weights` times each, shape (draws, n), cases in the order of `Curve`."""
    at_risk = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
    leaving = np.divide(weights * arrived, at_risk, out=np.zeros_like(weights), where=at_risk > 0)
    return np.cumprod(1 - leaving, axis=1)

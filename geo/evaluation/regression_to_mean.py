"""Places chosen because they were hot fall by themselves: how much of a fall was to be expected anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import ParameterError
from geo.languages import Says

_SHAPE = Says(
    "harus bilangan 0 atau lebih, dan yang dipilih termasuk di antara semuanya.",
    "must be counts of 0 or more, the chosen ones being among all of them.",
)


@dataclass(frozen=True)
class ExpectedFall:
    """What would have happened to the chosen places without any patrol.

    Parameters
    ----------
    chosen, places
        Number of places chosen, and of all that could have been.
    before
        Incidents of the chosen places in the period by which they were chosen.
    expected
        Incidents to be expected in a period of the same length with nothing done.
    shrinkage
        Share of a place's distance from the mean that is luck, 0 … 1.
    """

    chosen: int
    places: int
    before: int
    expected: float
    shrinkage: float

    @property
    def share(self) -> float:
        """Expected fall as a share of `before`, 0 when there was nothing."""
        return (self.before - self.expected) / self.before if self.before else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form."""
        return {**vars(self), "share": self.share}


def expected_fall(chosen: Sequence[int], every: Sequence[int]) -> ExpectedFall:
    """Estimate regression to the mean by empirical Bayes.

    Parameters
    ----------
    chosen
        Counts of the places that were chosen because of these very counts.
    every
        Counts of all places among which they were chosen, the chosen ones included; same period.

    Returns
    -------
    ExpectedFall
        Counts are taken as Poisson with rates that differ between places (gamma); mean and variance of `every` tell
        how much of the differences is luck: shrinkage = mean / variance, at most 1.

    Raises
    ------
    ParameterError
        When a count is negative or there are more chosen places than places.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, chapter 11 (empirical Bayes, method of moments).
    """
    ours, all_counts = np.asarray(chosen, dtype=np.float64), np.asarray(every, dtype=np.float64)
    if len(ours) > len(all_counts) or (ours < 0).any() or (all_counts < 0).any():
        raise ParameterError(name="candidates", problem=_SHAPE)
    if len(ours) == 0:
        return ExpectedFall(0, len(all_counts), 0, 0.0, 0.0)
    mean = float(all_counts.mean())
    variance = float(all_counts.var(ddof=1)) if len(all_counts) > 1 else 0.0
    shrinkage = min(1.0, mean / variance) if variance > 0 else 1.0
    expected = float((mean + (1 - shrinkage) * (ours - mean)).sum())
    return ExpectedFall(len(ours), len(all_counts), int(ours.sum()), expected, shrinkage)

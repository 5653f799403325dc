"""How much luck there is in a backtest: its windows drawn anew, the same ones for every candidate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
REPEATS = 10_000


def drawn(n_windows: int, seed: int, repeats: int = REPEATS) -> Floats:
    """Return how often each window is drawn in each repeat, shape (repeats, windows).

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile intervals).
    """
    even = np.full(n_windows, 1 / n_windows)
    return np.random.default_rng(seed).multinomial(n_windows, even, size=repeats).astype(np.float64)


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """Return the percentile interval of a statistic over repeats; those without a value take no part."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def paired_difference(ours: Floats, theirs: Floats, *, seed: int, repeats: int = REPEATS) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two sums over windows, drawing the windows in pairs.

    Parameters
    ----------
    ours, theirs
        Hits of two candidates in the same windows, shape (windows,).
    seed
        Source of the draws.
    """
    draws = drawn(len(ours), seed, repeats)
    return interval(draws @ (ours - theirs))

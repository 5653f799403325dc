"""How many incidents to expect: the level of the next window, and what past forecasts of it were off by."""

from __future__ import annotations

import numpy as np

from geo.forecast.raster import Floats, Integers

PACES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
"""Shares of a new window in the smoothed level that are tried."""
_FIRST = 8
_BELIEF = 10.0
_PAST = 104


def levels(totals: Integers | Floats, days: Integers, ahead_days: Integers) -> Floats:
    """Return what each window was expected to hold, from the windows before it, and one more.

    The daily level is smoothed exponentially; how fast is chosen anew for each window: the pace whose one-step
    forecasts had the least Poisson deviance so far.

    Parameters
    ----------
    totals, days
        Incidents of past windows in order, and their lengths in days, shape (n,).
    ahead_days
        Lengths of the windows forecast, shape (n + 1,): the n themselves, then the next.

    Returns
    -------
    ndarray
        Shape (n + 1,). The first is nothing but the second's own start (the mean of up to eight windows), so give more
        windows than are needed.

    References
    ----------
    Gorr, Olligschlaeger & Thompson (2003), International Journal of Forecasting 19, 579-594.
    """
    paces = np.asarray(PACES)
    totals, days = np.asarray(totals, dtype=np.float64), np.asarray(days, dtype=np.float64)
    n = len(totals)
    begun = float(totals[:_FIRST].sum() / days[:_FIRST].sum()) if n else 0.0
    level = np.full(len(paces), begun)
    deviance = np.zeros(len(paces))
    found = np.empty(n + 1)
    for t in range(n + 1):
        found[t] = level[int(np.argmin(deviance))] * float(ahead_days[t])
        if t == n:
            break
        expected = np.maximum(level * days[t], 1e-9)
        deviance += 2 * (expected - totals[t])
        if totals[t] > 0:
            deviance += 2 * totals[t] * np.log(totals[t] / expected)
        level = level + paces * (totals[t] / days[t] - level)
    return found


def corrections(observed: Floats, expected: Floats) -> Floats:
    """Return the factor for each window by which the expectations before it were off, and one more.

    Observed over expected in the up to 104 windows before, both raised by ten incidents so that a few windows change
    little.

    Parameters
    ----------
    observed, expected
        In the flagged units of past windows, in order, shape (n,).

    Returns
    -------
    ndarray
        Shape (n + 1,): the last is for the next window.
    """
    n = len(observed)
    seen = np.concatenate([[0.0], np.cumsum(observed)])
    said = np.concatenate([[0.0], np.cumsum(expected)])
    low = np.maximum(np.arange(n + 1) - _PAST, 0)
    high = np.arange(n + 1)
    return np.asarray((seen[high] - seen[low] + _BELIEF) / (said[high] - said[low] + _BELIEF))

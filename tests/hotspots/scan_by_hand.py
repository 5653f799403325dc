"""The scan statistic written out window by window, without tables, running totals or short cuts."""

from __future__ import annotations

from math import log

import numpy as np


def llr_poisson(c: float, e: float, total: float, _: float) -> float:
    """Return c log(c/e) + (C-c) log((C-c)/(C-e)), 0 unless c > e."""
    if c <= e:
        return 0.0
    return c * log(c / e) + (0.0 if c == total else (total - c) * log((total - c) / (total - e)))


def llr_bernoulli(c: float, n: float, cases: float, total: float) -> float:
    """Return the log of the two-rate likelihood over the one-rate likelihood, 0 unless the rate inside is higher."""

    def term(k: float, of: float) -> float:
        return 0.0 if k == 0 else k * log(k / of)

    if n in (0, total) or c / n <= (cases - c) / (total - n):
        return 0.0
    inside = term(c, n) + term(n - c, n)
    outside = term(cases - c, total - n) + term(total - n - cases + c, total - n)
    return inside + outside - term(cases, total) - term(total - cases, total)


def best_window(places, held, weights, spans, llr, share, min_cases=2, taken=()):
    """Return (ratio, areas, first, last, cases, base) of the best window of areas.

    Parameters
    ----------
    places, held, weights
        Coordinates (n, 2); cases and what they are compared with, (n, periods).
    spans
        First and last period of each interval.
    llr
        Of cases, base, all cases, and what all bases add up to.
    share
        No window with a larger share of the weights.
    taken
        Areas that no window may hold.
    """
    cases, whole = float(held.sum()), float(weights.sum())
    total = whole if llr is llr_bernoulli else cases
    best = (0.0, None)
    for centre in range(len(places)):
        apart = np.sqrt(((places - places[centre]) ** 2).sum(axis=1))
        for radius in np.unique(apart):
            zone = np.flatnonzero(apart <= radius * (1 + 1e-9))
            if weights[zone].sum() > share * whole * (1 + 1e-9) or set(zone.tolist()) & set(taken):
                break
            for first, last in spans:
                c = float(held[zone, first : last + 1].sum())
                base = float(weights[zone, first : last + 1].sum()) * (total / whole)
                if c < min_cases:
                    continue
                # Fewer areas, shorter radius, lower centre, shorter and earlier interval; ratios alike to 1e-12.
                key = (len(zone), radius, centre, last - first, first)
                ratio = llr(c, base, cases, total)
                tied = abs(ratio - best[0]) <= 1e-12 * max(ratio, 1)
                if ratio > 0 and (best[1] is None or (tied and key < best[2]) or (not tied and ratio > best[0])):
                    best = (ratio, sorted(zone.tolist()), key, first, last, c, base)
    return best[0], best[1], *best[3:]

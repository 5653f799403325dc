"""Counting cases in all windows of arbitrary areas: nearest areas first, one running total around each centre."""

from __future__ import annotations

import numpy as np

from geo.hotspots.scan.likelihood import log_likelihood_ratio
from geo.spatial.compiled import compiled


@compiled
def highest_area_ratio(  # type: ignore[no-untyped-def]  # compiled
    counts, members, start, ends, first, last, least, bases, bernoulli, cases, total
):
    """Return the highest ratio among the windows whose count reaches `least`, 0 when none does.

    Parameters
    ----------
    counts
        Cases of periods 0 … t in each area, shape (areas, periods + 1), the first column 0.
    members, start
        Areas around each centre, nearest first, one centre after the other, and where each begins.
    ends
        Whether a window ends with this member: not between areas at the same distance, nor where it is too large.
    first, last
        First and last period of each interval.
    least, bases
        Threshold and base of each window, shape (members, intervals).
    """
    held = np.zeros(counts.shape[1], counts.dtype)
    best = 0.0
    for centre in range(start.size - 1):
        held[:] = 0
        for k in range(start[centre], start[centre + 1]):
            held += counts[members[k]]
            if not ends[k]:
                continue
            for interval in range(first.size):
                found = held[last[interval] + 1] - held[first[interval]]
                if found >= least[k, interval]:
                    ratio = log_likelihood_ratio(bernoulli, float(found), bases[k, interval], cases, total)
                    best = max(best, ratio)
    return best


@compiled
def best_area_windows(  # type: ignore[no-untyped-def]  # compiled
    counts,
    members,
    start,
    ends,
    first,
    last,
    bases,
    min_cases,
    taken,
    bernoulli,
    cases,
    total,
    ratio,
    member_of,
    interval_of,
    observed,
):
    """Find the best window around each centre that holds no taken area; of equal ratios the one with fewer areas.

    Parameters
    ----------
    counts
        As above, whole or fractional.
    taken
        Areas that no window may hold.
    ratio, member_of, interval_of, observed
        Answers by centre, changed in place: ratio, last member, interval and cases; member -1: no window.
    """
    held = np.zeros(counts.shape[1])
    for centre in range(start.size - 1):
        held[:] = 0
        ratio[centre], member_of[centre], interval_of[centre], observed[centre] = 0.0, -1, -1, 0.0
        for k in range(start[centre], start[centre + 1]):
            if taken[members[k]]:
                break
            held += counts[members[k]]
            if not ends[k]:
                continue
            for interval in range(first.size):
                found = held[last[interval] + 1] - held[first[interval]]
                if found < min_cases:
                    continue
                value = log_likelihood_ratio(bernoulli, found, bases[k, interval], cases, total)
                if value > ratio[centre]:
                    ratio[centre], member_of[centre], interval_of[centre] = value, k, interval
                    observed[centre] = found

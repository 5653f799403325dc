"""Counting rising, falling and equal pairs of many series at once, and the median of their slopes.

Series stand side by side, one row per period, and are taken in strips that fit the processor's first cache: the inner
loop then compares the same two periods of many series, which the compiler does several at a time.
"""

from __future__ import annotations

import numpy as np

from geo.spatial.compiled import compiled

STRIP = 256
SAMPLE = 64
MARGIN = 10


@compiled
def pair_scores(values):  # type: ignore[no-untyped-def]  # compiled
    """Sum of signs, equal pairs, and sum of t (t - 1) (2t + 5) over runs of t equal values, of each series.

    A value that equals r earlier ones raises the last sum by what a run grows from r to r + 1 members, so no run needs
    to be put together.
    """
    periods, series = values.shape
    score = np.zeros(series, np.int64)
    equal = np.zeros(series, np.int64)
    ties = np.zeros(series, np.int64)
    strip = np.empty((periods, STRIP), values.dtype)
    above, below = np.empty(STRIP, np.int64), np.empty(STRIP, np.int64)
    for first in range(0, series, STRIP):
        width = min(STRIP, series - first)
        for i in range(periods):
            for k in range(width):
                strip[i, k] = values[i, first + k]
            for k in range(width, STRIP):
                strip[i, k] = 0
        for i in range(1, periods):
            above[:] = 0
            below[:] = 0
            for j in range(i):
                for k in range(STRIP):
                    above[k] += strip[i, k] > strip[j, k]
                    below[k] += strip[i, k] < strip[j, k]
            for k in range(width):
                r = i - above[k] - below[k]
                score[first + k] += above[k] - below[k]
                equal[first + k] += r
                ties[first + k] += (r + 1) * r * (2 * r + 7) - r * (r - 1) * (2 * r + 5)
    return score, equal, ties


@compiled
def median_slopes(values):  # type: ignore[no-untyped-def]  # compiled
    """Median of (x_j - x_i) / (j - i) over all i < j, of each series; at least two periods.

    A sorted sample of the slopes says between which two the median must lie; only those between are then looked at.
    Where the sample misleads, all are.
    """
    periods, series = values.shape
    pairs = periods * (periods - 1) // 2
    slopes, between = np.empty(pairs), np.empty(pairs)
    own, sample = np.empty(periods), np.empty(SAMPLE)
    middle = np.empty(series)
    for k in range(series):
        for i in range(periods):
            own[i] = values[i, k]
        place = 0
        for gap in range(1, periods):
            for i in range(periods - gap):
                slopes[place + i] = (own[i + gap] - own[i]) / gap
            place += periods - gap
        below, held = 0, 0
        if pairs >= 4 * SAMPLE:
            step = pairs // SAMPLE
            for i in range(SAMPLE):  # sorted while it grows: numba's own sorting takes long to compile
                j = i
                while j > 0 and sample[j - 1] > slopes[i * step]:
                    sample[j] = sample[j - 1]
                    j -= 1
                sample[j] = slopes[i * step]
            low, high = sample[SAMPLE // 2 - MARGIN], sample[SAMPLE // 2 + MARGIN]
            for i in range(pairs):
                between[held] = slopes[i]
                held += (slopes[i] >= low) & (slopes[i] <= high)
                below += slopes[i] < low
        if not (below <= (pairs - 1) // 2 and pairs // 2 < below + held):
            below, held = 0, pairs
            between[:] = slopes
        middle[k] = _middle(between, held, (pairs - 1) // 2 - below, pairs // 2 - below)
    return middle


@compiled
def _middle(numbers, held, lower, upper):  # type: ignore[no-untyped-def]  # compiled
    """Mean of the lower-th and upper-th (the same or the next) of the first `held` numbers by size; reorders them."""
    first, last = 0, held - 1
    while first < last:
        pivot = numbers[(first + last) // 2]
        i, j = first, last
        while i <= j:
            while numbers[i] < pivot:
                i += 1
            while numbers[j] > pivot:
                j -= 1
            if i <= j:
                numbers[i], numbers[j] = numbers[j], numbers[i]
                i += 1
                j -= 1
        if lower <= j:
            last = j
        elif lower >= i:
            first = i
        else:
            break
    if upper == lower:
        return numbers[lower]
    following = numbers[upper]
    for i in range(upper + 1, held):
        following = min(following, numbers[i])
    return numbers[lower] + (following - numbers[lower]) / 2

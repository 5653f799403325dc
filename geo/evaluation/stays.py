"""Stays: stretches of presence joined where only a short interruption parts them, no second counted twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_TOUCH_S = 1e-6


@dataclass(frozen=True)
class Stays:
    """Merged stretches of presence: place, track, begin, end, seconds inside; `of`: the stay of each stretch given."""

    place: Integers
    track: Integers
    begin: Floats
    end: Floats
    inside: Floats
    of: Integers


def merged(place: Integers, track: Integers, begin: Floats, end: Floats, within_s: float) -> Stays:
    """Join stretches of one track in one place that overlap, touch, or lie less than `within_s` seconds apart.

    Seconds inside are those of the union of the stretches: interruptions do not count, nothing counts twice.

    Parameters
    ----------
    place, track, begin, end
        Stretches in any order; seconds; shape (n,).
    within_s
        Interruptions shorter than this are bridged.

    Returns
    -------
    Stays
        By place, begin and track.
    """
    order = np.lexsort((end, begin, track, place))
    place, track, begin, end = place[order], track[order], begin[order], end[order]
    if not len(place):
        return Stays(place, track, begin, end, np.zeros(0), np.zeros(0, np.int64))
    starts = np.concatenate([[True], (place[1:] != place[:-1]) | (track[1:] != track[:-1])])
    latest = pd.Series(end).groupby(np.cumsum(starts)).cummax().to_numpy(dtype=np.float64)
    before = np.where(starts, -np.inf, np.concatenate([[-np.inf], latest[:-1]]))
    apart = begin - before
    fresh = starts | ((apart >= within_s) & (apart > _TOUCH_S))
    stay = np.cumsum(fresh) - 1
    first = np.flatnonzero(fresh)
    ends = np.maximum.reduceat(end, first)
    inside = np.bincount(stay, weights=np.maximum(0.0, end - np.maximum(begin, before))).astype(np.float64)
    by = np.lexsort((track[first], begin[first], place[first]))
    rank = np.empty(len(by), dtype=np.int64)
    rank[by] = np.arange(len(by))
    of = np.empty(len(order), dtype=np.int64)
    of[order] = rank[stay]
    return Stays(place[first][by], track[first][by], begin[first][by], ends[by], inside[by], of)

"""Jumps of a recorded track: positions that no crew could have reached in the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NOISE_M = 50.0
SETTLED = 5


@dataclass(frozen=True)
class Jumps:
    """Jumps of one track.

    Parameters
    ----------
    dropped
        Positions that jump away and back, shape (n,).
    breaks
        Positions from which the track goes on somewhere else, shape (n,).
    fastest_mps
        The highest speed of a jump, 0 without one.
    """

    dropped: Flags
    breaks: Flags
    fastest_mps: float


def jumps(xy: Floats, seconds: Floats, limit_mps: float) -> Jumps:
    """Find positions out of reach of the last good one.

    A position farther away than the speed limit allows (beyond 50 m of noise, at least one second counted) is dropped.
    When five in a row are within reach of each other, the track has gone on elsewhere: they are kept, and the first of
    them is a break. A first position from which all others are out of reach is dropped in the same way.

    Parameters
    ----------
    xy
        Shape (n, 2), metres, in time order.
    seconds
        Shape (n,); NaN where unknown: such positions are never judged.
    limit_mps
        Highest believable speed.
    """
    n = len(xy)
    dropped, breaks = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    known = np.flatnonzero(~np.isnan(seconds))
    if len(known) < 2:
        return Jumps(dropped, breaks, 0.0)
    away = np.hypot(*np.diff(xy[known], axis=0).T)
    allowed = NOISE_M + limit_mps * np.maximum(np.abs(np.diff(seconds[known])), 1.0)
    if (away <= allowed).all():  # the usual track
        return Jumps(dropped, breaks, 0.0)
    fastest = 0.0
    good, alone = int(known[0]), 1
    waiting: list[int] = []
    for at in known[1:].tolist():
        within, speed = _reach(xy, seconds, good, at, limit_mps)
        if within:
            dropped[waiting] = True
            waiting, good, alone = [], at, alone + 1
            continue
        fastest = max(fastest, speed)
        if waiting and not _reach(xy, seconds, waiting[-1], at, limit_mps)[0]:
            dropped[waiting] = True
            waiting = []
        waiting.append(at)
        if len(waiting) == SETTLED:
            if alone == 1:
                dropped[good] = True  # the first position itself was wrong
            else:
                breaks[waiting[0]] = True
            waiting, good, alone = [], at, SETTLED
    dropped[waiting] = True
    return Jumps(dropped, breaks, fastest)


def _reach(xy: Floats, seconds: Floats, one: int, other: int, limit_mps: float) -> tuple[bool, float]:
    away = float(np.hypot(*(xy[other] - xy[one])))
    time = max(abs(float(seconds[other] - seconds[one])), 1.0)
    return away <= NOISE_M + limit_mps * time, away / time

"""Checks of what is asked of travel: the means of travel, the places, and how many pairs of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.travel.modes import MODES

Floats = npt.NDArray[np.float64]
MOST_PAIRS = 4_000_000


def known_mode(mode: str) -> None:
    """Refuse an unknown means of travel.

    Raises
    ------
    ParameterError
        Its text names the known ones.
    """
    if mode not in MODES:
        known = ", ".join(MODES)
        problem = Says("harus salah satu dari {known}.", "must be one of {known}.").filled(known=known)
        raise ParameterError(name="mode", problem=problem)


def checked_places(given: Any) -> Floats:
    """Return places as an (n, 2) array of x and y, metres; nothing at all is no places.

    Raises
    ------
    ParameterError
        When the shape is another or a number is not finite.
    """
    xy = np.asarray(given, dtype=np.float64)
    if xy.size == 0:
        return np.empty((0, 2))
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        problem = Says(
            "harus larik (n, 2) berisi x dan y terhingga dalam meter.",
            "must be an (n, 2) array of finite x and y in metres.",
        )
        raise ParameterError(name="places", problem=problem)
    return xy


def limit_pairs(origins: int, destinations: int) -> None:
    """Refuse more pairs than `MOST_PAIRS`, before anything is allocated.

    Raises
    ------
    ParameterError
        Its text says how many there are and what to do.
    """
    if origins * destinations > MOST_PAIRS:
        problem = Says(
            "{pairs} pasangan tempat terlalu banyak (paling banyak {most}); hitung sebagian demi sebagian.",
            "{pairs} pairs of places are too many (at most {most}); take a part of them at a time.",
        ).filled(pairs=origins * destinations, most=MOST_PAIRS)
        raise ParameterError(name="origins", problem=problem)

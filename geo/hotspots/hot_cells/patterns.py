"""The seventeen classes of emerging hot spot analysis: how a place became what it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says

States = npt.NDArray[np.int8]
MOSTLY = 9
"""A place was hot most of the time when at least this many of every ten periods were hot."""


@dataclass(frozen=True)
class Pattern:
    """One class.

    Parameters
    ----------
    code
        1 … 8 hot, -1 … -8 cold, 0 none.
    name
        The word that stands in tables.
    says
        Its name for readers.
    meaning
        Its definition in a sentence.
    """

    code: int
    name: str
    says: Says
    meaning: Says


_CLASSES = (
    (
        "new",
        Says("baru", "new"),
        Says(
            "{hot} pada periode terakhir dan belum pernah sebelumnya",
            "{hot} in the last period and never before",
        ),
    ),
    (
        "consecutive",
        Says("berturut-turut", "consecutive"),
        Says(
            "{hot} terus-menerus pada dua periode terakhir atau lebih, belum pernah sebelum itu, dan kurang dari 90% "
            "dari semua periode",
            "{hot} without a break in the last two periods or more, never before those, and in less than 90% of all "
            "periods",
        ),
    ),
    (
        "intensifying",
        Says("menguat", "intensifying"),
        Says(
            "{hot} pada sekurangnya 90% periode termasuk yang terakhir, dan makin kuat",
            "{hot} in at least 90% of the periods, the last one among them, and ever more so",
        ),
    ),
    (
        "persistent",
        Says("menetap", "persistent"),
        Says(
            "{hot} pada sekurangnya 90% periode termasuk yang terakhir, tanpa kecenderungan",
            "{hot} in at least 90% of the periods, the last one among them, without a trend",
        ),
    ),
    (
        "diminishing",
        Says("melemah", "diminishing"),
        Says(
            "{hot} pada sekurangnya 90% periode termasuk yang terakhir, tetapi makin lemah",
            "{hot} in at least 90% of the periods, the last one among them, but ever less so",
        ),
    ),
    (
        "sporadic",
        Says("hilang timbul", "sporadic"),
        Says(
            "{hot} pada periode terakhir dan kadang-kadang sebelumnya, kurang dari 90% periode, tidak pernah {cold}",
            "{hot} in the last period and off and on before, in less than 90% of the periods, and never {cold}",
        ),
    ),
    (
        "oscillating",
        Says("berayun", "oscillating"),
        Says(
            "{hot} pada periode terakhir dan kadang-kadang sebelumnya, kurang dari 90% periode, dan pernah {cold}",
            "{hot} in the last period and off and on before, in less than 90% of the periods, and at times {cold}",
        ),
    ),
    (
        "historical",
        Says("historis", "historical"),
        Says(
            "tidak {hot} pada periode terakhir, tetapi pada sekurangnya 90% dari semua periode",
            "not {hot} in the last period, but in at least 90% of all periods",
        ),
    ),
)
_HOT, _COLD = Says("panas", "hot"), Says("dingin", "cold")


def _pattern(code: int) -> Pattern:
    if code == 0:
        return Pattern(
            0,
            "none",
            Says("tanpa pola", "no pattern"),
            Says("tidak memenuhi satu pun dari kelas lain", "none of the other classes"),
        )
    name, says, meaning = _CLASSES[abs(code) - 1]
    hot, cold = (_HOT, _COLD) if code > 0 else (_COLD, _HOT)
    spot = Says("titik {hot} {name}", "{name} {hot} spot").filled(name=says, hot=hot)
    return Pattern(code, name if code > 0 else f"{name}_cold", spot, meaning.filled(hot=hot, cold=cold))


PATTERNS: Mapping[int, Pattern] = MappingProxyType(
    {code: _pattern(code) for code in (*range(1, 9), *range(-1, -9, -1), 0)}
)
"""All seventeen by code, in the order in which they are told."""
CURRENT_HOT = (1, 2, 3, 4, 5, 6, 7)
"""Codes of the places that are hot in the last period."""


def emerging_patterns(states: npt.ArrayLike, trend: npt.ArrayLike) -> States:
    """Put every place into exactly one of the seventeen classes.

    Parameters
    ----------
    states
        1 (significantly hot), -1 (significantly cold) or 0 of each period and place, oldest first, shape
        (periods, places).
    trend
        1, -1 or 0 of each place: its z scores rise, fall or do neither significantly, shape (places,).

    Returns
    -------
    numpy.ndarray
        Codes of `PATTERNS`, int8, shape (places,). Where two definitions hold, what the place is in the last period
        goes first (so a place hot in nine periods and cold in the tenth is a new cold spot), then the order in which
        the classes are listed (so a place that was cold once, later hot in the last period only, is a new hot spot).

    Raises
    ------
    ParameterError
        When there is no period, the shapes do not fit, or a value is none of 1, 0, -1.

    References
    ----------
    The definitions follow the documentation of ArcGIS Pro's Emerging Hot Spot Analysis (Esri, since 2014).
    """
    state, slope = np.asarray(states), np.asarray(trend)
    if state.ndim != 2 or not len(state) or slope.shape != state.shape[1:]:
        raise ParameterError(
            name="states",
            problem=Says(
                f"bentuk {state.shape} dan {slope.shape} tidak cocok; berikan (periode, tempat) dan (tempat,).",
                f"shapes {state.shape} and {slope.shape} do not fit; give (periods, places) and (places,).",
            ),
        )
    if not (np.isin(state, (-1, 0, 1)).all() and np.isin(slope, (-1, 0, 1)).all()):
        raise ParameterError(
            name="states", problem=Says("hanya boleh berisi 1, 0, dan -1.", "may hold 1, 0 and -1 only.")
        )
    codes = np.zeros(state.shape[1], dtype=np.int8)
    periods = len(state)
    for sign in (1, -1):
        hot = state == sign
        times = hot.sum(axis=0)
        mostly = 10 * times >= MOSTLY * periods
        now = hot[-1]
        # Length of the run that ends with the last period: where it holds all hot periods, none came before it.
        broken = ~hot[::-1]
        run = np.where(broken.any(axis=0), broken.argmax(axis=0), periods)
        alone = run == times
        opposed = (state == -sign).any(axis=0)
        rising = slope * sign
        chosen = np.select(
            [
                now & (times == 1),
                now & alone & ~mostly,
                now & mostly & (rising > 0),
                now & mostly & (rising == 0),
                now & mostly,
                now & ~opposed,
                now,
                ~now & (state[-1] == 0) & mostly,
            ],
            np.arange(1, 9),
            0,
        )
        # A place hot most of the time and cold most of the time cannot be, and `now` holds for one sign only.
        codes[chosen > 0] = sign * chosen[chosen > 0]
    return codes

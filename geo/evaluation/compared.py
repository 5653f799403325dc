"""Counts before and after of the areas that are set against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.errors import ParameterError
from geo.languages import Says

MOST = 10**12
_COUNT = Says(
    "harus bilangan bulat dari 0 sampai {most}; diberikan {given}.",
    "must be a whole number from 0 to {most}; got {given}.",
)
_POSITIVE = Says("harus bilangan di atas 0; diberikan {given}.", "must be a number above 0; got {given}.")


@dataclass(frozen=True)
class Change:
    """Counts of one area in the period before and the period after.

    Parameters
    ----------
    before, after
        Incidents, whole numbers.
    size
        What the area is compared by (km², people, incidents of earlier years …), above 0. Controls are scaled by the
        sum of their sizes against the treated ones; leave 1 where areas are alike.
    name
        As users read it.

    Raises
    ------
    ParameterError
        When a count is no whole number of 0 or more, or the size not above 0.
    """

    before: int
    after: int
    size: float = 1.0
    name: str = ""

    def __post_init__(self) -> None:
        for name in ("before", "after"):
            given = getattr(self, name)
            whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
            if not whole or not 0 <= given <= MOST:
                raise ParameterError(name=name, problem=_COUNT.filled(most=MOST, given=repr(given)[:40]))
        require_positive("size", self.size)


@dataclass(frozen=True)
class Compared:
    """The areas that are set against each other.

    Parameters
    ----------
    treated, control
        Where the patrols went, and where they did not. Several controls count together.
    ring, ring_control
        Around the treated areas, where incidents may have moved; and what that is compared with.
    """

    treated: tuple[Change, ...]
    control: tuple[Change, ...] = ()
    ring: tuple[Change, ...] = ()
    ring_control: tuple[Change, ...] = ()


def require_positive(name: str, value: float) -> None:
    """Refuse what is no number above 0.

    Raises
    ------
    ParameterError
        When it is not.
    """
    if not isinstance(value, int | float | np.number) or not math.isfinite(value) or value <= 0:
        raise ParameterError(name=name, problem=_POSITIVE.filled(given=repr(value)[:40]))

"""Bands of distance and of days into which pairs of incidents fall, with explicit rules for their borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Metric = Literal["euclidean", "manhattan"]
Closed = Literal["right", "left"]


@dataclass(frozen=True)
class Bands:
    """Bands of distance and of days, and on which side each is closed.

    Parameters
    ----------
    space_breaks, time_breaks
        Ascending; only the last may be infinite.
    metric
        Straight lines, or along the axes (|dx| + |dy|).
    closed
        `right`: a band holds a < v <= b, the lowest also its lower break. `left`: it holds a <= v < b.
    """

    space_breaks: Floats
    time_breaks: Floats
    metric: Metric = "euclidean"
    closed: Closed = "right"

    @property
    def limit(self) -> float:
        """Farthest finite distance."""
        return float(self.space_breaks[np.isfinite(self.space_breaks)][-1])

    @property
    def shape(self) -> tuple[int, int]:
        """Number of bands of distance and of days."""
        return len(self.space_breaks) - 1, len(self.time_breaks) - 1

    def time_below(self) -> Floats:
        """Return the finite breaks of days as bounds: what lies under break k is strictly less than bound k."""
        return _bounds(self.time_breaks, self.closed)

    def space_below(self) -> Floats:
        """Return the same of the distances, squared where they are compared squared."""
        finite = self.space_breaks[np.isfinite(self.space_breaks)]
        return _bounds(finite if self.metric == "manhattan" else finite * finite, self.closed)


def bands(space_breaks: npt.ArrayLike, time_breaks: npt.ArrayLike, metric: Metric, closed: Closed) -> Bands:
    """Check breaks and return them as bands.

    Raises
    ------
    ParameterError
        When breaks are fewer than two, not ascending, negative or not numbers, when an infinite one is not the last,
        or when metric or closed is none of the words it may be.
    """
    checked = []
    for name, breaks in (("space_breaks_m", space_breaks), ("time_breaks_days", time_breaks)):
        values = np.asarray(breaks, dtype=np.float64)
        good = values.ndim == 1 and len(values) >= 2 and values[0] >= 0 and np.isfinite(values[:-1]).all()
        if not (good and (values[1:] > values[:-1]).all()):
            raise ParameterError(
                name=name,
                problem=Says(
                    "harus dua bilangan atau lebih yang makin besar, mulai dari 0 atau lebih; hanya yang terakhir "
                    "boleh tak hingga.",
                    "must be two or more ascending numbers from 0 upwards; only the last may be infinite.",
                ),
            )
        checked.append(values)
    for name, word, words in (
        ("metric", metric, ("euclidean", "manhattan")),
        ("closed", closed, ("right", "left")),
    ):
        if word not in words:
            problem = Says("harus salah satu dari {words}.", "must be one of {words}.").filled(words=list(words))
            raise ParameterError(name=name, problem=problem)
    return Bands(checked[0], checked[1], metric, closed)


def _bounds(breaks: Floats, closed: Closed) -> Floats:
    bounds = breaks[np.isfinite(breaks)].copy()
    if closed == "right":
        bounds[1:] = np.nextafter(bounds[1:], np.inf)
    return bounds

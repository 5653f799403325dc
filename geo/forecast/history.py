"""Dated places on a raster: how many fell into each cell, on days strictly before the one that is forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo.forecast.raster import Floats, Integers, Mask, Raster

_TIE_WEIGHT = 1e-6
_TIE_SIGMA_CELLS = 2.0


@dataclass(frozen=True)
class Windows:
    """Spans of whole days to be forecast: `first` <= day < `end`, ordered, not overlapping.

    Parameters
    ----------
    first, end
        Whole days since 1970-01-01, int64, one pair per window.
    """

    first: Integers
    end: Integers

    @classmethod
    def regular(cls, first: int, days: int, n: int) -> Windows:
        """Return `n` windows of `days` days, one after the other, from day `first`."""
        starts = first + days * np.arange(n, dtype=np.int64)
        return cls(starts, starts + days)

    @classmethod
    def before(cls, end: int, days: int, n: int) -> Windows:
        """Return the `n` windows of `days` days that end with the day before `end`."""
        return cls.regular(end - days * n, days, n)

    def __len__(self) -> int:
        return len(self.first)

    def pairs(self) -> list[tuple[int, int]]:
        """Return the windows as pairs of plain integers."""
        return [(int(first), int(end)) for first, end in zip(self.first, self.end, strict=True)]


@dataclass(frozen=True)
class History:
    """Incidents of a study area in the order of their days, each in its cell.

    Parameters
    ----------
    raster
        The cells.
    inside
        Which cells may be flagged: those whose centre lies in the study area, shape (columns, rows).
    x, y
        Places, in the raster's unit; all within the study area.
    day
        Local day of each, whole days since 1970-01-01, ascending.
    cell
        Flat index of the cell of each. An incident near the border may lie in a cell that is not `inside`: it counts
        in totals and can never be caught.
    """

    raster: Raster
    inside: Mask
    x: Floats
    y: Floats
    day: Integers
    cell: Integers

    @classmethod
    def of(cls, raster: Raster, inside: Mask, x: Floats, y: Floats, day: Integers) -> History:
        """Return incidents on a raster, sorted by day, then place; the order of the rows given does not matter."""
        order = np.lexsort((y, x, day))
        x, y, day = x[order], y[order], day[order].astype(np.int64)
        return cls(raster, inside, x, y, day, raster.cell_of(x, y))

    @classmethod
    def within(cls, raster: Raster, area: BaseGeometry, x: Floats, y: Floats, day: Integers) -> History:
        """Return the incidents inside `area`; others take no part.

        Parameters
        ----------
        raster
            The cells; must cover the area.
        area
            Study area, in the raster's unit.
        x, y, day
            Places and whole days since 1970-01-01, in any order.
        """
        shapely.prepare(area)
        kept = np.asarray(shapely.intersects_xy(area, x, y), dtype=bool) if len(x) else np.zeros(0, dtype=bool)
        return cls.of(raster, raster.inside(area), x[kept], y[kept], day[kept])

    def on(self, raster: Raster, inside: Mask) -> History:
        """Return the same incidents on other cells."""
        return History(raster, inside, self.x, self.y, self.day, raster.cell_of(self.x, self.y))

    def __len__(self) -> int:
        return len(self.day)

    def span(self, first: int, end: int) -> slice:
        """Return the rows with `first` <= day < `end`."""
        low, high = np.searchsorted(self.day, [first, end])
        return slice(int(low), int(high))

    def before(self, day: int) -> History:
        """Return only what happened before a day."""
        rows = self.span(-(2**62), day)
        return History(self.raster, self.inside, self.x[rows], self.y[rows], self.day[rows], self.cell[rows])

    def total(self, first: int, end: int) -> int:
        """Return the number of incidents with `first` <= day < `end`."""
        rows = self.span(first, end)
        return rows.stop - rows.start

    def counts(self, first: int | None, end: int) -> Floats:
        """Return incidents per cell with `first` <= day < `end` (None: from the beginning), shape (columns, rows)."""
        rows = self.span(-(2**62) if first is None else first, end)
        return self._binned(self.cell[rows], None)

    def decayed(self, at: int, half_life_days: float) -> Floats:
        """Return incidents before day `at` per cell, each weighted by 2^(-age / half-life), age in whole days >= 1.

        Parameters
        ----------
        at
            First day that may not be used.
        half_life_days
            After this many days an incident counts half; infinite: all count alike.
        """
        rows = self.span(-(2**62), at)
        age = (at - self.day[rows]).astype(np.float64)
        return self._binned(self.cell[rows], np.exp2(-age / half_life_days))

    def ties(self, at: int) -> Floats:
        """Return what breaks ties between equal scores: 1e-6 x the all-history count, smoothed over two cells."""
        return _TIE_WEIGHT * ndimage.gaussian_filter(self.counts(None, at), _TIE_SIGMA_CELLS)

    def _binned(self, cell: Integers, weights: npt.NDArray[np.float64] | None) -> Floats:
        known = cell >= 0
        if not known.all():
            cell, weights = cell[known], None if weights is None else weights[known]
        held = np.bincount(cell, weights, minlength=self.raster.size)
        return held.astype(np.float64, copy=False).reshape(self.raster.shape)


def hottest(score: Floats, inside: Mask, n: int) -> Integers:
    """Return the flat indices of the `n` cells inside with the highest score, best first; ties by flat index.

    Parameters
    ----------
    score, inside
        Shape (columns, rows).
    n
        Number of cells; fewer come back where fewer are inside.
    """
    masked = np.where(inside, score, -np.inf).ravel()
    n = min(n, int(inside.sum()))
    if n <= 0:
        return np.zeros(0, dtype=np.int64)
    threshold = np.partition(masked, masked.size - n)[masked.size - n]
    near = np.flatnonzero(masked >= threshold)
    order = np.argsort(-masked[near], kind="stable")
    return near[order[:n]].astype(np.int64)

"""Pairs of incidents counted by bands of distance and of days, for many assignments of the moments at once.

Only pairs up to the farthest finite distance are looked at, cell by cell, and none is kept, so memory does not grow
with their number. The band beyond it, open to infinity, follows by subtraction: how many of all pairs lie in a band of
days does not depend on which place has which moment. Several shuffles stand side by side in one row of each incident:
one look at a pair serves all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.hotspots.near_repeat.bands import Bands
from geo.hotspots.space_time_cells import SpaceTimeCells, space_time_cells
from geo.languages import Says
from geo.spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_LANE_BYTES = 32 << 20
_MOST_COMPARISONS = 5e11  # a few minutes


class PairCounter:
    """Pairs of fixed places, ready to be counted for any moments.

    Parameters
    ----------
    places
        x and y in the unit of the breaks, shape (n, 2), finite.
    moments
        Moment of each in the unit of the breaks, shape (n,), finite.
    into
        Bands to count in.
    permutations
        For how many shuffles pairs will be counted, beside the moments as given.

    Raises
    ------
    ParameterError
        When places or moments are not finite numbers of matching shape, or when more pairs would be compared than a
        few minutes allow; take a shorter farthest distance or fewer permutations.
    """

    def __init__(self, places: npt.ArrayLike, moments: npt.ArrayLike, into: Bands, permutations: int = 0) -> None:
        xy, when = checked_points(places, moments)
        # Sorted by place, then moment: the shuffles do not depend on the order of the rows.
        rows = np.lexsort((when, xy[:, 1], xy[:, 0]))
        self.xy, self.when, self.into, self.permutations = xy[rows], when[rows], into, permutations
        self._cells: SpaceTimeCells | None = None
        if len(xy) > 1 and into.limit > 0:
            self._cells = space_time_cells(self.xy, into.limit, name="space_breaks_m")
            self._refuse_too_many(self._cells)
            by_cell = self._cells.in_time_order(np.arange(len(xy)))
            self.xy, self.when = self.xy[by_cell], self.when[by_cell]
        self.pairs = len(xy) * (len(xy) - 1) // 2
        self.by_time = self._by_time()

    def shuffles(self, seed: int) -> Iterator[Integers]:
        """Yield which incident's moment each place has, shape (n, some shuffles), the moments as given first of all.

        Parameters
        ----------
        seed
            Source of the shuffles.
        """
        n = len(self.xy)
        random = np.random.default_rng(seed)
        lanes = int(np.clip(_LANE_BYTES // (8 * max(n, 1)), 4, 32))
        given = np.arange(n)
        for begin in range(0, self.permutations + 1, lanes):
            turns = range(begin, min(begin + lanes, self.permutations + 1))
            drawn = np.empty((n, len(turns)), dtype=np.int64)
            for lane, turn in enumerate(turns):
                drawn[:, lane] = given if turn == 0 else random.permutation(n)
            yield drawn

    def count(self, shuffle: Integers) -> Integers:
        """Count pairs by band for some shuffles.

        Parameters
        ----------
        shuffle
            As `shuffles` yields them, shape (n, k).

        Returns
        -------
        ndarray
            int64, shape (k, bands of distance, bands of days).
        """
        under, total = self._near(self.when[shuffle])
        return np.moveaxis(self._table(under, total), 2, 0)

    def in_space(self) -> Integers:
        """Return the number of pairs in each band of distance."""
        total = self._near(np.empty((len(self.xy), 0)))[1]
        return self._with_open_band(total, self.pairs)

    def _near(self, times: Floats) -> tuple[Integers, Integers]:
        """Return pairs under each bound of days, by band of distance (below the lowest first), and their totals."""
        space, time = self.into.space_below(), self.into.time_below()
        if self._cells is None:
            shape = (len(space), len(time), times.shape[1])
            return np.zeros(shape, dtype=np.int64), np.zeros(len(space), dtype=np.int64)
        cells = self._cells
        return _banded(
            self.xy[:, 0].copy(), self.xy[:, 1].copy(), np.ascontiguousarray(times), cells.start, cells.first,
            cells.other, space, time, self.into.metric == "manhattan",
        )  # fmt: skip

    def _by_time(self) -> Integers:
        """Return the number of all pairs in each band of days."""
        under = _under(np.sort(self.when), self.into.time_below())
        if not np.isfinite(self.into.time_breaks[-1]):
            under = np.append(under, self.pairs)
        return np.diff(under)

    def _table(self, under: Integers, total: Integers) -> Integers:
        if not np.isfinite(self.into.time_breaks[-1]):
            last = np.broadcast_to(total[:, None, None], (len(total), 1, under.shape[2]))
            under = np.concatenate([under, last], axis=1)
        return self._with_open_band(np.diff(under, axis=1), self.by_time[:, None])

    def _with_open_band(self, by_space: Integers, everything: Integers | int) -> Integers:
        """Leave out what lies below the lowest break, and add the band beyond the farthest finite one."""
        if np.isfinite(self.into.space_breaks[-1]):
            return by_space[1:]
        rest = everything - by_space.sum(axis=0)
        return np.concatenate([by_space[1:], np.asarray(rest)[None]])

    def _refuse_too_many(self, cells: SpaceTimeCells) -> None:
        count = np.diff(cells.start).astype(np.float64)
        own = np.repeat(np.arange(count.size), np.diff(cells.first))
        pairs = float((count * (count - 1)).sum() + (count[own] * count[cells.other]).sum()) / 2
        comparisons = pairs * (1 + self.permutations) * max(1, len(self.into.time_below()))
        if comparisons > _MOST_COMPARISONS:
            raise ParameterError(
                name="space_breaks_m",
                problem=Says(
                    "sekitar {n} pasangan dalam {m} m kali {turns} putaran terlalu banyak; perpendek jarak terjauh "
                    "atau kurangi permutasi.",
                    "about {n} pairs within {m} m times {turns} rounds are too many; shorten the farthest distance "
                    "or take fewer permutations.",
                ).filled(n=int(pairs), m=self.into.limit, turns=1 + self.permutations),
            )


def checked_points(places: npt.ArrayLike, moments: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return places, shape (n, 2), and moments, shape (n,), as float64.

    Raises
    ------
    ParameterError
        When they have other shapes or hold anything but finite numbers; drop such rows first.
    """
    xy = np.asarray(places, dtype=np.float64)
    when = np.asarray(moments, dtype=np.float64).reshape(-1)
    xy = xy.reshape(-1, 2) if xy.size == 0 else xy
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        problem = Says(
            "harus n baris x, y tanpa nilai kosong; buang baris lain.", "must be n rows of finite x, y; drop others."
        )
        raise ParameterError(name="places", problem=problem)
    if len(when) != len(xy) or not np.isfinite(when).all():
        problem = Says(
            "harus satu bilangan per tempat tanpa nilai kosong; buang baris lain.",
            "must be one finite number for each place; drop other rows.",
        )
        raise ParameterError(name="moments_days", problem=problem)
    return xy, when


@compiled
def _banded(xs, ys, times, start, first, other, space, time, manhattan):  # type: ignore[no-untyped-def]  # compiled
    lanes = times.shape[1]
    under = np.zeros((space.size, time.size, lanes), np.int64)
    total = np.zeros(space.size, np.int64)
    for cell in range(start.size - 1):
        for i in range(start[cell], start[cell + 1]):
            mine = times[i]
            for at in range(first[cell] - 1, first[cell + 1]):  # the cell itself first
                own = at < first[cell]
                b = cell if own else other[at]
                if b < cell:
                    continue
                for j in range(i + 1 if own else start[b], start[b + 1]):
                    dx, dy = abs(xs[i] - xs[j]), abs(ys[i] - ys[j])
                    apart = dx + dy if manhattan else dx * dx + dy * dy
                    if apart >= space[-1]:
                        continue
                    band = 0
                    while apart >= space[band]:
                        band += 1
                    total[band] += 1
                    theirs = times[j]
                    for k in range(time.size):
                        if time[k] <= 0:
                            continue
                        bound, counted = time[k], under[band, k]
                        for lane in range(lanes):
                            counted[lane] += 1 if abs(mine[lane] - theirs[lane]) < bound else 0
    return under, total


@compiled
def _under(ascending, bounds):  # type: ignore[no-untyped-def]  # compiled
    """Number of all pairs whose moments differ by less than each bound."""
    under = np.zeros(bounds.size, np.int64)
    for k in range(bounds.size):
        low = 0
        for i in range(ascending.size):
            while low < i and ascending[i] - ascending[low] >= bounds[k]:
                low += 1
            under[k] += i - low
    return under


@compiled
def near_in_time(ascending, window):  # type: ignore[no-untyped-def]  # compiled
    """Return how many others lie within the window of each of the ascending moments."""
    near = np.empty(ascending.size, np.int64)
    low = high = 0
    for i in range(ascending.size):
        while ascending[i] - ascending[low] > window:
            low += 1
        while high < ascending.size and ascending[high] - ascending[i] <= window:
            high += 1
        near[i] = high - low - 1
    return near

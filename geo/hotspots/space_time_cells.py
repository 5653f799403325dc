"""Square cells for searching near places, in each of which incidents stand in the order of their moments.

A cell's side is reach / sqrt(2), so all places of one cell are within reach of each other, and places within reach are
at most two cells apart. Which incidents of a cell lie within a window of a given moment is then a run of rows, whose
ends only move up while the given moments do: time needs no cells of its own and no rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_SHRINK = 1 - 1e-6  # keeps places of one cell within reach whatever the rounding of their cell numbers
_REACH = 2
_MOST_KEYS = 2**62


@dataclass(frozen=True)
class SpaceTimeCells:
    """Occupied cells and which of them are near each other.

    Parameters
    ----------
    cell_of
        Cell of each place, shape (n,).
    start
        Where the places of each cell begin when they are sorted by cell, shape (cells + 1,).
    box
        West, south, east, north of the places of each cell, shape (cells, 4).
    first, other
        Cells within reach of cell c (itself not among them) are `other[first[c]:first[c + 1]]`, ascending.
    whole
        Whether all places of both cells are within reach of each other, one boolean per entry of `other`.
    squared
        Reach squared.
    """

    cell_of: Integers
    start: Integers
    box: Floats
    first: Integers
    other: Integers
    whole: npt.NDArray[np.bool_]
    squared: float

    def in_time_order(self, by_time: Integers) -> Integers:
        """Return the rows sorted by cell, and within each cell as they come in `by_time`."""
        return np.asarray(_filled(self.cell_of, self.start, by_time))


def space_time_cells(places: Floats, reach: float, *, name: str = "eps_m") -> SpaceTimeCells:
    """Divide places into cells.

    Parameters
    ----------
    places
        x and y in one unit, shape (n, 2), n above zero, finite.
    reach
        Farthest distance of neighbours in the same unit, above zero.
    name
        What the caller's users call the reach.

    Raises
    ------
    ParameterError
        When the reach is too small for places so far apart; take a larger one.
    """
    side = reach / np.sqrt(2.0) * _SHRINK
    corner = places.min(axis=0)
    extent = (places.max(axis=0) - corner) / side + 1 + 2 * _REACH
    if not extent[0] * extent[1] < _MOST_KEYS:
        raise ParameterError(
            name=name,
            problem=Says(
                "{reach} terlalu kecil untuk kejadian yang sejauh ini; perbesar jaraknya.",
                "{reach} is too small for incidents so far apart; take a larger one.",
            ).filled(reach=reach),
        )
    column = ((places[:, 0] - corner[0]) / side).astype(np.int64) + _REACH
    row = ((places[:, 1] - corner[1]) / side).astype(np.int64)
    width = int(extent[0])
    key, cell_of, count = np.unique(row * width + column, return_inverse=True, return_counts=True)
    cell_of = np.ascontiguousarray(cell_of.reshape(-1), dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    box = _boxes(places, cell_of, key.size)
    first, other, whole = _near_cells(key, box, width, float(reach) * float(reach))
    return SpaceTimeCells(cell_of, start, box, first, other, whole, float(reach) * float(reach))


@compiled
def _boxes(places, cell_of, cells):  # type: ignore[no-untyped-def]  # compiled
    box = np.empty((cells, 4))
    box[:, :2], box[:, 2:] = np.inf, -np.inf
    for i in range(len(places)):
        cell, x, y = cell_of[i], places[i, 0], places[i, 1]
        box[cell, 0], box[cell, 1] = min(box[cell, 0], x), min(box[cell, 1], y)
        box[cell, 2], box[cell, 3] = max(box[cell, 2], x), max(box[cell, 3], y)
    return box


@compiled
def _near_cells(key, box, width, squared):  # type: ignore[no-untyped-def]  # compiled
    """Cells within reach of each, by the boxes around their places; rounding is monotone, so boxes decide exactly."""
    first = np.zeros(key.size + 1, np.int64)
    other = np.empty(8 * key.size + 32, np.int64)
    whole = np.empty(other.size, np.bool_)
    low, high = np.zeros(2 * _REACH + 1, np.int64), np.zeros(2 * _REACH + 1, np.int64)
    n = 0
    for a in range(key.size):
        if n + 32 > other.size:
            wider = np.empty(2 * other.size, np.int64)
            wider[:n] = other[:n]
            flags = np.empty(2 * other.size, np.bool_)
            flags[:n] = whole[:n]
            other, whole = wider, flags
        for step in range(2 * _REACH + 1):
            begin = key[a] + (step - _REACH) * width - _REACH
            while low[step] < key.size and key[low[step]] < begin:
                low[step] += 1
            high[step] = max(high[step], low[step])
            while high[step] < key.size and key[high[step]] <= begin + 2 * _REACH:
                high[step] += 1
            for b in range(low[step], high[step]):
                dx = max(box[a, 0] - box[b, 2], box[b, 0] - box[a, 2], 0.0)
                dy = max(box[a, 1] - box[b, 3], box[b, 1] - box[a, 3], 0.0)
                if b == a or dx * dx + dy * dy > squared:
                    continue
                dx = max(box[a, 2] - box[b, 0], box[b, 2] - box[a, 0])
                dy = max(box[a, 3] - box[b, 1], box[b, 3] - box[a, 1])
                other[n], whole[n] = b, dx * dx + dy * dy <= squared
                n += 1
        first[a + 1] = n
    return first, other[:n].copy(), whole[:n].copy()


@compiled
def _filled(cell_of, start, by_time):  # type: ignore[no-untyped-def]  # compiled
    place = start[:-1].copy()
    order = np.empty(by_time.size, np.int64)
    for row in by_time:
        order[place[cell_of[row]]] = row
        place[cell_of[row]] += 1
    return order


@compiled
def time_segments(ts, start, window):  # type: ignore[no-untyped-def]  # compiled
    """Number the runs of each cell between which the gap exceeds the window; moments ascend in each cell."""
    segment = np.empty(ts.size, np.int64)
    number = -1
    for cell in range(start.size - 1):
        for k in range(start[cell], start[cell + 1]):
            number += k == start[cell] or ts[k] - ts[k - 1] > window
            segment[k] = number
    return segment


@compiled
def beyond_reach(px, py, box, cell, squared):  # type: ignore[no-untyped-def]  # compiled
    """Whether a place is farther than the reach from the box of a cell."""
    dx = max(box[cell, 0] - px, px - box[cell, 2], 0.0)
    dy = max(box[cell, 1] - py, py - box[cell, 3], 0.0)
    return dx * dx + dy * dy > squared


@compiled
def find_root(root, item):  # type: ignore[no-untyped-def]  # compiled
    """Return the root of an item of a forest (union-find), halving its path."""
    while root[item] != item:
        root[item] = root[root[item]]
        item = root[item]
    return item


@compiled
def join_roots(root, a, b):  # type: ignore[no-untyped-def]  # compiled
    """Join two trees of a forest and return their root, the lower of the two."""
    a, b = find_root(root, a), find_root(root, b)
    if a < b:
        root[b] = a
        return a
    root[a] = b
    return b

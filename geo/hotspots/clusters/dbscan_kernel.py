"""DBSCAN in the plane on a grid of cells so small that all places of one cell are within reach of each other.

A cell's side is eps / sqrt(2), so places within eps of each other are at most two cells apart in each direction,
and all cores of one cell belong to one cluster: clusters are joined cell by cell (union-find), not place by place.
Boxes around each cell's places decide most comparisons at once. Every comparison is dx*dx + dy*dy <= eps*eps on the
coordinates as given; rounding is monotone, so the boxes decide exactly as the places would.

Occupied cells are kept sorted by key = row * width + column. The cells of one neighbouring row then begin at the key
raised by a fixed step, and five pointers that only move up find all neighbours of all cells in one pass.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.spatial.compiled import compiled

_SHRINK = 1 - 1e-6  # keeps places of one cell within eps whatever the rounding of their cell numbers
_REACH = 2
_ALL_ROWS = (2, 1, 3, 0, 4)  # own row first: the nearest cells decide most often
_ROWS_ABOVE = (2, 3, 4)
_SHORT_RUN = 128


def dbscan_labels(places: npt.NDArray[np.float64], eps: float, min_samples: int) -> npt.NDArray[np.int64]:
    """Label places as scikit-learn's DBSCAN with `algorithm="kd_tree"` does, border places included.

    Parameters
    ----------
    places
        x and y in one unit, shape (n, 2), finite.
    eps
        Reach in the same unit, above zero.
    min_samples
        Fewest places within reach, itself included, that make a place a core.

    Returns
    -------
    ndarray
        int64 of shape (n,): clusters numbered from 0 by their first core in row order; a place within reach of cores
        of several clusters, itself no core, joins the lowest-numbered; -1 is noise.

    References
    ----------
    Gunawan (2013), A faster algorithm for DBSCAN, TU Eindhoven (the grid); Ester et al. (1996), KDD-96, 226-231.
    """
    if len(places) == 0:
        return np.empty(0, dtype=np.int64)
    places = np.ascontiguousarray(places, dtype=np.float64)
    side = eps / np.sqrt(2.0) * _SHRINK
    west, south, east, north = _bounds(places)
    width = int((east - west) / side) + 1 + 2 * _REACH
    rows = int((north - south) / side) + 1
    keys = _keys(places[:, 0], places[:, 1], west, south, side, width)
    if width * rows <= 4 * len(places) + 1024:
        order = _counting_order(keys, width * rows)
    else:
        order = np.argsort(keys, kind="stable").astype(np.int32)
    xs, ys = _gathered(places, order)
    del keys
    cell_key, start = _cells(_keys(xs, ys, west, south, side, width))  # quicker than fetching them in order
    box = _boxes(xs, ys, start)
    squared = float(eps) * float(eps)
    core = _cores(xs, ys, cell_key, start, box, width, squared, min_samples)
    root = _joined(xs, ys, core, cell_key, start, box, width, squared)
    return np.asarray(_labels(xs, ys, core, root, order, cell_key, start, box, width, squared))


@compiled
def _bounds(places):  # type: ignore[no-untyped-def]  # compiled
    west = east = places[0, 0]
    south = north = places[0, 1]
    for i in range(len(places)):
        west, east = min(west, places[i, 0]), max(east, places[i, 0])
        south, north = min(south, places[i, 1]), max(north, places[i, 1])
    return west, south, east, north


@compiled
def _keys(x, y, west, south, side, width):  # type: ignore[no-untyped-def]  # compiled
    keys = np.empty(x.size, np.int64)
    for i in range(x.size):
        column = np.int64((x[i] - west) / side) + _REACH
        keys[i] = np.int64((y[i] - south) / side) * width + column
    return keys


@compiled
def _gathered(places, order):  # type: ignore[no-untyped-def]  # compiled
    xs, ys = np.empty(order.size), np.empty(order.size)
    for k in range(order.size):
        xs[k], ys[k] = places[order[k], 0], places[order[k], 1]
    return xs, ys


@compiled
def _counting_order(keys, size):  # type: ignore[no-untyped-def]  # compiled
    place = np.zeros(size + 1, np.int32)
    for key in keys:
        place[key + 1] += 1
    for k in range(size):
        place[k + 1] += place[k]
    order = np.empty(keys.size, np.int32)
    for i in range(keys.size):
        order[place[keys[i]]] = i
        place[keys[i]] += 1
    return order


@compiled
def _cells(keys):  # type: ignore[no-untyped-def]  # compiled
    """Key of each occupied cell and where its places begin, from the keys of sorted places."""
    n = 1
    for k in range(1, keys.size):
        n += keys[k] != keys[k - 1]
    cell_key, start = np.empty(n, np.int64), np.empty(n + 1, np.int32)
    cell = -1
    for k in range(keys.size):
        if k == 0 or keys[k] != keys[k - 1]:
            cell += 1
            cell_key[cell] = keys[k]
            start[cell] = k
    start[n] = keys.size
    return cell_key, start


@compiled
def _boxes(xs, ys, start):  # type: ignore[no-untyped-def]  # compiled
    box = np.empty((start.size - 1, 4))
    for cell in range(start.size - 1):
        west = east = xs[start[cell]]
        south = north = ys[start[cell]]
        for k in range(start[cell] + 1, start[cell + 1]):
            west, east = min(west, xs[k]), max(east, xs[k])
            south, north = min(south, ys[k]), max(north, ys[k])
        box[cell, 0], box[cell, 1], box[cell, 2], box[cell, 3] = west, south, east, north
    return box


@compiled
def _nearest(px, py, box, cell):  # type: ignore[no-untyped-def]  # compiled
    """Squared distance from a place to the nearest spot of a cell's box."""
    dx = max(box[cell, 0] - px, px - box[cell, 2], 0.0)
    dy = max(box[cell, 1] - py, py - box[cell, 3], 0.0)
    return dx * dx + dy * dy


@compiled
def _farthest(px, py, box, cell):  # type: ignore[no-untyped-def]  # compiled
    """Squared distance from a place to the farthest corner of a cell's box."""
    dx = max(px - box[cell, 0], box[cell, 2] - px)
    dy = max(py - box[cell, 1], box[cell, 3] - py)
    return dx * dx + dy * dy


@compiled
def _move(cell, cell_key, width, first, last):  # type: ignore[no-untyped-def]  # compiled
    """Move the windows of neighbouring cells, one per row, up to those of `cell`; cells come in ascending order."""
    for step in range(2 * _REACH + 1):
        low = cell_key[cell] + (step - _REACH) * width - _REACH
        while first[step] < cell_key.size and cell_key[first[step]] < low:
            first[step] += 1
        last[step] = max(last[step], first[step])
        while last[step] < cell_key.size and cell_key[last[step]] <= low + 2 * _REACH:
            last[step] += 1


@compiled
def _cores(xs, ys, cell_key, start, box, width, squared, min_samples):  # type: ignore[no-untyped-def]  # compiled
    """Which places are cores; a row of neighbouring cells is one run of places, counted without branches if short."""
    core = np.zeros(xs.size, np.bool_)
    first, last = np.zeros(2 * _REACH + 1, np.int64), np.zeros(2 * _REACH + 1, np.int64)
    for cell in range(cell_key.size):
        if start[cell + 1] - start[cell] >= min_samples:
            core[start[cell] : start[cell + 1]] = True
            continue
        _move(cell, cell_key, width, first, last)
        around = 0
        for step in range(2 * _REACH + 1):
            around += start[last[step]] - start[first[step]]
        if around < min_samples:
            continue
        for k in range(start[cell], start[cell + 1]):
            count = 0.0
            for step in _ALL_ROWS:
                if start[last[step]] - start[first[step]] <= _SHORT_RUN:
                    count += _count(xs, ys, xs[k], ys[k], start[first[step]], start[last[step]], squared)
                else:
                    for other in range(first[step], last[step]):
                        if _nearest(xs[k], ys[k], box, other) > squared:
                            continue
                        if _farthest(xs[k], ys[k], box, other) <= squared:
                            count += start[other + 1] - start[other]
                        else:
                            count += _count(xs, ys, xs[k], ys[k], start[other], start[other + 1], squared)
                if count >= min_samples:
                    core[k] = True
                    break
    return core


@compiled
def _count(xs, ys, px, py, low, high, squared):  # type: ignore[no-untyped-def]  # compiled
    """Number of places of a run within reach; slices and a float make the compiler do several at once."""
    x, y = xs[low:high], ys[low:high]
    count = 0.0
    for j in range(x.size):
        dx, dy = px - x[j], py - y[j]
        count += 1.0 if dx * dx + dy * dy <= squared else 0.0
    return count


@compiled
def _find(root, cell):  # type: ignore[no-untyped-def]  # compiled
    while root[cell] != cell:
        root[cell] = root[root[cell]]
        cell = root[cell]
    return cell


@compiled
def _linked(xs, ys, core, start, box, a, b, squared):  # type: ignore[no-untyped-def]  # compiled
    """Whether a core of cell `a` is within reach of a core of cell `b`."""
    for i in range(start[a], start[a + 1]):
        if not core[i] or _nearest(xs[i], ys[i], box, b) > squared:
            continue
        for j in range(start[b], start[b + 1]):
            dx, dy = xs[i] - xs[j], ys[i] - ys[j]
            if core[j] and dx * dx + dy * dy <= squared:
                return True
    return False


@compiled
def _joined(xs, ys, core, cell_key, start, box, width, squared):  # type: ignore[no-untyped-def]  # compiled
    """Root cell of each cell with cores, -1 for cells without; adjacent cells first, so that few far ones are left."""
    cells = cell_key.size
    root = np.full(cells, -1, np.int64)
    for cell in range(cells):
        for k in range(start[cell], start[cell + 1]):
            if core[k]:
                root[cell] = cell
                break
    for far in (False, True):
        first, last = np.zeros(2 * _REACH + 1, np.int64), np.zeros(2 * _REACH + 1, np.int64)
        for cell in range(cells):
            if root[cell] < 0:
                continue
            _move(cell, cell_key, width, first, last)
            own = _find(root, cell)
            for step in _ROWS_ABOVE:
                for other in range(max(first[step], cell + 1), last[step]):
                    ahead = cell_key[other] - cell_key[cell]
                    adjacent = ahead == 1 or (width - 1 <= ahead <= width + 1)
                    if adjacent == far or root[other] < 0 or root[other] == own:
                        continue
                    root_of_other = _find(root, other)
                    if root_of_other != own and _linked(xs, ys, core, start, box, cell, other, squared):
                        root[max(own, root_of_other)] = min(own, root_of_other)
                        own = min(own, root_of_other)
    for cell in range(cells):
        if root[cell] >= 0:
            root[cell] = _find(root, cell)
    return root


@compiled
def _labels(xs, ys, core, root, order, cell_key, start, box, width, squared):  # type: ignore[no-untyped-def]  # compiled
    cells = cell_key.size
    earliest = np.full(cells, xs.size, np.int64)  # by root cell: the lowest row of a core
    for cell in range(cells):
        if root[cell] >= 0:
            for k in range(start[cell], start[cell + 1]):
                if core[k]:
                    earliest[root[cell]] = min(earliest[root[cell]], order[k])
    roots = np.flatnonzero(root == np.arange(cells))
    number = np.full(cells, -1, np.int64)
    number[roots[np.argsort(earliest[roots])]] = np.arange(roots.size)
    cluster = np.full(cells, roots.size, np.int64)  # one more than the highest: no cores here
    for cell in range(cells):
        if root[cell] >= 0:
            cluster[cell] = number[root[cell]]

    labels = np.full(xs.size, -1, np.int64)
    first, last = np.zeros(2 * _REACH + 1, np.int64), np.zeros(2 * _REACH + 1, np.int64)
    for cell in range(cells):
        moved = False
        for k in range(start[cell], start[cell + 1]):
            best = cluster[cell]  # all of one cell are within reach of each other
            if core[k]:
                labels[order[k]] = best
                continue
            if not moved:
                _move(cell, cell_key, width, first, last)
                moved = True
            for step in range(2 * _REACH + 1):
                for other in range(first[step], last[step]):
                    if cluster[other] >= best or _nearest(xs[k], ys[k], box, other) > squared:
                        continue
                    for j in range(start[other], start[other + 1]):
                        dx, dy = xs[k] - xs[j], ys[k] - ys[j]
                        if core[j] and dx * dx + dy * dy <= squared:
                            best = cluster[other]
                            break
            if best < roots.size:
                labels[order[k]] = best
    return labels

"""ST-DBSCAN: density-based clusters of incidents that are near each other in space and in time.

Neighbours are `dx*dx + dy*dy <= eps*eps` and `|dt| <= window` on the numbers as given. Cores of one cell are all near
each other in space, so in the order of time a new segment begins only where the gap exceeds the window: clusters are
joined segment by segment (union-find). A window on either side of a moment meets at most two segments of a cell, those
of the first and the last core in it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.hotspots.space_time_cells import beyond_reach, find_root, join_roots, space_time_cells, time_segments
from geo.spatial.compiled import compiled


def st_dbscan_labels(
    places: npt.NDArray[np.float64],
    moments: npt.NDArray[np.float64],
    eps: float,
    window: float,
    min_samples: int,
) -> npt.NDArray[np.int64]:
    """Label incidents by density in space and time.

    Parameters
    ----------
    places
        x and y in one unit, shape (n, 2), finite.
    moments
        Moment of each in one unit, shape (n,), finite.
    eps
        Reach in space, in the unit of the places, above zero.
    window
        Reach in time, in the unit of the moments, zero or more.
    min_samples
        Fewest incidents within reach in space and time, itself included, that make an incident a core.

    Returns
    -------
    ndarray
        int64 of shape (n,): as DBSCAN labels them under the distance max(d / eps, |dt| / window) and a reach of 1.
        Clusters are numbered from 0 by their first core in row order; an incident within reach of cores of several
        clusters, itself no core, joins the lowest-numbered; -1 is noise.

    Raises
    ------
    ParameterError
        When eps is too small for places so far apart.

    References
    ----------
    Birant & Kut (2007), ST-DBSCAN: An algorithm for clustering spatial-temporal data, Data & Knowledge Engineering 60,
    208-221; Gunawan (2013), A faster algorithm for DBSCAN, TU Eindhoven (the grid).
    """
    if len(places) == 0:
        return np.empty(0, dtype=np.int64)
    places = np.ascontiguousarray(places, dtype=np.float64)
    moments = np.ascontiguousarray(moments, dtype=np.float64)
    cells = space_time_cells(places, eps)
    order = cells.in_time_order(np.argsort(moments, kind="stable"))
    xs, ys, ts = places[order, 0], places[order, 1], moments[order]
    near = (cells.start, cells.box, cells.first, cells.other, cells.whole, cells.squared, float(window))
    core = _cores(xs, ys, ts, *near, min_samples)
    at = np.flatnonzero(core)
    core_start = np.searchsorted(at, cells.start)
    segment = time_segments(ts[at], core_start, float(window))
    cores = (xs[at], ys[at], ts[at], segment, core_start)
    cluster = _numbered(_joined(*cores, *near[1:]), segment, order[at])
    return np.asarray(_labels(xs, ys, ts, core, order, cluster, *cores, *near))


@compiled
def _cores(xs, ys, ts, start, box, first, other, whole, squared, window, min_samples):  # type: ignore[no-untyped-def]  # compiled
    core = np.zeros(xs.size, np.bool_)
    count = np.zeros(xs.size, np.int64)
    for cell in range(start.size - 1):
        begin, end = start[cell], start[cell + 1]
        low = high = begin
        missing = 0
        for k in range(begin, end):
            while ts[k] - ts[low] > window:
                low += 1
            while high < end and ts[high] - ts[k] <= window:
                high += 1
            count[k] = high - low
            missing += count[k] < min_samples
        for at in range(first[cell], first[cell + 1]):
            if missing == 0:
                break
            b = other[at]
            low = high = start[b]
            for k in range(begin, end):
                while low < start[b + 1] and ts[k] - ts[low] > window:
                    low += 1
                high = max(high, low)
                while high < start[b + 1] and ts[high] - ts[k] <= window:
                    high += 1
                if count[k] >= min_samples or low == high:
                    continue
                if whole[at]:
                    count[k] += high - low
                elif not beyond_reach(xs[k], ys[k], box, b, squared):
                    for j in range(low, high):
                        dx, dy = xs[k] - xs[j], ys[k] - ys[j]
                        count[k] += dx * dx + dy * dy <= squared
                missing -= count[k] >= min_samples
        for k in range(begin, end):
            core[k] = count[k] >= min_samples
    return core


@compiled
def _joined(xs, ys, ts, segment, start, box, first, other, whole, squared, window):  # type: ignore[no-untyped-def]  # compiled
    """Root of each segment; all arrays hold cores only."""
    root = np.arange(segment[-1] + 1 if segment.size else 0)
    for cell in range(start.size - 1):
        if start[cell] == start[cell + 1]:
            continue
        for at in range(first[cell], first[cell + 1]):
            b = other[at]
            if b < cell or start[b] == start[b + 1]:
                continue
            low = high = start[b]
            for k in range(start[cell], start[cell + 1]):
                while low < start[b + 1] and ts[k] - ts[low] > window:
                    low += 1
                high = max(high, low)
                while high < start[b + 1] and ts[high] - ts[k] <= window:
                    high += 1
                if low == high:
                    continue
                own = find_root(root, segment[k])
                if find_root(root, segment[low]) == own and find_root(root, segment[high - 1]) == own:
                    continue
                if whole[at]:
                    join_roots(root, own, segment[low])
                    join_roots(root, own, segment[high - 1])
                elif not beyond_reach(xs[k], ys[k], box, b, squared):
                    linked = -1
                    for j in range(low, high):
                        dx, dy = xs[k] - xs[j], ys[k] - ys[j]
                        if segment[j] != linked and dx * dx + dy * dy <= squared:
                            linked = segment[j]
                            own = join_roots(root, own, linked)
                            if find_root(root, segment[high - 1]) == own:
                                break
    for number in range(root.size):
        root[number] = find_root(root, number)
    return root


@compiled
def _numbered(root, segment, row):  # type: ignore[no-untyped-def]  # compiled
    """Cluster of each core, numbered by the lowest row among its cores."""
    earliest = np.full(root.size, np.iinfo(np.int64).max, np.int64)
    for k in range(segment.size):
        earliest[root[segment[k]]] = min(earliest[root[segment[k]]], row[k])
    roots = np.flatnonzero(root == np.arange(root.size))
    number = np.full(root.size, -1, np.int64)
    number[roots[np.argsort(earliest[roots])]] = np.arange(roots.size)
    cluster = np.empty(segment.size, np.int64)
    for k in range(segment.size):
        cluster[k] = number[root[segment[k]]]
    return cluster


@compiled
def _labels(  # type: ignore[no-untyped-def]  # compiled
    xs, ys, ts, core, order, cluster, cx, cy, ct, segment, core_start, start, box, first, other, whole, squared, window
):
    labels = np.full(xs.size, -1, np.int64)
    none = xs.size  # higher than any cluster
    best = np.full(xs.size, none, np.int64)
    at_core = 0
    for cell in range(start.size - 1):
        begin, end = start[cell], start[cell + 1]
        bordering = end - begin > core_start[cell + 1] - core_start[cell]
        for k in range(begin, end):
            if core[k]:
                best[k] = cluster[at_core]
                at_core += 1
        if not bordering:
            continue
        for at in range(first[cell] - 1, first[cell + 1]):  # the cell itself first
            b = cell if at < first[cell] else other[at]
            low = high = core_start[b]
            last = core_start[b + 1]
            if low == last:
                continue
            all_near = b == cell or whole[at]
            for k in range(begin, end):
                if core[k]:
                    continue
                while low < last and ts[k] - ct[low] > window:
                    low += 1
                high = max(high, low)
                while high < last and ct[high] - ts[k] <= window:
                    high += 1
                if low == high:
                    continue
                if all_near:
                    best[k] = min(best[k], cluster[low], cluster[high - 1])
                elif min(cluster[low], cluster[high - 1]) < best[k] and not beyond_reach(xs[k], ys[k], box, b, squared):
                    for j in range(low, high):
                        dx, dy = xs[k] - cx[j], ys[k] - cy[j]
                        if cluster[j] < best[k] and dx * dx + dy * dy <= squared:
                            best[k] = cluster[j]
    for k in range(xs.size):
        if best[k] < none:
            labels[order[k]] = best[k]
    return labels

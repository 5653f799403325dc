"""Which hotspots are neighbours: the Gabriel graph, kept whole, with links over wide water cut where no boat goes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Edges = set[tuple[int, int]]


def gabriel_edges(x: Floats, y: Floats) -> Edges:
    """Return pairs of places with no third place inside the circle over their connecting line.

    Parameters
    ----------
    x, y
        Distinct places, metres.

    Returns
    -------
    set of (int, int)
        Lower index first. The graph is connected: it contains the minimum spanning tree, and what rounding
        may tear is tied again.

    References
    ----------
    Gabriel & Sokal (1969), Systematic Zoology 18, 259-278.
    """
    n = len(x)
    if n < 2:
        return set()
    places = np.column_stack([x, y])
    candidates = _delaunay_edges(places)
    from scipy.spatial import KDTree

    pairs = np.array(sorted(candidates))
    middle = (places[pairs[:, 0]] + places[pairs[:, 1]]) / 2
    radius = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T) / 2
    nearest, _ = KDTree(places).query(middle)
    kept = {(int(i), int(j)) for i, j in pairs[nearest >= radius * (1 - 1e-9)]}
    return tied(kept, x, y)


def _delaunay_edges(places: Floats) -> Edges:
    from scipy.spatial import Delaunay, QhullError

    n = len(places)
    if n > 3:
        try:
            mesh = Delaunay(places - places.mean(axis=0))
        except QhullError:
            pass  # all in one line: handled below
        else:
            edges = {
                (min(int(a), int(b)), max(int(a), int(b)))
                for triangle in mesh.simplices
                for a, b in ((triangle[0], triangle[1]), (triangle[1], triangle[2]), (triangle[0], triangle[2]))
            }
            # Qhull leaves out places that (nearly) coincide with another; tie each to the vertex it names.
            edges |= {(min(int(p), int(v)), max(int(p), int(v))) for p, _, v in mesh.coplanar}
            return edges
    if n <= 3:
        return {(i, j) for i in range(n) for j in range(i + 1, n)}
    axis = np.linalg.svd(places - places.mean(axis=0), full_matrices=False)[2][0]
    order = np.argsort(places @ axis, kind="stable")
    return {(min(int(a), int(b)), max(int(a), int(b))) for a, b in pairwise(order)}


def without_wide_water(edges: Edges, x: Floats, y: Floats, water: BaseGeometry | None, wide_m: float) -> Edges:
    """Return the links that cross at most `wide_m` metres of open water (all of them when there is no water)."""
    if water is None or water.is_empty or not edges:
        return set(edges)
    listed = sorted(edges)
    ends = np.array([[(x[i], y[i]), (x[j], y[j])] for i, j in listed])
    lengths = shapely.length(shapely.intersection(shapely.linestrings(ends), water))
    return {edge for edge, length in zip(listed, lengths, strict=True) if length <= wide_m}


def components(n: int, edges: Edges) -> list[list[int]]:
    """Return the connected parts, each sorted, in the order of their first member."""
    root = list(range(n))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, j in edges:
        a, b = find(i), find(j)
        root[max(a, b)] = min(a, b)
    parts: dict[int, list[int]] = {}
    for i in range(n):
        parts.setdefault(find(i), []).append(i)
    return list(parts.values())


def tied(edges: Edges, x: Floats, y: Floats) -> Edges:
    """Return the edges with the fewest, shortest links added that make the graph one piece."""
    whole = set(edges)
    parts = components(len(x), whole)
    while len(parts) > 1:
        i, j = nearest_link(parts[0], [m for part in parts[1:] for m in part], x, y)
        whole.add((min(i, j), max(i, j)))
        parts = components(len(x), whole)
    return whole


def nearest_link(first: list[int], second: list[int], x: Floats, y: Floats) -> tuple[int, int]:
    """Return the closest pair between two sets of places."""
    dx = x[first][:, None] - x[second][None, :]
    dy = y[first][:, None] - y[second][None, :]
    a, b = np.unravel_index(int(np.argmin(dx * dx + dy * dy)), dx.shape)
    return first[int(a)], second[int(b)]


def as_adjacency(n: int, edges: Edges) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the graph as (start of each node's neighbours, neighbours), both ways, sorted."""
    both = sorted({(i, j) for i, j in edges} | {(j, i) for i, j in edges})
    counts = np.bincount([i for i, _ in both], minlength=n) if both else np.zeros(n, dtype=np.int64)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), np.array([j for _, j in both], dtype=np.int64)

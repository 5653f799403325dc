"""The flesh of clusters: triangles between members close to each other, and the lines that hold the rest together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

FINEST_M = 0.001
_FLAT_M = 0.01
_FILL = 3.0  # without a given reach: triangles are filled up to this many times the cluster's longer spacings
_LONGER = 0.9  # quantile of spacings that counts as longer


@dataclass(frozen=True)
class _Mesh:
    """Triangles and edges between distinct places, all three or both ends of one owner; lengths in metres."""

    triangles: npt.NDArray[np.int64]
    edges: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.float64]


def settled(
    xy: npt.NDArray[np.float64], owner: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the distinct places of each owner on a grid of a millimetre; no two owners share a place.

    Parameters
    ----------
    xy
        Places, metres from an origin near by, shape (n, 2).
    owner
        Owner of each, 0 or more.

    Returns
    -------
    tuple
        Places and their owners, sorted. Where owners met in one place, all but the first moved by a millimetre each.
    """
    keys = np.column_stack([np.rint(xy / FINEST_M).astype(np.int64), owner])
    while True:
        keys = _distinct(keys)
        shared = np.zeros(len(keys), dtype=np.int64)
        same = (keys[1:, :2] == keys[:-1, :2]).all(axis=1)
        if not same.any():
            return (keys[:, :2] * FINEST_M).astype(np.float64), keys[:, 2].astype(np.int64)
        shared[1:] = same
        turn = np.cumsum(shared)  # 1, 2, … within a run of owners in one place
        turn -= np.maximum.accumulate(np.where(shared == 0, turn, 0))
        keys[:, 0] += turn


def _distinct(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    keys = keys[np.lexsort((keys[:, 2], keys[:, 1], keys[:, 0]))]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return keys[new]


def flesh_of(
    xy: npt.NDArray[np.float64], owner: npt.NDArray[np.int64], owners: int, link_m: float | None
) -> tuple[npt.NDArray[np.object_], float]:
    """Build the flesh of each owner.

    Parameters
    ----------
    xy, owner
        As `settled` returns them.
    owners
        Number of owners; each has at least one place.
    link_m
        Longest side of a triangle that is filled, metres; None: three times the owner's longer spacings.

    Returns
    -------
    tuple
        One geometry collection per owner (polygons, lines, points), and the longer spacing of the whole, metres.
    """
    mesh = _mesh(xy, owner)
    tree = _spanning(mesh, len(xy))
    spacing = _longer_spacing(owner[mesh.edges[tree, 0]], mesh.lengths[tree], owners)
    fill = np.full(owners, link_m) if link_m is not None else _FILL * spacing
    corners = xy[mesh.triangles]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    short = (sides <= (fill * (1 + 1e-9))[owner[mesh.triangles[:, 0]]][:, None]).all(axis=1)
    # Places on almost one line make triangles so flat that areas vanish in rounding: their sides do as threads.
    filled = mesh.triangles[short & (_heights(corners, sides) >= _FLAT_M)]
    parts: list[npt.NDArray[np.object_]] = []
    belongs: list[npt.NDArray[np.int64]] = []

    inner = np.sort(np.concatenate([filled[:, [0, 1]], filled[:, [1, 2]], filled[:, [2, 0]]]), axis=1)
    codes, times = np.unique(inner[:, 0] * len(xy) + inner[:, 1], return_counts=True)
    rim = np.column_stack(np.divmod(codes[times == 1], len(xy)))
    if len(rim):
        rim = rim[np.argsort(owner[rim[:, 0]], kind="stable")]
        whose, index = np.unique(owner[rim[:, 0]], return_inverse=True)
        parts.append(shapely.build_area(shapely.multilinestrings(shapely.linestrings(xy[rim]), indices=index)))
        belongs.append(whose)

    threads = mesh.edges[tree]
    threads = threads[~np.isin(threads[:, 0] * len(xy) + threads[:, 1], codes)]
    if link_m is not None:
        threads = threads[np.linalg.norm(xy[threads[:, 0]] - xy[threads[:, 1]], axis=1) <= link_m * (1 + 1e-9)]
    if len(threads):
        parts.append(shapely.linestrings(xy[threads]))
        belongs.append(owner[threads[:, 0]])

    alone = np.ones(len(xy), dtype=bool)
    alone[filled.ravel()] = False
    alone[threads.ravel()] = False
    parts.append(shapely.points(xy[alone]))
    belongs.append(owner[alone])

    geometry, index = np.concatenate(parts), np.concatenate(belongs)
    by_owner = np.argsort(index, kind="stable")
    typical = float(np.median(spacing[spacing > 0])) if (spacing > 0).any() else 0.0
    return shapely.geometrycollections(geometry[by_owner], indices=index[by_owner]), typical


def _heights(corners: npt.NDArray[np.float64], sides: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the height of each triangle over its longest side, metres."""
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    twice = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    return np.asarray(twice / np.maximum(sides.max(axis=1, initial=0.0), FINEST_M))


def _mesh(xy: npt.NDArray[np.float64], owner: npt.NDArray[np.int64]) -> _Mesh:
    from scipy.spatial import Delaunay, QhullError

    try:
        triangles = Delaunay(xy).simplices.astype(np.int64) if len(xy) >= 3 else np.empty((0, 3), dtype=np.int64)
    except QhullError:  # all on one line
        triangles = np.empty((0, 3), dtype=np.int64)
    if len(triangles):
        edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
        edges = np.column_stack(np.divmod(np.unique(np.sort(edges, axis=1) @ [len(xy), 1]), len(xy)))
    else:
        along = np.argsort((xy - xy[0]) @ (np.ptp(xy, axis=0) * _slope(xy)), kind="stable")
        edges = np.sort(np.column_stack([along[:-1], along[1:]]), axis=1)
    triangles = triangles[(owner[triangles] == owner[triangles[:, :1]]).all(axis=1)]
    edges = edges[owner[edges[:, 0]] == owner[edges[:, 1]]]
    return _Mesh(triangles, edges, np.linalg.norm(xy[edges[:, 0]] - xy[edges[:, 1]], axis=1))


def _slope(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (1, 1) or (1, -1): whether places on one line rise or fall from west to east."""
    west, east = xy[np.argmin(xy[:, 0])], xy[np.argmax(xy[:, 0])]
    return np.array([1.0, -1.0 if east[1] < west[1] else 1.0])


def _spanning(mesh: _Mesh, n: int) -> npt.NDArray[np.int64]:
    """Return which edges hold each owner together with the least length."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    if len(mesh.edges) == 0:
        return np.empty(0, dtype=np.int64)
    order = np.argsort(mesh.lengths, kind="stable")
    place = np.empty(len(order), dtype=np.float64)
    place[order] = np.arange(1, len(order) + 1)  # ranks instead of lengths: no ties, and the tree names its edges
    tree = minimum_spanning_tree(coo_array((place, (mesh.edges[:, 0], mesh.edges[:, 1])), shape=(n, n)).tocsr())
    return order[np.sort(tree.data).astype(np.int64) - 1]


def _longer_spacing(
    owner: npt.NDArray[np.int64], lengths: npt.NDArray[np.float64], owners: int
) -> npt.NDArray[np.float64]:
    """Return the 0.9 quantile of each owner's spacings, 0 for an owner of a single place."""
    order = np.lexsort((lengths, owner))
    count = np.bincount(owner, minlength=owners)
    begin = np.concatenate([[0], np.cumsum(count)[:-1]])
    spacing = np.zeros(owners)
    some = count > 0
    spacing[some] = lengths[order][(begin + np.floor(_LONGER * (count - 1)).astype(np.int64))[some]]
    return spacing

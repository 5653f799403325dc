"""From ways to edges between junctions: ways are cut where others join, and runs of one class become one edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ways:
    """Ways as flat arrays: the corners of way w are those from `begins[w]` to `begins[w + 1] - 1`.

    Parameters
    ----------
    node
        Number of the node at each corner, 0…n-1, shape (corners,).
    begins
        Shape (ways + 1,); every way has at least two corners.
    alike
        Ways with the same number may become one edge, shape (ways,).
    oneway
        -1, 0 or 1, shape (ways,).
    """

    node: Integers
    begins: Integers
    alike: Integers
    oneway: Integers


@dataclass(frozen=True)
class Edges:
    """Edges between junctions.

    Parameters
    ----------
    corners, begins
        Nodes along each edge one after the other, and where each edge's begin, shape (edges + 1,).
    way
        A way of which each edge is (a part, or one of several alike), shape (edges,).
    oneway
        Whether it is passable from its first corner to its last only, shape (edges,).
    """

    corners: Integers
    begins: Integers
    way: Integers
    oneway: npt.NDArray[np.bool_]


def contract(ways: Ways) -> Edges:
    """Cut ways at shared nodes and join what runs on through nodes where nothing else meets.

    Parameters
    ----------
    ways
        As they come; a way may visit a node twice.

    Returns
    -------
    Edges
        Two pieces become one only when they are alike, their directions agree, and nothing else touches their node.
        One-ways run from first to last corner. A ring without a junction is one edge from a node to itself.
    """
    low, high, way = _pieces(ways)
    tips = np.column_stack([ways.node[low], ways.node[high]]).ravel() if len(low) else np.empty(0, dtype=np.int64)
    chains = _chains(_mates(tips, ways.alike[way], ways.oneway[way]))
    corners: list[Integers] = []
    first_way, oneway = [], []
    for chain in chains:
        run = [
            ways.node[low[piece] : high[piece] + 1][:: -1 if backwards else 1][int(step > 0) :]
            for step, (piece, backwards) in enumerate(chain)
        ]
        piece, backwards = chain[0]
        along = int(ways.oneway[way[piece]]) * (-1 if backwards else 1)
        joined = np.concatenate(run)
        corners.append(joined[::-1] if along < 0 else joined)
        first_way.append(way[piece])
        oneway.append(along != 0)
    begins = np.concatenate([[0], np.cumsum([len(one) for one in corners])]).astype(np.int64)
    flat = np.concatenate(corners) if corners else np.empty(0, dtype=np.int64)
    return Edges(flat, begins, np.asarray(first_way, dtype=np.int64), np.asarray(oneway, dtype=bool))


def _pieces(ways: Ways) -> tuple[Integers, Integers, Integers]:
    """Return first corner, last corner and way of each piece between nodes that something else shares."""
    count = np.diff(ways.begins)
    of = np.repeat(np.arange(len(count)), count)
    shared = np.bincount(ways.node, minlength=1)[ways.node] > 1
    shared[ways.begins[:-1]] = True
    shared[ways.begins[1:] - 1] = True
    cuts = np.flatnonzero(shared)
    within = of[cuts[:-1]] == of[cuts[1:]]
    return cuts[:-1][within], cuts[1:][within], of[cuts[:-1][within]]


def _mates(tips: Integers, alike: Integers, oneway: Integers) -> Integers:
    """Return for each end of a piece (2p its start, 2p + 1 its end) the end that it runs on into, or -1."""
    mate = np.full(len(tips), -1, dtype=np.int64)
    if not len(tips):
        return mate
    order = np.argsort(tips, kind="stable")
    _, first, degree = np.unique(tips[order], return_index=True, return_counts=True)
    one, other = order[first[degree == 2]], order[first[degree == 2] + 1]
    inwards = np.column_stack([oneway == -1, oneway == 1]).ravel()
    p, q = one // 2, other // 2
    runs_on = (p != q) & (alike[p] == alike[q]) & ((oneway[p] == 0) == (oneway[q] == 0))
    runs_on &= (oneway[p] == 0) | (inwards[one] != inwards[other])
    mate[one[runs_on]], mate[other[runs_on]] = other[runs_on], one[runs_on]
    return mate


def _chains(mate: Integers) -> list[list[tuple[int, bool]]]:
    """Return runs of pieces as (piece, whether it is passed backwards): open ones first, then rings."""
    mates = mate.tolist()
    used = [False] * (len(mates) // 2)
    chains = []
    loose = [end for end, other in enumerate(mates) if other < 0]
    for begin in [*loose, *range(0, len(mates), 2)]:
        end, chain = begin, []
        while not used[end // 2]:
            used[end // 2] = True
            chain.append((end // 2, bool(end % 2)))
            end = mates[end ^ 1]
            if end < 0:
                break
        if chain:
            chains.append(chain)
    return chains

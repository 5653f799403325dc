"""Shortest ways along a network between the candidates of a track."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString

from geo.evaluation.candidates import Candidates
from geo.evaluation.network_legs import Leg

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_AT_ONCE = 2_000_000  # distances held in one block
_BLOCKS = 4


class Ways:
    """Ways between the candidates of one run of a track, found on the part of the network that they can reach.

    Every point of a way no longer than `reach_m` lies within half of that from one of its ends, and the ends within the
    candidates' radius (which `reach_m` holds twice) of the track: edges farther from the track than `reach_m` are left
    out without changing any answer.
    """

    def __init__(self, states: Candidates, places: Floats, voting: Integers, reach_m: float) -> None:
        self._states = states
        self._reach = reach_m
        network = states.network
        track = LineString(places) if len(places) > 1 else shapely.Point(places[0])
        self._edges = np.sort(states.tree.query(track, predicate="dwithin", distance=reach_m)).astype(np.int64)
        ends = np.column_stack([network.starts[self._edges], network.ends[self._edges]])
        self._nodes = np.unique(ends)
        local = np.searchsorted(self._nodes, ends).reshape(-1, 2)
        self._link, self._graph = _links(local, network.lengths_m[self._edges], self._edges, len(self._nodes))
        mine = np.concatenate([states.of(int(at)) for at in voting])
        tips = np.column_stack([network.starts[states.edge[mine]], network.ends[states.edge[mine]]]).ravel()
        _, first = np.unique(tips, return_index=True)
        # Sources in the order in which the track needs them: blocks of rows are then used one after the other.
        self._sources = np.searchsorted(self._nodes, tips[np.sort(first)])
        self._row_of = np.full(len(self._nodes), -1, dtype=np.int64)
        self._row_of[self._sources] = np.arange(len(self._sources))
        self._size = max(1, _AT_ONCE // max(1, len(self._nodes)))
        self._cache: OrderedDict[int, tuple[Floats, Any]] = OrderedDict()

    def metres(self, origins: Integers, destinations: Integers) -> Floats:
        """Return the length of the shortest way between candidates, shape (origins, destinations); inf where none."""
        states = self._states
        edge, other = states.edge[origins], states.edge[destinations]
        away = np.full((len(origins), len(destinations)), np.inf)
        for node, walked in self._tips(origins):
            rows = np.array([self._rows(int(one))[0] for one in node])
            for tip, rest in self._tips(destinations):
                away = np.minimum(away, walked[:, None] + rows[:, tip] + rest[None, :])
        along = np.abs(states.along_m[origins][:, None] - states.along_m[destinations][None, :])
        same = edge[:, None] == other[None, :]
        away[same] = np.minimum(away[same], along[same])
        return away

    def legs(self, origin: int, destination: int) -> list[Leg]:
        """Return the shortest way between two candidates, which must exist, as legs along edges."""
        states = self._states
        one, other = int(states.edge[origin]), int(states.edge[destination])
        begin, end = float(states.along_m[origin]), float(states.along_m[destination])
        best = abs(begin - end) if one == other else np.inf
        found: tuple[int, int, int, int] | None = None
        for out, (node, walked) in enumerate(self._tips(np.array([origin]))):
            row = self._rows(int(node[0]))[0]
            for back, (tip, rest) in enumerate(self._tips(np.array([destination]))):
                length = float(walked[0] + row[tip[0]] + rest[0])
                if length < best:
                    best, found = length, (out, back, int(node[0]), int(tip[0]))
        if found is None:
            return [(one, begin, end)]
        out, back, first, last = found
        network = self._states.network
        way: list[Leg] = [(one, begin, float(network.lengths_m[one]) if out else 0.0)]
        for low, high in self._steps(first, last):
            edge = self._link[min(low, high), max(low, high)]
            length = float(network.lengths_m[edge])
            way.append((edge, 0.0, length) if network.starts[edge] == self._nodes[low] else (edge, length, 0.0))
        way.append((other, float(network.lengths_m[other]) if back else 0.0, end))
        return way

    def _tips(self, candidates: Integers) -> tuple[tuple[Integers, Floats], tuple[Integers, Floats]]:
        """Return the node at the start and at the end of each candidate's edge, and the metres to it."""
        network, edge = self._states.network, self._states.edge[candidates]
        along = self._states.along_m[candidates]
        starts = np.searchsorted(self._nodes, network.starts[edge])
        ends = np.searchsorted(self._nodes, network.ends[edge])
        return (starts, along), (ends, network.lengths_m[edge] - along)

    def _steps(self, node: int, tip: int) -> list[tuple[int, int]]:
        """Return the pairs of nodes along the shortest way from one to another."""
        before = self._rows(node)[1]
        steps = []
        while tip != node:
            steps.append((int(before[tip]), tip))
            tip = int(before[tip])
        return steps[::-1]

    def _rows(self, node: int) -> tuple[Floats, Any]:
        """Return distances from a node to all others, and the node before each; computed block by block."""
        from scipy.sparse.csgraph import dijkstra

        block, row = divmod(int(self._row_of[node]), self._size)
        if block not in self._cache:
            sources = self._sources[block * self._size : (block + 1) * self._size]
            away, before = dijkstra(
                self._graph, directed=False, indices=sources, limit=self._reach, return_predecessors=True
            )
            self._cache[block] = (away, before)
            if len(self._cache) > _BLOCKS:
                self._cache.popitem(last=False)
        self._cache.move_to_end(block)
        away, before = self._cache[block]
        return away[row], before[row]


def _links(ends: Integers, lengths: Floats, edges: Integers, size: int) -> tuple[dict[tuple[int, int], int], Any]:
    """Return the shortest edge between each two nodes, and the graph of them."""
    from scipy.sparse import coo_array

    low, high = ends.min(axis=1, initial=size), ends.max(axis=1, initial=-1)
    order = np.lexsort((edges, lengths, high, low))
    order = order[low[order] != high[order]]
    pairs = np.column_stack([low[order], high[order]])
    first = np.ones(len(order), dtype=bool)
    first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    kept = order[first]
    link = {(int(a), int(b)): int(edge) for a, b, edge in zip(low[kept], high[kept], edges[kept], strict=True)}
    return link, coo_array((lengths[kept], (low[kept], high[kept])), shape=(size, size)).tocsr()

"""Shortest ways along a network between places on its edges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.networks import Network, OnNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MOST_PAIRS = 50_000_000
_AT_ONCE = 10_000_000  # distances held at once while searching


def network_distance(
    network: Network, origins: OnNetwork, destinations: OnNetwork, limit_m: float | None = None
) -> Floats:
    """Return the length of the shortest way from each origin to each destination.

    Parameters
    ----------
    network
        Passable both ways.
    origins, destinations
        Places on its edges, as `Network.snap` or `Network.at` give them, n and k of them.
    limit_m
        Ways longer than this count as none, metres; None: no limit. A limit makes large networks fast.

    Returns
    -------
    numpy.ndarray
        Metres, shape (n, k); infinite where there is no way, or a place is on no edge.

    Raises
    ------
    ParameterError
        When there are more than 50 million pairs; take parts of the origins in turn.

    References
    ----------
    Dijkstra (1959), Numerische Mathematik 1, 269-271.
    """
    n, k = len(origins), len(destinations)
    if n * k > MOST_PAIRS:
        problem = Says(
            "{pairs} pasangan tempat terlalu banyak (paling banyak {most}); hitung sebagian demi sebagian.",
            "{pairs} pairs of places are too many (at most {most}); take a part of them at a time.",
        ).filled(pairs=n * k, most=MOST_PAIRS)
        raise ParameterError(name="origins", problem=problem)
    away = np.full((n, k), np.inf)
    some, others = np.flatnonzero(origins.edge >= 0), np.flatnonzero(destinations.edge >= 0)
    if not len(some) or not len(others):
        return away
    reach = np.inf if limit_m is None else float(limit_m)
    if len(some) <= len(others):
        found = _between(network, origins, some, destinations, others, reach)
    else:
        found = _between(network, destinations, others, origins, some, reach).T
    found[found > reach] = np.inf
    away[np.ix_(some, others)] = found
    return away


def _between(
    network: Network, origins: OnNetwork, some: Integers, destinations: OnNetwork, others: Integers, reach: float
) -> Floats:
    from scipy.sparse.csgraph import dijkstra

    edge, along = destinations.edge[others], destinations.along_m[others]
    tips = network.starts[edge], network.ends[edge]
    back = along, network.lengths_m[edge] - along
    graph = _graph(network)
    away = np.full((len(some), len(others)), np.inf)
    from_edge, from_along = origins.edge[some], origins.along_m[some]
    out = (
        (network.starts[from_edge], from_along),
        (network.ends[from_edge], network.lengths_m[from_edge] - from_along),
    )
    step = max(1, _AT_ONCE // max(len(network.nodes), len(others)))
    for node, walked in out:
        order = np.argsort(node, kind="stable")
        nodes, begins = np.unique(node[order], return_index=True)
        begins = np.append(begins, len(order))
        for low in range(0, len(nodes), step):
            high = min(low + step, len(nodes))
            ways = dijkstra(graph, directed=False, indices=nodes[low:high], limit=reach)
            mine = order[begins[low] : begins[high]]
            which = np.searchsorted(nodes[low:high], node[mine])
            for tip, rest in zip(tips, back, strict=True):
                whole = ways[:, tip] + rest
                away[mine] = np.minimum(away[mine], whole[which] + walked[mine, None])
    one, other = _same_edge(from_edge, edge)
    straight = np.abs(from_along[one] - along[other])
    away[one, other] = np.minimum(away[one, other], straight)
    return away


def _graph(network: Network):  # type: ignore[no-untyped-def]  # a scipy matrix
    """Return the shortest edge between each two nodes."""
    from scipy.sparse import coo_array

    low = np.minimum(network.starts, network.ends)
    high = np.maximum(network.starts, network.ends)
    order = np.lexsort((network.lengths_m, high, low))
    order = order[low[order] != high[order]]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    kept = order[first]
    size = len(network.nodes)
    return coo_array((network.lengths_m[kept], (low[kept], high[kept])), shape=(size, size)).tocsr()


def _same_edge(edges: Integers, others: Integers) -> tuple[Integers, Integers]:
    """Return all pairs of equal values of two arrays."""
    order = np.argsort(others, kind="stable")
    begin = np.searchsorted(others[order], edges, side="left")
    count = np.searchsorted(others[order], edges, side="right") - begin
    one = np.repeat(np.arange(len(edges)), count)
    step = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    return one, order[np.repeat(begin, count) + step]

"""Quickest ways between places on a network: one search for each place of the smaller side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.spatial.travel.mode_graph import ModeGraph, Snapped

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_AT_ONCE = 8_000_000  # distances held at once while searching
_TIE = 1e-9  # minutes a metre: of ways equally quick the shorter one is taken


@dataclass(frozen=True, eq=False)
class Doors:
    """How places are joined to the graph: by the two ends, u and v, of their edges, shape (n, 2) each.

    Parameters
    ----------
    node
        The ends.
    minutes, metres
        To them (leaving) or from them (arriving); minutes are `inf` where the edge cannot be passed so.
    """

    node: Integers
    minutes: Floats
    metres: Floats


@dataclass(frozen=True, eq=False)
class Web:
    """The graph with one more node for each place, from which its search begins.

    Parameters
    ----------
    sought
        CSR array of what is minimised: minutes, and metres so lightly that they only decide between equals.
    indptr, heads, minutes, metres
        Its arcs by tail.
    size
        Number of nodes without the places; place i is node size + i.
    """

    sought: Any
    indptr: npt.NDArray[np.int32]
    heads: npt.NDArray[np.int32]
    minutes: Floats
    metres: Floats
    size: int


def doors(graph: ModeGraph, places: Snapped, *, leaving: bool) -> Doors:
    edge, share = places.edge, places.share
    to_u, to_v = (graph.backward, graph.forward) if leaving else (graph.forward, graph.backward)
    parts = np.column_stack([share, 1 - share])
    with np.errstate(invalid="ignore"):  # inf x 0: a place at the very end of a one-way
        minutes = np.column_stack([to_u[edge], to_v[edge]]) * parts
    minutes[parts == 0] = 0.0
    nodes = np.column_stack([graph.network.u[edge], graph.network.v[edge]])
    return Doors(nodes, minutes, graph.network.length_m[edge][:, None] * parts)


def matrix(graph: ModeGraph, origins: Snapped, destinations: Snapped, *, metres: bool) -> Floats:
    """Return minutes (or metres) between places on edges; searched from the side that has fewer."""
    out, into = doors(graph, origins, leaving=True), doors(graph, destinations, leaving=False)
    forwards = len(origins.edge) <= len(destinations.edge)
    near, far = (out, into) if forwards else (into, out)
    from_nodes = _search(graph, near, far, forwards=forwards)
    found = from_nodes if forwards else tuple(one.T for one in from_nodes)
    minutes, length = same_edge(graph, origins, destinations, *found)
    if not metres:
        return minutes
    return np.where(np.isfinite(minutes), length, np.inf)


def web_of(graph: ModeGraph, near: Doors, *, forwards: bool) -> Web:
    """Return the graph (its arcs turned round unless `forwards`) with a node for each place, joined by its doors."""
    from scipy.sparse import csr_array

    arcs, size, n = graph.arcs, len(graph.network.nodes), len(near.node)
    tail, head = (arcs.tail, arcs.head) if forwards else (arcs.head, arcs.tail)
    open_door = np.isfinite(near.minutes)
    loop = near.node[:, 0] == near.node[:, 1]
    worse = near.minutes[:, 0] > near.minutes[:, 1]  # both doors of a loop lead to one node: the quicker counts
    open_door[loop & worse, 0] = False
    open_door[loop & ~worse, 1] = False
    who, which = np.nonzero(open_door)
    tails = np.concatenate([tail, size + who])
    heads = np.concatenate([head, near.node[who, which]])
    minutes = np.concatenate([arcs.minutes, near.minutes[who, which]])
    metres = np.concatenate([arcs.metres, near.metres[who, which]])
    order = np.lexsort((heads, tails))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=size + n))]).astype(np.int32)
    heads, minutes, metres = heads[order].astype(np.int32), minutes[order], metres[order]
    sought = minutes + _TIE * (1.0 + metres)  # never 0: a stored zero could be read as no arc
    return Web(csr_array((sought, heads, indptr), shape=(size + n, size + n)), indptr, heads, minutes, metres, size)


def _search(graph: ModeGraph, near: Doors, far: Doors, *, forwards: bool) -> tuple[Floats, Floats]:
    """Return minutes and metres from each near to each far place by way of nodes, (near, far)."""
    from scipy.sparse.csgraph import dijkstra

    from geo.spatial.travel.along_kernel import metres_to

    web = web_of(graph, near, forwards=forwards)
    n, k = len(near.node), len(far.node)
    wanted, at = np.unique(far.node, return_inverse=True)
    at = at.reshape(-1, 2)
    best, length = np.full((n, k), np.inf), np.full((n, k), np.inf)
    step = max(1, _AT_ONCE // (web.size + n))
    for low in range(0, n, step):
        high = min(low + step, n)
        reached, before = dijkstra(web.sought, indices=web.size + np.arange(low, high), return_predecessors=True)
        walked = np.empty((high - low, len(wanted)))
        spent = np.empty((high - low, len(wanted)))
        metres_to(before, web.indptr, web.heads, web.metres, wanted, walked)
        metres_to(before, web.indptr, web.heads, web.minutes, wanted, spent)
        spent[~np.isfinite(reached[:, wanted])] = np.inf
        for door in (0, 1):
            whole = spent[:, at[:, door]] + far.minutes[:, door]
            metres = walked[:, at[:, door]] + far.metres[:, door]
            keep_better(best[low:high], length[low:high], whole, metres)
    return best, length


def keep_better(best: Floats, length: Floats, whole: Floats, metres: Floats) -> None:
    """Take the quicker of two ways in place, the shorter of those equally quick: by the same measure as the search."""
    better = whole + _TIE * metres < best + _TIE * length
    best[better], length[better] = whole[better], metres[better]


def same_edge(
    graph: ModeGraph, origins: Snapped, destinations: Snapped, minutes: Floats, metres: Floats
) -> tuple[Floats, Floats]:
    """Let places on the same edge reach each other along it, where its direction allows."""
    minutes, metres = minutes.copy(), metres.copy()
    one, other = np.nonzero(origins.edge[:, None] == destinations.edge[None, :])
    if len(one):
        edge, step = origins.edge[one], destinations.share[other] - origins.share[one]
        per_step = np.where(step >= 0, graph.forward[edge], graph.backward[edge])
        straight = np.where(step == 0, 0.0, np.abs(step) * np.where(step == 0, 0.0, per_step))
        length = np.abs(step) * graph.network.length_m[edge]
        kept, along = minutes[one, other], metres[one, other]
        keep_better(kept, along, straight, length)
        minutes[one, other], metres[one, other] = kept, along
    return minutes, metres

"""Connected pieces of a network, and one-ways that lead into or out of nowhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.spatial.travel.network import TravelNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of some edges, directions left aside.

    Parameters
    ----------
    of_edge
        Piece of each edge of the network, -1 for those that were not asked about, shape (edges,).
    length_m
        Length of each piece, the longest first, shape (pieces,).
    """

    of_edge: Integers
    length_m: Floats


def pieces_of(network: TravelNetwork, members: Bools) -> Pieces:
    """Return the connected pieces of the edges in `members`, shape (edges,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    of_edge = np.full(len(network), -1, dtype=np.int64)
    edges = np.flatnonzero(members)
    if not len(edges):
        return Pieces(of_edge, np.empty(0))
    size = len(network.nodes)
    links = coo_array((np.ones(len(edges), np.int8), (network.u[edges], network.v[edges])), shape=(size, size))
    labels = connected_components(links.tocsr(), directed=False)[1][network.u[edges]]
    names, of = np.unique(labels, return_inverse=True)
    length = np.bincount(of, weights=network.length_m[edges], minlength=len(names))
    order = np.argsort(-length, kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    of_edge[edges] = rank[of]
    return Pieces(of_edge, np.asarray(length[order], dtype=np.float64))


def trapped_edges(network: TravelNetwork, members: Bools) -> Integers:
    """Return one-way edges from or to which there is no way back, among the edges in `members`.

    Inside each connected piece the largest part in which every node reaches every other is the ground; a one-way edge
    with an end outside it is trapped.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.flatnonzero(members)
    if not len(edges) or not network.oneway[edges].any():
        return np.empty(0, dtype=np.int64)
    u, v, both = network.u[edges], network.v[edges], edges[~network.oneway[edges]]
    tail, head = np.concatenate([u, network.v[both]]), np.concatenate([v, network.u[both]])
    size = len(network.nodes)
    links = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(size, size)).tocsr()
    weak = connected_components(links, directed=False)[1]
    count, strong = connected_components(links, directed=True, connection="strong")
    members_of = np.bincount(strong, minlength=count)
    piece = np.zeros(count, dtype=np.int64)
    piece[strong] = weak
    order = np.lexsort((np.arange(count), -members_of, piece))
    first = np.append(True, piece[order][1:] != piece[order][:-1])
    ground = np.zeros(count, dtype=bool)
    ground[order[first]] = True
    inside = ground[strong]
    return edges[network.oneway[edges] & ~(inside[u] & inside[v])]

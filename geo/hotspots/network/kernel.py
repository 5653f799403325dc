"""Equal-split kernels on a network: every incident's mass spreads along the edges and is divided at the nodes.

One walk (`geo.hotspots.network.walk`) serves all incidents of an edge. Lixels receive exact integrals of the kernel,
not values at their middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.hotspots.network.walk import STEPS, scratch_of, walk
from geo.spatial.compiled import compiled

if TYPE_CHECKING:
    from geo.spatial.lixels import Lixels
    from geo.spatial.networks import Network

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_FIRST_ROOM = 1 << 12
MOST_ENTRIES = 1 << 20


class TooManyWaysError(Exception):
    """One walk has more than `MOST_ENTRIES` entries: the bandwidth spans too many edges."""


@dataclass(frozen=True)
class Cost:
    """Work of one incident on average: entries of the walk of its edge, and pieces that receive mass from it."""

    entries: float
    pieces: float


def spread_along(
    network: Network,
    lixels: Lixels,
    edge: Integers,
    along_m: Floats,
    mass: Floats,
    bandwidth_m: float,
    *,
    continuous: bool = False,
) -> Floats:
    """Return the mass that each lixel receives from incidents.

    Parameters
    ----------
    network, lixels
        The network and its pieces.
    edge, along_m, mass
        Places of incidents on its edges, and their mass, shape (n,); any order.
    bandwidth_m
        Reach of the quartic kernel, metres.
    continuous
        Equal-split continuous kernel instead of the discontinuous one.

    Returns
    -------
    numpy.ndarray
        Shape (lixels,). Adds up to the mass given, because at a dead end mass turns round: exactly as long as no
        entries are joined, else to about a hundred-thousandth per node passed at worst.

    Raises
    ------
    TooManyWaysError
        When a walk would need too many entries.

    References
    ----------
    Okabe, Satoh & Sugihara (2009), International Journal of Geographical Information Science 23, 7-32; Okabe &
    Sugihara (2012), Spatial Analysis along Networks, chapter 9; Silverman (1986), chapter 4 (quartic kernel).
    """
    order = np.lexsort((along_m, edge))
    sources = edge[order], along_m[order], np.arange(len(order) + 1)
    entries = np.zeros(len(order), dtype=np.uint64), mass[order].astype(np.float64)
    return _spread_all(network, lixels, sources, entries, 1, bandwidth_m, continuous)[:, 0]


def spread_counts(
    network: Network, lixels: Lixels, counts: Integers, bandwidth_m: float, *, continuous: bool = False
) -> Floats:
    """Return the mass that each lixel receives from incidents in the middle of lixels, for many patterns at once.

    Parameters
    ----------
    network, lixels, bandwidth_m, continuous
        As for `spread_along`.
    counts
        Incidents in each lixel, shape (lixels, patterns).

    Returns
    -------
    numpy.ndarray
        Shape (lixels, patterns).

    Raises
    ------
    TooManyWaysError
        When a walk would need too many entries.
    """
    piece, pattern = np.nonzero(counts)
    held = np.bincount(piece, minlength=len(lixels))
    used = np.flatnonzero(held)
    along = (lixels.number[used] + 0.5) * lixels.length_m[used]
    sources = lixels.edge[used], along, np.concatenate([[0], np.cumsum(held[used])]).astype(np.int64)
    entries = pattern.astype(np.uint64), counts[piece, pattern].astype(np.float64)
    return _spread_all(network, lixels, sources, entries, counts.shape[1], bandwidth_m, continuous)


def _spread_all(
    network: Network,
    lixels: Lixels,
    sources: tuple[Integers, Floats, Integers],
    entries: tuple[npt.NDArray[np.uint64], Floats],
    patterns: int,
    bandwidth_m: float,
    continuous: bool,
) -> Floats:
    """Spread sources sorted by edge and place, each with a run of entries (pattern, mass)."""
    edge, along, runs = sources
    edges, begins = np.unique(edge, return_index=True)
    begins = np.append(begins, len(edge)).astype(np.int64)
    held = np.zeros((len(lixels), patterns))
    graph = network.node_of_end, *network.ends_at_node, network.lengths_m, lixels.pointer
    given = along, runs.astype(np.int64), *entries
    room, first = _FIRST_ROOM, 0
    while first < len(edges):
        first = _spread(graph, edges, begins, given, float(bandwidth_m), continuous, room, first, held)
        if first < len(edges):
            if room >= MOST_ENTRIES:
                raise TooManyWaysError
            room *= 4
    return held


def cost_of_walks(
    network: Network, lixels: Lixels, edge: Integers, bandwidth_m: float, *, continuous: bool = False
) -> Cost:
    """Return what an incident in the middle of each of these edges costs, on average.

    Parameters
    ----------
    network, lixels, bandwidth_m, continuous
        As for `spread_along`.
    edge
        A sample of edges, shape (k,), k > 0.

    Raises
    ------
    TooManyWaysError
        When a walk would need too many entries.
    """
    graph = network.node_of_end, *network.ends_at_node, network.lengths_m, lixels.pointer
    entries, pieces = _cost(graph, edge, float(bandwidth_m), continuous, MOST_ENTRIES)
    if entries < 0:
        raise TooManyWaysError
    return Cost(entries / len(edge), pieces / len(edge))


@compiled
def _cumulated(distance, reach):  # type: ignore[no-untyped-def]  # compiled
    """Mass of the quartic kernel between 0 and a distance; one half at its reach."""
    u = distance / reach if distance < reach else 1.0
    v = u * u
    return 0.9375 * u * (1.0 - v * (2.0 / 3.0 - 0.2 * v))


@compiled
def _height(distance, reach):  # type: ignore[no-untyped-def]  # compiled
    """Quartic kernel at a distance, per metre."""
    u = distance / reach if distance < reach else 1.0
    v = 1.0 - u * u
    return 0.9375 * v * v / reach


@compiled
def _spread(graph, edges, begins, sources, reach, continuous, room, first, held):  # type: ignore[no-untyped-def]  # compiled
    """Add the mass of all incidents of `edges[first:]` to `held`; return the edge that found no room, or their number.

    An edge that finds no room has received nothing yet, so it can be taken up again.
    """
    lengths, lixel_pointer = graph[3], graph[4]
    along = sources[0]
    sides = (scratch_of(room), scratch_of(room))
    counts = np.zeros(2, np.int64)
    for turn in range(first, edges.size):
        edge = edges[turn]
        low, high = begins[turn], begins[turn + 1]
        nearest = (along[low], lengths[edge] - along[high - 1])
        for side in range(2):
            counts[side] = 0
            if nearest[side] < reach:
                limit = reach - nearest[side]
                counts[side] = walk(2 * edge + side, limit, graph, continuous, reach / STEPS, sides[side])
                if counts[side] < 0:
                    return turn
        _on_own_edge(lixel_pointer, edge, lengths[edge], low, high, sources, reach, held)
        for side in range(2):
            walked = (sides[side][0], sides[side][2], counts[side])
            _beyond(graph, lengths[edge], side, low, high, sources, walked, reach, held)
    return edges.size


@compiled
def _on_own_edge(lixel_pointer, edge, length, low, high, sources, reach, held):  # type: ignore[no-untyped-def]  # compiled
    """Add what incidents low … high - 1 give to their own edge on their way to its ends."""
    along = sources[0]
    start, pieces = lixel_pointer[edge], lixel_pointer[edge + 1] - lixel_pointer[edge]
    size = length / pieces
    for i in range(low, high):
        from_piece = max(int((along[i] - reach) / size), 0)
        to_piece = min(int((along[i] + reach) / size) + 1, pieces)
        before = _signed(from_piece * size - along[i], reach)
        for j in range(from_piece, to_piece):
            after = _signed((j + 1) * size - along[i], reach)
            _give(held, start + j, after - before, i, sources)
            before = after


@compiled
def _beyond(graph, length, side, low, high, sources, walked, reach, held):  # type: ignore[no-untyped-def]  # compiled
    """Add what incidents low … high - 1 of an edge give through one of its ends to all edges."""
    along = sources[0]
    entered, values, entries = walked
    lengths, lixel_pointer = graph[3], graph[4]
    for e in range(entries):
        way, weight, moment = values[e, 0], values[e, 1], values[e, 2]
        edge = entered[e] >> 1
        start, pieces = lixel_pointer[edge], lixel_pointer[edge + 1] - lixel_pointer[edge]
        size = lengths[edge] / pieces
        first, step = (start, 1) if entered[e] & 1 == 0 else (start + pieces - 1, -1)
        bent = abs(moment) > 1e-13 * reach * abs(weight)
        for k in range(high - low):
            i = low + k if side == 0 else high - 1 - k
            so_far = way + (along[i] if side == 0 else length - along[i])
            if so_far >= reach:
                break
            before = _cumulated(so_far, reach)
            height = _height(so_far, reach) if bent else 0.0
            piece = first
            for j in range(pieces):
                distance = so_far + (j + 1) * size
                after = _cumulated(distance, reach)
                received = weight * (after - before)
                if bent:
                    lower = _height(distance, reach)
                    received += moment * (lower - height)
                    height = lower
                _give(held, piece, received, i, sources)
                if distance >= reach:
                    break
                before = after
                piece += step


@compiled
def _give(held, piece, share, source, sources):  # type: ignore[no-untyped-def]  # compiled
    _, runs, pattern, mass = sources
    row = held[piece]
    for q in range(runs[source], runs[source + 1]):
        row[pattern[q]] += share * mass[q]


@compiled
def _signed(distance, reach):  # type: ignore[no-untyped-def]  # compiled
    return _cumulated(distance, reach) if distance >= 0.0 else -_cumulated(-distance, reach)


@compiled
def _cost(graph, edges, reach, continuous, room):  # type: ignore[no-untyped-def]  # compiled
    lengths, lixel_pointer = graph[3], graph[4]
    scratch = scratch_of(room)
    entries, touched = 0, 0
    for edge in edges:
        middle = lengths[edge] / 2
        own = lixel_pointer[edge + 1] - lixel_pointer[edge]
        touched += min(int(own * min(2 * reach / lengths[edge], 1.0)) + 1, own)
        for end in range(2 * edge, 2 * edge + 2):
            if middle >= reach:
                continue
            count = walk(end, reach - middle, graph, continuous, reach / STEPS, scratch)
            if count < 0:
                return -1, 0
            entries += count
            for e in range(count):
                other = scratch[0][e] >> 1
                left = reach - middle - scratch[2][e, 0]
                pieces = lixel_pointer[other + 1] - lixel_pointer[other]
                touched += min(int(left / lengths[other] * pieces) + 1, pieces)
    return entries, touched

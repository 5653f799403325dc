"""The quickest way between two places on a network, as a line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.ops import substring

from geo.spatial.travel.mode_graph import ModeGraph, Snapped
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.search import Doors, doors, keep_better, web_of

Floats = npt.NDArray[np.float64]


def way_between(graph: ModeGraph, both: Snapped) -> Floats | None:
    """Return the corners of the quickest way between two places on edges.

    Parameters
    ----------
    graph
        What the means of travel can use.
    both
        Two places, both on edges.

    Returns
    -------
    numpy.ndarray or None
        Corners from the first place to the second, shape (k, 2); None where there is no way.
    """
    from scipy.sparse.csgraph import dijkstra

    first = Snapped(both.edge[:1], both.share[:1], both.off_m[:1], both.xy[:1])
    last = Snapped(both.edge[1:], both.share[1:], both.off_m[1:], both.xy[1:])
    near, far = doors(graph, first, leaving=True), doors(graph, last, leaving=False)
    web = web_of(graph, near, forwards=True)
    reached, before = dijkstra(web.sought, indices=web.size, return_predecessors=True)
    best, length, chosen = np.array([np.inf]), np.array([np.inf]), -1
    walks = [_nodes_to(before, int(node), web.size) if np.isfinite(reached[node]) else None for node in far.node[0]]
    for door, walk in enumerate(walks):
        if walk is None or not np.isfinite(far.minutes[0, door]):
            continue
        minutes, metres = _sum(graph, near, walk)
        was = (best[0], length[0])
        keep_better(best, length, minutes + far.minutes[0, [door]], metres + far.metres[0, [door]])
        chosen = door if (best[0], length[0]) != was else chosen
    if both.edge[0] == both.edge[1]:
        edge, step = int(both.edge[0]), float(both.share[1] - both.share[0])
        per_step = graph.forward[edge] if step >= 0 else graph.backward[edge]
        straight = np.array([0.0 if step == 0 else abs(step) * per_step])
        was = (best[0], length[0])
        keep_better(best, length, straight, np.array([abs(step) * graph.network.length_m[edge]]))
        if (best[0], length[0]) != was:
            return _stretch(graph.network, edge, float(both.share[0]), float(both.share[1]))
    if chosen < 0:
        return None
    return _drawn(graph, both, walks[chosen] or [], chosen)


def _nodes_to(before: npt.NDArray[np.int32], node: int, source: int) -> list[int]:
    """Return the nodes of the way from the source (left out) to a node."""
    walk = []
    while node != source:
        walk.append(node)
        node = int(before[node])
    return walk[::-1]


def _arcs(graph: ModeGraph, walk: list[int]) -> npt.NDArray[np.int64]:
    arcs, size = graph.arcs, len(graph.network.nodes)
    nodes = np.asarray(walk, dtype=np.int64)
    return np.searchsorted(arcs.tail * size + arcs.head, nodes[:-1] * size + nodes[1:])


def _door(near_minutes: Floats, near_nodes: npt.NDArray[np.int64], node: int) -> int:
    """Return the door by which the way begins: 0 at u, 1 at v."""
    if near_nodes[0] == near_nodes[1]:
        return int(near_minutes[0] > near_minutes[1])
    return int(near_nodes[1] == node)


def _sum(graph: ModeGraph, near: Doors, walk: list[int]) -> tuple[Floats, Floats]:
    minutes, nodes, metres = near.minutes[0], near.node[0], near.metres[0]
    door, arcs = _door(minutes, nodes, walk[0]), _arcs(graph, walk)
    spent = minutes[door] + graph.arcs.minutes[arcs].sum()
    return np.array([spent]), np.array([metres[door] + graph.arcs.metres[arcs].sum()])


def _drawn(graph: ModeGraph, both: Snapped, walk: list[int], door: int) -> Floats:
    net = graph.network
    first, last = int(both.edge[0]), int(both.edge[1])
    near = doors(graph, Snapped(both.edge[:1], both.share[:1], both.off_m[:1], both.xy[:1]), leaving=True)
    begin = _door(near.minutes[0], near.node[0], walk[0])
    parts = [_stretch(net, first, float(both.share[0]), float(begin))]
    for arc, tail in zip(_arcs(graph, walk), walk[:-1], strict=True):
        edge = int(graph.arcs.edge[arc])
        corners = net.coordinates[net.begins[edge] : net.begins[edge + 1]]
        parts.append(corners if net.u[edge] == tail else corners[::-1])
    parts.append(_stretch(net, last, float(door), float(both.share[1])))
    return np.concatenate(parts)


def _stretch(network: TravelNetwork, edge: int, share: float, to_share: float) -> Floats:
    """Return the corners of part of an edge, from one share of it to another (backwards where that is smaller)."""
    line = network.lines[edge]
    if share == to_share:
        return np.asarray(shapely.get_coordinates(line.interpolate(share, normalized=True)))
    return np.asarray(shapely.get_coordinates(substring(line, share, to_share, normalized=True)))

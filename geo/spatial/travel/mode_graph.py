"""The graph of one means of travel: its passable edges, places on them, and the arcs between nodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.spatial.travel.edge_minutes import edge_minutes
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.pieces import pieces_of
from geo.spatial.travel.speeds import Season, TravelSpeeds

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_AT_NODE_M = 0.001  # so near its end a place stands at the node: rounding must not send it round a one-way


@dataclass(frozen=True, eq=False)
class Snapped:
    """Places on the edges of a network, shape (n,) each.

    Parameters
    ----------
    edge
        Edge of each place, -1 beyond the limit.
    share
        Where on it: 0 at u, 1 at v.
    off_m
        Metres from the place to the edge; `inf` beyond the limit.
    xy
        The place on the edge, shape (n, 2); nan beyond the limit.
    """

    edge: Integers
    share: Floats
    off_m: Floats
    xy: Floats


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs between nodes, the quickest where several join the same two in the same direction.

    Parameters
    ----------
    tail, head, edge
        Nodes and edge of each arc, sorted by tail, then head, shape (arcs,).
    minutes, metres
        Of each arc.
    """

    tail: Integers
    head: Integers
    edge: Integers
    minutes: Floats
    metres: Floats


@dataclass(frozen=True, eq=False)
class ModeGraph:
    """What one means of travel can use of a network in one season.

    Parameters
    ----------
    network
        The whole network.
    forward, backward
        Minutes from u to v and back of each edge; `inf` where it cannot be passed so, shape (edges,).
    stops
        Edges at which one may begin or end: passable, no ferry, and on no slip of a network, shape (k,).
    """

    network: TravelNetwork
    forward: Floats
    backward: Floats
    stops: Integers

    @cached_property
    def arcs(self) -> Arcs:
        """Every direction in which an edge can be passed."""
        net = self.network
        there, back = np.flatnonzero(np.isfinite(self.forward)), np.flatnonzero(np.isfinite(self.backward))
        tail = np.concatenate([net.u[there], net.v[back]])
        head = np.concatenate([net.v[there], net.u[back]])
        edge = np.concatenate([there, back])
        minutes = np.concatenate([self.forward[there], self.backward[back]])
        metres = net.length_m[edge]
        order = np.lexsort((metres, minutes, head, tail))
        order = order[tail[order] != head[order]]  # a loop leads nowhere new
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
        kept = order[first]
        return Arcs(tail[kept], head[kept], edge[kept], minutes[kept], metres[kept])

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self.network.lines[self.stops])

    def snap(self, places: Floats, limit_m: float) -> Snapped:
        """Return the nearest place on an edge of `stops` for places (n, 2); of several equally near the first."""
        n = len(places)
        edge, share = np.full(n, -1, dtype=np.int64), np.zeros(n)
        off, xy = np.full(n, np.inf), np.full((n, 2), np.nan)
        if not n or not len(self.stops):
            return Snapped(edge, share, off, xy)
        points = shapely.points(places)
        reach = float(np.nextafter(limit_m, np.inf))
        (who, met), apart = self._tree.query_nearest(points, max_distance=reach, return_distance=True)
        order = np.lexsort((met, who))
        who, met, apart = who[order], met[order], apart[order]
        first = np.append(True, who[1:] != who[:-1])[: len(who)] & (apart <= limit_m)
        who, met = who[first], met[first]
        edge[who], off[who] = self.stops[met], apart[first]
        lines = self.network.lines[edge[who]]
        along = np.nan_to_num(shapely.line_locate_point(lines, points[who], normalized=True))
        slack = _AT_NODE_M / self.network.length_m[edge[who]]
        share[who] = np.where(along <= slack, 0.0, np.where(along >= 1 - slack, 1.0, along))
        xy[who] = shapely.get_coordinates(shapely.line_interpolate_point(lines, share[who], normalized=True))
        return Snapped(edge, share, off, xy)


def mode_graph(network: TravelNetwork, speeds: TravelSpeeds, mode: Mode, season: Season) -> ModeGraph:
    """Return what a means of travel can use in a season.

    Pieces of its network shorter than `least_piece_m` take no places (they are drawing slips, from which nothing can
    be reached), unless it is the longest there is.
    """
    forward, backward = edge_minutes(network, speeds, mode, season)
    passable = np.isfinite(forward) | np.isfinite(backward)
    pieces = pieces_of(network, passable)
    usable = pieces.length_m >= speeds.least_piece_m
    usable[:1] = True
    takes = passable & ~network.of_kind("ferry")
    takes[takes] = usable[pieces.of_edge[takes]]
    return ModeGraph(network, forward, backward, np.flatnonzero(takes))

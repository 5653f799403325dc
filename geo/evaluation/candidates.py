"""Candidates of map matching: the edges near each position and the place on each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Point

from geo.spatial.networks import Network, OnNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places on edges near the positions of a track, nearest first for each position.

    Parameters
    ----------
    network, places
        The network, and the positions, shape (n, 2).
    tree
        Index of the network's edges.
    pointer
        Candidates of position i are `pointer[i]` … `pointer[i + 1]` - 1, shape (n + 1,).
    edge, along_m, distance_m
        Edge, metres from its start, metres from the position; shape (candidates,).
    """

    network: Network
    places: Floats
    tree: shapely.STRtree = field(repr=False)
    pointer: Integers
    edge: Integers
    along_m: Floats
    distance_m: Floats

    @property
    def near(self) -> npt.NDArray[np.bool_]:
        """Whether each position has a candidate, shape (n,)."""
        return np.asarray(np.diff(self.pointer) > 0, dtype=bool)

    def of(self, position: int) -> Integers:
        """Return the candidates of a position."""
        return np.arange(self.pointer[position], self.pointer[position + 1])

    def point(self, candidate: int) -> Point:
        """Return the place of a candidate as a point."""
        line = self.network.geometries[self.edge[candidate]]
        share = self.along_m[candidate] / self.network.lengths_m[self.edge[candidate]]
        return shapely.line_interpolate_point(line, share, normalized=True)

    def take(self, candidates: Integers, positions: Integers, answer: OnNetwork) -> None:
        """Write candidates as the places of positions into `answer`."""
        answer.edge[positions] = self.edge[candidates]
        answer.along_m[positions] = self.along_m[candidates]
        answer.distance_m[positions] = self.distance_m[candidates]

    def place(self, positions: Integers, edges: Integers, radius_m: float, answer: OnNetwork) -> None:
        """Write the nearest place on one of `edges` within a radius into `answer`, for positions that did not vote."""
        if not len(positions):
            return
        edges = np.unique(edges)
        points = shapely.points(self.places[positions])
        away = shapely.distance(points[:, None], self.network.geometries[edges][None, :])
        best = away.argmin(axis=1)
        nearest = away[np.arange(len(positions)), best]
        on = nearest <= radius_m
        chosen = edges[best[on]]
        share = shapely.line_locate_point(self.network.geometries[chosen], points[on], normalized=True)
        answer.edge[positions[on]] = chosen
        answer.along_m[positions[on]] = share * self.network.lengths_m[chosen]
        answer.distance_m[positions[on]] = nearest[on]


def candidates(network: Network, places: Floats, radius_m: float, most: int) -> Candidates:
    """Find the edges near each position.

    Parameters
    ----------
    network, places
        Network, and positions (n, 2) in its CRS.
    radius_m
        Edges farther away are none.
    most
        Only so many of the nearest are kept for each position.
    """
    n = len(places)
    tree = shapely.STRtree(network.geometries)
    points = shapely.points(places)
    who, edge = tree.query(points, predicate="dwithin", distance=radius_m)
    away = shapely.distance(points[who], network.geometries[edge])
    order = np.lexsort((edge, away, who))
    who, edge, away = who[order], edge[order], away[order]
    rank = np.arange(len(who)) - np.searchsorted(who, who)
    kept = rank < most
    who, edge, away = who[kept], edge[kept].astype(np.int64), away[kept]
    share = shapely.line_locate_point(network.geometries[edge], points[who], normalized=True)
    pointer = np.concatenate([[0], np.cumsum(np.bincount(who, minlength=n))]).astype(np.int64)
    return Candidates(network, places, tree, pointer, edge, share * network.lengths_m[edge], away)

"""Landings: places where a road, track or path ends at a river, so that a crew can change to a boat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.spatial.travel.network import TravelNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Landings:
    """Places where land and water ways come near each other.

    Parameters
    ----------
    node
        Node of the network on land where the way ends, shape (n,).
    river_edge
        Nearest edge of a river, shape (n,).
    xy
        Place on the river, metres, shape (n, 2).
    distance_m
        From the node to the river, metres, shape (n,).
    """

    node: Integers
    river_edge: Integers
    xy: Floats
    distance_m: Floats

    def __len__(self) -> int:
        return len(self.node)


def landings(network: TravelNetwork, link_m: float = 200.0) -> Landings:
    """Return where ways on land end, or a ferry lands, at most `link_m` metres from a river.

    Parameters
    ----------
    network
        With rivers and ways on land.
    link_m
        Farthest landing, metres.
    """
    size = len(network.nodes)
    land, river, ferry = network.of_kind("road", "track", "foot"), network.of_kind("river"), network.of_kind("ferry")
    tips = np.concatenate([network.u[land], network.v[land]])
    degree = np.bincount(tips, minlength=size)
    ports = np.zeros(size, dtype=bool)
    ports[network.u[ferry]] = ports[network.v[ferry]] = True
    node = np.flatnonzero((degree == 1) | (ports & (degree > 0)))
    edges = np.flatnonzero(river)
    if not len(node) or not len(edges):
        return Landings(node[:0], edges[:0], np.empty((0, 2)), np.empty(0))
    lines = network.lines[edges]
    points = shapely.points(network.nodes[node])
    (who, met), apart = shapely.STRtree(lines).query_nearest(
        points, max_distance=float(np.nextafter(max(link_m, 1e-3), np.inf)), return_distance=True, all_matches=False
    )
    foot = shapely.line_interpolate_point(lines[met], shapely.line_locate_point(lines[met], points[who]))
    return Landings(node[who], edges[met], shapely.get_coordinates(foot).reshape(-1, 2), apart)

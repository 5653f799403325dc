"""From dense pieces of a network to hotspots: pieces that meet belong together, each stretch gets an outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from geo.hotspots.method import NOISE

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from geo.spatial.lixels import Lixels
    from geo.spatial.networks import Network, OnNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_RIM_M = 15.0
_MOST_CORNERS = 100_000
_KEPT_CLEAR_M = 1.0


@dataclass(frozen=True)
class Stretches:
    """Dense stretches of a network.

    Parameters
    ----------
    labels
        Stretch of each incident, -1 outside all, shape (n,).
    cluster
        Stretch of each piece, numbered from 0 by lowest piece, -1 for the others, shape (pieces,).
    count
        Number of stretches.
    too_small
        Stretches that held fewer incidents than asked for, and were dropped.
    """

    labels: Integers
    cluster: Integers
    count: int
    too_small: int

    def lengths_m(self, lixels: Lixels) -> Floats:
        """Return the length of each stretch, metres."""
        mine = self.cluster >= 0
        return np.bincount(self.cluster[mine], lixels.length_m[mine], self.count).astype(np.float64)

    def highest(self, values: Floats) -> Floats:
        """Return the highest of the pieces' values in each stretch."""
        mine = np.flatnonzero(self.cluster >= 0)
        peaks = np.full(self.count, -np.inf)
        np.maximum.at(peaks, self.cluster[mine], values[mine])
        return peaks

    def outlines(self, network: Network, lixels: Lixels, on: OnNetwork, places: Floats, crs: CRS) -> gpd.GeoSeries:
        """Draw each stretch with a rim of 15 m, and with it the ways from the network to its incidents.

        Parameters
        ----------
        network, lixels
            The network and its pieces.
        on, places
            Incidents on the network and where they are, n of them.
        crs
            CRS of the places.

        Returns
        -------
        GeoSeries
            Polygons indexed by cluster as `geo.hotspots.outlines.outlines` draws them: valid, apart from each other,
            each holding all its incidents; the stretch with more incidents keeps disputed ground.
        """
        from geo.hotspots.outlines import outlines

        if not self.count:
            return outlines(places, self.labels, np.empty(0, dtype=np.int64), crs)
        length_m = float(lixels.length_m[self.cluster >= 0].sum())
        spacing_m = max(2 * _RIM_M, length_m / _MOST_CORNERS)
        road, of_road = self._along(network, lixels, spacing_m)
        spur, of_spur = self._aside(network, on, places, spacing_m)
        corners, owner = np.concatenate([road, spur]), np.concatenate([of_road, of_spur])
        clear = self._clear_of_others(corners, owner, places)
        xy = np.concatenate([places, corners[clear]])
        labels = np.concatenate([self.labels, owner[clear]])
        n = np.bincount(self.labels[self.labels >= 0], minlength=self.count)
        order = np.argsort(-n, kind="stable")
        return outlines(xy, labels, order, crs, link_m=1.5 * spacing_m, rim_m=spacing_m / 2).sort_index()

    def _along(self, network: Network, lixels: Lixels, spacing_m: float) -> tuple[Floats, Integers]:
        mine = np.flatnonzero(self.cluster >= 0)
        steps = np.ceil(lixels.length_m[mine] / spacing_m).astype(np.int64)
        piece = np.repeat(np.arange(len(mine)), steps + 1)
        part = (np.arange(len(piece)) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)) / steps[piece]
        which = mine[piece]
        edge = lixels.edge[which]
        share = (lixels.number[which] + part) * lixels.length_m[which] / network.lengths_m[edge]
        points = shapely.line_interpolate_point(network.geometries[edge], np.clip(share, 0, 1), normalized=True)
        return shapely.get_coordinates(points), self.cluster[which]

    def _aside(self, network: Network, on: OnNetwork, places: Floats, spacing_m: float) -> tuple[Floats, Integers]:
        """Return corners on the way from the network to incidents too far from it to be joined by themselves."""
        _, first = np.unique(places, axis=0, return_index=True)
        far = first[(self.labels[first] >= 0) & (on.distance_m[first] > spacing_m)]
        steps = np.ceil(on.distance_m[far] / spacing_m).astype(np.int64)
        who = np.repeat(np.arange(len(far)), steps - 1)
        turn = np.arange(len(who)) - np.repeat(np.cumsum(steps - 1) - (steps - 1), steps - 1) + 1
        from_xy = shapely.get_coordinates(network.points(on)[far]).reshape(-1, 2)
        share = (turn / steps[who])[:, None]
        return from_xy[who] * (1 - share) + places[far][who] * share, self.labels[far][who]

    def _clear_of_others(self, corners: Floats, owner: Integers, places: Floats) -> npt.NDArray[np.bool_]:
        """Return which corners are no nearer than a metre to an incident of another stretch, whose ground that is."""
        from scipy.spatial import KDTree

        mine = np.flatnonzero(self.labels >= 0)
        near = KDTree(corners).query_ball_tree(KDTree(places[mine]), _KEPT_CLEAR_M) if len(mine) else []
        clear = np.ones(len(corners), dtype=bool)
        for corner, met in enumerate(near):
            clear[corner] = all(self.labels[mine[k]] == owner[corner] for k in met)
        return clear


def hot_pieces(held: Floats, density: Floats, share: float) -> npt.NDArray[np.bool_]:
    """Return the pieces of the shortest length that holds a share of all mass.

    Parameters
    ----------
    held, density
        Mass and mass per metre of each piece.
    share
        Above 0, up to 1; reached or just passed. Pieces as dense as the last one all belong.

    References
    ----------
    Hyndman (1996), The American Statistician 50, 120-126.
    """
    order = np.argsort(-density, kind="stable")
    so_far = np.cumsum(held[order])
    if not len(so_far) or so_far[-1] <= 0:
        return np.zeros(len(held), dtype=bool)
    last = int(np.searchsorted(so_far, share * so_far[-1] * (1 - 1e-12)))
    return np.asarray((density >= density[order[last]] * (1 - 1e-9)) & (density > 0))


def stretches_of(
    network: Network, lixels: Lixels, hot: npt.NDArray[np.bool_], at: Integers, min_incidents: int
) -> Stretches:
    """Join hot pieces into stretches.

    Parameters
    ----------
    network, lixels
        The network and its pieces.
    hot
        Which pieces are dense.
    at
        Piece of each incident, -1 for those off the network, shape (n,).
    min_incidents
        A stretch with fewer incidents is dropped.
    """
    group, found = lixels.groups(network, hot)
    of_incident = np.where(at >= 0, group[np.maximum(at, 0)], NOISE)
    n = np.bincount(of_incident[of_incident >= 0], minlength=found)
    kept = n >= max(min_incidents, 1)
    number = np.full(found + 1, NOISE, dtype=np.int64)  # the last stands for -1
    number[:-1][kept] = np.arange(int(kept.sum()))
    return Stretches(number[of_incident], number[group], int(kept.sum()), int(found - kept.sum()))

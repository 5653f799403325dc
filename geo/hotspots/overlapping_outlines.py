"""Outlines of clusters that may lie over each other, because they are of different times.

Each cluster is moved to a field of its own, all are drawn at once by the rules of `geo.hotspots.outlines`, and moved
back: each outline is what it would be if its cluster were alone, but for slivers between members on its rim.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.hotspots.outlines import outlines

_GAP = 4.0  # empty ground between fields, in reaches


def overlapping_outlines(
    places: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], crs: object, link_m: float
) -> gpd.GeoSeries:
    """Draw an outline around each cluster as if it were alone.

    Parameters
    ----------
    places
        x, y of all incidents, metres, shape (n, 2).
    labels
        Cluster of each, numbered from 0 without gaps, shape (n,); -1 is noise.
    crs
        CRS of the places.
    link_m
        Members no farther apart than this belong to one piece, metres.

    Returns
    -------
    GeoSeries
        Valid polygons or multipolygons indexed by cluster, ascending. Each holds all its members; two may share ground.
    """
    clusters = int(labels.max(initial=-1)) + 1
    member = labels >= 0
    owner = labels[member]
    if clusters == 0:
        return outlines(places, labels, np.arange(0), crs, link_m=link_m)
    corner = np.full((clusters, 2), np.inf)
    far = np.full((clusters, 2), -np.inf)
    np.minimum.at(corner, owner, places[member])
    np.maximum.at(far, owner, places[member])
    corner = np.floor(corner)
    # Fields are given out by place and size, so that outlines do not depend on how clusters are numbered.
    size = np.bincount(owner, minlength=clusters)
    turn = np.empty(clusters, dtype=np.int64)
    turn[np.lexsort((size, far[:, 1], far[:, 0], corner[:, 1], corner[:, 0]))] = np.arange(clusters)
    field = np.ceil((far - corner).max()) + np.ceil(_GAP * link_m + 100.0)
    columns = int(np.ceil(np.sqrt(clusters)))
    row, column = np.divmod(turn, columns)
    move = np.column_stack([column, row]) * field - corner  # whole metres, so that moving rounds nothing away
    moved = places.copy()
    moved[member] += move[owner]
    drawn = outlines(moved, labels, np.arange(clusters), crs, link_m=link_m)
    shapes = np.asarray(drawn.array)
    corners, whose = shapely.get_coordinates(shapes, return_index=True)
    return gpd.GeoSeries(shapely.set_coordinates(shapes.copy(), corners - move[whose]), index=drawn.index, crs=crs)

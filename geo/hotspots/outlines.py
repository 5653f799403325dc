"""Outlines of clusters: valid polygons that hold their members and never overlap.

One triangulation of all members gives every cluster its flesh: the triangles and edges whose ends all belong to it and
lie within reach of each other. Triangles of one triangulation do not overlap, so neither do the clusters. A rim around
them gives single places and lines an area; where two rims meet, the cluster with the better rank keeps the ground,
except for what lies nearest to the other's own triangles and places.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.hotspots.flesh import FINEST_M, flesh_of, settled

_GAP = 0.05  # share of the distance between two clusters left free between their outlines, so that rounding is harmless
_QUARTER = 4  # corners of a rim per quarter turn
_PINHOLE = 4.0  # holes smaller than a square of so many rims are closed


def outlines(
    places: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
    crs: object,
    *,
    link_m: float | None = None,
    rim_m: float | None = None,
) -> gpd.GeoSeries:
    """Draw an outline around each cluster.

    Parameters
    ----------
    places
        x, y of all incidents, metres, shape (n, 2).
    labels
        Cluster of each, shape (n,); -1 is noise.
    order
        Clusters to draw, the one that keeps disputed ground first.
    crs
        CRS of the places.
    link_m
        Members no farther apart than this belong to one piece, metres; None: each cluster is kept in one piece if it
        can be.
    rim_m
        Width of the rim around members, metres; None: a quarter of `link_m`, or of the typical distance between
        neighbouring members, between 10 and 500 m.

    Returns
    -------
    GeoSeries
        Polygons or multipolygons indexed by cluster, in the order given. Each is valid and has an area, no two share
        any, and each holds all its members; only where members of two clusters are closer than a centimetre may a
        member lie up to a centimetre outside.
    """
    index = pd.Index(order, name="cluster")
    if len(order) == 0:
        return gpd.GeoSeries([], index=index, crs=crs)
    rank = np.full(int(order.max()) + 1, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    member = labels >= 0
    member[member] = rank[labels[member]] >= 0
    origin = np.floor(places[member].min(axis=0))
    xy, owner = settled(places[member] - origin, rank[labels[member]])
    flesh, typical_m = flesh_of(xy, owner, len(order), link_m)
    rim = rim_m if rim_m is not None else float(np.clip((link_m if link_m is not None else typical_m) / 4, 10.0, 500.0))
    shapes = _with_rims(flesh, xy, owner, rim)
    moved = shapely.transform(np.asarray(shapes, dtype=object), lambda corners: corners + origin)
    return gpd.GeoSeries(_polygonal(moved), index=index, crs=crs)


def _with_rims(
    flesh: npt.NDArray[np.object_], xy: npt.NDArray[np.float64], owner: npt.NDArray[np.int64], rim: float
) -> npt.NDArray[np.object_]:
    wide = shapely.buffer(flesh, rim, quad_segs=_QUARTER)
    # Smooth the notches between neighbouring members, then drop corners that nobody would see; no member is lost.
    smooth = shapely.buffer(shapely.buffer(wide, rim, quad_segs=_QUARTER), -rim, quad_segs=_QUARTER)
    full = shapely.simplify(_without_pinholes(smooth, (_PINHOLE * rim) ** 2), rim / 10)
    first, second = shapely.STRtree(full).query(full, predicate="intersects")
    keeps, yields = first[first < second], second[first < second]
    shapes = full.copy()
    if len(keeps) == 0:
        return shapes
    points: dict[int, BaseGeometry] = {}

    def held(cluster: int) -> BaseGeometry:
        if cluster not in points:
            points[cluster] = shapely.multipoints(xy[owner == cluster])
        return points[cluster]

    for better, worse in zip(keeps.tolist(), yields.tolist(), strict=True):
        mine, theirs = flesh[better], flesh[worse]
        apart = shapely.distance(mine, theirs)
        if apart < FINEST_M:
            mine, theirs = held(better), held(worse)
            apart = shapely.distance(mine, theirs)
        disputed = shapely.intersection(full[better], full[worse])
        theirs = _around(theirs, disputed.bounds, rim)
        near = shapely.buffer(theirs, min(apart * (1 - _GAP) / 2, rim), quad_segs=_QUARTER)
        wider = shapely.buffer(theirs, min(apart / 2, rim), quad_segs=_QUARTER)
        gap = min(apart * _GAP / 2, 0.01)
        lost = shapely.difference(shapely.buffer(disputed, gap), near)
        shapes[better] = shapely.difference(shapes[better], wider)
        shapes[worse] = shapely.difference(shapes[worse], lost)
    return shapes


def _around(flesh: BaseGeometry, bounds: tuple[float, float, float, float], margin: float) -> BaseGeometry:
    """Return the flesh in and around a box, so that only that is buffered."""
    west, south, east, north = bounds
    window = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return shapely.geometrycollections(shapely.intersection(shapely.get_parts(flesh), window))


def _without_pinholes(shapes: npt.NDArray[np.object_], least_m2: float) -> npt.NDArray[np.object_]:
    """Close the holes that are smaller than `least_m2`; what another cluster has in them is settled afterwards."""
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = of_part[1:] != of_part[:-1]
    kept = outer | (shapely.area(shapely.polygons(rings)) >= least_m2)
    closed = shapely.polygons(rings[kept & outer], holes=None)
    for part in np.unique(of_part[kept & ~outer]).tolist():
        closed[part] = shapely.polygons(
            shapely.get_exterior_ring(parts[part]), rings[kept & ~outer & (of_part == part)]
        )
    whole = shapely.multipolygons(closed, indices=of_shape, out=np.empty(len(shapes), dtype=object))
    single = shapely.get_num_geometries(whole) == 1
    whole[single] = shapely.get_geometry(whole[single], 0)
    return np.asarray(whole)


def clipped(shapes: gpd.GeoSeries, study_area: BaseGeometry) -> gpd.GeoSeries:
    """Cut outlines at the border of the study area.

    Parameters
    ----------
    shapes
        Valid polygons, each with at least some area inside.
    study_area
        Valid polygon in the same CRS.
    """
    whole = np.array(shapes.array, dtype=object)
    shapely.prepare(study_area)
    crossing = ~shapely.covers(study_area, whole)
    if crossing.any():
        whole[crossing] = _polygonal(shapely.intersection(whole[crossing], study_area))
    return gpd.GeoSeries(whole, index=shapes.index, crs=shapes.crs)


def _polygonal(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Keep the parts that have an area, of valid shapes."""
    valid = shapely.make_valid(shapes)
    parts, index = shapely.get_parts(valid, return_index=True)
    inner, outer = shapely.get_parts(parts, return_index=True)  # a collection may hold multipolygons
    index = index[outer]
    solid = (shapely.get_type_id(inner) == 3) & (shapely.area(inner) > 0)
    whole = shapely.multipolygons(inner[solid], indices=index[solid], out=np.empty(len(shapes), dtype=object))
    single = shapely.get_num_geometries(whole) == 1
    whole[single] = shapely.get_geometry(whole[single], 0)
    return np.asarray(whole)

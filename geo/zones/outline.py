"""Zone outlines: valid, apart from each other, each covering its own hotspots."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from geo.zones.atoms import Atoms
from geo.zones.districting import Ints

_GRID_M = 1e-4


def outlines(atoms: Atoms, labels: Ints, boundary: BaseGeometry | None, margin_m: float) -> list[BaseGeometry]:
    """Draw one outline per zone.

    Parameters
    ----------
    atoms
        Places and hotspots, metres.
    labels
        Zone of each atom.
    boundary
        The region (same CRS): ground between hotspots is cut at it, hotspots themselves are not. None: not cut.
    margin_m
        How far the outline goes beyond the hull of the zone's hotspots.

    Returns
    -------
    list
        Polygons or multipolygons by zone: the places nearer to the zone's atoms than to others', inside the
        hull of its hotspots with the margin, without other zones' hotspots, with its own.
    """
    shapes = [_areal(shape) for shape in atoms.hotspots.geometry]
    zone_of_hotspot = labels[atoms.of_hotspot]
    zones = int(labels.max()) + 1
    own = [_tidy(shapely.union_all([s for s, z in zip(shapes, zone_of_hotspot, strict=True) if z == zone]))
           for zone in range(zones)]  # fmt: skip
    for zone in range(1, zones):  # hotspots that touch may share a sliver: the heavier zone keeps it
        own[zone] = _tidy(shapely.difference(own[zone], shapely.union_all(own[:zone])))
    hulls = [shape.convex_hull.buffer(margin_m) for shape in own]
    nearest = _nearest_ground(atoms, labels, zones, shapely.union_all(hulls))
    grounds = [shapely.intersection(near, hull) for near, hull in zip(nearest, hulls, strict=True)]
    if boundary is not None:
        grounds = [shapely.intersection(ground, boundary) for ground in grounds]
    return _apart(own, grounds)


def _apart(own: list[BaseGeometry], grounds: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give every face of the common drawing to one zone: to the hotspot it lies in, else to the ground around it.

    All borders are noded together on one grid, so that neighbours share their corners to the last digit.
    """
    borders = shapely.boundary(np.array([*own, *grounds], dtype=object))
    faces = np.asarray(shapely.get_parts(shapely.polygonize([shapely.union_all(borders, grid_size=_GRID_M)])))
    inside = shapely.point_on_surface(faces)
    owner = np.full(len(faces), -1, dtype=np.int64)
    for areas in (own, grounds):
        for zone, area in enumerate(areas):
            shapely.prepare(area)
            owner[(owner < 0) & shapely.contains(area, inside)] = zone
    return [_tidy(shapely.coverage_union_all(faces[owner == zone])) for zone in range(len(own))]


def _nearest_ground(atoms: Atoms, labels: Ints, zones: int, extent: BaseGeometry) -> list[BaseGeometry]:
    if zones == 1:
        return [extent.envelope]
    places = shapely.points(atoms.x, atoms.y)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(list(places)), extend_to=extent.envelope))
    cell_of, place_of = shapely.STRtree(places).query(cells, predicate="intersects")
    parts: list[list[BaseGeometry]] = [[] for _ in range(zones)]
    seen: set[int] = set()
    for cell, place in zip(cell_of, place_of, strict=True):
        if int(cell) not in seen:
            seen.add(int(cell))
            parts[int(labels[place])].append(cells[cell])
    return [shapely.union_all(mine) if mine else shapely.Polygon() for mine in parts]


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """Return a hotspot as an area: points and lines get a metre around them, invalid ones are made valid."""
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    return shape if shapely.area(shape) > 0 and shape.geom_type in {"Polygon", "MultiPolygon"} else shape.buffer(1.0)


def _tidy(shape: BaseGeometry) -> BaseGeometry:
    """Return only the areal parts, as one polygon or multipolygon."""
    parts = np.asarray(shapely.get_parts(shape))
    kept = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)

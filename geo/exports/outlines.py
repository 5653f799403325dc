"""Geometries as numbers for text formats: seven decimals (1 cm), right-hand rings, points that lie inside."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

DECIMALS = 7
_POINT = 0
Ring = list[tuple[float, float]]


def rounded(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return geometries in the plane, to seven decimals, outer rings anticlockwise and holes clockwise.

    An outline that rounding would break keeps its exact coordinates.

    Parameters
    ----------
    geometries
        Shape (n,), EPSG:4326, entries may be None.

    References
    ----------
    Butler et al. (2016), RFC 7946, sections 3.1.6 and 11.2.
    """
    flat = shapely.force_2d(geometries)
    near = shapely.transform(flat, lambda coordinates: np.round(coordinates, DECIMALS) + 0.0)
    broken = shapely.is_valid(flat) & ~shapely.is_valid(near)
    chosen: npt.NDArray[np.object_] = np.where(broken, flat, near)
    wound: npt.NDArray[np.object_] = shapely.orient_polygons(chosen, exterior_cw=False)
    return wound


def places(geometries: npt.NDArray[np.object_]) -> tuple[list[float | None], list[float | None]]:
    """Return longitude and latitude of each geometry: of the point itself, or of a point inside the outline."""
    points = geometries.copy()
    for position in np.flatnonzero(shapely.get_type_id(geometries) != _POINT):
        points[position] = None if geometries[position] is None else geometries[position].representative_point()
    points[shapely.is_empty(points)] = None
    lon, lat = (np.round(part, DECIMALS) + 0.0 for part in (shapely.get_x(points), shapely.get_y(points)))
    missing = ~(np.isfinite(lon) & np.isfinite(lat))
    both = []
    for part in (lon, lat):
        values = part.astype(object)
        values[missing] = None
        both.append(values.tolist())
    return both[0], both[1]


def polygon_rings(geometry: BaseGeometry) -> list[list[Ring]]:
    """Return for each polygon in `geometry` its rings, the outer one first; points and lines give none."""
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return [
        [list(zip(*ring.coords.xy, strict=True)) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in polygons
    ]


def geojson_geometry(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a geometry as GeoJSON's object, None for none."""
    return None if geometry is None else dict(mapping(geometry))

"""Geometry for the screen: few vertices, areas kept within a thousandth; the store keeps the original."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import scale
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

MOST_VERTICES = 7_000
MOST_AREA_CHANGE = 0.001
DECIMALS = 5
_FINEST_DEG, _COARSEST_DEG = 1e-6, 0.5
_STEPS = 9

Geometries = npt.NDArray[np.object_]


def simplified(geometries: Geometries, most_vertices: int = MOST_VERTICES) -> Geometries:
    """Return geometries with at most `most_vertices` in all.

    Parameters
    ----------
    geometries
        Polygons or lines in degrees. Polygons that share borders keep sharing them.
    most_vertices
        Budget for all of them together.

    Returns
    -------
    numpy.ndarray
        Same length and order; the input itself when it is small already. Polygons are simplified by triangle area,
        which nearly keeps their areas; one that still changed by more than a thousandth (a border finer than the
        budget can follow) is scaled by the fraction of a per cent that brings the area back.

    References
    ----------
    Visvalingam & Whyatt (1993), The Cartographic Journal 30, 46-51.
    """
    if shapely.get_num_coordinates(geometries).sum() <= most_vertices:
        return geometries
    areal = bool((shapely.get_dimensions(geometries) == 2).all())
    low, high = _FINEST_DEG, _COARSEST_DEG
    best = _simplify(geometries, high, areal)
    for _ in range(_STEPS):
        middle = float(np.sqrt(low * high))
        trial = _simplify(geometries, middle, areal)
        if shapely.get_num_coordinates(trial).sum() > most_vertices:
            low = middle
        else:
            best, high = trial, middle
    if areal:
        best = np.array([_area_kept(*pair) for pair in zip(geometries, best, strict=True)], dtype=object)
    return best


def as_geojson(geometry: Any, decimals: int = DECIMALS) -> dict[str, Any]:
    """Return a geometry as GeoJSON with coordinates of `decimals` places (5: about a metre)."""
    mapping = shapely.geometry.mapping(geometry)
    if mapping["type"] == "GeometryCollection":
        return {"type": "GeometryCollection", "geometries": [as_geojson(part, decimals) for part in geometry.geoms]}
    return {"type": mapping["type"], "coordinates": _rounded(mapping["coordinates"], decimals)}


def _simplify(geometries: Geometries, tolerance: float, areal: bool) -> Geometries:
    if areal:
        return np.asarray(shapely.coverage_simplify(geometries, tolerance, simplify_boundary=True))
    return np.asarray(shapely.simplify(geometries, tolerance))


def _area_kept(before: BaseGeometry, after: BaseGeometry) -> BaseGeometry:
    """Return `after`, each part scaled about its own middle until the area is that of `before`, if it must be."""
    if not after.area or abs(after.area / before.area - 1) <= MOST_AREA_CHANGE / 2:
        return after
    factor = float(np.sqrt(before.area / after.area))
    parts = [scale(part, factor, factor, origin="centroid") for part in getattr(after, "geoms", [after])]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _rounded(coordinates: Any, decimals: int) -> Any:
    if isinstance(coordinates[0], int | float):
        return [round(coordinates[0], decimals), round(coordinates[1], decimals)]
    return [_rounded(part, decimals) for part in coordinates]

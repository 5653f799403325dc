"""The web map's grid of tiles (WebMercatorQuad): degrees to the square of all tiles, and shapes cut for one tile."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely

from geo.exports.basemap.mvt import EXTENT

MARGIN = 64
"""Tile units around a tile, so that lines and fills meet."""
_LATITUDE = 85.0511287798066


def mercator(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn degrees into the square of all tiles: 0 to 1, y downwards."""
    lat = np.radians(np.clip(xy[:, 1], -_LATITUDE, _LATITUDE))
    return np.column_stack([xy[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)])


def polygons_in_tile(shapes: npt.NDArray[np.object_], z: int, x: int, y: int) -> npt.NDArray[np.object_]:
    """Cut polygons for one tile.

    Parameters
    ----------
    shapes
        (n,) polygons in the square of all tiles, as `mercator` makes them.
    z, x, y
        Zoom, column and row of the tile.

    Returns
    -------
    numpy.ndarray
        (n,) polygons in tile units (0 to `EXTENT`, y downwards, whole numbers, valid, with a margin); empty ones where
        nothing lies in the tile.
    """
    size, corner = EXTENT * (1 << z), np.array([x, y], dtype=np.float64) * EXTENT
    left, top = (corner - MARGIN) / size
    right, bottom = (corner + EXTENT + MARGIN) / size
    pieces = shapely.clip_by_rect(shapes, left, top, right, bottom)
    scaled = shapely.transform(pieces, lambda xy: xy * size - corner)
    bad = ~shapely.is_valid(scaled)
    scaled[bad] = shapely.make_valid(scaled[bad], method="structure", keep_collapsed=False)
    whole = shapely.set_precision(scaled, 1.0)
    return np.array([_areas(shape) for shape in whole], dtype=object)


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape alone: cutting leaves a line where an edge was only touched."""
    if isinstance(shape, shapely.Polygon):
        return shape
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)])

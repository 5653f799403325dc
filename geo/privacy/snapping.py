"""Positions and outlines for an audience: middles and corners of fixed cells, never an incident's own place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says
from geo.privacy.hierarchy import DECIMALS, published_outlines
from geo.privacy.released import Release
from geo.spatial.crs import WGS84
from geo.spatial.grid import Grid
from geo.tables.agreements import CELL_SIDES_M, LEAST_K
from geo.tables.releases import DISTRICT


def snapped(points: gpd.GeoSeries, crs: int, cell_m: int) -> gpd.GeoSeries:
    """Move each point to the middle of its cell.

    Parameters
    ----------
    points
        Any CRS, same index comes back.
    crs
        EPSG code of the region's metric system.
    cell_m
        Side of the cells, metres: 1000, 2000 … 64000.

    Returns
    -------
    GeoSeries
        EPSG:4326, three decimals of a degree.

    Raises
    ------
    ParameterError
        When the side is none of the hierarchy's.
    """
    _side(cell_m)
    metric = points.to_crs(crs)
    x = (np.floor(metric.x.to_numpy() / cell_m) + 0.5) * cell_m
    y = (np.floor(metric.y.to_numpy() / cell_m) + 0.5) * cell_m
    middles = gpd.GeoSeries(gpd.points_from_xy(x, y), index=points.index, crs=crs).to_crs(WGS84)
    return gpd.GeoSeries(_rounded(middles.to_numpy()), index=points.index, crs=WGS84)


def representative_points(release: Release) -> gpd.GeoSeries:
    """Return one position per row of a release, made from its published outline alone.

    It is the outline's middle, or where that lies in a hole some point within it (EPSG:4326, three decimals).
    """
    outlines = release.cells.geometry
    middles = shapely.centroid(shapely.envelope(outlines.to_numpy()))
    inside = shapely.contains(outlines.to_numpy(), middles)
    chosen = np.where(inside, middles, outlines.representative_point().to_numpy())
    return gpd.GeoSeries(_rounded(chosen), index=outlines.index, crs=WGS84)


def hot_outline(release: Release, least: int) -> BaseGeometry | None:
    """Return the joined outline of the cells of a release that show at least `least` incidents; None where none does.

    A hull round incidents would have incidents for corners; this has corners of published cells only.
    """
    table = release.cells
    wanted = ~table["suppressed"] & (table["level"] != DISTRICT) & (table["n_low"].fillna(0) >= max(least, release.k))
    if not wanted.any():
        return None
    return _rounded(np.array([shapely.union_all(table.geometry[wanted].to_numpy())], dtype=object))[0]


def dissolved_outline(points: gpd.GeoSeries, crs: int, cell_m: int, k: int = LEAST_K) -> BaseGeometry | None:
    """Return the joined outline of the cells that hold at least k of some points each; None where none does.

    Parameters
    ----------
    points
        Any CRS.
    crs, cell_m
        EPSG code of the region's metric system; side of the cells, metres.
    k
        Fewest points in a cell that is drawn, at least 5.

    Returns
    -------
    geometry or None
        EPSG:4326, three decimals; its corners are corners of cells.

    Raises
    ------
    ParameterError
        When the side is none of the hierarchy's, or k is less than 5.
    """
    _side(cell_m)
    if k < LEAST_K:
        raise ParameterError(name="k", problem=Says("harus paling sedikit 5", "must be at least 5"))
    if not len(points):
        return None
    metric = points.to_crs(crs)
    x, y = metric.x.to_numpy(), metric.y.to_numpy()
    grid = Grid.over((x.min(), y.min(), x.max(), y.max()), cell_m)
    flat, n = np.unique(grid.index_of(x, y), return_counts=True)
    if not (n >= k).any():
        return None
    outline = shapely.union_all(grid.boxes(flat[n >= k]))
    return published_outlines(np.array([outline], dtype=object), crs, cell_m)[0]


def _side(cell_m: int) -> None:
    if cell_m not in CELL_SIDES_M:
        problem = Says("harus salah satu dari {sides} m", "must be one of {sides} m")
        raise ParameterError(name="cell_m", problem=problem.filled(sides=[str(side) for side in CELL_SIDES_M]))


def _rounded(shapes: np.typing.NDArray[np.object_]) -> np.typing.NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS)))

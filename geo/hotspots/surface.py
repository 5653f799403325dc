"""Cells as a table that a map can show: never more than it can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.spatial.coverage import Coverage
from geo.spatial.grid import Grid
from geo.tables.hotspots import SURFACES

if TYPE_CHECKING:
    from pyproj import CRS

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LARGEST_SURFACE = 50_000
"""A surface has no more cells than this."""


def surface_of(grid: Grid, flat: Integers, crs: CRS, **columns: npt.NDArray[np.generic]) -> gpd.GeoDataFrame:
    """Return cells as a table in the form of `geo.tables.hotspots.SURFACES`, in the grid's CRS.

    Parameters
    ----------
    grid, flat
        Cells, and the flat indices of those wanted.
    crs
        CRS of the grid.
    **columns
        Values per wanted cell: n, and any of density_km2, z_score, p_value, q_value.
    """
    frame = gpd.GeoDataFrame(
        {"cell_id": grid.cell_ids(flat), **columns},
        geometry=gpd.GeoSeries(grid.boxes(flat), crs=crs),
        crs=crs,
    )
    shaped = SURFACES.shaped(frame)
    assert isinstance(shaped, gpd.GeoDataFrame)
    return shaped


def strongest(values: Floats, allowed: npt.NDArray[np.bool_], most: int = LARGEST_SURFACE) -> Integers:
    """Return the flat indices, rising, of the allowed cells with the highest values.

    Parameters
    ----------
    values, allowed
        Per cell, same shape.
    most
        As many cells at most; of equal ones the first are kept.
    """
    flat = np.flatnonzero(allowed)
    if flat.size > most:
        order = np.argsort(-values.ravel()[flat], kind="stable")
        flat = np.sort(flat[order[:most]])
    return flat


def density_surface(
    grid: Grid,
    density: Floats,
    counts: Integers,
    covered: Coverage,
    crs: CRS,
    least: float,
    most: int = LARGEST_SURFACE,
    compared: Floats | None = None,
) -> tuple[gpd.GeoDataFrame, float]:
    """Return all cells above a density, joined into larger squares where they would be too many for a map.

    Parameters
    ----------
    grid, density, counts
        Cells, incidents per square metre at their centres and incidents in them, shape (rows, columns).
    covered
        How much of each cell lies in the study area.
    crs
        CRS of the grid.
    least
        Cells of this density or less are left out, per square metre.
    most
        As many rows at most.
    compared
        Density that an exposure would lead to expect, per square metre, same shape; gives `relative_risk`.

    Returns
    -------
    surface, side_m
        In the form of `SURFACES`, and the side of its cells, metres: a whole multiple of the grid's. The density of a
        larger square is the mean over its part in the study area.
    """
    flat = np.flatnonzero(density > least)
    row, column = flat // grid.columns + grid.row, flat % grid.columns + grid.column
    times = max(1, int(np.sqrt(flat.size / most)))
    while True:
        coarse = Grid(
            grid.cell_m * times,
            grid.column // times,
            grid.row // times,
            (grid.column + grid.columns - 1) // times - grid.column // times + 1,
            (grid.row + grid.rows - 1) // times - grid.row // times + 1,
        )
        square = (row // times - coarse.row) * coarse.columns + column // times - coarse.column
        squares, member = np.unique(square, return_inverse=True)
        if squares.size <= most:
            break
        times += 1
    share = covered.share.ravel()[flat]
    held = np.bincount(member, density.ravel()[flat] * share, minlength=squares.size)
    inside = np.bincount(member, share, minlength=squares.size)
    n = np.bincount(member, counts.ravel()[flat], minlength=squares.size).astype(np.int64)
    risk = {}
    if compared is not None:
        expected = np.bincount(member, compared.ravel()[flat] * share, minlength=squares.size)
        # Nobody lives there: a risk has no meaning, not a high value.
        enough = expected > 1e-6 * max(float(expected.max(initial=0.0)), np.finfo(float).tiny)
        risk["relative_risk"] = np.divide(held, expected, out=np.full(squares.size, np.nan), where=enough)
    return surface_of(coarse, squares, crs, n=n, density_km2=held / inside * 1e6, **risk), coarse.cell_m

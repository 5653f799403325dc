"""From hot cells to hotspots: cells that share a side belong together, each group becomes one polygon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import ndimage

from geo.hotspots.method import NOISE, Cells
from geo.spatial.grid import Grid

if TYPE_CHECKING:
    from pyproj import CRS

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CellHotspots:
    """Hotspots made of cells.

    Parameters
    ----------
    labels
        Hotspot of each incident, -1 outside all, shape (n,).
    cells
        The cells of the hotspots, numbered 0 … k - 1 in the order of their lowest-left cell, row by row.
    n
        Incidents in each hotspot, shape (k,).
    polygons
        Outline of each hotspot: whole cells, not yet cut to the study area; indexed by cluster. They never overlap.
    too_small
        Groups of hot cells that hold fewer incidents than asked for, and are no hotspots.
    """

    labels: Integers
    cells: Cells
    n: Integers
    polygons: gpd.GeoSeries
    too_small: int


def cells_to_hotspots(
    grid: Grid,
    hot: npt.NDArray[np.bool_],
    places: Floats,
    crs: CRS,
    min_incidents: int = 1,
) -> CellHotspots:
    """Join hot cells into hotspots.

    Parameters
    ----------
    grid, hot
        Cells, and which of them are hot, shape (rows, columns).
    places
        Incidents, shape (n, 2), metres.
    crs
        CRS of the grid, metric.
    min_incidents
        A group with fewer incidents is no hotspot.
    """
    groups, found = ndimage.label(hot)
    at = grid.index_of(places[:, 0], places[:, 1])
    flat_groups = groups.ravel()
    group_of = np.where(at >= 0, flat_groups[np.maximum(at, 0)], 0)
    held = np.bincount(group_of, minlength=found + 1)
    kept = held >= max(min_incidents, 1)
    kept[0] = False
    number = np.full(found + 1, NOISE, dtype=np.int64)
    number[kept] = np.arange(int(kept.sum()))
    labels = number[group_of]
    flat = np.flatnonzero(number[flat_groups] >= 0)
    cluster = number[flat_groups[flat]]
    outlines = cell_outlines(grid, flat, cluster, int(kept.sum()))
    polygons = gpd.GeoSeries(outlines, index=pd.RangeIndex(len(outlines), name="cluster"), crs=crs)
    return CellHotspots(labels, Cells(grid, flat, cluster), held[kept], polygons, int(found - kept.sum()))


def cell_outlines(grid: Grid, flat: Integers, cluster: Integers, count: int) -> npt.NDArray[np.object_]:
    """Return the union of each cluster's cells; runs of cells in a row are joined before, which is most of the work."""
    outlines = np.empty(count, dtype=object)
    if not count:
        return outlines
    row, column = flat // grid.columns, flat % grid.columns
    starts = np.ones(flat.size, dtype=bool)
    starts[1:] = (np.diff(flat) != 1) | (np.diff(row) != 0)
    ends = np.append(starts[1:], True)
    west, east = column[starts] + grid.column, column[ends] + grid.column + 1
    south = row[starts] + grid.row
    # Edges are computed from whole numbers, so neighbours meet in exactly the same coordinates.
    runs = np.asarray(
        shapely.box(west * grid.cell_m, south * grid.cell_m, east * grid.cell_m, (south + 1) * grid.cell_m)
    )
    owner = cluster[starts]
    order = np.argsort(owner, kind="stable")
    for number, members in enumerate(np.split(runs[order], np.flatnonzero(np.diff(owner[order])) + 1)):
        outlines[number] = members[0] if members.size == 1 else shapely.union_all(members)
    return outlines

"""The one hierarchy of cells: squares of 1, 2, 4 … 64 km counted from the CRS's origin, whose ids never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.crs import WGS84
from geo.spatial.grid import Grid
from geo.tables.agreements import CELL_SIDES_M

TOP_M = CELL_SIDES_M[-1]
MOST_CELLS = 1_000_000
DECIMALS = 3
"""Decimals of a degree in every published coordinate: about 110 m, too few to be an incident's."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hierarchy:
    """The cells of an area at every level, finest first.

    Parameters
    ----------
    grids
        The window of each level; sides double from one to the next, up to 64 km.
    cells
        By level, the flat indices (of its grid) of the cells that hold any of the area's finest cells, ascending.
    parent
        By level but the last, for each cell its parent's position in the next level's `cells`.
    outlines
        By level, each cell's own part of the area (its finest cells, joined), polygons in metres.
    crs
        EPSG code of the metric system.
    """

    grids: tuple[Grid, ...]
    cells: tuple[Ints, ...]
    parent: tuple[Ints, ...]
    outlines: tuple[npt.NDArray[np.object_], ...]
    crs: int

    @property
    def cell_m(self) -> int:
        """Side of the finest cells, metres."""
        return int(self.grids[0].cell_m)

    def find(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Ints:
        """Return the position in `cells[0]` of each place (metres), -1 where the area has no cell."""
        flat = self.grids[0].index_of(x, y)
        place = np.searchsorted(self.cells[0], flat)
        place[place == len(self.cells[0])] = 0
        found = (self.cells[0][place] == flat) if len(self.cells[0]) else np.zeros(len(flat), dtype=bool)
        return np.where(found & (flat >= 0), place, -1).astype(np.int64)

    def ids(self, level: int, positions: Ints) -> list[str]:
        """Return the fixed ids of cells, such as `4000m:116:2421`."""
        return self.grids[level].cell_ids(self.cells[level][positions])


def hierarchy_over(region: BaseGeometry, area: BaseGeometry | None, crs: int, cell_m: int) -> Hierarchy:
    """Return the cells of a region, or of an area in it.

    Parameters
    ----------
    region
        The region's boundary, EPSG:4326; cells that touch it count.
    area
        EPSG:4326; only cells with their centre in it count. None: the whole region.
    crs
        EPSG code of the region's metric system.
    cell_m
        Side of the finest cells, metres: 1000, 2000, 4000 … 64000.

    Raises
    ------
    ParameterError
        When the side is none of these, or the region would have more than a million cells; take a larger side.
    """
    if cell_m not in CELL_SIDES_M:
        problem = Says("harus salah satu dari {sides} m", "must be one of {sides} m")
        raise ParameterError(name="cell_m", problem=problem.filled(sides=[str(side) for side in CELL_SIDES_M]))
    return _hierarchy(region, area, crs, cell_m)


@lru_cache(maxsize=16)  # the same few areas are asked for every period
def _hierarchy(region: BaseGeometry, area: BaseGeometry | None, crs: int, cell_m: int) -> Hierarchy:
    boundary = gpd.GeoSeries([region], crs=WGS84).to_crs(crs).iloc[0]
    base = Grid.over(boundary.bounds, cell_m)
    if base.rows * base.columns > MOST_CELLS:
        problem = Says(
            "wilayah menjadi {n} sel, paling banyak {most}; pakai sel yang lebih besar",
            "the region would have {n} cells, at most {most}; take larger cells",
        )
        raise ParameterError(name="cell_m", problem=problem.filled(n=base.rows * base.columns, most=MOST_CELLS))
    flat = np.arange(base.rows * base.columns, dtype=np.int64)
    shapely.prepare(boundary)
    flat = flat[shapely.intersects(boundary, base.boxes(flat))]
    if area is not None:
        wanted = base.inside(gpd.GeoSeries([area], crs=WGS84).to_crs(crs).iloc[0]).ravel()
        flat = flat[wanted[flat]]
    grids, cells, parent, outlines = [base], [flat], [], [base.boxes(flat)]
    while grids[-1].cell_m < TOP_M:
        fine = grids[-1]
        coarse = _coarser(fine)
        flat_parent = _parents(cells[-1], fine, coarse)
        above, position = np.unique(flat_parent, return_inverse=True)
        parent.append(position.astype(np.int64))
        full = (round(coarse.cell_m / cell_m)) ** 2
        outlines.append(_joined(outlines[-1], position, coarse.boxes(above), full * cell_m * cell_m))
        grids.append(coarse)
        cells.append(above)
    return Hierarchy(tuple(grids), tuple(cells), tuple(parent), tuple(outlines), crs)


def _coarser(fine: Grid) -> Grid:
    column, row = fine.column // 2, fine.row // 2
    columns = (fine.column + fine.columns - 1) // 2 - column + 1
    rows = (fine.row + fine.rows - 1) // 2 - row + 1
    return Grid(fine.cell_m * 2, column, row, columns, rows)


def _parents(flat: Ints, fine: Grid, coarse: Grid) -> Ints:
    column = (flat % fine.columns + fine.column) // 2 - coarse.column
    row = (flat // fine.columns + fine.row) // 2 - coarse.row
    return row * coarse.columns + column


def _joined(
    parts: npt.NDArray[np.object_], position: Ints, boxes: npt.NDArray[np.object_], full_m2: float
) -> npt.NDArray[np.object_]:
    """Join the parts of each coarser cell; a cell that is wholly in the area is its own square."""
    area = np.bincount(position, weights=shapely.area(parts), minlength=len(boxes))
    joined = boxes.copy()
    order = np.argsort(position, kind="stable")
    ends = np.searchsorted(position[order], np.arange(len(boxes) + 1))
    for cell in np.flatnonzero(area < full_m2 - 0.5):
        joined[cell] = shapely.union_all(parts[order[ends[cell] : ends[cell + 1]]])
    return joined


def published_outlines(outlines: npt.NDArray[np.object_], crs: int, side_m: float) -> npt.NDArray[np.object_]:
    """Return outlines as they are published: degrees with three decimals, every cell corner a vertex.

    Neighbours keep meeting exactly, because each corner is rounded alike wherever it stands; and no coordinate has
    the fourth decimal that would tell a place.

    Parameters
    ----------
    outlines
        Polygons made of whole cells, metres.
    crs
        EPSG code of their system.
    side_m
        Side of the finest cells, or of the longest edge wanted.
    """
    fine = shapely.segmentize(outlines, side_m * 1.0001)
    degrees = np.asarray(gpd.GeoSeries(fine, crs=crs).to_crs(WGS84).to_numpy())
    return np.asarray(shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS)))

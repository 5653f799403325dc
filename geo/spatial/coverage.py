"""How much of each cell lies in the study area, and where in the cell that part is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]
_BLOCK = 8


@dataclass(frozen=True)
class Coverage:
    """Cells in and at the edge of a study area.

    Parameters
    ----------
    share
        Share of each cell that lies inside, 0 … 1, shape (rows, columns).
    border, middles
        Flat indices of the cells that are partly inside, and the centroid of that part, shape (n, 2), metres.
    """

    share: Floats
    border: npt.NDArray[np.int64]
    middles: Floats

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Cells of which any part lies inside, shape (rows, columns)."""
        return self.share > 0


def coverage(grid: Grid, area: BaseGeometry | None) -> Coverage:
    """Measure how much of each cell lies in the study area.

    Parameters
    ----------
    grid
        Cells, metres.
    area
        Valid polygon in the grid's CRS; None: everything is inside.
    """
    if area is None:
        return Coverage(np.ones(grid.shape), np.empty(0, dtype=np.int64), np.empty((0, 2)))
    return _measured(grid, area)


@lru_cache(maxsize=2)  # resamples of one run ask for the same cells of the same area again and again
def _measured(grid: Grid, area: BaseGeometry) -> Coverage:
    share = grid.inside(area).astype(np.float64)
    near = np.flatnonzero(_near_border(grid, area))
    parts = _parts_inside(grid, area, near)
    share.ravel()[near] = np.minimum(shapely.area(parts) / grid.cell_m**2, 1.0)
    partly = (share.ravel()[near] > 0) & (share.ravel()[near] < 1)
    middles = shapely.centroid(parts[partly])
    share.flags.writeable = False
    return Coverage(share, near[partly], np.stack([shapely.get_x(middles), shapely.get_y(middles)], axis=1))


def _near_border(grid: Grid, area: BaseGeometry) -> npt.NDArray[np.bool_]:
    # Places along the border at most half a cell apart: a cell that it crosses holds one or touches one that does.
    window = shapely.box(
        (grid.column - 1) * grid.cell_m,
        (grid.row - 1) * grid.cell_m,
        (grid.column + grid.columns + 1) * grid.cell_m,
        (grid.row + grid.rows + 1) * grid.cell_m,
    )
    line = shapely.intersection(shapely.boundary(area), window)
    places = shapely.get_coordinates(shapely.segmentize(line, grid.cell_m / 2))
    # One cell wider than the grid, so that a border just outside it still reaches the cells at its edge.
    crossed = np.zeros((grid.rows + 2, grid.columns + 2), dtype=bool)
    if len(places):
        column = np.floor(places[:, 0] / grid.cell_m).astype(np.int64) - grid.column + 1
        row = np.floor(places[:, 1] / grid.cell_m).astype(np.int64) - grid.row + 1
        crossed[np.clip(row, 0, grid.rows + 1), np.clip(column, 0, grid.columns + 1)] = True
    return np.asarray(ndimage.binary_dilation(crossed, np.ones((3, 3), dtype=bool)), dtype=bool)[1:-1, 1:-1]


def _parts_inside(grid: Grid, area: BaseGeometry, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    # The border of a real region has many corners: halve it again and again, so that each cell meets few of them.
    parts = np.empty(cells.size, dtype=object)
    row, column = cells // grid.columns, cells % grid.columns
    waiting = [(np.arange(cells.size), area)] if cells.size else []
    while waiting:
        members, nearby = waiting.pop()
        rows, columns = row[members], column[members]
        tall, wide = np.ptp(rows), np.ptp(columns)
        if max(tall, wide) < _BLOCK:
            parts[members] = shapely.intersection(nearby, grid.boxes(cells[members]))
            continue
        along = rows if tall >= wide else columns
        low = along < (along.min() + along.max() + 1) // 2
        waiting.extend(
            (half, shapely.intersection(nearby, _frame(grid, row[half], column[half])))
            for half in (members[low], members[~low])
        )
    return parts


def _frame(grid: Grid, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> BaseGeometry:
    return shapely.box(
        (columns.min() + grid.column) * grid.cell_m,
        (rows.min() + grid.row) * grid.cell_m,
        (columns.max() + grid.column + 1) * grid.cell_m,
        (rows.max() + grid.row + 1) * grid.cell_m,
    )

"""Square cells in metres whose ids never change: they are counted from the CRS's own origin, not from the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Grid:
    """A window of whole cells over a study area.

    Parameters
    ----------
    cell_m
        Side of a cell, metres.
    column, row
        Index of the lowest-left cell, counted from the CRS's origin.
    columns, rows
        Number of cells across and up.
    """

    cell_m: float
    column: int
    row: int
    columns: int
    rows: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], cell_m: float) -> Grid:
        """Return the grid that covers `bounds` (west, south, east, north, metres)."""
        west, south, east, north = bounds
        column, row = int(np.floor(west / cell_m)), int(np.floor(south / cell_m))
        columns = max(1, int(np.floor(east / cell_m)) - column + 1)
        rows = max(1, int(np.floor(north / cell_m)) - row + 1)
        return cls(cell_m, column, row, columns, rows)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns: the shape of an array over the grid, lowest row first."""
        return self.rows, self.columns

    @property
    def area_km2(self) -> float:
        """Area of one cell, square kilometres."""
        return self.cell_m * self.cell_m / 1e6

    def index_of(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Return the flat index (row x columns + column) of each place, -1 outside the grid."""
        column = np.floor(x / self.cell_m).astype(np.int64) - self.column
        row = np.floor(y / self.cell_m).astype(np.int64) - self.row
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1)

    def counts(
        self,
        x: npt.NDArray[np.float64],
        y: npt.NDArray[np.float64],
        weights: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Return the number (or weight) of places per cell, shape (rows, columns)."""
        index = self.index_of(x, y)
        inside = index >= 0
        total = np.bincount(
            index[inside],
            weights=None if weights is None else weights[inside],
            minlength=self.rows * self.columns,
        )
        return total.astype(np.float64).reshape(self.shape)

    def centres(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return x of each column's and y of each row's centre, metres."""
        x = (self.column + np.arange(self.columns) + 0.5) * self.cell_m
        y = (self.row + np.arange(self.rows) + 0.5) * self.cell_m
        return x.astype(np.float64), y.astype(np.float64)

    def inside(self, area: BaseGeometry) -> npt.NDArray[np.bool_]:
        """Return which cells have their centre in `area` (same CRS), shape (rows, columns)."""
        x, y = self.centres()
        shapely.prepare(area)
        xs, ys = np.meshgrid(x, y)
        return np.asarray(shapely.contains_xy(area, xs.ravel(), ys.ravel())).reshape(self.shape)

    def cell_ids(self, flat: npt.NDArray[np.int64]) -> list[str]:
        """Return ids such as `500m:812:19360` (side, column, row from the CRS's origin)."""
        side = f"{self.cell_m:g}m"
        columns, rows = flat % self.columns + self.column, flat // self.columns + self.row
        return [f"{side}:{column}:{row}" for column, row in zip(columns, rows, strict=True)]

    def boxes(self, flat: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """Return the cells as squares (shapely polygons, the grid's CRS)."""
        west = (flat % self.columns + self.column) * self.cell_m
        south = (flat // self.columns + self.row) * self.cell_m
        return np.asarray(shapely.box(west, south, west + self.cell_m, south + self.cell_m))

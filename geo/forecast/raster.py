"""Square cells with any origin and in any unit of length, numbered column by column (x major)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_CELLS = 4_000_000
"""A raster has no more cells than this; more are refused before anything is allocated."""


@dataclass(frozen=True)
class Raster:
    """A window of square cells.

    Unlike `geo.spatial.grid.Grid` its cells may begin anywhere, because a forecast must hold whatever the origin of
    its grid, and arrays over it have the shape (columns, rows): the flat index of a cell is column x rows + row.

    Parameters
    ----------
    side
        Side of a cell, in the unit of the coordinates.
    west, south
        Lower-left corner, same unit.
    columns, rows
        Number of cells across and up.
    """

    side: float
    west: float
    south: float
    columns: int
    rows: int

    @classmethod
    def over(
        cls,
        bounds: tuple[float, float, float, float],
        side: float,
        *,
        origin: tuple[float, float] | None = None,
        most_cells: int = MOST_CELLS,
        name: str = "unit_m",
    ) -> Raster:
        """Return the raster that covers `bounds`.

        Parameters
        ----------
        bounds
            West, south, east, north in the unit of the coordinates.
        side
            Side of a cell, same unit.
        origin
            A corner that cells share: the raster begins at the last one at or below the lower-left corner of the
            bounds. None: cells are counted from the CRS's own origin, so that they stay where they are when the
            bounds change.
        most_cells
            More cells than this are refused.
        name
            Name of the parameter that set the side, for the text of a refusal.

        Raises
        ------
        ParameterError
            When the side is not above zero or there would be too many cells; take a larger side.
        """
        west, south, east, north = bounds
        if not (math.isfinite(side) and side > 0):
            problem = Says("harus bilangan di atas 0; diberikan {side}.", "must be a number above 0; got {side}.")
            raise ParameterError(name=name, problem=problem.filled(side=float(side)))
        x0, y0 = (0.0, 0.0) if origin is None else origin
        west_edge = x0 + math.floor((west - x0) / side) * side
        south_edge = y0 + math.floor((south - y0) / side) * side
        across, up = (east - west_edge) / side, (north - south_edge) / side
        if not across * up <= most_cells:
            least = math.sqrt(max(east - west, side) * max(north - south, side) / most_cells)
            problem = Says(
                "{side} m membagi wilayah menjadi {n} sel; paling banyak {most}. Pakai paling sedikit {least} m.",
                "{side} m would cut the area into {n} cells; at most {most}. Take at least {least} m.",
            )
            n = int(across * up) if math.isfinite(across * up) else 10**18
            raise ParameterError(
                name=name, problem=problem.filled(side=float(side), n=n, most=most_cells, least=math.ceil(least * 1.01))
            )
        return cls(side, west_edge, south_edge, max(1, math.floor(across) + 1), max(1, math.floor(up) + 1))

    @property
    def shape(self) -> tuple[int, int]:
        """Columns, rows: the shape of an array over the raster."""
        return self.columns, self.rows

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.columns * self.rows

    def cell_of(self, x: Floats, y: Floats) -> Integers:
        """Return the flat index of each place's cell, -1 outside the raster."""
        column = np.floor((x - self.west) / self.side).astype(np.int64)
        row = np.floor((y - self.south) / self.side).astype(np.int64)
        within = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(within, column * self.rows + row, -1)

    def inside(self, area: BaseGeometry) -> Mask:
        """Return which cells have their centre in `area`, shape (columns, rows)."""
        shapely.prepare(area)
        x = self.west + (np.arange(self.columns) + 0.5) * self.side
        y = self.south + (np.arange(self.rows) + 0.5) * self.side
        xs, ys = np.meshgrid(x, y, indexing="ij")
        return np.asarray(shapely.contains_xy(area, xs.ravel(), ys.ravel()), dtype=bool).reshape(self.shape)

    def corners(self, flat: Integers) -> tuple[Floats, Floats]:
        """Return x and y of the lower-left corner of cells given by flat index."""
        column, row = (flat // self.rows).astype(np.float64), (flat % self.rows).astype(np.float64)
        return self.west + column * self.side, self.south + row * self.side

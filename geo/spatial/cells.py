"""The store's integer cell index: hundredths of a degree, the same for every region and for ever."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

PER_DEGREE = 100
COLUMNS = 360 * PER_DEGREE
ROWS = 180 * PER_DEGREE


def cell_of(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the cell of each place: row x 36000 + column, counted from 180° W, 90° S.

    Parameters
    ----------
    lon, lat
        Degrees; longitude 180 falls into the last column, latitude 90 into the last row.
    """
    column = np.clip(np.floor((np.asarray(lon, dtype=np.float64) + 180) * PER_DEGREE), 0, COLUMNS - 1)
    row = np.clip(np.floor((np.asarray(lat, dtype=np.float64) + 90) * PER_DEGREE), 0, ROWS - 1)
    return (row * COLUMNS + column).astype(np.int64)


def cell_rows(south: float, north: float, west: float, east: float) -> list[tuple[int, int]]:
    """Return for each row of cells that a box touches the first and last cell index (inclusive)."""
    low = int(cell_of(west, south))
    high = int(cell_of(east, north))
    first_row, last_row = low // COLUMNS, high // COLUMNS
    first_column, last_column = low % COLUMNS, high % COLUMNS
    return [(row * COLUMNS + first_column, row * COLUMNS + last_column) for row in range(first_row, last_row + 1)]


def cell_centre(cell: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return longitude and latitude (degrees) of each cell's centre."""
    index = np.asarray(cell, dtype=np.int64)
    return (index % COLUMNS + 0.5) / PER_DEGREE - 180, (index // COLUMNS + 0.5) / PER_DEGREE - 90

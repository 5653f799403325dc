"""How much of a study area still lies in it when it is moved: what translation correction divides by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shapely
from scipy import fft, ndimage
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]
SetCovariance = Callable[[Floats], Floats]
"""From shifts, shape (n, 2), metres, to areas, shape (n,), square metres."""
_RASTER = 512


def is_rectangle(study_area: BaseGeometry) -> bool:
    """Tell whether a study area fills the rectangle around it."""
    west, south, east, north = study_area.bounds
    whole = (east - west) * (north - south)
    return bool(abs(study_area.area - whole) <= 1e-12 * whole)


def exact_set_covariance(study_area: BaseGeometry) -> SetCovariance:
    """Return a function that gives the area of W ∩ (W + h) for each shift h, exactly.

    Parameters
    ----------
    study_area
        Valid polygon W. A rectangle along the axes costs nothing, any other one overlay of polygons per shift.
    """
    if is_rectangle(study_area):
        west, south, east, north = study_area.bounds
        sides = np.array([east - west, north - south])
        return lambda shifts: np.asarray(np.maximum(sides - np.abs(shifts), 0.0).prod(axis=1))

    def areas(shifts: Floats) -> Floats:
        result = np.empty(len(shifts))
        for k, (dx, dy) in enumerate(shifts.tolist()):
            moved = affinity.translate(study_area, dx, dy)
            result[k] = shapely.intersection(study_area, moved).area
        return result

    return areas


def raster_set_covariance(study_area: BaseGeometry, reach_m: float) -> SetCovariance:
    """Return a function that gives the area of W ∩ (W + h) from the study area drawn on cells.

    Every cell holds the share of it that lies inside, the autocorrelation of all cells comes from one Fourier
    transform, and shifts between cells are interpolated. The longer side has 512 cells. For
    shifts of up to a quarter of the shorter side the error is below half a percent on areas as compact as a district,
    about two percent on a strip twenty times as long as wide.

    Parameters
    ----------
    study_area
        Valid polygon W.
    reach_m
        No shift is longer than this.

    Raises
    ------
    ParameterError
        When the function is called with a longer shift.
    """
    west, south, east, north = study_area.bounds
    cell_m = max(east - west, north - south) / _RASTER
    grid = Grid.over(study_area.bounds, cell_m)
    share = coverage(grid, study_area).share
    reach = int(np.ceil(reach_m / cell_m)) + 1
    shape = [int(fft.next_fast_len(side + reach + 1, real=True)) for side in share.shape]
    transform = fft.rfft2(share, shape)
    whole = fft.irfft2(np.abs(transform) ** 2, shape)
    steps = np.arange(-reach, reach + 1)
    table = np.maximum(whole[np.ix_(steps, steps)], 0.0) * cell_m**2
    table[reach, reach] = study_area.area

    def areas(shifts: Floats) -> Floats:
        if len(shifts) and np.abs(shifts).max() > reach_m * (1 + 1e-9):
            raise ParameterError(
                name="reach_m",
                problem=Says(f"pergeseran melebihi {reach_m} m.", f"a shift is longer than {reach_m} m."),
            )
        places = shifts[:, ::-1].T / cell_m + reach
        return np.asarray(ndimage.map_coordinates(table, places, order=1), dtype=np.float64)

    return areas

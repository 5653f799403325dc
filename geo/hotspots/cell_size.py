"""How large cells should be when nobody says so."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
SMALLEST_M = 50.0
LARGEST_M = 20_000.0


def rounded_down(length_m: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 … m that does not exceed a length above 0 m."""
    power = 10.0 ** math.floor(math.log10(length_m) + 1e-12)
    return float(max(step * power for step in (1, 2, 5) if step * power <= length_m * (1 + 1e-12)))


def rounded_up(length_m: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … m that is not below a length above 0 m."""
    power = 10.0 ** math.floor(math.log10(length_m) + 1e-12)
    return float(min(step * power for step in (1, 2, 5, 10) if step * power >= length_m * (1 - 1e-12)))


def counting_cell_m(n: int, area_m2: float, width_m: float, height_m: float, most_cells: int) -> float:
    """Return the side of cells for counting incidents.

    The larger of two rules of thumb: about two incidents per cell if they were spread evenly, and a 150th of the
    study area's shorter extent. The first keeps sparse data from falling apart into single incidents, the second
    keeps dense data from being cut finer than addresses are known.

    Parameters
    ----------
    n
        Number of incidents.
    area_m2
        Study area, square metres.
    width_m, height_m
        Sides of the rectangle around it, metres.
    most_cells
        The rectangle may not need more cells than this.

    Returns
    -------
    float
        Rounded down to 1, 2 or 5 times a power of ten, from 50 m to 20 km; larger where the rectangle needs it.

    References
    ----------
    Wong & Lee (2005), Statistical Analysis of Geographic Information, chapter 6 (two per quadrat); Ratcliffe (1999),
    Crime Mapping and the Training Needs of Law Enforcement (the 150th).
    """
    even = math.sqrt(2 * max(area_m2, 1.0) / max(n, 1))
    fine = min(width_m, height_m) / 150
    wanted = rounded_down(min(max(even, fine, SMALLEST_M), LARGEST_M))
    return max(wanted, rounded_up(max(math.sqrt(width_m * height_m / most_cells), 1.0)))


def assumed_area(places: Floats) -> BaseGeometry:
    """Return the convex hull of the incidents, for want of a study area; may have no area."""
    return shapely.convex_hull(shapely.multipoints(places))

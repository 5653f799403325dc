"""How finely coordinates were written: decimals of a degree, or whole metres."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pyproj import CRS

from geo.spatial.crs import to_lonlat

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_DECIMALS = 7
"""A centimetre; finer is not told apart, since a projection there and back is no finer."""
_METRES_PER_DEGREE = 111_320.0
_TYPICAL = 0.95
_SAMPLE = 20_000
_WHOLE_M = (1000.0, 500.0, 250.0, 200.0, 100.0, 50.0, 25.0, 20.0, 10.0, 5.0, 1.0)


def decimals(places: Floats, crs: CRS | str | int) -> Integers:
    """Return how many decimals of a degree each place needs in longitude and latitude (WGS 84), 7 at most.

    Parameters
    ----------
    places
        Shape (n, 2), in the units of the CRS.
    crs
        CRS of the places.
    """
    lon, lat = to_lonlat(places[:, 0], places[:, 1], crs)
    needed = np.full(len(places), MOST_DECIMALS, dtype=np.int64)
    for digits in range(MOST_DECIMALS - 1, -1, -1):
        needed[_whole(lon, digits) & _whole(lat, digits)] = digits
    return needed


def precision_m(places: Floats, crs: CRS | str | int) -> float:
    """Return the step to which coordinates are rounded, metres; 0 when no step is seen.

    A step is seen when 95 in 100 distinct places (20,000 of them at the most) lie on it: whole decimals of a degree, or
    whole metres of the CRS from 1 to 1,000.

    Parameters
    ----------
    places
        Shape (n, 2), metres.
    crs
        CRS of the places.
    """
    joined = np.unique(places[:, 0] + 1j * places[:, 1])  # complex numbers sort by x, then y, and fast
    distinct = np.column_stack([joined.real, joined.imag])
    if len(distinct) > _SAMPLE:
        distinct = distinct[np.linspace(0, len(distinct) - 1, _SAMPLE).astype(np.int64)]
    if len(distinct) < 10:
        return 0.0
    digits = int(np.quantile(decimals(distinct, crs), _TYPICAL, method="lower"))
    step = _METRES_PER_DEGREE / 10**digits if digits < MOST_DECIMALS else 0.0
    for metres in _WHOLE_M:
        off = np.abs(distinct / metres - np.round(distinct / metres)).max(axis=1) * metres
        if (off < 1e-3).mean() >= _TYPICAL:
            return max(step, metres)
    return step


def _whole(degrees: Floats, digits: int) -> npt.NDArray[np.bool_]:
    scaled = degrees * 10**digits
    return np.abs(scaled - np.round(scaled)) < 2e-8 * 10**digits

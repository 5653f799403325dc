"""Reference systems of the API (OGC API Features, part 2): which there are, and in which order their axes stand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/{code}"


def known(metric: int) -> dict[str, int | None]:
    """Return the systems offered, address to EPSG code (None: CRS84, the form in which releases are kept).

    Parameters
    ----------
    metric
        EPSG code of the region's metric system.
    """
    codes = dict.fromkeys((4326, 3857, metric))
    return {CRS84: None, **{_EPSG.format(code=code): code for code in codes}}


@lru_cache(maxsize=16)
def _to(code: int, *, back: bool = False) -> Any:
    source, target = ("OGC:CRS84", f"EPSG:{code}") if not back else (f"EPSG:{code}", "OGC:CRS84")
    # Axes stand in the order that the system's own definition gives, as the standard asks: EPSG:4326 is lat, lon.
    return pyproj.Transformer.from_crs(source, target, always_xy=False)


def into(shapes: npt.NDArray[np.object_], code: int | None) -> npt.NDArray[np.object_]:
    """Return shapes of CRS84 in another system."""
    if code is None or not len(shapes):
        return shapes
    digits = 6 if pyproj.CRS(code).is_geographic else 1

    def move(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = _to(code).transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([x, y]), digits)

    moved: npt.NDArray[np.object_] = shapely.transform(shapes, move)
    return moved


def box_of(numbers: tuple[float, float, float, float], code: int | None) -> tuple[float, float, float, float] | None:
    """Return a box of some system as a box of CRS84, or None when it lies where that system does not reach."""
    if code is None:
        return numbers
    corners = _to(code, back=True).transform_bounds(*numbers, densify_pts=21)
    if not np.isfinite(corners).all():
        return None
    west, south, east, north = (float(value) for value in corners)
    return west, south, east, north

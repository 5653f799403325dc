"""The coordinate system of a file: named by the user or the file, else asked for with a proposal, never guessed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo.languages import Says
from geo.sources.reading import ReadOptions
from geo.sources.reasons import refuse
from geo.spatial.crs import looks_like_utm


def known_crs(given: int | str | None, file: str, shown: str = "") -> int | str | None:
    """Return a CRS as its EPSG code where it has one, else as it is; `shown` names it in messages.

    Raises
    ------
    FileRefusedError
        `unknown_crs` when PROJ does not know it.
    """
    if given is None:
        return None
    try:
        crs = CRS.from_user_input(given)
    except CRSError as error:
        raise refuse("unknown_crs", file, crs=shown or str(given)[:80]) from error
    return crs.to_epsg() or given


def crs_or_ask(
    crs: int | str | None, geometries: npt.NDArray[np.object_], options: ReadOptions, file: str
) -> int | str:
    """Return the CRS that the user or the file named; else refuse, proposing one that the values fit.

    Raises
    ------
    FileRefusedError
        `needs_crs`, proposal `{"crs": code}` where degrees or a UTM zone of the region fit.
    """
    if options.crs is not None:
        return known_crs(options.crs, file) or options.crs
    if crs is not None:
        return crs
    code = _fitting_crs([one for one in geometries if one is not None], options.boundary)
    if code is None:
        raise refuse("needs_crs", file, None, hint="", example="32748")
    hint = Says(f"; nilainya cocok dengan EPSG:{code}", f"; its values fit EPSG:{code}")
    raise refuse("needs_crs", file, {"crs": code}, hint=hint, example=str(code))


def _fitting_crs(geometries: list[BaseGeometry], boundary: BaseGeometry | None) -> int | None:
    if not geometries:
        return None
    bounds = shapely.bounds(np.asarray(geometries, dtype=object))
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    kept = np.isfinite(x) & np.isfinite(y)
    if not kept.any():
        return None
    if (np.abs(x[kept]) <= 180).all() and (np.abs(y[kept]) <= 90).all():
        return 4326
    return looks_like_utm(x[kept], y[kept], boundary.bounds) if boundary is not None else None

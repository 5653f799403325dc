"""Places that come as geometry: points, or areas that keep their outline beside a point inside them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from geo.sources.coordinates import AxisColumn, Places
from geo.sources.places import PlaceRules, settle_places

GEOMETRY = "geometry"
_POINT = 0


def located(geometry: npt.NDArray[np.object_], rules: PlaceRules) -> tuple[Places, npt.NDArray[np.object_]]:
    """Return where each geometry is, and the outline of those that are no points.

    Parameters
    ----------
    geometry
        Shapely geometries, None or empty where a record has none; shape (n,).
    rules
        Their coordinate system, the region, and what the user confirmed.

    Returns
    -------
    tuple
        Places (a point that lies in the geometry), and WKT in degrees or None; shape (n,).

    Raises
    ------
    FileRefusedError
        `needs_crs` when the numbers are no degrees and no system is named.
    """
    n = len(geometry)
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    points = shapely.get_type_id(geometry) == _POINT
    inside = np.full(n, None, dtype=object)
    inside[points] = geometry[points]
    areas = ~points & ~missing
    inside[areas] = shapely.point_on_surface(geometry[areas])
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    reason = np.where(shapely.is_missing(geometry), "null_geometry", np.where(missing, "empty_geometry", "")).astype(
        object
    )
    unmade = areas & (shapely.is_missing(inside) | shapely.is_empty(inside))
    reason[unmade] = "empty_geometry"
    infinite = (reason == "") & ~(np.isfinite(x) & np.isfinite(y))
    reason[infinite] = "not_finite"
    nothing = np.full(n, np.nan)
    lat = AxisColumn(np.where(reason == "", y, np.nan), reason, nothing)
    lon = AxisColumn(np.where(reason == "", x, np.nan), reason, nothing)
    places = settle_places(lat, lon, (GEOMETRY, GEOMETRY), rules, projected=True)
    outline = np.full(n, None, dtype=object)
    kept = areas & (places.reason == "")
    if kept.any():
        outline[kept] = shapely.to_wkt(_in_degrees(geometry[kept], rules), rounding_precision=7)
    return places, outline


def _in_degrees(geometry: npt.NDArray[np.object_], rules: PlaceRules) -> npt.NDArray[np.object_]:
    from geo.spatial.crs import to_lonlat

    def transformed(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if rules.swap_axes:
            xy = xy[:, ::-1]
        if rules.crs is None:
            return xy
        return np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], rules.crs))

    flat: npt.NDArray[np.object_] = shapely.transform(shapely.force_2d(geometry), transformed)
    return flat

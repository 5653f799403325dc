"""Coordinate systems: metres or a refusal, never a silent projection."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer

from geo.errors import UnprojectedError

WGS84 = "EPSG:4326"


def require_metric(table: gpd.GeoDataFrame) -> None:
    """Refuse a table that is not measured in metres.

    Raises
    ------
    UnprojectedError
        When the CRS is missing, geographic or not in metres; mend it with
        ``table.to_crs(table.estimate_utm_crs())``.
    """
    crs = table.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise UnprojectedError(crs=str(crs))


def utm_crs(lon: float, lat: float) -> CRS:
    """Return the UTM zone (WGS 84) of a place, for example EPSG:32748 for Banyuasin."""
    zone = int((lon + 180) // 6) % 60 + 1
    return CRS.from_epsg((32700 if lat < 0 else 32600) + zone)


def metric_crs_of(table: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """Return the table's own CRS when it is metric, else the UTM zone of its middle.

    Parameters
    ----------
    table
        In any CRS; with at least one non-empty geometry, else UTM zone 48S is not guessed but EPSG:6933 returned.
    """
    crs = table.crs
    if crs is not None and crs.is_projected and crs.axis_info[0].unit_name == "metre":
        return crs
    west, south, east, north = (
        table.to_crs(WGS84) if crs is not None and not crs.is_geographic else table
    ).total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return CRS.from_epsg(6933)
    return utm_crs((west + east) / 2, (south + north) / 2)


def to_lonlat(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], crs: CRS | str | int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Transform coordinates (x first) of any CRS to longitude and latitude; impossible ones become infinite."""
    lon, lat = Transformer.from_crs(crs, WGS84, always_xy=True).transform(x, y)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def looks_like_utm(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], bounds: tuple[float, float, float, float]
) -> int | None:
    """Say which UTM zone would put these coordinates into a region, or None.

    Parameters
    ----------
    x, y
        Eastings and northings, metres.
    bounds
        West, south, east, north of the region, degrees.

    Returns
    -------
    int or None
        EPSG code of the zone (the region's own and its two neighbours, both hemispheres, are tried) that puts at least
        nine in ten points within the bounds widened by half a degree; None when none does.
    """
    if len(x) == 0:
        return None
    west, south, east, north = bounds
    own = utm_crs((west + east) / 2, (south + north) / 2).to_epsg() or 32748
    candidates = [own + step + hemisphere for hemisphere in (0, -100 if own > 32700 else 100) for step in (0, -1, 1)]
    for epsg in candidates:
        lon, lat = to_lonlat(x, y, epsg)
        inside = (lon > west - 0.5) & (lon < east + 0.5) & (lat > south - 0.5) & (lat < north + 0.5)
        if inside.mean() >= 0.9:
            return epsg
    return None

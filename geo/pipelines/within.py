"""Incidents in metres and inside a study area, ready for any analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import WGS84


@dataclass(frozen=True)
class Within:
    """Incidents inside an area.

    Parameters
    ----------
    incidents, metric
        The same rows in EPSG:4326 and in the metric CRS.
    area_m
        The area in the metric CRS, or None.
    outside
        How many lay outside it.
    """

    incidents: gpd.GeoDataFrame
    metric: gpd.GeoDataFrame
    area_m: BaseGeometry | None
    outside: int


def within(incidents: gpd.GeoDataFrame, area: BaseGeometry | None, crs: Any) -> Within:
    """Project incidents and keep those inside an area.

    Parameters
    ----------
    incidents, area
        EPSG:4326; without an area all are kept.
    crs
        Metric CRS.
    """
    metric = incidents.to_crs(crs)
    if area is None:
        return Within(incidents, metric, None, 0)
    area_m = gpd.GeoSeries([area], crs=WGS84).to_crs(crs).iloc[0]
    shapely.prepare(area_m)
    inside = shapely.intersects_xy(area_m, metric.geometry.x.to_numpy(), metric.geometry.y.to_numpy())
    return Within(incidents[inside], metric[inside], area_m, int((~inside).sum()))

"""The table of hotspots before it is explained: outlines, counts, ranks, what was expected, the method's statistics."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.hotspots.checked import Checked
from geo.hotspots.method import Detection, Method
from geo.hotspots.outlines import clipped, outlines
from geo.hotspots.profile import profiles
from geo.hotspots.rank import ranked

Floats = npt.NDArray[np.float64]
_STATISTICS = ("z_score", "p_value", "q_value", "significant", "expected", "log_likelihood_ratio")
_OF_TIME = ("pattern", "begins", "ends")


def hotspot_table(ready: Checked, detection: Detection, method: Method, compared_km2: float) -> gpd.GeoDataFrame:
    """Draw, count and rank what a method found.

    Parameters
    ----------
    ready, detection, method
        Incidents, what the method made of them, and the method.
    compared_km2
        Area with which densities are compared, square kilometres; 0 when it has none.

    Returns
    -------
    GeoDataFrame
        Indexed by cluster in the order of `rank`, in the metric CRS of the incidents: the columns of `HOTSPOTS` that
        one run alone can tell, and `before`, `after`, `middle` of the profile. `expected` is the method's own where
        it gives one; else the exposure's share within the outline times all incidents; else the outline's share of
        the area compared with. Clusters in time are compared with the incidents of their own time.
    """
    incidents = ready.incidents
    labels = detection.labels.to_numpy()
    places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
    profile = profiles(incidents, labels, ready.ground.timezone)
    table = ranked(places, labels, profile).join(profile)
    shapes = _shapes(ready, detection, places, labels, table.index)
    area_km2 = shapes.area.to_numpy() / 1e6
    table["area_km2"] = area_km2
    table["density_km2"] = table["n"].to_numpy() / area_km2
    table["expected"] = _expected(ready, table, method, shapes, compared_km2)
    table["significant"] = False
    if detection.statistics is not None:
        for name in detection.statistics.columns.intersection([*_STATISTICS, *_OF_TIME]):
            table[name] = detection.statistics[name].reindex(table.index).array
    # A method may be told not to test; then nothing is said of chance.
    chances = table[[name for name in ("p_value", "q_value") if name in table]]
    table["tested"] = method.tests_significance & chances.notna().any(axis=1)
    expected = table["expected"].to_numpy(dtype=np.float64)
    risk = np.full(len(table), np.nan)
    table["relative_risk"] = np.divide(table["n"].to_numpy(), expected, out=risk, where=expected > 0)
    if detection.statistics is not None and "relative_risk" in detection.statistics:
        table["relative_risk"] = detection.statistics["relative_risk"].reindex(table.index).array
    return gpd.GeoDataFrame(table, geometry=np.asarray(shapes.array), crs=incidents.crs)


def _expected(
    ready: Checked, table: pd.DataFrame, method: Method, shapes: gpd.GeoSeries, compared_km2: float
) -> Floats:
    exposure = ready.ground.exposure
    if exposure is not None:
        share = exposure.within(np.asarray(shapes.array)) / exposure.total
    elif compared_km2 > 0:
        share = shapes.area.to_numpy() / 1e6 / compared_km2
    else:
        return np.full(len(table), np.nan)
    return share * _comparable(ready.incidents, table, in_time=method.uses_time)


def _comparable(incidents: gpd.GeoDataFrame, table: pd.DataFrame, *, in_time: bool) -> Floats:
    """Return how many incidents each hotspot is compared with: all, or those of the time that it lasted."""
    if not in_time:
        return np.full(len(table), float(len(incidents)))
    moments = np.sort(incidents["occurred_from"].dropna().to_numpy(dtype="datetime64[us]"))
    first = table["first"].to_numpy(dtype="datetime64[us]")
    last = table["last"].to_numpy(dtype="datetime64[us]")
    return (np.searchsorted(moments, last, side="right") - np.searchsorted(moments, first)).astype(np.float64)


def _shapes(
    ready: Checked, detection: Detection, places: Floats, labels: npt.NDArray[np.int64], clusters: pd.Index
) -> gpd.GeoSeries:
    if detection.polygons is not None:
        drawn = detection.polygons.reindex(clusters)
    else:
        drawn = outlines(places, labels, clusters.to_numpy(), ready.incidents.crs, link_m=detection.link_m)
    return drawn if ready.ground.area is None else clipped(drawn, ready.ground.area)

"""Hotspots in full: labels, outlines, counts, ranks and reasons, by any registered method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.hotspots.checked import Checked, StudyArea, checked
from geo.hotspots.detect import on_index
from geo.hotspots.explain import Setting, explain
from geo.hotspots.method import Detection, Method
from geo.hotspots.outlines import clipped, outlines
from geo.hotspots.profile import profiles
from geo.hotspots.rank import ranked
from geo.hotspots.registry import make
from geo.languages import Says
from geo.tables.hotspots import HOTSPOTS, SURFACES

_STATISTICS = ("z_score", "p_value", "q_value")


@dataclass(frozen=True)
class Found:
    """What an analysis found.

    Parameters
    ----------
    labels
        Cluster of each incident on the table's index, int64, -1 is noise (or outside the study area).
    hotspots
        In the form of `HOTSPOTS`, best rank first, in the table's metric CRS.
    surface
        In the form of `SURFACES`, in the same CRS, or None.
    notices
        What was left out or assumed, in both languages.
    study_area_km2
        Area of the study area that was given, or None.
    outside
        Incidents outside the study area, which took no part.
    method
        The method with its complete parameters.
    """

    labels: pd.Series[int]
    hotspots: gpd.GeoDataFrame
    surface: gpd.GeoDataFrame | None
    notices: list[Says]
    study_area_km2: float | None
    outside: int
    method: Method = field(repr=False)


def find(
    table: gpd.GeoDataFrame,
    method: str = "dbscan",
    *,
    study_area: StudyArea = None,
    timezone: str = "UTC",
    seed: int = 0,
    kind_names: Mapping[str, Says] | None = None,
    **parameters: Any,
) -> Found:
    """Find hotspots among incidents and draw, count, rank and explain them.

    Parameters
    ----------
    table
        Points in a metric CRS; kind, harm, occurred_from, occurred_to (UTC) and time_precision are used when there.
        It is not changed.
    method
        Name of a method, see `geo.hotspots.names()`.
    study_area
        Polygon in the table's CRS, or a GeoSeries or GeoDataFrame in any; outlines are clipped to it, and densities
        compared with its mean. None: the convex hull of the incidents stands in for the comparison.
    timezone
        IANA name of the zone in which hours and weekdays are counted.
    seed
        Source of all randomness.
    kind_names
        Names of kinds by code, for the explanations.
    **parameters
        Of the method, see `geo.hotspots.describe(method)`.

    Returns
    -------
    Found
        Labels, hotspots, surface and notices.

    Raises
    ------
    UnknownMethodError
        When there is no such method.
    ParameterError
        When a parameter, the time zone or the study area is not what it may be.
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    NotPointsError
        When a row has no valid point; drop such rows first.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo import hotspots
    >>> incidents = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([0, 30, 60, 90, 5000], [0, 40, 0, 40, 0]), crs="EPSG:32748"
    ... )
    >>> found = hotspots.find(incidents, "dbscan", eps_m=100, min_samples=3, timezone="Asia/Jakarta")
    >>> found.hotspots[["rank", "n", "harm", "trend"]].to_dict("records")
    [{'rank': 1, 'n': 4, 'harm': 4.0, 'trend': 'unknown'}]
    """
    chosen = make(method, **parameters)
    ready = checked(table, study_area)
    detection = chosen.run(ready.incidents, ready.study_area, seed)
    notices = [*ready.notices, *detection.notices]
    hotspots = _hotspots(ready, detection, chosen, timezone, kind_names or {}, notices)
    surface = detection.surface
    return Found(
        labels=on_index(detection.labels, ready.inside, ready.index),
        hotspots=hotspots,
        surface=None if surface is None else SURFACES.shaped(surface),
        notices=notices,
        study_area_km2=None if ready.study_area is None else ready.study_area.area / 1e6,
        outside=int((~ready.inside).sum()),
        method=chosen,
    )


def _hotspots(
    ready: Checked,
    detection: Detection,
    method: Method,
    timezone: str,
    kind_names: Mapping[str, Says],
    notices: list[Says],
) -> gpd.GeoDataFrame:
    incidents = ready.incidents
    labels = detection.labels.to_numpy()
    places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
    profile = profiles(incidents, labels, timezone)
    order = ranked(places, labels, profile)
    table = order.join(profile)
    shapes = _shapes(ready, detection, places, labels, table.index)
    area_km2 = shapes.area.to_numpy() / 1e6
    compared_km2 = _compared_km2(ready.study_area, places, notices)
    mean_km2 = len(incidents) / compared_km2 if compared_km2 > 0 else 0.0
    table["area_km2"] = area_km2
    table["density_km2"] = table["n"].to_numpy() / area_km2
    table["expected"] = mean_km2 * area_km2 if mean_km2 > 0 else np.nan
    table["tested"] = method.tests_significance
    table["significant"] = False
    if detection.statistics is not None:
        for name in detection.statistics.columns.intersection([*_STATISTICS, "significant", "expected"]):
            table[name] = detection.statistics[name].reindex(table.index).to_numpy()
    setting = Setting(timezone, mean_km2, ready.study_area is not None, kind_names)
    told = [explain(row, setting) for row in table.to_dict("records")]
    table["explanation_id"] = [says.id for says in told]
    table["explanation_en"] = [says.en for says in told]
    whole = table.reset_index(names="cluster")
    return HOTSPOTS.shaped(gpd.GeoDataFrame(whole, geometry=np.asarray(shapes.array), crs=incidents.crs))


def _shapes(
    ready: Checked,
    detection: Detection,
    places: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    clusters: pd.Index,
) -> gpd.GeoSeries:
    if detection.polygons is not None:
        drawn = detection.polygons.reindex(clusters)
    else:
        drawn = outlines(places, labels, clusters.to_numpy(), ready.incidents.crs, link_m=detection.link_m)
    return drawn if ready.study_area is None else clipped(drawn, ready.study_area)


def _compared_km2(study_area: BaseGeometry | None, places: npt.NDArray[np.float64], notices: list[Says]) -> float:
    """Area with which densities are compared: the study area, else the ground that the incidents span."""
    if study_area is not None:
        return float(study_area.area) / 1e6
    spanned = float(shapely.convex_hull(shapely.multipoints(places)).area) / 1e6
    if len(places):
        notices.append(
            Says(
                "Tanpa wilayah kajian: kepadatan dibandingkan dengan daerah sebaran kejadian, {area} km².",
                "No study area given: densities are compared with the ground that the incidents span, {area} km².",
            ).filled(area=spanned)
        )
    return spanned

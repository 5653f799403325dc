"""Hotspots in full: labels, outlines, counts, ranks and reasons, by any registered method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.hotspots.checked import Checked, StudyArea, checked
from geo.hotspots.choosing.sanity import sanity_notices
from geo.hotspots.choosing.stacks import find_stacks, stack_notice, without_stacks
from geo.hotspots.detect import on_index
from geo.hotspots.explain import Setting, explain
from geo.hotspots.hotspot_table import hotspot_table
from geo.hotspots.method import Method
from geo.hotspots.registry import make
from geo.hotspots.standing.confidence import confidence
from geo.languages import Says
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.lineage import BORDERS
from geo.tables.stacks import STACKS

if TYPE_CHECKING:
    from geo.spatial.exposure import Exposure
    from geo.spatial.networks import Network


Stacks = Literal["keep", "leave_out"]


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
    left_out
        Incidents that took no part, by reason: outside_study_area, masked, stacked.
    borders
        In the form of `BORDERS`: where resamples put each hotspot, in the same CRS.
    stacks
        In the form of `STACKS`: coordinates with implausibly many incidents, in the same CRS.
    method
        The method with its complete parameters.
    """

    labels: pd.Series[int]
    hotspots: gpd.GeoDataFrame
    surface: gpd.GeoDataFrame | None
    notices: list[Says]
    study_area_km2: float | None
    left_out: Mapping[str, int]
    borders: gpd.GeoDataFrame
    stacks: gpd.GeoDataFrame
    method: Method = field(repr=False)


def find(
    table: gpd.GeoDataFrame,
    method: str = "dbscan",
    *,
    study_area: StudyArea = None,
    mask: StudyArea = None,
    exposure: Exposure | None = None,
    network: Network | None = None,
    timezone: str = "UTC",
    seed: int = 0,
    kind_names: Mapping[str, Says] | None = None,
    place_names: gpd.GeoDataFrame | None = None,
    stacks: Stacks = "keep",
    replicates: int | None = None,
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
    mask
        Where no incident can happen (sea, lakes), given like the study area.
    exposure
        What the incidents are compared with (people, households, forest), in the table's CRS; gives `expected` and
        `relative_risk`.
    network
        Roads or rivers in the table's CRS, for methods along a network.
    timezone
        IANA name of the zone in which days begin and hours and weekdays are counted.
    seed
        Source of all randomness.
    kind_names
        Names of kinds by code, for the explanations.
    place_names
        Named points (column `name`) in the table's CRS, by which stacks are named.
    stacks
        `keep` or `leave_out` the incidents on single coordinates that carry implausibly many (default points of
        geocoders); they are found and named in both cases.
    replicates
        Resamples from which the confidence comes, 0 to 1000; None: as many as take a few seconds.
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
    ready = checked(table, study_area, mask=mask, exposure=exposure, network=network, timezone=timezone)
    notices = [*ready.notices]
    piled = find_stacks(ready.incidents, names=place_names)
    if len(piled):
        on_stack = ~without_stacks(ready.incidents, piled)
        notices.append(stack_notice(piled, int(on_stack.sum()), left_out=stacks == "leave_out"))
        if stacks == "leave_out":
            ready = ready.without(on_stack, "stacked")
    detection = chosen.run(ready.incidents, ready.ground, seed)
    notices += [*detection.notices, *sanity_notices(chosen, ready, detection)]
    compared_km2 = _compared_km2(ready, notices)
    found = hotspot_table(ready, detection, chosen, compared_km2)
    ranked = found.reset_index(names="cluster")
    sure = confidence(ready, chosen, detection, ranked, replicates=replicates, seed=seed)
    notices += sure.notices
    sure_table = found.join(sure.hotspots.drop(columns="weak"))
    hotspots = _explained(sure_table, ready, compared_km2, kind_names or {}, along_network=chosen.needs_network)
    surface = detection.surface
    return Found(
        labels=on_index(detection.labels, ready.inside, ready.index),
        hotspots=hotspots,
        surface=None if surface is None else SURFACES.shaped(surface),
        notices=notices,
        study_area_km2=None if ready.ground.area is None else ready.ground.area.area / 1e6,
        left_out=ready.left_out,
        borders=gpd.GeoDataFrame(BORDERS.shaped(sure.borders)),
        stacks=gpd.GeoDataFrame(STACKS.shaped(piled.assign(left_out=stacks == "leave_out"))),
        method=chosen,
    )


def _explained(
    table: gpd.GeoDataFrame,
    ready: Checked,
    compared_km2: float,
    kind_names: Mapping[str, Says],
    *,
    along_network: bool,
) -> gpd.GeoDataFrame:
    """Return the hotspots in their form, each with its explanation in both languages."""
    ground = ready.ground
    mean_km2 = len(ready.incidents) / compared_km2 if compared_km2 > 0 else 0.0
    exposure_name = ground.exposure.name if ground.exposure is not None else None
    setting = Setting(ground.timezone, mean_km2, ground.area is not None, kind_names, exposure_name, along_network)
    told = [explain(row, setting) for row in table.to_dict("records")]
    texts = {"explanation_id": [says.id for says in told], "explanation_en": [says.en for says in told]}
    return HOTSPOTS.shaped(table.assign(**texts).reset_index(names="cluster"))


def _compared_km2(ready: Checked, notices: list[Says]) -> float:
    """Area with which densities are compared: the study area, else the ground that the incidents span."""
    if ready.ground.area is not None:
        return float(ready.ground.area.area) / 1e6
    places = shapely.get_coordinates(np.asarray(ready.incidents.geometry.array))
    spanned = float(shapely.convex_hull(shapely.multipoints(places)).area) / 1e6
    if len(places):
        notices.append(
            Says(
                "Tanpa wilayah kajian: kepadatan dibandingkan dengan daerah sebaran kejadian, {area} km².",
                "No study area given: densities are compared with the ground that the incidents span, {area} km².",
            ).filled(area=spanned)
        )
    return spanned

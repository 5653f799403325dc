"""What is known about a declared period besides incidents: the data's end, dose and response in the sealed zones."""

from __future__ import annotations

from datetime import datetime

import geopandas as gpd
import pandas as pd

from geo.evaluation.evidence import Evidence
from geo.evaluation.plan import Plan
from geo.evaluation.response import response_times
from geo.pipelines.dose import DoseRequest, DoseResult, dose_in_store
from geo.pipelines.patrol_results import SOURCE
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.store.protocol import Store


def data_until(store: Store, incidents: gpd.GeoDataFrame, now: datetime) -> datetime:
    """Return where the data on incidents end: the last import of reports, or the last reported incident if later.

    What patrols found says nothing of what was reported: a form brought in today does not make old reports new.

    Parameters
    ----------
    store
        Holds the imports.
    incidents
        Form of `geo.tables.incidents`, all of them.
    now
        The present moment: the answer where nothing was brought in, and never passed.
    """
    imports = store.imports()
    fresh = imports[(imports["status"] == "done") & (imports["source"] != SOURCE)]["created"]
    reported = incidents[incidents["origin"] != "patrol"]["occurred_to"]
    known = [pd.Timestamp(one) for one in (fresh.max(), reported.max()) if pd.notna(one)]
    return min(max(known).to_pydatetime(), now) if known else now


def gathered(
    store: Store,
    plan: Plan,
    incidents: gpd.GeoDataFrame,
    data_as_of: datetime,
    settings: Settings,
    progress: Progress = silent,
) -> Evidence:
    """Measure dose and response in the zones as they were declared, whatever zones there are today.

    Response times are those of reports in the zones; what patrols found themselves was never waited for.

    Returns
    -------
    Evidence
        What is not known is left out, and the scorecard says that it lacks.
    """
    ends = min(plan.after.ends, data_as_of)
    if ends <= plan.after.begins:
        return Evidence()
    zones = gpd.GeoDataFrame(
        {"zone_id": [one.area_id for one in plan.zones], "name": [one.name for one in plan.zones]},
        geometry=[one.geometry for one in plan.zones],
        crs=4326,
    )
    measured = dose_in_store(store, DoseRequest(plan.after.begins, ends), settings, zones=zones, progress=progress)
    if not measured.document["tracks"]:
        return Evidence()
    arrivals = _arrivals(measured)
    inside = incidents[
        (incidents["occurred_from"] >= pd.Timestamp(plan.after.begins))
        & (incidents["occurred_from"] < pd.Timestamp(ends))
        & (incidents["origin"] != "patrol")
        & incidents.geometry.intersects(zones.union_all())
    ]
    if plan.kinds:
        inside = inside[inside["kind"].isin(plan.kinds)]
    response = None
    if len(inside) and len(arrivals):
        response = response_times(inside, arrivals, data_as_of=ends, parameters=plan.parameters, seed=plan.seed)
    return Evidence(doses=measured.dose.table, response=response)


def _arrivals(measured: DoseResult) -> gpd.GeoDataFrame:
    """Return the visits of hotspots and objects as points; a stay in a whole zone is no arrival anywhere."""
    table = measured.dose.table
    places = gpd.GeoDataFrame(table[table["kind"] != "zone"]).set_index("place_id").geometry
    visits = measured.dose.visits
    visits = visits[visits["place_id"].isin(places.index)]
    points = places.reindex(visits["place_id"]).representative_point().to_numpy()
    return gpd.GeoDataFrame(visits[["begins", "ends"]].reset_index(drop=True), geometry=points, crs=4326)

"""What was planned and reported in whole zones: a zone is no stop, its plan is the crews that orders send into it."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd


def zone_figures(planned: gpd.GeoDataFrame, results: pd.DataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count planned and reported patrols of each zone.

    A patrol of a zone is one order with at least one stop in it, as a visit of a zone is one stay of one crew: so both
    can be set side by side. Its minutes run from the first of these stops to the last.

    Parameters
    ----------
    planned
        order_id, stop, begins, ends (UTC) and geometry (points) of the planned stops, any CRS.
    results
        Form of `geo.tables.tracks.PATROL_RESULTS`; several rows of one stop count once.
    zones
        place_id and geometry (areas), any CRS.

    Returns
    -------
    pandas.DataFrame
        By place_id: planned_visits, planned_minutes, reported_visits (orders with a stop there reported done or
        partly) and skipped (JSON: reason to number of stops).
    """
    stops = planned.to_crs("EPSG:4326")
    zones = zones.to_crs("EPSG:4326")
    told = results.drop_duplicates(["order_id", "stop"])
    key = ["order_id", "stop"]
    rows: list[dict[str, Any]] = []
    for place, area in zip(zones["place_id"], zones.geometry, strict=True):
        inside = (
            stops.geometry.intersects(area).to_numpy(dtype=bool) if area is not None else np.zeros(len(stops), bool)
        )
        mine = pd.DataFrame(stops[inside])
        patrols = mine.groupby("order_id")
        lasted = (patrols["ends"].max() - patrols["begins"].min()).dt.total_seconds() / 60
        reported = told.merge(mine[key], on=key)
        went = reported[reported["outcome"].isin(["done", "partly"])]
        left = reported.loc[reported["outcome"] == "skipped", "reason"].fillna("–").value_counts()
        rows.append(
            {
                "place_id": str(place),
                "planned_visits": len(lasted),
                "planned_minutes": float(lasted.sum()),
                "reported_visits": int(went["order_id"].nunique()),
                "skipped": json.dumps(
                    {str(one): int(n) for one, n in left.items()}, ensure_ascii=False, sort_keys=True
                ),
            }
        )
    names = ["planned_visits", "planned_minutes", "reported_visits", "skipped"]
    return pd.DataFrame(rows, columns=["place_id", *names]).set_index("place_id")

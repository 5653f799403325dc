"""Visits as crews reported them, and the reasons of the stops that they skipped."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd


def reported_figures(results: pd.DataFrame | None, ids: list[str], period: tuple[datetime, datetime]) -> dict[str, Any]:
    """Count what crews reported.

    Parameters
    ----------
    results
        Form of `geo.tables.tracks.PATROL_RESULTS`, or None; those with an arrival outside the period are left out,
        those without an arrival are taken. Several finds at one stop are one visit.
    ids
        Place ids.
    period
        Begin and end, with a zone.

    Returns
    -------
    dict
        reported_visits (done or partly; absent without results) and skipped (JSON: reason to number), by place id.
    """
    if results is None:
        return {"skipped": ["{}"] * len(ids)}
    begins = results["begins"]
    outside = (begins < pd.Timestamp(period[0])) | (begins >= pd.Timestamp(period[1]))
    told = results[~outside.to_numpy(dtype=bool)].drop_duplicates(["order_id", "stop"])  # further finds are no visits
    places = told["place_id"].fillna("").astype(str)
    went = places[told["outcome"].isin(["done", "partly"]).to_numpy()].value_counts()
    left = told[(told["outcome"] == "skipped").to_numpy()]
    reasons: dict[str, dict[str, int]] = {}
    for place, reason in zip(left["place_id"].fillna("").astype(str), left["reason"].fillna("–"), strict=True):
        counts = reasons.setdefault(place, {})
        counts[str(reason)] = counts.get(str(reason), 0) + 1
    return {
        "reported_visits": pd.array([int(went.get(one, 0)) for one in ids], dtype="Int64"),
        "skipped": [json.dumps(reasons.get(one, {}), ensure_ascii=False, sort_keys=True) for one in ids],
    }

"""Continues hotspots from run to run: ids that last, since when each is known, how it compares with the last run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.agencies.region import Region
from geo.hotspots.explain_change import change_sentences
from geo.hotspots.standing.identity import carried_ids
from geo.languages import Says, date_text
from geo.spatial.crs import WGS84
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.tables.lineage import KINSHIPS

_SERIES = ("kinds", "origins", "bbox", "area")
_MOST_RUNS = 200
_MOST_COMPARED = 20


@dataclass(frozen=True)
class Continued:
    """Hotspots with lasting ids (EPSG:4326, form of `HOTSPOTS`), their kinship to the last run, and that run's id."""

    hotspots: gpd.GeoDataFrame
    kinships: pd.DataFrame
    previous_run: str | None


def continue_hotspots(
    store: Store, hotspots: gpd.GeoDataFrame, row: Mapping[str, Any], digest: str, region: Region, now: datetime
) -> Continued:
    """Give hotspots the ids under which earlier runs knew them.

    Compared with the newest published run of the same series (a draft only where none is published): the same method
    on the same kinds, origins and area, for the same audience: what others alone may see never shows in it.
    Parameters and period may differ: the question is whether the place is the same. A hotspot that the last run did
    not find but an earlier one did comes back under its old id. A run that repeats an earlier one to the letter is
    compared with what that one was compared with, so that it says the same.

    Parameters
    ----------
    store, region
        Where the earlier runs are, and its metric CRS.
    hotspots
        Form of `HOTSPOTS`, EPSG:4326, with natural ids.
    row, digest
        The run's row (method, parameters, seed, chosen) and the digest of its input.
    now
        When the run is made: `since` of hotspots never seen before.
    """
    series, repeated = _series(store, row, digest)
    known = store.hotspots_seen([*series, *repeated]).set_index("hotspot_id")["since"]
    if not series:
        since = known.reindex(hotspots["hotspot_id"]).fillna(pd.Timestamp(now))
        return Continued(hotspots.assign(since=since.to_numpy()), KINSHIPS.empty(), None)
    last = _shown_of(store, series)
    new = hotspots.to_crs(region.crs)
    seen = store.hotspots_seen(series)
    previous = store.result(last, "hotspots").to_crs(region.crs)
    lineage = carried_ids(new, previous, taken=seen["hotspot_id"].tolist())
    ids = lineage.ids.copy()
    kinships = lineage.kinships.assign(previous_run=last)
    fresh = ids.isin(kinships.loc[kinships["event"] == "new", "hotspot_id"])
    dormant = seen[~seen["hotspot_id"].isin(previous["hotspot_id"])].reset_index(drop=True)
    if fresh.any() and len(dormant):
        back = _come_back(new[fresh], dormant.to_crs(region.crs), ids)
        kinships["hotspot_id"] = kinships["hotspot_id"].replace(dict(zip(ids[back.index], back, strict=True)))
        ids[back.index] = back
    since = known.reindex(ids).fillna(pd.Timestamp(now))
    table = hotspots.assign(hotspot_id=ids.astype("str"), since=since.to_numpy())
    named = _with_period(store.run(last), row, region)
    return Continued(_told(table, kinships, named, region, set(seen["hotspot_id"])), KINSHIPS.shaped(kinships), last)


def _series(store: Store, row: Mapping[str, Any], digest: str) -> tuple[list[str], list[str]]:
    """Return the runs of the same series, newest first: those that differ in anything, and mere repetitions."""
    runs = store.runs("hotspots", "done")
    wanted = _question(row["method"], _parsed(row["chosen"]), row["audience"])
    exactly = _exactly(row["parameters"], row["seed"], row["chosen"], digest)
    found: tuple[list[str], list[str]] = [], []
    for run in runs.head(_MOST_RUNS).to_dict("records"):
        if _question(run["method"], _parsed(run["chosen"]), run["audience"]) == wanted:
            same = _exactly(run["parameters"], run["seed"], run["chosen"], run["input_digest"]) == exactly
            found[same].append(str(run["run_id"]))
    return found


def _exactly(parameters: Any, seed: Any, chosen: Any, digest: Any) -> tuple[Any, ...]:
    values = (json.loads(one) if isinstance(one, str) else one for one in (parameters, chosen))
    return (*(json.dumps(one, sort_keys=True, default=list) for one in values), int(seed), digest)


def _shown_of(store: Store, series: list[str]) -> str:
    """Return the run of a series that is shown, else the newest that was not taken away, else the newest."""
    shown = {run_id: store.run(run_id)["shown"] for run_id in series[:_MOST_COMPARED]}
    for wanted in ("published", "draft"):
        for run_id, state in shown.items():
            if state == wanted:
                return run_id
    return series[0]


def _question(method: str, chosen: Mapping[str, Any], audience: Any) -> tuple[Any, ...]:
    agencies = json.loads(audience) if isinstance(audience, str) else audience or ()
    return method, tuple(sorted(agencies)), *(str(chosen.get(name) or "") for name in _SERIES)


def _parsed(chosen: Any) -> Mapping[str, Any]:
    values: Mapping[str, Any] = json.loads(chosen) if isinstance(chosen, str) else chosen
    return {name: tuple(one) if isinstance(one := values.get(name), list) else one for name in _SERIES}


def _come_back(fresh: gpd.GeoDataFrame, dormant: gpd.GeoDataFrame, ids: pd.Series) -> pd.Series:
    """Return the old ids of those hotspots that an earlier run than the last knew."""
    # Ranks of different runs are not comparable; only their order as a rule for ties matters.
    older = dormant.assign(rank=range(1, len(dormant) + 1))
    named = fresh.assign(hotspot_id=ids[fresh.index].to_numpy())
    lineage = carried_ids(named, older, taken=ids.tolist())
    same = lineage.kinships.loc[lineage.kinships["event"] == "same", "hotspot_id"]
    return lineage.ids[lineage.ids.isin(same)]


def _with_period(last: Mapping[str, Any], row: Mapping[str, Any], region: Region) -> Says:
    """Name the last run, with the period of its incidents when another one was asked for: its counts are not alike."""
    period = (last["summary"] or {}).get("period")
    same = all(last["chosen"].get(name) == row["chosen"].get(name) for name in ("since", "until"))
    name = str(last["run_id"])
    if same or not period:
        return Says(name, name)
    local = zone(region.timezone)
    begin, end = (pd.Timestamp(period[one]).tz_convert(local).date() for one in ("begins", "ends"))
    return Says(
        f"{name}, {date_text(begin, 'id')} – {date_text(end, 'id')}",
        f"{name}, {date_text(begin, 'en')} – {date_text(end, 'en')}",
    )


def _told(
    table: gpd.GeoDataFrame, kinships: pd.DataFrame, last: Says, region: Region, known: set[str]
) -> gpd.GeoDataFrame:
    """Add to each explanation how the hotspot compares with the last run and since when it is known."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    for kin in kinships.to_dict("records"):
        if pd.notna(kin["hotspot_id"]):
            by_id.setdefault(str(kin["hotspot_id"]), []).append(kin)
    local = zone(region.timezone)
    told: dict[str, list[str]] = {"explanation_id": [], "explanation_en": []}
    for row in table.to_dict("records"):
        since = row["since"].tz_convert(local).date() if row["hotspot_id"] in known else None
        says = change_sentences(by_id.get(str(row["hotspot_id"]), []), last, since)
        told["explanation_id"].append(" ".join([row["explanation_id"], *(one.id for one in says)]))
        told["explanation_en"].append(" ".join([row["explanation_en"], *(one.en for one in says)]))
    return gpd.GeoDataFrame(table.assign(**told), crs=WGS84)

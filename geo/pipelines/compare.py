"""The difference of two runs of hotspots, and the history of one hotspot over all runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import NotFoundError, ParameterError
from geo.hotspots.standing.difference import difference
from geo.languages import Says
from geo.pipelines.rows import rows_as_json
from geo.pipelines.run_of_task import TASK_NAMES
from geo.spatial.crs import WGS84
from geo.store.protocol import Store
from geo.tables.lineage import CHANGES, DIFFERENCES

_HOTSPOT = Says("Titik rawan", "hotspot")
_NO_HOTSPOTS = Says(
    "{run} adalah analisis {task}; sebutkan dua analisis titik rawan (petarawan runs).",
    "{run} is a run of {task}; name two runs of hotspots (petarawan runs).",
)


@dataclass(frozen=True)
class Comparison:
    """The differences of two runs (form of `DIFFERENCES`, EPSG:4326) and the document that describes them."""

    document: dict[str, Any]
    differences: gpd.GeoDataFrame


def compare_runs(store: Store, older_run: str | None, newer_run: str = "latest:hotspots") -> Comparison:
    """Say what changed between two stored runs of hotspots.

    Parameters
    ----------
    store
        Where the runs are.
    older_run, newer_run
        Run ids or `latest:hotspots`; without an older one the newer run's own predecessor is taken.

    Raises
    ------
    NotFoundError
        When there is no such run, or the newer one has no predecessor.
    ParameterError
        When a run is not one of hotspots.
    """
    newer = store.run(newer_run)
    before = older_run or (newer["summary"] or {}).get("previous_run")
    if before is None:
        missing = Says("analisis sebelumnya dari", "earlier run of the same kind before")
        raise NotFoundError(what=missing, name=newer["run_id"])
    older = store.run(before)
    for run in (older, newer):
        if run["task"] != "hotspots":
            raise ParameterError(
                name="RUN", problem=_NO_HOTSPOTS.filled(run=run["run_id"], task=TASK_NAMES[run["task"]])
            )
    crs = store.region().crs
    tables = [store.result(run["run_id"], "hotspots").to_crs(crs) for run in (older, newer)]
    days = [_days(run) for run in (older, newer)]
    known = None not in days
    found = difference(*tables, older_days=days[0] if known else None, newer_days=days[1] if known else None)
    table = gpd.GeoDataFrame(DIFFERENCES.shaped(found.to_crs(WGS84)))
    counts = table["change"].value_counts()
    document = {
        "older": _about(older),
        "newer": _about(newer),
        "counts": {change: int(counts.get(change, 0)) for change in CHANGES},
        "differences": rows_as_json(table),
    }
    return Comparison(document, table)


def hotspot_history(store: Store, hotspot_id: str) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return a hotspot's rank, size and confidence in every run that found it, newest first, and its kinships.

    Raises
    ------
    NotFoundError
        When no finished run found it.
    """
    table = store.hotspot_history(hotspot_id)
    if table.empty:
        raise NotFoundError(what=_HOTSPOT, name=hotspot_id[:40])
    kinships = []
    for run_id in table["run_id"]:
        kin = store.result(run_id, "kinships")
        mine = kin[(kin["hotspot_id"] == hotspot_id) & kin["event"].isin(["split", "merged"])]
        kinships += rows_as_json(mine, keep_run_id=True)
    document = {
        "hotspot_id": hotspot_id,
        "appearances": rows_as_json(table, keep_run_id=True),
        "splits_and_merges": kinships,
    }
    return document, table


def _days(run: Mapping[str, Any]) -> float | None:
    """Return how many days the incidents of a run cover: the period asked for, else what they span."""
    chosen, period = run["chosen"], (run["summary"] or {}).get("period") or {}
    begin, end = chosen.get("since") or period.get("begins"), chosen.get("until") or period.get("ends")
    if not begin or not end:
        return None
    days = (pd.Timestamp(end) - pd.Timestamp(begin)) / pd.Timedelta(days=1)
    return float(days) if days > 0 else None


def _about(run: Mapping[str, Any]) -> dict[str, Any]:
    return {name: run[name] for name in ("run_id", "method", "parameters", "chosen", "finished", "data_as_of")}

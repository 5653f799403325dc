"""From a file of incidents to hotspots and labels, with no store."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.agencies.region import Region
from geo.errors import FileRefusedError
from geo.languages import Says
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import HotspotResult, analyse
from geo.pipelines.ingest import merge_sensor_rows
from geo.progress import Progress, silent
from geo.sources.read import read_file
from geo.sources.reading import Reading, ReadOptions
from geo.sources.reason_names import counted_reasons
from geo.spatial.crs import metric_crs_of
from geo.tables.chosen import Chosen

_READING = Says("mengambil kejadian", "fetching incidents")
_FINDING = Says("mencari titik rawan", "finding hotspots")


def find_in_file(
    path: Path, options: ReadOptions, region: Region | None, request: HotspotRequest, *, progress: Progress = silent
) -> tuple[HotspotResult, Reading]:
    """Find hotspots straight in a file of incidents, with no store.

    Parameters
    ----------
    path, options
        The file and what is known about it.
    region
        Gives names and harm of kinds and the metric CRS when the incidents lie in it; None is fine.
    request
        What is asked; its filter is applied to the file's rows.

    Returns
    -------
    tuple
        The result (labels carry `row`, the record's number in the file, first = 1) and the reading.

    Raises
    ------
    FileRefusedError
        When the file cannot be read or none of its records is usable.
    """
    began = time.perf_counter()
    progress(0.05, _READING)
    reading = read_file(path, options)
    rows = reading.rows
    if rows.empty and reading.records:
        problem = Says(
            "tidak satu pun dari {records} rekaman dapat dipakai ({reasons})",
            "none of its {records} records is usable ({reasons})",
        )
        reasons = {str(code): int(n) for code, n in reading.refused["reason"].value_counts().items()}
        told = counted_reasons(reasons)
        raise FileRefusedError(
            "nothing_usable", reading.file, problem, reading.proposal, records=reading.records, reasons=told
        )
    left_out: dict[str, int] = {str(k): int(v) for k, v in reading.refused["reason"].value_counts().items()}
    if reading.duplicates:
        left_out["duplicate"] = reading.duplicates
    rows = _with_events(rows.assign(record=reading.numbers))
    kept = _matching(rows, request.chosen)
    if len(rows) > kept.sum():
        left_out["filtered"] = int(len(rows) - kept.sum())
    rows = rows[kept]
    counted = rows["left_out"].isna() | (rows["left_out"] == "")
    for reason, n in rows.loc[~counted, "left_out"].value_counts().items():
        left_out[str(reason)] = int(n)
    progress(0.4, _FINDING)
    near = region is not None and not rows["outside"].all()
    crs = region.crs if near and region is not None else metric_crs_of(rows)
    result = analyse(rows[counted], request.area, crs, region, request, left_out)
    # A pixel that was merged into an event belongs to that event's hotspot.
    of_event = result.labels.set_index("incident_id")["cluster"]
    merged = rows[~counted & (rows["left_out"] == "same_event")]
    more = pd.DataFrame(
        {"incident_id": merged["incident_id"].to_numpy(), "cluster": of_event.reindex(merged["event_id"]).to_numpy()}
    ).dropna()
    labels = pd.concat([result.labels, more], ignore_index=True).astype({"cluster": "int64"})
    numbers = pd.Series(rows["record"].to_numpy(), index=rows["incident_id"].to_numpy())
    labels["row"] = numbers.reindex(labels["incident_id"]).to_numpy()
    labels = labels.sort_values("row", ignore_index=True)
    document = {
        "run_id": f"file-{reading.digest[:12]}",
        **result.document,
        "file": reading.file,
        "source": reading.source,
        "records": reading.records,
        "warnings": [notice.as_dict() for notice in reading.warnings],
        "seconds": round(time.perf_counter() - began, 3),
    }
    progress(1.0, _FINDING)
    return replace(result, document=document, labels=labels), reading


def _with_events(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    groups = merge_sensor_rows(rows)
    if groups.empty:
        return rows
    groups = groups.set_index("incident_id")
    took_part = rows["incident_id"].isin(groups.index)
    mine = groups.reindex(rows.loc[took_part, "incident_id"])
    rows.loc[took_part, "event_id"] = mine["event_id"].to_numpy()
    rows.loc[took_part, "left_out"] = mine["left_out"].to_numpy()
    return rows


def _matching(rows: gpd.GeoDataFrame, chosen: Chosen) -> pd.Series:
    kept = pd.Series(True, index=rows.index)
    if chosen.kinds:
        kept &= rows["kind"].isin(chosen.kinds)
    if chosen.origins:
        kept &= rows["origin"].isin(chosen.origins)
    if chosen.since is not None:
        kept &= rows["occurred_from"] >= pd.Timestamp(chosen.since)
    if chosen.until is not None:
        kept &= rows["occurred_from"] < pd.Timestamp(chosen.until)
    if chosen.bbox is not None:
        west, south, east, north = chosen.bbox
        places = rows.geometry
        kept &= places.x.between(west, east) & places.y.between(south, north)
    return kept

"""From incidents, stored or in a file, to hotspots with everything needed to repeat and defend them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo import hotspots
from geo.agencies.region import Region
from geo.hotspots.explain_chance import WEAK_CONFIDENCE
from geo.languages import Says
from geo.pipelines.failed_runs import record_failure
from geo.pipelines.ground_layers import ground_layers
from geo.pipelines.hotspot_request import HotspotRequest, run_row
from geo.pipelines.lineage import continue_hotspots
from geo.pipelines.record import input_digest, names_of_kinds, shown_as
from geo.pipelines.rows import rows_as_json
from geo.pipelines.within import within
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.spatial.crs import WGS84
from geo.store.protocol import Store

_BY_PATROL = Says(
    "{n} kejadian yang ditemukan patroli ikut dihitung: di tempat yang sering dipatroli lebih banyak yang ditemukan.",
    "{n} incidents that patrols found are counted too: more is found where patrols go more often.",
)
_NEEDED = (
    "incident_id",
    "kind",
    "occurred_from",
    "occurred_to",
    "time_precision",
    "precision_m",
    "harm",
    "digest",
    "geometry",
    "origin",
)
_READING = Says("mengambil kejadian", "fetching incidents")
_FINDING = Says("mencari titik rawan", "finding hotspots")
_WRITING = Says("menyimpan hasil", "storing the result")
_ALL_OUTSIDE = Says(
    "Semua {n} kejadian berada di luar wilayah kajian. Sebutkan wilayahnya dengan --area BERKAS, "
    "atau buat penyimpanan wilayah itu: petarawan init --boundary BERKAS.",
    "All {n} incidents lie outside the study area. Name their area with --area FILE, "
    "or make a store for that region: petarawan init --boundary FILE.",
)


@dataclass(frozen=True)
class HotspotResult:
    """What was found, and the document that describes it.

    Parameters
    ----------
    document
        The keys of `hotspots --json`.
    hotspots, surface
        In their forms, EPSG:4326; the surface is None for methods without one.
    labels
        Columns incident_id, cluster.
    borders, stacks
        In their forms, EPSG:4326.
    """

    document: dict[str, Any]
    hotspots: gpd.GeoDataFrame
    surface: gpd.GeoDataFrame | None
    labels: pd.DataFrame
    borders: gpd.GeoDataFrame
    stacks: gpd.GeoDataFrame


def find_in_store(
    store: Store,
    request: HotspotRequest,
    settings: Settings,
    *,
    run_id: str | None = None,
    progress: Progress = silent,
    draft: bool = False,
) -> HotspotResult:
    """Find hotspots among the stored incidents and keep the result as a run.

    Parameters
    ----------
    store, request, settings
        Where incidents come from and the run goes, what is asked, and the clock.
    run_id
        A run that already waits (claimed by a worker), or None to make one.
    progress
        Told the share done and the stage.
    draft
        Keep a new run as a draft instead of publishing it when it is done.

    Returns
    -------
    HotspotResult
        Its document has the keys of `hotspots --json`.

    Raises
    ------
    NotFoundError
        When the audience names an agency that the region does not have.
    GeoError
        When the request is wrong or the store fails; the run is then marked failed with the reason.
    """
    began = time.perf_counter()
    audience = store.standing().audience(request.chosen.audience)
    request = replace(request, chosen=replace(request.chosen, audience=audience))
    row = run_row(request)
    run_id = run_id or store.start_run(row | shown_as(draft), settings.clock())
    try:
        progress(0.05, _READING)
        with store.snapshot() as seen:
            region = store.region()
            incidents = store.incidents(request.chosen, only=_NEEDED)
            left_out = store.left_out(request.chosen)
        area = request.area if request.area is not None else region.boundary
        progress(0.3, _FINDING)
        result = analyse(incidents, area, region.crs, region, request, left_out)
        progress(0.9, _WRITING)
        seconds = round(time.perf_counter() - began, 3)
        continued = continue_hotspots(
            store, result.hotspots, row, result.document["input_digest"], region, settings.clock()
        )
        kept = continued.hotspots.assign(run_id=run_id)
        ids = dict(zip(result.hotspots["hotspot_id"], kept["hotspot_id"], strict=True))
        borders = result.borders.assign(hotspot_id=result.borders["hotspot_id"].map(ids).astype("str"))
        document = {
            "run_id": run_id,
            **result.document,
            "previous_run": continued.previous_run,
            "hotspots": rows_as_json(kept),
            "kinships": rows_as_json(continued.kinships),
            "seconds": seconds,
        }
        tables: dict[str, pd.DataFrame] = {
            "hotspots": kept,
            "labels": result.labels,
            "kinships": continued.kinships,
            "borders": borders,
            "stacks": result.stacks,
        }
        if result.surface is not None:
            tables["surfaces"] = result.surface.assign(run_id=run_id)
        store.finish_run(
            run_id,
            {
                "input_digest": document["input_digest"],
                "data_as_of": seen.data_as_of,
                "data_version": seen.data_version,
                "finished": settings.clock(),
                "seconds": seconds,
                "incidents": document["incidents"],
                "noise": document["noise"],
                "left_out": document["left_out"],
                "study_area_km2": document["study_area_km2"],
                "summary": {
                    "hotspots": len(kept),
                    "weak": int((kept["confidence"] < WEAK_CONFIDENCE).sum()),
                    "previous_run": continued.previous_run,
                    "period": document["period"],
                    "ground": document["ground"],
                    "stacks": len(result.stacks),
                    "notices": document["notices"],
                },
            },
            tables,
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return replace(result, document=document, hotspots=kept, borders=borders)


def analyse(
    incidents: gpd.GeoDataFrame,
    area: BaseGeometry | None,
    crs: Any,
    region: Region | None,
    request: HotspotRequest,
    left_out: dict[str, int],
) -> HotspotResult:
    """Find hotspots among incidents that are at hand.

    Parameters
    ----------
    incidents
        Form of `geo.tables.incidents`, EPSG:4326; those outside `area` take no part and are counted.
    area
        Study area (EPSG:4326), or None.
    crs
        Metric CRS to compute in.
    region
        Gives names of kinds and the time zone, or None.
    request
        Method, parameters and seed.
    left_out
        What was left out before, by reason; the count of those outside is added to it.
    """
    notices: list[Says] = []
    inside = within(incidents, area, crs)
    if inside.outside:
        left_out["outside_study_area"] = inside.outside
        if inside.incidents.empty:
            notices.append(_ALL_OUTSIDE.filled(n=inside.outside))
    incidents, metric, area_m = inside.incidents, inside.metric, inside.area_m
    by_patrol = int((incidents["origin"] == "patrol").sum()) if "origin" in incidents else 0
    if by_patrol:
        notices.append(_BY_PATROL.filled(n=by_patrol))
    needs_network = bool(hotspots.get(request.method).needs_network)
    # The region's own waters say nothing about another area.
    own_area = region is not None and area is region.boundary
    names = request.ground if own_area else request.ground.without_automatic_mask()
    ground = ground_layers(names, region, incidents, crs, with_network=needs_network)
    found = hotspots.find(
        metric,
        request.method,
        study_area=area_m,
        mask=ground.mask,
        exposure=ground.exposure,
        network=ground.network,
        timezone=region.timezone if region else "UTC",
        seed=request.seed,
        kind_names=names_of_kinds(region.kinds) if region else None,
        place_names=region.places.to_crs(crs) if region else None,
        stacks=request.stacks,
        replicates=request.replicates,
        **request.parameters,
    )
    left_out.update({reason: n for reason, n in found.left_out.items() if n})
    table = found.hotspots.to_crs(WGS84)
    surface = found.surface.to_crs(WGS84) if found.surface is not None else None
    labels = pd.DataFrame(
        {"incident_id": incidents["incident_id"].to_numpy(), "cluster": found.labels.to_numpy(dtype=np.int64)}
    )
    study_area_km2 = found.study_area_km2
    stacks = found.stacks.to_crs(WGS84)
    places = stacks.assign(lon=stacks.geometry.x.round(6), lat=stacks.geometry.y.round(6))
    document = {
        "method": request.method,
        "parameters": run_row(request)["parameters"],
        "seed": request.seed,
        "incidents": len(metric) - sum(found.left_out.values()),
        "noise": int((found.labels == -1).sum()) - sum(found.left_out.values()),
        "left_out": left_out,
        "study_area_km2": round(study_area_km2, 3) if study_area_km2 is not None else None,
        "crs": str((metric.crs.to_epsg() and f"EPSG:{metric.crs.to_epsg()}") or metric.crs),
        "input_digest": input_digest(incidents),
        "period": _period(incidents),
        "ground": ground.used,
        "notices": [notice.as_dict() for notice in (*notices, *ground.notices, *found.notices)],
        "stacks": rows_as_json(places),
        "hotspots": rows_as_json(table),
    }
    return HotspotResult(document, table, surface, labels, found.borders.to_crs(WGS84), stacks)


def _period(incidents: pd.DataFrame) -> dict[str, str] | None:
    """Return what time the incidents span (UTC), None when none is dated."""
    begins, ends = incidents["occurred_from"].min(), incidents["occurred_to"].max()
    if pd.isna(begins) or pd.isna(ends):
        return None
    return {"begins": begins.isoformat(), "ends": ends.isoformat()}

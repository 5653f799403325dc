"""From incidents, stored or in a file, to hotspots with everything needed to repeat and defend them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import hotspots
from geo.agencies.region import Region
from geo.languages import Says
from geo.pipelines.progress import Progress, silent
from geo.pipelines.record import input_digest, names_of_kinds, versions
from geo.pipelines.rows import rows_as_json
from geo.settings import Settings
from geo.spatial.crs import WGS84
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

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
class HotspotRequest:
    """What is asked: a method with its parameters, on which incidents, inside which area, with which seed."""

    method: str = "dbscan"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    chosen: Chosen = field(default_factory=Chosen)
    area: BaseGeometry | None = None
    seed: int = 0

    def as_chosen(self) -> dict[str, Any]:
        """Return the JSON form of filter and area, as a run records them."""
        return {**self.chosen.as_dict(), "area": shapely.to_wkt(self.area, rounding_precision=7) if self.area else None}


@dataclass(frozen=True)
class HotspotResult:
    """Hotspots and surface in EPSG:4326, labels per incident, and the document that describes them."""

    document: dict[str, Any]
    hotspots: gpd.GeoDataFrame
    surface: gpd.GeoDataFrame | None
    labels: pd.DataFrame


def request_of_run(run: Mapping[str, Any]) -> HotspotRequest:
    """Rebuild the request from a run's row, so that it can be done (again)."""
    chosen = dict(run["chosen"])
    area = chosen.pop("area", None)
    return HotspotRequest(
        method=run["method"],
        parameters=run["parameters"],
        chosen=Chosen.from_dict(chosen),
        area=shapely.from_wkt(area) if area else None,
        seed=int(run["seed"]),
    )


def run_row(request: HotspotRequest) -> dict[str, Any]:
    """Return the run row of a request: complete parameters, so that a later default cannot change it.

    Raises
    ------
    UnknownMethodError, ParameterError
        When the method or one of its parameters is not what the catalogue says.
    """
    method = hotspots.make(request.method, **request.parameters)
    return {
        "task": "hotspots",
        "method": request.method,
        "parameters": method.model_dump(mode="json"),
        "seed": request.seed,
        "chosen": request.as_chosen(),
        "audience": [],
        "versions": versions(),
    }


def find_in_store(
    store: Store, request: HotspotRequest, settings: Settings, *, run_id: str | None = None, progress: Progress = silent
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

    Returns
    -------
    HotspotResult
        Its document has the keys of `hotspots --json`.

    Raises
    ------
    GeoError
        When the request is wrong or the store fails; the run is then marked failed with the reason.
    """
    began = time.perf_counter()
    row = run_row(request)
    run_id = run_id or store.start_run(row, settings.clock())
    try:
        progress(0.05, _READING)
        region = store.region()
        incidents = store.incidents(request.chosen, only=_NEEDED)
        left_out = store.left_out(request.chosen)
        area = request.area if request.area is not None else region.boundary
        progress(0.3, _FINDING)
        result = analyse(incidents, area, region.crs, region, request, left_out)
        progress(0.9, _WRITING)
        seconds = round(time.perf_counter() - began, 3)
        document = {"run_id": run_id, **result.document, "seconds": seconds}
        tables: dict[str, pd.DataFrame] = {
            "hotspots": result.hotspots.assign(run_id=run_id),
            "labels": result.labels,
        }
        if result.surface is not None:
            tables["surfaces"] = result.surface.assign(run_id=run_id)
        store.finish_run(
            run_id,
            {
                "input_digest": document["input_digest"],
                "data_as_of": store.data_as_of(),
                "finished": settings.clock(),
                "seconds": seconds,
                "incidents": document["incidents"],
                "noise": document["noise"],
                "left_out": document["left_out"],
                "study_area_km2": document["study_area_km2"],
                "summary": {"hotspots": len(result.hotspots), "notices": document["notices"]},
            },
            tables,
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return HotspotResult(document, tables["hotspots"], result.surface, result.labels)


def record_failure(store: Store, run_id: str, error: BaseException, settings: Settings) -> None:
    """Mark a run failed, or cancelled by Ctrl+C, with its reason in both languages; never hides the error itself."""
    from geo.errors import GeoError

    status = "failed"
    if isinstance(error, KeyboardInterrupt):
        status = "cancelled"
        told = {"code": "cancelled", "id": "Dihentikan oleh pengguna (Ctrl+C)", "en": "Stopped by the user (Ctrl+C)"}
    elif isinstance(error, GeoError):
        told = error.as_dict()
    else:
        name = type(error).__name__
        told = {"code": "unexpected", "id": f"Kesalahan tak terduga ({name})", "en": f"Unexpected error ({name})"}
    store.update_run(run_id, {"status": status, "finished": settings.clock(), "error": told})


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
    metric = incidents.to_crs(crs)
    area_m = None
    notices: list[Says] = []
    if area is not None:
        area_m = gpd.GeoSeries([area], crs=WGS84).to_crs(crs).iloc[0]
        shapely.prepare(area_m)
        places = metric.geometry
        inside = shapely.intersects_xy(area_m, places.x.to_numpy(), places.y.to_numpy())
        if not inside.all():
            left_out["outside_study_area"] = int((~inside).sum())
            if not inside.any():
                notices.append(_ALL_OUTSIDE.filled(n=len(inside)))
        incidents, metric = incidents[inside], metric[inside]
    found = hotspots.find(
        metric,
        request.method,
        study_area=area_m,
        timezone=region.timezone if region else "UTC",
        seed=request.seed,
        kind_names=names_of_kinds(region.kinds) if region else None,
        **request.parameters,
    )
    table = found.hotspots.to_crs(WGS84)
    surface = found.surface.to_crs(WGS84) if found.surface is not None else None
    labels = pd.DataFrame(
        {"incident_id": incidents["incident_id"].to_numpy(), "cluster": found.labels.to_numpy(dtype=np.int64)}
    )
    study_area_km2 = area_m.area / 1e6 if area_m is not None else None
    document = {
        "method": request.method,
        "parameters": run_row(request)["parameters"],
        "seed": request.seed,
        "incidents": len(metric),
        "noise": int((found.labels == -1).sum()),
        "left_out": left_out,
        "study_area_km2": round(study_area_km2, 3) if study_area_km2 is not None else None,
        "crs": str((metric.crs.to_epsg() and f"EPSG:{metric.crs.to_epsg()}") or metric.crs),
        "input_digest": input_digest(incidents),
        "notices": [notice.as_dict() for notice in (*notices, *found.notices)],
        "hotspots": rows_as_json(table),
    }
    return HotspotResult(document, table, surface, labels)

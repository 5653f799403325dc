"""From hotspots to joint patrol zones: the latest run, a named run, or a layer in a file."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import zones
from geo.agencies.region import Region
from geo.languages import Says
from geo.pipelines.failed_runs import record_failure
from geo.pipelines.record import shown_as, versions
from geo.pipelines.rows import rows_as_json
from geo.pipelines.run_of_task import latest_for, require_seen, run_of_task
from geo.pipelines.travelling import network_travel
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.spatial.crs import WGS84
from geo.spatial.travel.protocol import Travel
from geo.spatial.travel.speeds import Season
from geo.store.protocol import Store
from geo.tables.hotspots import HOTSPOTS

_FETCHING = Says("mengambil titik rawan", "fetching hotspots")
_SOLVING = Says("menyusun zona bersama", "proposing joint zones")
_WRITING = Says("menyimpan hasil", "storing the result")
_SUMMARY = ("gap", "bound", "bound_kind", "gaps", "terms", "notices", "changes", "travel", "today", "without_units")


@dataclass(frozen=True)
class ZoneRequest:
    """What is asked.

    Parameters
    ----------
    of_run
        The run whose hotspots are used.
    parameters, seed, seconds
        Parameters of `geo.zones`, source of randomness, and at most how long.
    today
        The run of zones that is today's plan, from which as little as possible changes: its id, `latest` for the
        latest one when there is one, or None for no plan.
    without_units
        Units that are not there (off sick).
    season, straight
        Which speeds hold on the network; leave the network aside.
    audience
        Agencies that may see the zones, all of whom may see the hotspots; empty: whoever may see the hotspots.
    """

    of_run: str = "latest:hotspots"
    parameters: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    seconds: float = 10.0
    today: str | None = None
    without_units: tuple[str, ...] = ()
    season: Season = "dry"
    straight: bool = False
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZoneResult:
    """Zones in EPSG:4326 and the document that describes them."""

    document: dict[str, Any]
    zones: gpd.GeoDataFrame


def run_row(request: ZoneRequest, of_run: str, today: str | None = None) -> dict[str, Any]:
    """Return the run row of a request, parameters complete.

    Parameters
    ----------
    request
        What is asked.
    of_run
        Id of the run of hotspots.
    today
        Id of the run that is today's plan; None: as the request says, to be looked up when it is worked on.

    Raises
    ------
    ParameterError
        When a parameter is unknown or outside its range.
    """
    parameters = zones.make_parameters(**request.parameters)
    return {
        "task": "zones",
        "method": "joint_zones",
        "parameters": parameters.model_dump(mode="json"),
        "seed": request.seed,
        "chosen": {
            "of_run": of_run,
            "seconds": request.seconds,
            "today": request.today if today is None else today,
            "without_units": list(request.without_units),
            "season": request.season,
            "straight": request.straight,
        },
        "audience": list(request.audience),
        "versions": versions(),
    }


def request_of_run(run: dict[str, Any]) -> ZoneRequest:
    """Rebuild the request from a run's row."""
    chosen = run["chosen"]
    return ZoneRequest(
        chosen["of_run"],
        dict(run["parameters"]),
        int(run["seed"]),
        float(chosen["seconds"]),
        chosen.get("today"),
        tuple(chosen.get("without_units", ())),
        chosen.get("season", "dry"),
        bool(chosen.get("straight", False)),
        tuple(run.get("audience") or ()),
    )


def propose_in_store(
    store: Store,
    request: ZoneRequest,
    settings: Settings,
    *,
    run_id: str | None = None,
    progress: Progress = silent,
    travel: Travel | None = None,
    draft: bool = False,
) -> ZoneResult:
    """Propose joint zones from a stored run's hotspots and keep the result as a run.

    Parameters
    ----------
    store, settings
        Where hotspots, region and today's plan are, and where the result goes.
    request
        What is asked.
    run_id
        A run that waits for this work; None: a new one.
    progress
        Told how far the work is.
    travel
        Travel over a network in the region's metric CRS; None: the store's network, else straight lines.
    draft
        Keep a new run as a draft instead of publishing it when it is done.

    Raises
    ------
    NotFoundError
        When there is no such run of hotspots, make one with `petarawan hotspots`; or no such run of zones.
    ParameterError
        When not all of the audience may see the hotspots, or today's plan.
    """
    began = time.perf_counter()
    source = run_of_task(store, request.of_run, "hotspots")
    request = for_audience(store, request, source)
    waiting = run_id is not None  # then a plan that is not there fails that run
    plan = None if waiting else _plan(store, request)
    row = run_row(request, source["run_id"], None if plan is None else plan[0])
    run_id = run_id or store.start_run(row | shown_as(draft), settings.clock())
    try:
        if waiting:
            plan = _plan(store, request)
        progress(0.05, _FETCHING)
        hotspots = store.result(source["run_id"], "hotspots")
        progress(0.1, _SOLVING)
        travel = travel or network_travel(store, request.season, straight=request.straight)
        today = None if plan is None else plan[1]
        result = propose(hotspots, store.region(), request, travel=travel, today=today)
        progress(0.95, _WRITING)
        seconds = round(time.perf_counter() - began, 3)
        told = {"run_id": run_id, "of_run": source["run_id"], "today": None if plan is None else plan[0]}
        document = {**told, **result.document, "seconds": seconds}
        table = result.zones.assign(run_id=run_id)
        summary = {key: document[key] for key in _SUMMARY}
        store.finish_run(
            run_id,
            {
                "input_digest": source.get("input_digest"),
                "data_as_of": source.get("data_as_of"),
                "finished": settings.clock(),
                "seconds": seconds,
                "incidents": int(table["n"].sum()) if len(table) else 0,
                "summary": {**summary, "zones": len(table)},
            },
            {"zones": table},
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return ZoneResult(document, table)


def for_audience(store: Store, request: ZoneRequest, source: Mapping[str, Any]) -> ZoneRequest:
    """Return a request with its audience complete: as it says, else that of the hotspots.

    Raises
    ------
    NotFoundError
        When the region has no such agency.
    ParameterError
        When not all of the audience may see the hotspots.
    """
    audience = store.standing().audience(request.audience) or tuple(source["audience"])
    require_seen(store, source, audience, option="--audience")
    return replace(request, audience=audience)


def _plan(store: Store, request: ZoneRequest) -> tuple[str, gpd.GeoDataFrame] | None:
    """Return today's plan and its run; None when none is asked for, or the latest when there is none yet.

    The latest is the one shown of those that the whole audience may see.
    """
    if request.today is None:
        return None
    if request.today == "latest":
        run_id = latest_for(store, "zones", request.audience)
        return None if run_id is None else (run_id, store.result(run_id, "zones"))
    run = run_of_task(store, request.today, "zones", option="--today")
    require_seen(store, run, request.audience, option="--today")
    return str(run["run_id"]), store.result(run["run_id"], "zones")


def propose(
    hotspots: gpd.GeoDataFrame,
    region: Region,
    request: ZoneRequest,
    *,
    travel: Travel | None = None,
    today: gpd.GeoDataFrame | None = None,
) -> ZoneResult:
    """Propose joint zones for a hotspots layer.

    Parameters
    ----------
    hotspots
        Form of `geo.tables.hotspots`, EPSG:4326.
    region, request
        Agencies and units; parameters, seed, limit and units that are not there (runs are not looked up here).
    travel
        Travel over a network in the region's metric CRS; None: straight lines.
    today
        Today's zones (form of `geo.tables.zones`), or None.
    """
    metric = hotspots.to_crs(region.crs)
    parameters = zones.make_parameters(**request.parameters)
    proposal = zones.propose(
        metric,
        region,
        parameters,
        seed=request.seed,
        time_limit_s=request.seconds,
        travel=travel,
        today=today,
        without_units=request.without_units,
    )
    table = proposal.zones.to_crs(WGS84)
    document = {
        "gap": proposal.gap,
        "bound": proposal.bound,
        "bound_kind": proposal.bound_kind,
        "terms": dict(proposal.terms),
        "parameters": parameters.model_dump(mode="json"),
        "seconds": round(proposal.seconds, 3),
        "seed": request.seed,
        "zones": rows_as_json(table),
        "gaps": proposal.gaps,
        "changes": None if proposal.changes is None else proposal.changes.as_dict(),
        "travel": proposal.travel.as_dict(),
        "without_units": list(request.without_units),
        "notices": [notice.as_dict() for notice in proposal.notices],
    }
    return ZoneResult(document, table)


def hotspots_of_layer(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring any polygon layer into the form of `geo.tables.hotspots`, filling what it lacks.

    Parameters
    ----------
    layer
        EPSG:4326 polygons; columns hotspot_id, n, harm, kinds are used where they are there, else
        ids are numbered, n is 1 and harm is n.
    """
    usable = layer[~(layer.geometry.is_empty | layer.geometry.isna())].reset_index(drop=True)
    table = usable[["geometry"]].copy()
    given = usable["hotspot_id"] if "hotspot_id" in usable else pd.Series([""] * len(usable))
    numbered = pd.Series([f"H{number:04d}" for number in range(1, len(usable) + 1)])
    table["hotspot_id"] = given.where(given.notna() & (given != ""), numbered)
    nothing = pd.Series([float("nan")] * len(usable))
    table["n"] = pd.to_numeric(usable.get("n", nothing), errors="coerce").fillna(1).astype("int64")
    table["harm"] = pd.to_numeric(usable.get("harm", nothing), errors="coerce").fillna(table["n"])
    table["rank"] = table["harm"].rank(ascending=False, method="first").astype("int64")
    table["cluster"] = range(len(table))
    for name, default_text in (("kinds", "{}"), ("hours", "[]"), ("weekdays", "[]")):
        values = usable[name] if name in usable else [default_text] * len(usable)
        # Some readers give JSON texts, others what they hold.
        table[name] = [(value or default_text) if isinstance(value, str) else json.dumps(value) for value in values]
    area = table.to_crs(6933).area / 1e6
    table["area_km2"] = area
    table["density_km2"] = table["n"] / area.where(area > 0)
    return HOTSPOTS.shaped(table)

"""From joint zones to the day's routes: the latest zones of the store or a named run, checked and drawn by lot."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import geopandas as gpd

from geo import routes
from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.pipelines.draws import day_secret
from geo.pipelines.failed_runs import record_failure
from geo.pipelines.record import shown_as, versions
from geo.pipelines.rows import rows_as_json
from geo.pipelines.run_of_task import require_seen, run_of_task
from geo.pipelines.travelling import travel_of
from geo.progress import Progress, part, silent
from geo.settings import Settings
from geo.spatial.periods import zone
from geo.spatial.travel.speeds import Season
from geo.store.protocol import Store

_READING = Says("mengambil zona dan titik rawan", "fetching zones and hotspots")
_WRITING = Says("menyimpan rute", "storing the routes")
_DATE = Says(
    "{given!r} bukan tanggal antara 2000-01-01 dan 2199-12-31; tulis seperti 2026-11-23.",
    "{given!r} is no date between 2000-01-01 and 2199-12-31; write it like 2026-11-23.",
)
_FIRST, _LAST = "2000-01-01", "2199-12-31"
_OTHER_DAY = Says(
    "{run} bukan analisis rute yang selesai untuk {day}; sebutkan analisis dari hari itu, latest, atau none.",
    "{run} is no finished run of routes of {day}; name one of that day, latest, or none.",
)
_UNIT = Says("kesatuan {unit} tidak ada; yang ada: {known}.", "there is no unit {unit}; known: {known}.")
_AGAIN = Says(
    "Rute untuk {day} sudah pernah disusun ({runs}). Angka undian hari itu tetap, dan auditor melihat semua analisis.",
    "Routes for {day} were made before ({runs}). That day's draw number stays the same, and auditors see all runs.",
)


@dataclass(frozen=True)
class RouteRequest:
    """What is asked.

    Parameters
    ----------
    of_run
        A run of zones, or `latest:zones`.
    parameters
        Of `geo.routes.RouteParameters`, by name.
    date
        Local day of the patrols (`2026-11-23`); None: today.
    seed, seconds
        Source of all randomness, and how long the solver may take.
    without_units
        Units that cannot go (sick, in repair).
    season, straight
        Which speeds hold; leave the network aside.
    keep
        A run of routes of the same day whose plan is kept as far as it still holds, without a new draw: its id,
        `latest` for the last one of that day when there is one, or None.
    """

    of_run: str = "latest:zones"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    date: str | None = None
    seed: int = 0
    seconds: float = 10.0
    without_units: tuple[str, ...] = ()
    season: Season = "dry"
    straight: bool = False
    keep: str | None = None


@dataclass(frozen=True)
class RouteResult:
    """Routes and stops in EPSG:4326 (forms `ROUTES` and `STOPS`) and the document that describes them."""

    document: dict[str, Any]
    routes: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame


def run_row(request: RouteRequest, store: Store, settings: Settings) -> dict[str, Any]:
    """Return the run row of a request, parameters, run and day complete.

    Raises
    ------
    ParameterError
        When a parameter is unknown or outside its range, the day is no date, a unit is unknown, or the run is not one
        of zones.
    NotFoundError
        When there is no such run; make one with `petarawan zones`.
    """
    region = store.region()
    source = run_of_task(store, request.of_run, "zones")
    day = request.date or settings.clock().astimezone(zone(region.timezone)).date().isoformat()
    if not _is_date(day):
        raise ParameterError(name="--date", problem=_DATE.filled(given=day[:30]))
    check_units(region, request.without_units)
    parameters = routes.RouteParameters(**request.parameters)
    return {
        "task": "routes",
        "method": "joint_routes",
        "parameters": parameters.model_dump(mode="json"),
        "seed": request.seed,
        "chosen": {
            "of_run": source["run_id"],
            "date": day,
            "seconds": request.seconds,
            "without_units": list(request.without_units),
            "season": request.season,
            "straight": request.straight,
            "keep": _kept(store, request.keep, day, source["audience"]),
        },
        "audience": source["audience"],
        "versions": versions(),
    }


def check_units(region: Region, units: Sequence[str]) -> None:
    """Refuse units that are not on the region's list.

    Raises
    ------
    ParameterError
        When one is unknown; the text lists those that are known.
    """
    known = sorted({unit.unit_id for unit in region.units})
    for unit in units:
        if unit not in known:
            raise ParameterError(name="--without", problem=_UNIT.filled(unit=unit[:40], known=known or "–"))


def request_of_run(run: Mapping[str, Any]) -> RouteRequest:
    """Rebuild the request from a run's row."""
    chosen = run["chosen"]
    return RouteRequest(
        chosen["of_run"],
        dict(run["parameters"]),
        chosen["date"],
        int(run["seed"]),
        float(chosen["seconds"]),
        tuple(chosen["without_units"]),
        chosen["season"],
        bool(chosen["straight"]),
        chosen.get("keep"),
    )


def propose_in_store(
    store: Store,
    request: RouteRequest,
    settings: Settings,
    *,
    run_id: str | None = None,
    progress: Progress = silent,
    draft: bool = False,
) -> RouteResult:
    """Propose the day's routes from stored zones and keep the result as a run.

    Returns
    -------
    RouteResult
        Its document has the keys of `routes --json`: `routes`, `stops`, `verdict`, `breaches`, `mixture`, `draw`,
        `warnings`, `notices`, `value`, `upper_bound`, `seconds`, `seed`, `travel`.

    Raises
    ------
    NotFoundError
        When there are no zones; make some with `petarawan zones`.
    """
    began = time.perf_counter()
    row = run_row(request, store, settings)
    run_id = run_id or store.start_run(row | shown_as(draft), settings.clock())
    try:
        progress(0.02, _READING)
        source = store.run(row["chosen"]["of_run"])
        document, made = _compute(store, source, row, progress)
        progress(0.95, _WRITING)
        if made.draw.get("sealed") and not row["chosen"]["keep"]:
            document["notices"] += _made_before(store, row["chosen"]["date"], run_id, row["audience"])
        document = {"run_id": run_id, **document, "seconds": round(time.perf_counter() - began, 3)}
        kept = (
            "date",
            "verdict",
            "breaches",
            "mixture",
            "draw",
            "warnings",
            "notices",
            "value",
            "upper_bound",
            "travel",
        )
        store.finish_run(
            run_id,
            {
                "input_digest": source.get("input_digest"),
                "data_as_of": source.get("data_as_of"),
                "finished": settings.clock(),
                "seconds": document["seconds"],
                "incidents": source.get("incidents"),
                "summary": {
                    **{key: document[key] for key in kept},
                    "routes": len(made.routes),
                    "stops": len(made.stops),
                },
            },
            {"routes": made.routes, "stops": made.stops},
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return RouteResult(document, made.routes.assign(run_id=run_id), made.stops.assign(run_id=run_id))


def _is_date(text: str) -> bool:
    """Whether a text is a day as `2026-11-23`: one spelling only, since the draw hangs on it."""
    try:
        return date.fromisoformat(text).isoformat() == text and _FIRST <= text <= _LAST
    except ValueError:
        return False


def _compute(
    store: Store, source: Mapping[str, Any], row: Mapping[str, Any], progress: Progress
) -> tuple[dict[str, Any], routes.Proposal]:
    chosen, region = row["chosen"], store.region()
    zones = store.result(source["run_id"], "zones")
    hotspots = store.result(str(source["chosen"]["of_run"]), "hotspots")
    travel = travel_of(store, chosen["season"], straight=chosen["straight"])
    made = routes.propose(
        hotspots.to_crs(region.crs),
        zones.to_crs(region.crs),
        region,
        region.objects,
        routes.RouteParameters(**row["parameters"]),
        date=date.fromisoformat(chosen["date"]),
        travel=travel,
        seed=int(row["seed"]),
        seconds=float(chosen["seconds"]),
        secret=day_secret(store, chosen["date"]),
        progress=part(progress, 0.05, 0.93),
        without_units=tuple(chosen["without_units"]),
        known=_known(store, chosen["keep"]),
    )
    breaches = [{"code": breach.code, **breach.says.as_dict()} for breach in made.verdict]
    document = {
        "of_run": source["run_id"],
        "date": chosen["date"],
        "verdict": "valid" if not breaches else "broken",
        "breaches": breaches,
        "mixture": _mixture(made),
        "draw": made.draw,
        "warnings": [warning.as_dict() for warning in made.warnings],
        "notices": [notice.as_dict() for notice in made.notices],
        "value": made.value,
        "upper_bound": made.upper_bound,
        "travel": travel.says.as_dict(),
        "parameters": row["parameters"],
        "seed": row["seed"],
        "routes": rows_as_json(made.routes),
        "stops": rows_as_json(made.stops),
    }
    return document, made


def _kept(store: Store, keep: str | None, day: str, audience: Sequence[str]) -> str | None:
    """Return the run whose plan is kept; None when none is asked for, or the latest and there is none yet."""
    if keep is None:
        return None
    if keep == "latest":
        return next(iter(_of_day(store, day, audience)), None)
    run = run_of_task(store, keep, "routes", option="--keep")
    require_seen(store, run, audience, option="--keep")
    if run["chosen"]["date"] != day or run["status"] != "done":
        raise ParameterError(name="--keep", problem=_OTHER_DAY.filled(run=run["run_id"], day=day))
    return str(run["run_id"])


def _known(store: Store, keep: str | None) -> routes.Known | None:
    if keep is None:
        return None
    draw = (store.run(keep)["summary"] or {}).get("draw") or {}
    return routes.Known(store.result(keep, "routes"), store.result(keep, "stops"), draw)


def _of_day(store: Store, day: str, audience: Sequence[str]) -> list[str]:
    """Return the finished runs of routes of a day that a whole audience may see, newest first."""
    done, standing = store.runs("routes", "done"), store.standing()
    return [
        str(one)
        for one, chosen, seen_by in zip(done["run_id"], done["chosen"], done["audience"], strict=True)
        if json.loads(chosen)["date"] == day and standing.may_feed(json.loads(seen_by), audience)
    ]


def _made_before(store: Store, day: str, run_id: str, audience: Sequence[str]) -> list[dict[str, str]]:
    """Say when routes of the same day were made before: nobody may quietly draw until it pleases."""
    same = [one for one in _of_day(store, day, audience) if one != run_id]
    return [_AGAIN.filled(day=day, runs=same[::-1]).as_dict()] if same else []


def _mixture(made: routes.Proposal) -> dict[str, Any] | None:
    """Return what is told about the plans among which was drawn."""
    mixture = made.mixture
    if mixture is None:
        return None
    return {
        "plans": len(mixture.plans),
        "chances": [round(chance, 6) for chance in mixture.chances],
        "expected_value": mixture.expected_value,
        "best_value": mixture.best_value,
        "floor": mixture.floor,
        "explored": mixture.explored,
        "short": len(mixture.short),
        "pool": mixture.pool,
    }

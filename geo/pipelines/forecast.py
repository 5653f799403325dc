"""From stored incidents to a forecast with its backtest, and the curve of unit size against share caught."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import forecast as models
from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.forecast.forecast import Forecast
from geo.forecast.history import Windows
from geo.forecast.incidents import dated
from geo.forecast.request import day_of
from geo.languages import Says
from geo.pipelines.failed_runs import record_failure
from geo.pipelines.record import input_digest, shown_as, versions
from geo.pipelines.rows import rows_as_json
from geo.progress import Progress, part, silent
from geo.settings import Settings
from geo.spatial.crs import WGS84
from geo.spatial.periods import zone
from geo.store.protocol import Snapshot, Store
from geo.tables.chosen import Chosen
from geo.tables.forecasts import BACKTESTS, FORECASTS

_NEEDED = ("incident_id", "kind", "occurred_from", "time_precision", "origin", "digest", "geometry")
_READING = Says("mengambil kejadian", "fetching incidents")
_TESTING = Says("menguji dan menyusun prakiraan", "testing and placing the forecast")
_WRITING = Says("menyimpan hasil", "storing the result")
PLACES_PER_CREW = 2
FEWEST_PLACES, MOST_PLACES = 10, 100
"""Without another budget: two places for every crew that can go, within these."""
_SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)
_CURVE_WINDOWS = 52
_RENAMED = {
    **{f"pai{end}": f"prediction_accuracy_index{end}" for end in ("", "_low", "_high")},
    **{f"pei{end}": f"prediction_efficiency_index{end}" for end in ("", "_low", "_high")},
    **{f"rri{end}": f"recapture_rate_index{end}" for end in ("", "_low", "_high")},
    "n": "incidents",
}


@dataclass(frozen=True)
class ForecastQuestion:
    """What is asked.

    Parameters
    ----------
    parameters
        Of `geo.forecast.ForecastRequest`, by name: unit_m, area_km2 or n_places, window_days, tested_windows. Without
        area_km2 and n_places: two places for every crew of the region that can go.
    model, placement
        Name of a model or `auto`; `grid` or `floating`.
    at
        First local day of the window (`2026-11-23`); None: today.
    chosen, area
        Which incidents, and inside which area (EPSG:4326; None: the region).
    with_patrol
        Let incidents that patrols found take part.
    seed
        Source of all randomness.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    model: str = "auto"
    placement: str = "floating"
    at: str | None = None
    chosen: Chosen = field(default_factory=Chosen)
    area: BaseGeometry | None = None
    with_patrol: bool = False
    seed: int = 0


@dataclass(frozen=True)
class ForecastResult:
    """Units in EPSG:4326 (form of `FORECASTS`), backtest (form of `BACKTESTS`), document, and the state of the data."""

    document: dict[str, Any]
    units: gpd.GeoDataFrame
    backtest: pd.DataFrame
    seen: Snapshot


def run_row(question: ForecastQuestion, settings: Settings, region: Region) -> dict[str, Any]:
    """Return the run row of a question, parameters and day complete.

    Raises
    ------
    ParameterError, UnknownMethodError
        When a parameter is unknown or outside its range, or the model is unknown.
    """
    request = models.ForecastRequest(**_with_budget(question.parameters, region))
    if question.model != "auto":
        models.get(question.model)
    at = question.at or settings.clock().astimezone(zone(region.timezone)).date().isoformat()
    area = shapely.to_wkt(question.area, rounding_precision=7) if question.area is not None else None
    return {
        "task": "forecast",
        "method": question.model,
        "parameters": {
            **request.model_dump(mode="json"),
            "placement": question.placement,
            "with_patrol": question.with_patrol,
            "at": at,
        },
        "seed": question.seed,
        "chosen": {**question.chosen.as_dict(), "area": area},
        "audience": list(question.chosen.audience),
        "versions": versions(),
    }


def _with_budget(parameters: Mapping[str, Any], region: Region) -> dict[str, Any]:
    """Fill in how many places the region's crews can visit, where neither their number nor their area was given."""
    given = {name: value for name, value in parameters.items() if value is not None}
    crews = sum(unit.available for unit in region.units)
    if not crews or {"n_places", "area_km2"} & set(given):
        return given
    return {**given, "n_places": min(max(PLACES_PER_CREW * crews, FEWEST_PLACES), MOST_PLACES)}


def question_of_run(run: Mapping[str, Any]) -> ForecastQuestion:
    """Rebuild the question from a run's row, so that it can be done (again)."""
    chosen, parameters = dict(run["chosen"]), dict(run["parameters"])
    area = chosen.pop("area", None)
    own = {name: parameters.pop(name) for name in ("placement", "with_patrol", "at")}
    return ForecastQuestion(
        parameters,
        run["method"],
        chosen=Chosen.from_dict(chosen),
        area=shapely.from_wkt(area) if area else None,
        seed=int(run["seed"]),
        **own,
    )


def forecast_in_store(
    store: Store,
    question: ForecastQuestion,
    settings: Settings,
    *,
    run_id: str | None = None,
    progress: Progress = silent,
    draft: bool = False,
) -> ForecastResult:
    """Forecast from stored incidents and keep the result as a run.

    Returns
    -------
    ForecastResult
        Its document has the keys of `forecast --json`.

    Raises
    ------
    GeoError
        When the question is wrong or the store fails; the run is then marked failed with the reason.
    """
    began = time.perf_counter()
    audience = store.standing().audience(question.chosen.audience)
    question = replace(question, chosen=replace(question.chosen, audience=audience))
    row = run_row(question, settings, store.region())
    run_id = run_id or store.start_run(row | shown_as(draft), settings.clock())
    try:
        result = compute(store, question, row, progress=progress)
        progress(0.95, _WRITING)
        document = {"run_id": run_id, **result.document, "seconds": round(time.perf_counter() - began, 3)}
        keys = ("model", "placement", "reason", "window", "unit_m", "places", "area_km2", "expected", "history")
        store.finish_run(
            run_id,
            {
                "input_digest": document["input_digest"],
                "data_as_of": result.seen.data_as_of,
                "data_version": result.seen.data_version,
                "finished": settings.clock(),
                "seconds": document["seconds"],
                "incidents": document["incidents"],
                "left_out": document["left_out"],
                "study_area_km2": document["study_area_km2"],
                "summary": {key: document[key] for key in (*keys, "says", "trade_off", "notices")},
            },
            {"forecasts": result.units, "backtests": result.backtest},
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return ForecastResult(document, result.units.assign(run_id=run_id), result.backtest, result.seen)


def compute(
    store: Store, question: ForecastQuestion, row: Mapping[str, Any], *, progress: Progress = silent
) -> ForecastResult:
    """Forecast from stored incidents without keeping anything.

    Parameters
    ----------
    store, question
        Where incidents come from, and what is asked.
    row
        As `run_row` makes it.
    progress
        Told the share done and the stage.
    """
    progress(0.05, _READING)
    region = store.region()
    with store.snapshot() as seen:
        incidents = store.incidents(question.chosen, only=_NEEDED)
        left_out = store.left_out(question.chosen)
    metric = incidents.to_crs(region.crs)
    area = region.boundary if question.area is None else question.area
    area_m = gpd.GeoSeries([area], crs=WGS84).to_crs(region.crs).iloc[0]
    at = str(row["parameters"]["at"])
    request = models.ForecastRequest(**{name: row["parameters"][name] for name in models.ForecastRequest.model_fields})
    progress(0.1, _TESTING)
    made = models.forecast(
        metric,
        area_m,
        at=at,
        model=question.model,
        placement="floating" if question.placement == "floating" else "grid",
        timezone=region.timezone,
        places=region.places if len(region.places) else None,
        with_patrol=question.with_patrol,
        seed=question.seed,
        tell=part(progress, 0.1, 0.7),
        **request.model_dump(),
    )
    area_km2 = made.n_units * request.unit_m**2 / 1e6
    curve = _trade_off(metric, area_m, made, question, area_km2, part(progress, 0.7, 0.95))
    units, backtest = _units(made), _backtest(made)
    document = {
        "model": made.served,
        "placement": made.placement,
        "parameters": dict(row["parameters"]),
        "model_parameters": made.parameters,
        "seed": question.seed,
        "reason": made.says[0].as_dict(),
        "says": [says.as_dict() for says in made.says],
        "window": {
            **{name: moment.isoformat() for name, moment in _window(made).items()},
            "first_day": made.first_day.isoformat(),
            "last_day": (made.end_day - timedelta(days=1)).isoformat(),
        },
        "unit_m": made.unit_m,
        "places": len(units),
        "area_km2": round(float(units["area_km2"].sum()), 6),
        "expected": round(float(units["expected"].sum()), 3),
        "expected_total": round(float(made.expected_total), 3),
        "history": _history(incidents),
        "incidents": len(incidents),
        "left_out": left_out,
        "study_area_km2": round(area_m.area / 1e6, 3),
        "input_digest": input_digest(incidents),
        "trade_off": curve,
        "notices": [notice.as_dict() for notice in made.notices],
        "forecasts": rows_as_json(units),
        "backtest": rows_as_json(backtest),
    }
    return ForecastResult(document, units, backtest, seen)


def _window(made: Forecast) -> dict[str, pd.Timestamp]:
    days = {"begins": made.first_day, "ends": made.end_day}
    return {name: pd.Timestamp(day).tz_localize(zone(made.timezone)).tz_convert("UTC") for name, day in days.items()}


def _units(made: Forecast) -> gpd.GeoDataFrame:
    corners = made.units.geometry.bounds[["minx", "miny"]].round().astype("int64").to_numpy()
    ids = [f"{made.unit_m:g}m:{west}:{south}" for west, south in corners]
    window = _window(made)
    table = made.units.assign(unit_id=ids, model=made.served, **window).to_crs(WGS84)
    return gpd.GeoDataFrame(FORECASTS.shaped(table))


def _backtest(made: Forecast) -> pd.DataFrame:
    table = made.backtest.rename(columns=_RENAMED)
    cells = made.n_units
    table = table.assign(
        served=(table["model"] == made.served) & (table["placement"] == made.placement),
        unit_m=made.unit_m,
        places=float(cells),
        area_km2=cells * made.unit_m**2 / 1e6,
        gain_low=table["difference_low"] / 100,
        gain_high=table["difference_high"] / 100,
        hits=table["hits"].round().astype("int64"),
    )
    return BACKTESTS.shaped(table)


def _history(incidents: gpd.GeoDataFrame) -> dict[str, Any]:
    begins, ends = incidents["occurred_from"].min(), incidents["occurred_from"].max()
    told = {name: None if pd.isna(one) else one.isoformat() for name, one in (("begins", begins), ("ends", ends))}
    return {**told, "incidents": len(incidents)}


def _trade_off(
    metric: gpd.GeoDataFrame,
    area_m: BaseGeometry,
    made: Forecast,
    question: ForecastQuestion,
    area_km2: float,
    tell: Progress,
) -> list[dict[str, Any]]:
    """Return what other unit sizes would have caught at the same total area; empty when no past could be tested."""
    if made.backtest.empty:
        return []
    ready = dated(metric, area_m, timezone=made.timezone, with_patrol=question.with_patrol)
    days = (made.end_day - made.first_day) / timedelta(days=1)
    tested = int(min(made.backtest["windows"].max(), _CURVE_WINDOWS))
    windows = Windows.before(day_of(made.first_day, made.timezone), int(days), tested)
    rows: list[dict[str, Any]] = []
    for at, size in enumerate(_SIZES):
        unit_m = made.unit_m * size
        if unit_m**2 > area_km2 * 1e6 * (1 + 1e-9):
            continue
        try:
            curve = models.trade_off(
                ready.x,
                ready.y,
                ready.day,
                ready.area,
                units=[unit_m],
                area=area_km2 * 1e6,
                windows=windows,
                tell=part(tell, at / len(_SIZES), (at + 1) / len(_SIZES)),
            )
        except ParameterError:  # finer than this area allows: the curve begins at the next size
            continue
        rows += [
            {
                "unit_m": unit_m,
                "places": int(row["places"]),
                "placement": str(row["placement"]),
                "hits": int(row["hits"]),
                "windows": tested,
                "incidents": int(row["n"]),
                "hit_rate": None if np.isnan(row["hit_rate"]) else round(float(row["hit_rate"]), 6),
            }
            for row in curve.to_dict("records")
        ]
    return rows

"""Where incidents are expected in the coming days, as squares for the map."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.areas import collection
from webmap.forecast_summary import summary_of
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, known_moment


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/forecast`, which takes `run` (default: the latest finished forecast)."""

    @room.get("/forecast")
    def forecast() -> Response:
        questions.only({"run"})
        run = services().forecast_run(request.args.get("run", "latest"))
        if run is None:
            return answer(packed({"run": None, "total": 0, "features": []}))
        key = ("forecast", run["run_id"])
        return answer(services().kept(key, lambda: packed(_forecast(run, settings.most_areas))))


def _forecast(run: dict[str, Any], most: int) -> dict[str, Any]:
    table = services().store.result(str(run["run_id"]), "forecasts").sort_values("rank")
    made = collection(run, table, most, place_told)
    told = summary_of(run)
    made["run"] |= {
        "model": told.model,
        "placement": told.placement,
        "begins": told.begins,
        "ends": told.ends,
        "unit_m": told.unit_m,
        "expected": finite(told.expected, 2),
    }
    return made


def place_told(row: dict[str, Any]) -> dict[str, Any]:
    """Return what list and card say of a place of the forecast."""
    return {
        "id": str(row["unit_id"]),
        "rank": int(row["rank"]),
        "expected": finite(row.get("expected"), 3),
        "share": finite(row.get("share"), 4),
        "area_km2": finite(row.get("area_km2"), 3),
        "begins": known_moment(row.get("begins")),
        "ends": known_moment(row.get("ends")),
    }

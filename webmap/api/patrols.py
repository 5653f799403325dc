"""Routes of joint patrols with their stops, for map, list and card."""

from __future__ import annotations

from typing import Any

import pandas as pd
from flask import Blueprint, Response

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.areas import about_run
from webmap.api.display import as_geojson, simplified
from webmap.route_questions import routes_asked
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, known_moment, listed, percent, plain_text, whole

_MOST_VERTICES = 20_000


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/routes`, which takes `run`, or `of` (a hotspots run; default: the newest one that is shown)."""

    @room.get("/routes")
    def routes() -> Response:
        questions.only({"run", "of"})
        run = routes_asked()
        if run is None:
            return answer(packed({"run": None, "total": 0, "features": []}))
        key = ("routes", run["run_id"])
        return answer(services().kept(key, lambda: packed(_routes(run, settings.most_areas))))


def _routes(run: dict[str, Any], most: int) -> dict[str, Any]:
    table = services().store.result(str(run["run_id"]), "routes")
    stops = services().store.result(str(run["run_id"]), "stops")
    region = services().region()
    units = {unit.unit_id: unit.name for unit in region.units}
    shapes = simplified(table.geometry.to_numpy(), _MOST_VERTICES)
    features = []
    for number, (row, shape) in enumerate(zip(table.to_dict("records"), shapes, strict=True), start=1):
        if number > most or shape is None or shape.is_empty:
            continue
        mine = stops[stops["route_id"] == row["route_id"]]
        told = route_told(row, mine, units, number)
        features.append({"type": "Feature", "properties": told, "geometry": as_geojson(shape)})
    return {
        "run": about_run(run) | {"of_run": (listed(run.get("chosen")) or {}).get("of_run")},
        "total": len(table),
        "type": "FeatureCollection",
        "features": features,
        "agencies": {
            agency.code: {"number": number, "short": agency.short, **agency.name.as_dict()}
            for number, agency in enumerate(region.agencies)
        },
    }


def route_told(row: dict[str, Any], stops: pd.DataFrame, units: dict[str, str], number: int) -> dict[str, Any]:
    """Return what list and card say of a route; its label stands at its first stop, else where it begins."""
    told = [stop_told(stop) for stop in stops.sort_values("stop").to_dict("records")]
    return {
        "id": str(row["route_id"]),
        "rank": number,
        "zone": plain_text(row.get("zone_id")) or None,
        "name": plain_text(row.get("name")),
        "lead": plain_text(row.get("lead")) or None,
        "partners": listed(row.get("partners")) or [],
        "units": [units.get(str(unit), str(unit)) for unit in listed(row.get("units")) or []],
        "crew": whole(row.get("crew")),
        "mode": str(row["mode"]),
        "begins": known_moment(row.get("begins")),
        "ends": known_moment(row.get("ends")),
        "travel_min": finite(row.get("travel_min"), 0),
        "service_min": finite(row.get("service_min"), 0),
        "wait_min": finite(row.get("wait_min"), 0),
        "distance_km": finite(row.get("distance_km"), 1),
        "stops": told,
        "notices": [one for one in listed(row.get("notices")) or [] if isinstance(one, dict)],
        "why": {"id": plain_text(row.get("explanation_id")), "en": plain_text(row.get("explanation_en"))},
        "label": told[0]["at"] if told else [0.0, 0.0],
    }


def stop_told(row: dict[str, Any]) -> dict[str, Any]:
    """Return what list and card say of a stop; `at` is longitude, latitude."""
    return {
        "stop": int(row["stop"]),
        "kind": str(row["kind"]),
        "place": str(row["place_id"]),
        "name": plain_text(row.get("name")),
        "begins": known_moment(row.get("begins")),
        "ends": known_moment(row.get("ends")),
        "must": bool(row.get("must")),
        "chance": percent(row.get("chance")),
        "why": {"id": plain_text(row.get("why_id")), "en": plain_text(row.get("why_en"))},
        "at": [round(row["geometry"].x, 5), round(row["geometry"].y, 5)],
    }

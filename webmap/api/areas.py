"""Hotspots and joint zones of one run, ready for map, list and card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from flask import Blueprint, Response, request

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.display import as_geojson, simplified
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, known_moment, listed, percent, plain_text, whole

_MOST_VERTICES = 20_000


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/hotspots` and `/zones`; both take `run` (default: the latest finished one)."""

    @room.get("/hotspots")
    def hotspots() -> Response:
        questions.only({"run"})
        run = services().hotspot_run(request.args.get("run", "latest"))
        if run is None:
            return answer(packed({"run": None, "total": 0, "features": []}))
        key = ("hotspots", run["run_id"])
        return answer(services().kept(key, lambda: packed(_hotspots(run, settings.most_areas))))

    @room.get("/zones")
    def zones() -> Response:
        questions.only({"run"})
        of_run = services().hotspot_run(request.args.get("run", "latest"))
        run = services().zone_run(of_run["run_id"]) if of_run is not None else None
        if run is None:
            return answer(packed({"run": None, "total": 0, "features": []}))
        key = ("zones", run["run_id"])
        return answer(services().kept(key, lambda: packed(_zones(run, settings.most_areas))))


def _hotspots(run: dict[str, Any], most: int) -> dict[str, Any]:
    table = services().store.result(run["run_id"], "hotspots").sort_values("rank")
    return collection(run, table, most, hotspot_told)


def _zones(run: dict[str, Any], most: int) -> dict[str, Any]:
    table = services().store.result(run["run_id"], "zones").sort_values("rank")
    region = services().region()
    units = {unit.unit_id: unit.name for unit in region.units}
    made = collection(run, table, most, lambda row: zone_told(row, units))
    made["run"]["gap"] = finite((listed(run.get("summary")) or {}).get("gap"))
    # The number is the agency's place in the region's own order: its colour stays the same from run to run.
    made["agencies"] = {
        agency.code: {"number": number, "short": agency.short, **agency.name.as_dict()}
        for number, agency in enumerate(region.agencies)
    }
    return made


def collection(
    run: dict[str, Any], table: Any, most: int, told: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the first `most` rows of a result as GeoJSON fit for a screen, with the run they come from.

    `told` says what list and card know of a row; `total` counts all rows.
    """
    return {
        "run": about_run(run),
        "total": len(table),
        "type": "FeatureCollection",
        "features": features_of(table.head(most), told),
    }


def about_run(run: dict[str, Any]) -> dict[str, Any]:
    """Return what every answer says of the run behind it."""
    return {
        "run_id": run["run_id"],
        "method": run["method"],
        "as_of": known_moment(run.get("data_as_of")),
        "finished": known_moment(run.get("finished")),
    }


def features_of(table: Any, told: Callable[[dict[str, Any]], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a table's rows as GeoJSON features, each with the place of its label; empty shapes are left out."""
    shapes = simplified(np.asarray(table.geometry.to_numpy(), dtype=object), _MOST_VERTICES)
    return [
        {"type": "Feature", "properties": {**told(row), "label": label_place(shape)}, "geometry": as_geojson(shape)}
        for row, shape in zip(table.to_dict("records"), shapes, strict=True)
        if shape is not None and not shape.is_empty
    ]


def hotspot_told(row: dict[str, Any]) -> dict[str, Any]:
    """Return what list and card say of a hotspot."""
    return {
        "id": str(row["hotspot_id"]),
        "rank": int(row["rank"]),
        "n": int(row["n"]),
        "harm": finite(row.get("harm"), 1),
        "area_km2": finite(row.get("area_km2"), 3),
        "density_km2": finite(row.get("density_km2"), 2),
        "expected": finite(row.get("expected"), 2),
        "p_value": finite(row.get("p_value")),
        "q_value": finite(row.get("q_value")),
        "tested": bool(row.get("tested")),
        "significant": bool(row.get("significant")),
        "relative_risk": finite(row.get("relative_risk"), 2),
        "confidence": finite(row.get("confidence"), 4),
        "confidence_percent": percent(row.get("confidence")),
        "rank_low": whole(row.get("rank_low")),
        "rank_high": whole(row.get("rank_high")),
        "core_percent": percent(row.get("core_share")),
        "pattern": plain_text(row.get("pattern")) or None,
        "begins": known_moment(row.get("begins")),
        "ends": known_moment(row.get("ends")),
        "since": known_moment(row.get("since")),
        "first": known_moment(row.get("first")),
        "last": known_moment(row.get("last")),
        "trend": plain_text(row.get("trend")) or "unknown",
        "kinds": listed(row.get("kinds")) or {},
        "hours": _counts(row.get("hours")),
        "weekdays": _counts(row.get("weekdays")),
        "timed": whole(row.get("timed")),
        "why": {"id": plain_text(row.get("explanation_id")), "en": plain_text(row.get("explanation_en"))},
    }


def zone_told(row: dict[str, Any], units: dict[str, str]) -> dict[str, Any]:
    """Return what list and card say of a joint zone; `units` names them by id."""
    gaps = [gap for gap in listed(row.get("gaps")) or [] if isinstance(gap, dict)]
    return {
        "id": str(row["zone_id"]),
        "rank": int(row["rank"]),
        "name": plain_text(row.get("name")),
        "lead": plain_text(row.get("lead")) or None,
        "partners": listed(row.get("partners")) or [],
        "units": [units.get(str(unit), str(unit)) for unit in listed(row.get("units")) or []],
        "hotspots": listed(row.get("hotspots")) or [],
        "n": int(row["n"]),
        "harm": finite(row.get("harm"), 1),
        "workload_min": finite(row.get("workload_min"), 0),
        "capacity_min": finite(row.get("capacity_min"), 0),
        "travel_min": finite(row.get("travel_min"), 0),
        "gaps": [
            {
                "id": gap.get("text_id", ""),
                "en": gap.get("text_en", ""),
                "cure": {"id": gap.get("cure_id") or "", "en": gap.get("cure_en") or ""},
            }
            for gap in gaps
        ],
        "why": {"id": plain_text(row.get("explanation_id")), "en": plain_text(row.get("explanation_en"))},
    }


def _counts(value: Any) -> list[float | int]:
    """Return counts that may hold fractions of incidents (an interval counts in equal shares), short enough to send."""
    numbers = [finite(one, 3) or 0.0 for one in listed(value) or []]
    return [int(one) if one.is_integer() else one for one in numbers]


def label_place(shape: Any) -> list[float]:
    """Return where an area's number stands: the middle of the largest circle that fits into its largest part."""
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    west, south, east, north = largest.bounds
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(east - west, north - south) / 50)
    lon, lat = circle.coords[0]
    return [round(lon, 5), round(lat, 5)]

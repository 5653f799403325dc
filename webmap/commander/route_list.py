"""The list of routes with every stop, its time and reason, and the orders that were issued; no script needed."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from flask import Blueprint, render_template, request

from geo.agencies.region import Region
from geo.languages import clock_text
from webmap.durations import duration
from webmap.languages import language
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, listed, percent, plain_text, whole
from webmap.wording import agency_short, sentence

FORMATS = ("pdf", "gpx", "kml", "kmz", "gpkg", "xlsx", "txt")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/rute`."""
    _ = settings

    @room.get("/daftar/rute")
    def route_list() -> str:
        run = services().route_run(request.args.get("run", "latest"))
        if run is None:
            return render_template("routes.html", run=None)
        run_id = str(run["run_id"])
        store, region = services().store, services().region()
        stops = store.result(run_id, "stops")
        issued = store.kept("orders", {"run_id": [run_id]})
        orders = dict(zip(issued["route_id"], zip(issued["order_id"], issued["number"], strict=True), strict=True))
        rows = [
            route_row(region, row, stops[stops["route_id"] == row["route_id"]], orders.get(row["route_id"]))
            for row in store.result(run_id, "routes").drop(columns="geometry").to_dict("records")
        ]
        summary = run.get("summary") or {}
        return render_template(
            "routes.html",
            run=run,
            rows=rows,
            formats=FORMATS,
            breaches=len(summary.get("breaches") or []),
            draw=summary.get("draw") or {},
            plans=(summary.get("mixture") or {}).get("plans", 1),
            notices=[sentence(notice) for notice in summary.get("notices") or []],
            travel=sentence(summary["travel"]) if summary.get("travel") else "",
        )


def route_row(
    region: Region, row: dict[str, Any], stops: pd.DataFrame, order: tuple[str, str] | None
) -> dict[str, Any]:
    """Return a route as the list writes it: agencies and units named, times local, stops in order."""
    names = {unit.unit_id: unit.name for unit in region.units}
    return {
        "route_id": str(row["route_id"]),
        "name": plain_text(row.get("name")),
        "lead": agency_short(region, row["lead"]) if isinstance(row.get("lead"), str) and row["lead"] else "",
        "partners": [agency_short(region, code) for code in listed(row.get("partners")) or []],
        "units": [names.get(unit, unit) for unit in listed(row.get("units")) or []],
        "crew": whole(row.get("crew")),
        "mode": str(row["mode"]),
        "begins": row["begins"],
        "ends": row["ends"],
        "distance_km": finite(row.get("distance_km"), 1),
        "travel": duration(finite(row.get("travel_min"), 0)),
        "notices": [sentence(one) for one in listed(row.get("notices")) or [] if isinstance(one, dict)],
        "why": plain_text(row.get(f"explanation_{language()}")),
        "stops": [stop_row(region, stop) for stop in stops.sort_values("stop").to_dict("records")],
        "order": order,
    }


def stop_row(region: Region, row: dict[str, Any]) -> dict[str, Any]:
    """Return a stop as the list writes it."""
    span = "–".join(clock_text(row[name], ZoneInfo(region.timezone), language()) for name in ("begins", "ends"))
    return {
        "stop": int(row["stop"]),
        "name": plain_text(row.get("name")),
        "kind": str(row["kind"]),
        "place_id": str(row["place_id"]),
        "span": span,
        "must": bool(row.get("must")),
        "chance": percent(row.get("chance")),
        "why": plain_text(row.get(f"why_{language()}")),
        "place": f"{row['geometry'].y:.5f}, {row['geometry'].x:.5f}",
    }

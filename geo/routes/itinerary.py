"""A plan as tables: routes with their ways, stops with times and reasons (forms of `geo.tables.routes`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString

from geo.agencies.region import Region
from geo.languages import Says
from geo.routes.access import Floats
from geo.routes.explain import route_text, why
from geo.routes.notices import Notice
from geo.routes.problem import Plan, Route
from geo.routes.stops import Made
from geo.routes.windows import Clock
from geo.spatial.crs import WGS84
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.protocol import Travel
from geo.tables.routes import ROUTES, STOPS

_STRAIGHT = Notice(
    "drawn_straight",
    Says(
        "Sebagian jalur digambar lurus: jaringan tidak memberi garisnya.",
        "Part of the way is drawn straight: the network gives no line for it.",
    ),
)


@dataclass(frozen=True)
class _Leg:
    """From one stop to the next: line (metric), kilometres, and whether the travel gave the line."""

    line: LineString
    km: float
    known: bool


def tables_of(
    made: Made,
    plan: Plan,
    region: Region,
    crs: Any,
    *,
    clock: Clock,
    travel: Travel,
    chances: Mapping[tuple[str, str], float],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return routes and stops of a plan, in EPSG:4326.

    Parameters
    ----------
    made, plan
        The problem with its meaning, and who does what when.
    region, crs
        Names and agencies; metric CRS of the problem's places.
    clock, travel
        When minute 0 is; ways between places.
    chances
        Chance that a drawn plan visits a place, by kind and id.

    Returns
    -------
    tuple
        Routes, in the order of the crews, and stops, in the order of routes and time. `route_id` is made from the
        crew's id, so that it stays the same when a plan is mended. `visit` counts the visits of a place over the whole
        plan in order of time, and the first of them has the highest prize. `windows` are minutes after local midnight;
        beyond 1440 they go past the next midnight; an empty list means any time.
    """
    routes = sorted((route for route in plan.routes if route.visits), key=lambda route: route.crew)
    order = _visit_order(made, routes)
    route_rows: list[dict[str, Any]] = []
    stop_rows: list[dict[str, Any]] = []
    lines: list[LineString] = []
    points: list[shapely.Point] = []
    for route in routes:
        legs = _legs(made, route, travel)
        mine = _stops_of(made, route, legs, order, region, clock, chances)
        stop_rows.extend(mine)
        points.extend(shapely.Point(made.places[int(made.problem.place[v])]) for v in route.visits)
        lines.append(_joined([leg.line for leg in legs]))
        route_rows.append(_route_row(made, route, legs, mine, region, clock, travel.says))
    return _shaped(ROUTES, route_rows, lines, crs), _shaped(STOPS, stop_rows, points, crs)


def route_id_of(crew_id: str) -> str:
    """Return the route id of a crew."""
    return f"R-{crew_id}"


def _shaped(form: Any, rows: list[dict[str, Any]], shapes: list[Any], crs: Any) -> gpd.GeoDataFrame:
    if not rows:
        return form.empty()
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=gpd.GeoSeries(shapes, crs=crs))
    return form.shaped(table.to_crs(WGS84))


def _visit_order(made: Made, routes: list[Route]) -> dict[int, tuple[int, int, float]]:
    """Return by visit: which of its site it is in time, of how many, and its worth."""
    by_site: dict[int, list[tuple[float, int]]] = {}
    for route in routes:
        for v, begin in zip(route.visits, route.begins_min, strict=True):
            by_site.setdefault(int(made.problem.site[v]), []).append((begin, int(v)))
    order: dict[int, tuple[int, int, float]] = {}
    for found in by_site.values():
        prizes = sorted((float(made.problem.prize[v]) for _, v in found), reverse=True)
        for number, ((_, v), prize) in enumerate(zip(sorted(found), prizes, strict=True), start=1):
            order[v] = (number, len(found), prize)
    return order


def _legs(made: Made, route: Route, travel: Travel) -> list[_Leg]:
    mode = made.modes[int(made.problem.profile[route.crew])]
    numbers = [int(made.problem.start[route.crew]), *(int(made.problem.place[v]) for v in route.visits)]
    numbers.append(int(made.problem.end[route.crew]))
    places = made.places[numbers]
    metres = np.asarray(travel.metres(mode, places, places), dtype=np.float64)
    return [_leg(travel, mode, places[i], places[i + 1], float(metres[i, i + 1])) for i in range(len(places) - 1)]


def _leg(travel: Travel, mode: Mode, origin: Floats, destination: Floats, metres: float) -> _Leg:
    if np.array_equal(origin, destination):
        return _Leg(LineString([origin, destination]), 0.0, known=True)
    path = travel.path(mode, origin, destination)
    if path is None or path.is_empty:
        straight = LineString([origin, destination])
        return _Leg(straight, (metres if np.isfinite(metres) else straight.length) / 1000, known=False)
    coordinates = [tuple(origin), *((c[0], c[1]) for c in path.coords), tuple(destination)]
    return _Leg(LineString(coordinates), (metres if np.isfinite(metres) else path.length) / 1000, known=True)


def _joined(lines: list[LineString]) -> LineString:
    """Join lines end to end, a point that stands twice once."""
    coordinates: list[tuple[float, float]] = []
    for line in lines:
        for x, y in line.coords:
            if not coordinates or coordinates[-1] != (x, y):
                coordinates.append((x, y))
    if len(coordinates) == 1:  # every stop lies at the base: a centimetre keeps the line a line
        coordinates.append((coordinates[0][0] + 0.01, coordinates[0][1]))
    return LineString(coordinates)


def _stops_of(
    made: Made,
    route: Route,
    legs: list[_Leg],
    order: Mapping[int, tuple[int, int, float]],
    region: Region,
    clock: Clock,
    chances: Mapping[tuple[str, str], float],
) -> list[dict[str, Any]]:
    problem = made.problem
    crew = made.shifts[route.crew].crew
    minutes = problem.minutes[int(problem.profile[route.crew])]
    here, left = int(problem.start[route.crew]), route.departs_min
    rows = []
    for number, (v, begin) in enumerate(zip(route.visits, route.begins_min, strict=True)):
        site = made.sites[int(problem.site[v])]
        there = int(problem.place[v])
        travel_min = float(minutes[here, there])
        visit, of_visits, prize = order[int(v)]
        chance = chances.get((site.kind, site.place_id))
        # The chance has its column; the sentence goes on paper, which may be lost.
        told = why(site, region, chance=None, visit=visit, of_visits=of_visits)
        ends = begin + float(problem.service_min[v])
        rows.append(
            {
                "route_id": route_id_of(crew.crew_id),
                "stop": number + 1,
                "kind": site.kind,
                "place_id": site.place_id,
                "name": site.name,
                "visit": visit,
                "begins": clock.moment(begin),
                "ends": clock.moment(ends),
                "travel_min": round(travel_min, 3),
                "wait_min": round(max(0.0, begin - left - travel_min), 3),
                "distance_km": round(legs[number].km, 3),
                "must": site.must,
                "prize": prize,
                "chance": chance,
                "windows": json.dumps([[60 * first, 60 * last] for first, last in site.hours]),
                "why_id": told.id,
                "why_en": told.en,
            }
        )
        here, left = there, ends
    return rows


def _route_row(
    made: Made,
    route: Route,
    legs: list[_Leg],
    stops: list[dict[str, Any]],
    region: Region,
    clock: Clock,
    travel_says: Says,
) -> dict[str, Any]:
    problem = made.problem
    crew = made.shifts[route.crew].crew
    minutes = problem.minutes[int(problem.profile[route.crew])]
    last = int(problem.place[route.visits[-1]])
    home = float(minutes[last, int(problem.end[route.crew])])
    service = float(sum(problem.service_min[v] for v in route.visits))
    travelled = sum(float(stop["travel_min"]) for stop in stops) + home
    waited = sum(float(stop["wait_min"]) for stop in stops)
    begins: datetime = clock.moment(route.departs_min)
    ends: datetime = clock.moment(route.returns_min)
    value = float(sum(stop["prize"] for stop in stops))
    km = sum(leg.km for leg in legs)
    told = route_text(
        crew,
        [made.sites[int(problem.site[v])] for v in route.visits],
        region,
        travel_says,
        begins=begins,
        ends=ends,
        timezone=clock.timezone,
        distance_km=km,
        travel_min=travelled,
        service_min=service,
        wait_min=waited,
        value=value,
    )
    notices = [] if all(leg.known for leg in legs) else [_STRAIGHT.as_dict()]
    return {
        "route_id": route_id_of(crew.crew_id),
        "zone_id": crew.zone_id,
        "name": crew.zone_name,
        "lead": crew.lead,
        "partners": json.dumps([code for code in crew.agencies if code != crew.lead]),
        "units": json.dumps(list(crew.units)),
        "crew": crew.people,
        "mode": crew.mode,
        "begins": begins,
        "ends": ends,
        "stops": len(stops),
        "travel_min": round(travelled, 3),
        "service_min": round(service, 3),
        "wait_min": round(waited, 3),
        "distance_km": round(km, 3),
        "value": round(value, 6),
        "notices": json.dumps(notices, ensure_ascii=False),
        "explanation_id": told.id,
        "explanation_en": told.en,
    }

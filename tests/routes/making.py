"""Small days for the tests of routes: a square region, zones with crews, and plans made by plain insertion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Agency, Mandate, Mode, Region, Unit
from geo.languages import Says
from geo.routes.crews import make_crews
from geo.routes.parameters import RouteParameters
from geo.routes.places import Site, read_sites
from geo.routes.problem import Plan, Route, RouteProblem
from geo.routes.shifts import shifts_of
from geo.routes.stops import Made, make_stops
from geo.routes.vary import valued
from geo.routes.windows import Clock, clock_of
from geo.spatial.travel.protocol import Travel
from geo.spatial.travel.straight_line import StraightLine
from geo.tables.objects import OBJECTS

CRS = 32748
WEST, SOUTH = 450_000.0, 9_700_000.0
SIDE = 100_000.0
DAY = date(2026, 11, 25)
_TO_DEGREES = Transformer.from_crs(CRS, 4326, always_xy=True)


def square(x: float, y: float, side: float) -> BaseGeometry:
    """Return a square, its lower left corner x, y metres into the region."""
    return shapely.box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


def degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in metres as degrees."""
    return gpd.GeoSeries([shape], crs=CRS).to_crs(4326).iloc[0]


def agency(code: str, lead: str = "", support: str = "", jurisdiction: BaseGeometry | None = None) -> Agency:
    """Return an agency; kinds separated by blanks, jurisdiction in metres."""
    mandates = (
        *(Mandate(kind, "lead", f"UU {kind}") for kind in lead.split()),
        *(Mandate(kind, "support", f"UU {kind}") for kind in support.split()),
    )
    area = degrees(jurisdiction) if jurisdiction is not None else None
    return Agency(code, Says(f"Instansi {code}", f"Agency {code}"), code, mandates, area)


def unit(unit_id: str, of: str, x: float, y: float, mode: Mode = "road", **more: Any) -> Unit:
    """Return a unit of three people with its base x, y metres into the region and a shift of 480 minutes."""
    lon, lat = _TO_DEGREES.transform(WEST + x, SOUTH + y)
    values: dict[str, Any] = {"crew": 3, "shift_min": 480.0, "lon": lon, "lat": lat, **more}
    return Unit(unit_id, of, f"Regu {unit_id}", mode, **values)


def region(agencies: Sequence[Agency], units: Sequence[Unit], waters: BaseGeometry | None = None) -> Region:
    """Return a square region of 100 km with kinds CURI, ILLOG, ROMPAK and INFO (harm 1, 4, 7, 1)."""
    codes = ["CURI", "ILLOG", "ROMPAK", "INFO"]
    kinds = pd.DataFrame(
        {
            "code": codes,
            "name_id": ["Pencurian", "Pembalakan liar", "Perompakan", "Informasi"],
            "name_en": ["Theft", "Illegal logging", "Piracy", "Information"],
            "harm": [1.0, 4.0, 7.0, 1.0],
            "partners_needed": 0,
            "legal_status": ["V", "U", "U", "V"],
        }
    )
    layers = {}
    if waters is not None:
        layers["waters"] = gpd.GeoDataFrame({"name": ["Laut"]}, geometry=[waters], crs=CRS).to_crs(4326)
    towns = (("Kota", 50_000, 50_000), ("Desa", 10_000, 10_000))
    points = gpd.points_from_xy([WEST + x for _, x, _ in towns], [SOUTH + y for _, _, y in towns])
    return Region(
        name="uji",
        title=Says("Uji", "Test"),
        crs=CRS,
        timezone="Asia/Jakarta",
        synthetic=True,
        boundary=degrees(square(0, 0, SIDE)),
        kinds=kinds,
        agencies=tuple(agencies),
        units=tuple(units),
        places=gpd.GeoDataFrame({"name": [name for name, *_ in towns]}, geometry=points, crs=CRS).to_crs(4326),
        layers=layers,
    )


def hotspots(
    places: Sequence[tuple[float, float]],
    kinds: Sequence[str] | None = None,
    harm: Sequence[float] | None = None,
    hours: Sequence[Sequence[float]] | None = None,
    radius_m: float = 300,
) -> gpd.GeoDataFrame:
    """Return round hotspots x, y metres into the region, ranked by their order, ten incidents of one kind each."""
    count = len(places)
    kinds = kinds or ["CURI"] * count
    profiles = [json.dumps(list(h)) for h in hours] if hours is not None else ["[]"] * count
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{number:03d}" for number in range(count)],
            "rank": range(1, count + 1),
            "n": [10] * count,
            "harm": [10.0] * count if harm is None else list(harm),
            "kinds": [json.dumps({kind: 10}) for kind in kinds],
            "hours": profiles,
        },
        geometry=[shapely.Point(WEST + x, SOUTH + y).buffer(radius_m) for x, y in places],
        crs=CRS,
    )


def zones(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return zones; each row gives zone_id, lead, units, hotspots, and may give partners, name and geometry."""
    table = pd.DataFrame(
        [
            {
                "zone_id": row["zone_id"],
                "rank": number,
                "name": row.get("name", f"Zona {number}"),
                "lead": row.get("lead"),
                "partners": json.dumps(row.get("partners", [])),
                "units": json.dumps(row["units"]),
                "hotspots": json.dumps(row["hotspots"]),
            }
            for number, row in enumerate(rows, start=1)
        ],
        columns=["zone_id", "rank", "name", "lead", "partners", "units", "hotspots"],
    )
    shapes = [row.get("geometry", square(0, 0, 20_000)) for row in rows]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def objects(*rows: tuple[str, float, float, bool]) -> gpd.GeoDataFrame:
    """Return vital objects (id, x, y, must), x and y metres into the region, in degrees."""
    if not rows:
        return OBJECTS.empty()
    table = pd.DataFrame(
        {
            "object_id": [row[0] for row in rows],
            "name": [f"Objek {row[0]}" for row in rows],
            "kind": "port",
            "must": [row[3] for row in rows],
            "visit_min": 15.0,
            "weight": 20.0,
        }
    )
    points = gpd.points_from_xy([WEST + row[1] for row in rows], [SOUTH + row[2] for row in rows])
    return OBJECTS.shaped(gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=CRS).to_crs(4326)))


def two_zone_day(count: int = 8, hours: Sequence[Sequence[float]] | None = None) -> tuple[Any, Any, Region]:
    """Return hotspots, zones and a region: two zones of `count` hotspots each, one crew of two agencies each."""
    west = [(2_000 + 2_500 * i, 5_000 + 1_000 * (i % 3)) for i in range(count)]
    east = [(60_000 + 2_500 * i, 5_000 + 1_000 * (i % 3)) for i in range(count)]
    harm = [float(30 - i) for i in range(count)] + [float(29 - i) + 0.5 for i in range(count)]
    table = hotspots([*west, *east], harm=harm, hours=hours)
    ids = table["hotspot_id"].tolist()
    agencies = (agency("POL", lead="CURI ILLOG"), agency("TNI", support="CURI"))
    units = (
        unit("P1", "POL", 1_000, 1_000),
        unit("P2", "POL", 59_000, 1_000),
        unit("T1", "TNI", 1_500, 1_000),
        unit("T2", "TNI", 59_500, 1_000),
    )
    rows = zones(
        {"zone_id": "Z01", "lead": "POL", "partners": ["TNI"], "units": ["P1", "T1"], "hotspots": ids[:count]},
        {
            "zone_id": "Z02",
            "lead": "POL",
            "partners": ["TNI"],
            "units": ["P2", "T2"],
            "hotspots": ids[count:],
            "geometry": square(58_000, 0, 30_000),
        },
    )
    return table, rows, region(agencies, units)


def made_of(
    table: gpd.GeoDataFrame,
    rows: gpd.GeoDataFrame,
    where: Region,
    parameters: RouteParameters | None = None,
    *,
    things: gpd.GeoDataFrame | None = None,
    travel: Travel | None = None,
    day: date = DAY,
    without_units: Sequence[str] = (),
) -> tuple[Made, Clock]:
    """Return the problem of a day, and its clock."""
    parameters = parameters or RouteParameters()
    clock = clock_of(day, parameters.begins_min, where.timezone)
    crews = make_crews(rows, where, parameters, without_units=without_units)
    shifts, _ = shifts_of(crews.crews, where, clock, parameters)
    sites, _ = read_sites(table, rows, objects() if things is None else things, where, parameters)
    return make_stops(sites, rows, where, shifts, parameters, clock=clock, travel=travel or StraightLine()), clock


def site_of(place_id: str = "H1", **more: Any) -> Site:
    """Return a hotspot as a site at the origin."""
    named = {"kind": "hotspot", "place_id": place_id, "name": place_id}
    values: dict[str, Any] = {**named, "x": 0.0, "y": 0.0, "weight": 10.0, "visit_min": 12.0, **more}
    return Site(**values)


def timed(problem: RouteProblem, crew: int, visits: Sequence[int]) -> Route | None:
    """Return the route that makes these visits in this order as early as it can, or None when it cannot."""
    minutes = problem.minutes[int(problem.profile[crew])]
    here, clock, begins = int(problem.start[crew]), float(problem.begins_min[crew]), []
    for v in visits:
        clock += float(minutes[here, int(problem.place[v])])
        spans = range(int(problem.window_starts[v]), int(problem.window_starts[v + 1]))
        open_from = [max(clock, problem.window_from[w]) for w in spans if clock <= problem.window_to[w]]
        if not problem.eligible[crew, v] or not open_from:
            return None
        begins.append(float(min(open_from)))
        clock, here = begins[-1] + float(problem.service_min[v]), int(problem.place[v])
    clock += float(minutes[here, int(problem.end[crew])])
    departs = float(problem.begins_min[crew])
    if visits:  # leave no earlier than needed for the first stop
        departs = begins[0] - float(minutes[int(problem.start[crew]), int(problem.place[visits[0]])])
    if clock > problem.ends_min[crew] or clock - departs > problem.most_min[crew]:
        return None
    return Route(crew, tuple(int(v) for v in visits), tuple(begins), departs, clock)


def inserted(problem: RouteProblem, seed: int = 0, noise: float = 0.0) -> Plan:
    """Return a plan by inserting visits, dearest first (prizes times noise), wherever they fit."""
    random = np.random.default_rng(seed)
    worth = problem.prize * random.lognormal(0, noise, problem.visits) + 1e9 * problem.must
    routes: dict[int, Route] = {}
    for v in np.argsort(-worth, kind="stable"):
        best: tuple[float, int, Route] | None = None
        for crew in np.flatnonzero(problem.eligible[:, v]):
            old = routes.get(int(crew))
            order = list(old.visits) if old else []
            if len(order) >= problem.most_stops[crew] or not _room(problem, routes, int(crew)):
                continue
            for at in range(len(order) + 1):
                new = timed(problem, int(crew), [*order[:at], int(v), *order[at:]])
                if new is None or not _apart(problem, routes, new):
                    continue
                longer = new.returns_min - new.departs_min - (old.returns_min - old.departs_min if old else 0.0)
                if best is None or longer < best[0] - 1e-9:
                    best = (longer, int(crew), new)
        if best is not None:
            routes[best[1]] = best[2]
    return valued(problem, Plan(tuple(routes[k] for k in sorted(routes)), 0.0, 0.0, 0.0))


def _room(problem: RouteProblem, routes: dict[int, Route], crew: int) -> bool:
    counts = np.zeros(problem.crews)
    for route in routes.values():
        counts[route.crew] = len(route.visits)
    counts[crew] += 1
    return bool((problem.crew_of_agency @ counts <= problem.agency_most_stops).all())


def _apart(problem: RouteProblem, routes: dict[int, Route], new: Route) -> bool:
    begins: dict[int, list[float]] = {}
    for route in [*(r for k, r in routes.items() if k != new.crew), new]:
        for v, begin in zip(route.visits, route.begins_min, strict=True):
            begins.setdefault(int(problem.site[v]), []).append(begin)
    return all(np.diff(sorted(b)).min(initial=np.inf) >= problem.separation_min - 1e-9 for b in begins.values())

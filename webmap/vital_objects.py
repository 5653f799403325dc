"""Vital objects and the risk around them: incidents by ring and period against what is expected, hotspots, patrols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.agencies.region import Region
from webmap.incident_hours import identity
from webmap.incident_index import UNKNOWN, IncidentIndex
from webmap.services import Services
from webmap.stored_values import known_moment

RINGS_M = (500, 1000, 2000)
REACH_M = RINGS_M[-1]
PERIODS_DAYS = (28, 364)
_USUAL_PARTS = 13
_METRES_PER_DEGREE = 111_320.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class VitalObject:
    """An object of the region's list; `contact` and `source` are empty where the list does not say."""

    object_id: str
    name: str
    kind: str
    lon: float
    lat: float
    must: bool
    contact: str
    source: str


@dataclass(frozen=True)
class RingCount:
    """Incidents in one ring around an object in one period.

    Parameters
    ----------
    inner_m, outer_m
        The ring, metres from the object.
    days
        Whole local days up to today; None: all data.
    n
        Incidents.
    even
        How many there would be, were the region's incidents of that period spread evenly over its area.
    usual
        How many the same ring had in a period of that length: the mean of the year before, or the year before itself;
        None where the data do not reach back that far, or for all data.
    """

    inner_m: int
    outer_m: int
    days: int | None
    n: int
    even: float
    usual: float | None


@dataclass(frozen=True)
class HotspotNear:
    """A hotspot within reach: its distance is to its border, 0 when the object lies in it."""

    hotspot_id: str
    rank: int
    n: int
    metres: float


@dataclass(frozen=True)
class Surroundings:
    """What lies around one object now; `zone` is id, number and name, with metres to it (0: inside)."""

    rings: tuple[RingCount, ...]
    kinds: tuple[tuple[str, int], ...]
    hotspots: tuple[HotspotNear, ...]
    zone: tuple[str, int, str, float] | None
    last_patrol: datetime | None
    next_patrol: tuple[str, datetime] | None


def objects_of(region: Region) -> list[VitalObject]:
    """Return a region's objects in the order of its list."""
    return [
        VitalObject(
            str(row["object_id"]),
            str(row["name"]),
            str(row["kind"]),
            float(row["geometry"].x),
            float(row["geometry"].y),
            bool(row.get("must")),
            str(row.get("contact") or ""),
            str(row.get("source") or ""),
        )
        for row in region.objects.to_dict("records")
    ]


def rings_around(of: Services, place: VitalObject) -> tuple[RingCount, ...]:
    """Count incidents in every ring and period around an object, with what is expected there."""
    index, region, now = of.index(), of.region(), of.now()
    rows, away = _within_reach(index, region, place)
    moments = index.moment[rows]
    to_metres = _to_metres(region)
    boundary, centre = region.boundary_m(), shapely.Point(to_metres.transform(place.lon, place.lat))
    told = []
    inner = 0
    for outer in RINGS_M:
        inside = (away <= outer) & (away > inner) if inner else away <= outer
        ring = centre.buffer(outer).difference(centre.buffer(inner)) if inner else centre.buffer(outer)
        share = ring.intersection(boundary).area / boundary.area
        for days in (*PERIODS_DAYS, None):
            since, until = _limits(now, region.timezone, days)
            n = int(_between(moments[inside], since, until).sum())
            even = share * int(_between(index.moment, since, until).sum())
            usual = _usual(index, moments[inside], now, region.timezone, days)
            told.append(RingCount(inner, outer, days, n, even, usual))
        inner = outer
    return tuple(told)


def surroundings(of: Services, place: VitalObject) -> Surroundings:
    """Return everything that is known around one object."""
    index, region = of.index(), of.region()
    rows, _ = _within_reach(index, region, place)
    since, until = _limits(of.now(), region.timezone, PERIODS_DAYS[-1])
    codes = index.kind[rows[_between(index.moment[rows], since, until)]]
    counts = [(kind, int((codes == at).sum())) for at, kind in enumerate(index.kinds)]
    run = of.hotspot_run()
    zones = of.zone_run(str(run["run_id"])) if run is not None else None
    return Surroundings(
        rings=rings_around(of, place),
        kinds=tuple(sorted(((kind, n) for kind, n in counts if n), key=lambda one: (-one[1], one[0]))),
        hotspots=_hotspots(of.store.result(str(run["run_id"]), "hotspots"), region, place) if run is not None else (),
        zone=_zone(of.store.result(str(zones["run_id"]), "zones"), region, place) if zones is not None else None,
        last_patrol=_last_patrol(of, place.object_id),
        next_patrol=_next_patrol(of, place.object_id),
    )


def scope(of: Services) -> tuple[str, str]:
    """Return what the counts around objects depend on besides the object: the incidents seen, and the local day."""
    today = of.now().astimezone(ZoneInfo(of.region().timezone)).date()
    return identity(of.index()), today.isoformat()


def _within_reach(index: IncidentIndex, region: Region, place: VitalObject) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the rows within reach of an object, and how far each lies from it in metres."""
    up = 1.05 * REACH_M / _METRES_PER_DEGREE
    across = up / max(np.cos(np.radians(place.lat)), 0.01)
    box = (
        max(place.lon - across, -180.0),
        max(place.lat - up, -90.0),
        min(place.lon + across, 180.0),
        min(place.lat + up, 90.0),
    )
    rows = index.rows_in(box)
    to_metres = _to_metres(region)
    x, y = to_metres.transform(index.lon[rows], index.lat[rows])
    east, north = to_metres.transform(place.lon, place.lat)
    away = np.hypot(np.asarray(x) - east, np.asarray(y) - north)
    return rows[away <= REACH_M], away[away <= REACH_M]


def _limits(now: datetime, timezone: str, days: int | None, periods_ago: int = 0) -> tuple[int | None, int | None]:
    if days is None:
        return None, None
    today = now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    until = today + timedelta(days=1 - periods_ago * days)
    return int((until - timedelta(days=days)).timestamp()), int(until.timestamp())


def _between(moments: npt.NDArray[np.int64], since: int | None, until: int | None) -> npt.NDArray[np.bool_]:
    if since is None or until is None:
        return np.ones(len(moments), dtype=bool)
    return (moments >= since) & (moments < until)


def _usual(
    index: IncidentIndex, inside: npt.NDArray[np.int64], now: datetime, timezone: str, days: int | None
) -> float | None:
    if days is None:
        return None
    parts = 1 if days == PERIODS_DAYS[-1] else _USUAL_PARTS
    since, _ = _limits(now, timezone, days, periods_ago=parts)
    _, until = _limits(now, timezone, days, periods_ago=1)
    known = index.moment[index.moment != UNKNOWN]
    if not len(known) or since is None or known.min() > since:
        return None
    return float(_between(inside, since, until).sum()) / parts


def _hotspots(table: gpd.GeoDataFrame, region: Region, place: VitalObject) -> tuple[HotspotNear, ...]:
    metres = _metres_to(table, region, place)
    near = [
        HotspotNear(str(row["hotspot_id"]), int(row["rank"]), int(row["n"]), round(float(away)))
        for row, away in zip(table.drop(columns="geometry").to_dict("records"), metres, strict=True)
        if away <= REACH_M
    ]
    return tuple(sorted(near, key=lambda one: one.rank))


def _zone(table: gpd.GeoDataFrame, region: Region, place: VitalObject) -> tuple[str, int, str, float] | None:
    if table.empty:
        return None
    metres = _metres_to(table, region, place)
    at = int(np.argmin(metres))
    if metres[at] > REACH_M:
        return None
    row = table.iloc[at]
    return str(row["zone_id"]), int(row["rank"]), str(row["name"]), round(float(metres[at]))


def _metres_to(table: gpd.GeoDataFrame, region: Region, place: VitalObject) -> Floats:
    point = shapely.Point(_to_metres(region).transform(place.lon, place.lat))
    return np.asarray(table.geometry.to_crs(region.crs).distance(point), dtype=np.float64)


def _last_patrol(of: Services, object_id: str) -> datetime | None:
    """Return when a crew last reported to have been there."""
    told = of.store.kept("patrol_results")
    mine = told[(told["place_id"] == object_id) & told["begins"].notna()]
    return known_moment(mine["begins"].max()) if len(mine) else None


def _next_patrol(of: Services, object_id: str) -> tuple[str, datetime] | None:
    """Return the route that the map shows with its next stop there, and when it is due."""
    run = of.route_run()
    if run is None:
        return None
    stops = of.store.result(str(run["run_id"]), "stops")
    due = [
        (known_moment(row["begins"]), str(row["route_id"]))
        for row in stops.drop(columns="geometry").to_dict("records")
        if row["kind"] == "object" and str(row["place_id"]) == object_id
    ]
    ahead = sorted((when, route) for when, route in due if when is not None and when >= of.now())
    return (ahead[0][1], ahead[0][0]) if ahead else None


@cache
def _transformer(crs: int) -> Transformer:
    return Transformer.from_crs(4326, crs, always_xy=True)


def _to_metres(region: Region) -> Transformer:
    return _transformer(region.crs)

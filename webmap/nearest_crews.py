"""Which crews are nearest to a place: minutes over the stored network, else along straight lines, and the limits."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from geo.agencies.region import Region, Unit
from geo.languages import Says
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.protocol import Travel
from geo.spatial.travel.speeds import SEASONS, Season
from webmap.services import Services
from webmap.stored_values import known_moment, listed

__all__ = ["SEASONS", "Crew", "Nearest", "nearest_crews"]
LINES = 5
_MOST_VERTICES = 400
_LIMITS = Says(
    "Daftar kesatuan tidak mengetahui siapa yang sedang bertugas atau terpakai: hanya keterangan siap di daftar "
    "kesatuan dan rute patroli yang sedang berjalan dihitung. Hubungi regu sebelum mengirimnya.",
    "The list of units does not know who is on duty or already used: only its mark of availability and the patrol "
    "routes now under way count. Call the crew before sending it.",
)
_travels: OrderedDict[Any, Travel] = OrderedDict()
_loading = threading.Lock()
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Crew:
    """A unit seen from the place.

    Parameters
    ----------
    minutes
        Travel time, None where there is no way or no base is known.
    km
        Length of the way, None without one or beyond the first few.
    straight_km
        Distance as the crow flies, None without a base.
    route, until
        The patrol route it is on at present, and when that ends (UTC).
    line
        The way as longitude, latitude pairs, for the first few; else empty.
    """

    unit: Unit
    minutes: float | None
    km: float | None
    straight_km: float | None
    route: str | None
    until: datetime | None
    line: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Nearest:
    """Crews from the nearest to the farthest, those without a way or a base last; unavailable ones apart."""

    lon: float
    lat: float
    season: Season
    over_network: bool
    crews: tuple[Crew, ...]
    unavailable: tuple[Unit, ...]
    says: tuple[Says, ...]


def nearest_crews(of: Services, lon: float, lat: float, season: Season = "dry", *, lines: int = LINES) -> Nearest:
    """Find the crews nearest to a place.

    Parameters
    ----------
    of
        Where units, the network and the routes now under way are.
    lon, lat
        The place, degrees.
    season
        `dry` or `wet`: in the wet season tracks are slower or closed. Given, never guessed.
    lines
        For how many of the first crews the way is drawn.

    Returns
    -------
    Nearest
        Sorted by minutes, then by distance and the unit's id; every available unit of the region is in it once.
    """
    region = of.region()
    travel = _travel(of, season)
    there = _metric(region, np.array([[lon, lat]]))
    available = [unit for unit in region.units if unit.available]
    minutes = _minutes(region, travel, available, there)
    bases = _metric(region, np.array([[unit.lon, unit.lat] for unit in available]).reshape(-1, 2))
    apart = np.hypot(*(bases - there).T)
    apart[~np.isfinite(apart)] = np.inf
    order = sorted(
        range(len(available)),
        key=lambda at: (np.inf if minutes[at] is None else minutes[at], apart[at], available[at].unit_id),
    )
    busy = _under_way(of)
    crews = []
    for place, at in enumerate(order):
        unit, time = available[at], minutes[at]
        way = _way(region, travel, unit, there[0]) if time is not None and place < lines else None
        route, until = busy.get(unit.unit_id, (None, None))
        straight = float(apart[at]) / 1000 if np.isfinite(apart[at]) else None
        crews.append(Crew(unit, time, way[0] if way else None, straight, route, until, way[1] if way else ()))
    return Nearest(
        lon=lon,
        lat=lat,
        season=season,
        over_network=travel.over_network,
        crews=tuple(crews),
        unavailable=tuple(unit for unit in region.units if not unit.available),
        says=(travel.says, _LIMITS),
    )


def _travel(of: Services, season: Season) -> Travel:
    """Return how crews travel; a network is read and made ready once, until another is stored."""
    from geo.pipelines.travelling import travel_of

    known = of.store.networks()
    key = (of.settings.store, season, repr([(told["name"], told["digest"]) for told in known]))
    with _loading:
        if key not in _travels:
            _travels[key] = travel_of(of.store, season)
            while len(_travels) > 4:
                _travels.popitem(last=False)
        _travels.move_to_end(key)
        return _travels[key]


def _minutes(region: Region, travel: Travel, units: Sequence[Unit], there: Floats) -> list[float | None]:
    found: list[float | None] = [None] * len(units)
    by_mode: dict[Mode, list[int]] = {}
    for at, unit in enumerate(units):
        if np.isfinite(unit.lon) and np.isfinite(unit.lat):
            by_mode.setdefault(unit.mode, []).append(at)
    for mode, members in by_mode.items():
        bases = _metric(region, np.array([[units[at].lon, units[at].lat] for at in members]))
        took = travel.minutes(mode, bases, there)[:, 0]
        for at, time in zip(members, took.tolist(), strict=True):
            found[at] = float(time) if np.isfinite(time) else None
    return found


def _way(
    region: Region, travel: Travel, unit: Unit, there: Floats
) -> tuple[float, tuple[tuple[float, float], ...]] | None:
    base = _metric(region, np.array([[unit.lon, unit.lat]]))[0]
    path = travel.path(unit.mode, base, there)
    if path is None:
        return None
    drawn = path
    tolerance = 10.0
    while len(drawn.coords) > _MOST_VERTICES:
        drawn = path.simplify(tolerance)
        tolerance *= 2
    to_degrees = Transformer.from_crs(region.crs, 4326, always_xy=True)
    x, y = np.asarray(drawn.coords, dtype=np.float64).T[:2]
    places = np.round(np.column_stack(to_degrees.transform(x, y)), 5)
    return path.length / 1000, tuple((float(lon), float(lat)) for lon, lat in places)


def _metric(region: Region, places: Floats) -> Floats:
    to_metres = Transformer.from_crs(4326, region.crs, always_xy=True)
    return np.column_stack(to_metres.transform(places[:, 0], places[:, 1]))


def _under_way(of: Services) -> dict[str, tuple[str, datetime]]:
    """Return unit id to the route it is on now and when that ends, as the routes that the map shows are planned."""
    run = of.route_run()
    if run is None:
        return {}
    now = of.now()
    busy: dict[str, tuple[str, datetime]] = {}
    for row in of.store.result(str(run["run_id"]), "routes").drop(columns="geometry").to_dict("records"):
        begins, ends = known_moment(row.get("begins")), known_moment(row.get("ends"))
        if begins is not None and ends is not None and begins <= now < ends:
            for unit in listed(row.get("units")) or []:
                busy[str(unit)] = (str(row["route_id"]), ends)
    return busy

"""Crews nearest to a place, with travel times, for the map."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response

from geo.agencies.region import Region, Unit
from webmap import questions
from webmap.api.answers import answer, packed
from webmap.nearest_crews import Crew, Nearest, nearest_crews
from webmap.place_questions import place_asked, season_asked
from webmap.services import services
from webmap.settings import WebSettings

MOST = 12


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/nearest`, which takes `lon`, `lat` (degrees) and `season` (`dry` or `wet`)."""
    _ = settings

    @room.get("/nearest")
    def nearest() -> Response:
        questions.only({"lon", "lat", "season"})
        place = place_asked()
        if place is None:
            raise questions.refused("lon", "harus diisi bersama lat", "must be given, with lat")
        season = season_asked()
        return answer(packed(nearest_told(services().region(), nearest_crews(services(), *place, season))))


def nearest_told(region: Region, found: Nearest) -> dict[str, Any]:
    """Return what map and card say of the crews nearest to a place; the first 12, `total` counts all."""
    return {
        "at": [found.lon, found.lat],
        "season": found.season,
        "over_network": found.over_network,
        "says": [says.as_dict() for says in found.says],
        "total": len(found.crews),
        "unavailable": [unit.name for unit in found.unavailable],
        "crews": [crew_told(region, crew) for crew in found.crews[:MOST]],
    }


def crew_told(region: Region, crew: Crew) -> dict[str, Any]:
    """Return one crew: who, from where, how, how long, and what it does at present."""
    unit = crew.unit
    return {
        "unit": unit.unit_id,
        "name": unit.name,
        "agency": agency_of(region, unit),
        "mode": unit.mode,
        "crew": unit.crew,
        "shift_min": unit.shift_min,
        "base": None if unit.lon != unit.lon else [round(unit.lon, 5), round(unit.lat, 5)],
        "minutes": None if crew.minutes is None else math.ceil(crew.minutes),
        "km": None if crew.km is None else round(crew.km, 1),
        "straight_km": None if crew.straight_km is None else round(crew.straight_km, 1),
        "route": crew.route,
        "until": crew.until,
        "line": [list(place) for place in crew.line],
    }


def agency_of(region: Region, unit: Unit) -> str:
    """Return the short name of a unit's agency."""
    return next((agency.short for agency in region.agencies if agency.code == unit.agency), unit.agency)

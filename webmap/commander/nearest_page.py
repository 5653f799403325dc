"""The crews nearest to a place as a page: a form for coordinates, a table, and what the times rest on; no script."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, render_template

from geo.agencies.region import Region
from webmap import questions
from webmap.durations import duration
from webmap.languages import moment, number, t
from webmap.nearest_crews import SEASONS, Crew, nearest_crews
from webmap.place_questions import place_asked, season_asked
from webmap.services import services
from webmap.settings import WebSettings
from webmap.wording import agency_short, sentence


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/regu-terdekat`."""
    _ = settings

    @room.get("/regu-terdekat")
    def nearest_page() -> str:
        questions.only({"lon", "lat", "season", "lang"})
        place, season = place_asked(), season_asked()
        found = (
            None if place is None else nearest_crews(services(), *place, season, lines=len(services().region().units))
        )
        region = services().region()
        return render_template(
            "nearest.html",
            place=place,
            season=season,
            seasons=SEASONS,
            found=found,
            rows=[] if found is None else [crew_row(region, crew) for crew in found.crews],
            says=[] if found is None else [sentence(says) for says in found.says],
            example=example(region),
        )


def crew_row(region: Region, crew: Crew) -> dict[str, Any]:
    """Return a crew as the table writes it."""
    unit = crew.unit
    based = unit.lon == unit.lon and unit.lat == unit.lat
    return {
        "unit_id": unit.unit_id,
        "name": unit.name,
        "agency": agency_short(region, unit.agency),
        "mode": unit.mode,
        "base": f"{unit.lat:.5f}, {unit.lon:.5f}" if based else "",
        "crew": unit.crew,
        "minutes": minutes_text(crew),
        "km": km_text(crew),
        "busy": ""
        if crew.route is None or crew.until is None
        else t("crew_on_route", route=crew.route, until=moment(crew.until, region.timezone)),
    }


def minutes_text(crew: Crew) -> str:
    """Return how long a crew needs, rounded up to whole minutes, or why nobody knows."""
    if crew.minutes is not None:
        return duration(math.ceil(crew.minutes))
    return t("no_way") if crew.unit.lon == crew.unit.lon else t("no_base")


def km_text(crew: Crew) -> str:
    """Return the length of the way, else the distance as the crow flies, said to be one."""
    if crew.km is not None:
        return f"{number(crew.km, 1)} km"
    return "–" if crew.straight_km is None else t("km_straight", n=number(crew.straight_km, 1))


def example(region: Region) -> tuple[str, str]:
    """Return longitude and latitude of the region's middle, as an example of how to write them."""
    middle = region.boundary.representative_point()
    return f"{middle.x:.4f}", f"{middle.y:.4f}"

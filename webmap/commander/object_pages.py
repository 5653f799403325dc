"""Vital objects: the list, and a page for each that can be handed to the company; no script."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, render_template

from geo.errors import NotFoundError
from geo.languages import Says
from webmap import questions
from webmap.commander.nearest_page import crew_row
from webmap.languages import number, t
from webmap.nearest_crews import nearest_crews
from webmap.services import services
from webmap.settings import WebSettings
from webmap.vital_objects import (
    PERIODS_DAYS,
    REACH_M,
    RINGS_M,
    RingCount,
    VitalObject,
    objects_of,
    rings_around,
    surroundings,
)
from webmap.wording import kind_name, sentence

PAGE_ROWS = 50
CREWS = 3
_OBJECT = Says("Objek vital", "vital object")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/objek` and `/objek/<object>`."""
    _ = settings

    @room.get("/daftar/objek")
    def object_list() -> str:
        questions.only({"page", "lang"})
        places = objects_of(services().region())
        pages = max(1, -(-len(places) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        part = places[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        return render_template(
            "objects.html",
            rows=[object_row(place) for place in part],
            total=len(places),
            page=page,
            last_page=pages,
            reach_km=number(REACH_M / 1000, 1),
            days=PERIODS_DAYS,
        )

    @room.get("/objek/<object_id>")
    def object_page(object_id: str) -> str:
        questions.only({"lang", "klas"})
        known = {place.object_id: place for place in objects_of(services().region())}
        if not _ID.fullmatch(object_id) or object_id not in known:
            raise NotFoundError(what=_OBJECT, name=object_id.encode("unicode_escape").decode()[:40])
        place = known[object_id]
        around = surroundings(services(), place)
        region = services().region()
        found = nearest_crews(services(), place.lon, place.lat, lines=CREWS)
        return render_template(
            "object.html",
            place=place,
            around=around,
            rings=[(ring_name(outer), [ring for ring in around.rings if ring.outer_m == outer]) for outer in RINGS_M],
            periods=[period_name(days) for days in (*PERIODS_DAYS, None)],
            cell=cell,
            kinds=[(kind_name(region, code), n) for code, n in around.kinds],
            days=PERIODS_DAYS[-1],
            reach_km=number(REACH_M / 1000, 1),
            crews=[crew_row(region, crew) for crew in found.crews[:CREWS]],
            says=[sentence(says) for says in found.says],
            run=services().hotspot_run(),
        )


def object_row(place: VitalObject) -> dict[str, Any]:
    """Return an object as the list writes it: incidents within reach in each period, and what is expected there."""
    rings = rings_around(services(), place)
    counts = []
    for days in PERIODS_DAYS:
        mine = [ring for ring in rings if ring.days == days]
        usual = [ring.usual for ring in mine]
        counts.append(
            cell(
                RingCount(
                    0,
                    REACH_M,
                    days,
                    sum(ring.n for ring in mine),
                    sum(ring.even for ring in mine),
                    None if None in usual else sum(one for one in usual if one is not None),
                )
            )
        )
    return {"place": place, "counts": counts}


def cell(ring: RingCount) -> dict[str, str]:
    """Return a count with what is expected there, as the tables write it."""
    return {
        "n": number(ring.n, 0),
        "even": number(ring.even, 1),
        "usual": "–" if ring.usual is None else number(ring.usual, 1),
        "times": t("times_n", n=number(ring.n / ring.even, 1)) if ring.even > 0 and ring.n else "",
    }


def ring_name(outer: int) -> str:
    """Return the name of a ring by its outer limit."""
    inner = max((one for one in RINGS_M if one < outer), default=0)
    return t("ring", inner=number(inner, 0), outer=number(outer, 0))


def period_name(days: int | None) -> str:
    """Return the name of a period of the rings."""
    return t("all_data") if days is None else t("last_days", n=days)

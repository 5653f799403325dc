"""Vital objects for the map: where they are and how much happened around them, against what is expected."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.services import services
from webmap.settings import WebSettings
from webmap.vital_objects import PERIODS_DAYS, REACH_M, RINGS_M, VitalObject, objects_of, rings_around, scope


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/objects`."""

    @room.get("/objects")
    def objects() -> Response:
        questions.only(())
        places = objects_of(services().region())
        key = ("objects", *scope(services()), tuple(places))
        return answer(services().kept(key, lambda: packed(objects_told(places, settings.most_areas))))


def objects_told(places: list[VitalObject], most: int) -> dict[str, Any]:
    """Return the first `most` objects as GeoJSON; `rings` are in metres, periods in days (null: all data)."""
    return {
        "total": len(places),
        "reach_m": REACH_M,
        "rings_m": list(RINGS_M),
        "periods_days": [*PERIODS_DAYS, None],
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": object_told(place, number),
                "geometry": {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]},
            }
            for number, place in enumerate(places[:most], start=1)
        ],
    }


def object_told(place: VitalObject, number: int) -> dict[str, Any]:
    """Return what list and card say of an object."""
    return {
        "id": place.object_id,
        "rank": number,
        "name": place.name,
        "kind": place.kind,
        "must": place.must,
        "label": [round(place.lon, 5), round(place.lat, 5)],
        "rings": [
            {
                "inner_m": ring.inner_m,
                "outer_m": ring.outer_m,
                "days": ring.days,
                "n": ring.n,
                "even": round(ring.even, 2),
                "usual": None if ring.usual is None else round(ring.usual, 2),
            }
            for ring in rings_around(services(), place)
        ],
    }

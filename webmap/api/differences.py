"""What changed between two runs of hotspots, as shapes for the map's layer of changes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.areas import about_run, features_of
from webmap.comparing import Pair, outlines, own_numbers, pair_of
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, plain_text, whole


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/differences`, which takes `older` and `newer` (default: the latest run and its predecessor)."""

    @room.get("/differences")
    def differences() -> Response:
        questions.only({"older", "newer"})
        pair = pair_of(services(), request.args.get("older"), request.args.get("newer"))
        if pair is None or pair.older is None:
            newer = about_run(pair.newer) if pair is not None else None
            return answer(packed({"older": None, "newer": newer, "counts": {}, "total": 0, "features": []}))
        key = ("differences", pair.older["run_id"], pair.newer["run_id"])
        return answer(services().kept(key, lambda: packed(_collection(pair, settings.most_areas))))


def _collection(pair: Pair, most: int) -> dict[str, Any]:
    assert pair.older is not None
    table = outlines(services(), str(pair.older["run_id"]), str(pair.newer["run_id"]))
    numbered = table.assign(number=range(1, len(table) + 1))
    return {
        "older": about_run(pair.older),
        "newer": about_run(pair.newer),
        "counts": {str(change): int(n) for change, n in table["change"].value_counts().items()},
        "total": len(table),
        "type": "FeatureCollection",
        "features": features_of(numbered.head(most), change_told),
    }


def change_told(row: dict[str, Any]) -> dict[str, Any]:
    """Return what list and card say of a change; its number within the comparison is its id."""
    row = own_numbers(row)
    return {
        "id": str(row["number"]),
        "change": str(row["change"]),
        "hotspot_id": plain_text(row.get("hotspot_id")) or None,
        "previous_id": plain_text(row.get("previous_id")) or None,
        "n": whole(row.get("n")),
        "previous_n": whole(row.get("previous_n")),
        "area_km2": finite(row.get("area_km2"), 3),
        "previous_area_km2": finite(row.get("previous_area_km2"), 3),
        "rank": whole(row.get("rank")),
        "previous_rank": whole(row.get("previous_rank")),
        "moved_m": finite(row.get("moved_m"), 0),
        "p_value": finite(row.get("p_value")),
        "why": {"id": plain_text(row.get("explanation_id")), "en": plain_text(row.get("explanation_en"))},
    }

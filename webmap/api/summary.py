"""What the map page must know before it draws: dates, kinds that occur, agencies, and which runs are shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.services import services
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/summary`."""

    @room.get("/summary")
    def summary() -> Response:
        questions.only({"period"})
        index = services().index()
        region = services().region()
        now = services().now()
        shown = questions.shown((), now, region.timezone)
        counts = index.count_by_kind(shown)
        ever = index.count_by_kind(questions.Shown())
        return answer(
            packed(
                {
                    "version": index.version,
                    "now": now,
                    "as_of": services().store.data_as_of(),
                    "stale": services().is_stale(),
                    "synthetic": region.synthetic,
                    "timezone": region.timezone,
                    "incidents": len(index),
                    "shown": sum(counts.values()),
                    "kinds": kinds_told(region.kinds, counts, ever),
                    "names": {
                        str(row.code): {"id": row.name_id, "en": row.name_en} for row in region.kinds.itertuples()
                    },
                }
            )
        )


def kinds_told(kinds: Any, counts: dict[str, int], ever: dict[str, int]) -> list[dict[str, Any]]:
    """Return the kinds that occur, with their names, group and count in the period, in the region's order."""
    known = {str(row.code): row for row in kinds.itertuples()}
    order = [code for code in known if code in ever] + sorted(code for code in ever if code not in known)
    told = []
    for code in order:
        row = known.get(code)
        names = {"id": row.name_id, "en": row.name_en} if row is not None else {"id": code, "en": code}
        told.append({"code": code, **names, "group": row.group if row is not None else "", "n": counts.get(code, 0)})
    return told

"""Incidents of the present view: cells by count, or points when they are few; and one incident's details."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response

from geo.errors import NotFoundError
from geo.languages import Says
from webmap import questions
from webmap.api.answers import answer, packed
from webmap.incident_index import LEVEL, UNKNOWN, IncidentIndex
from webmap.questions import Bbox, Shown
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, known_moment

_FINEST_STEP = 5  # cells of 8 screen pixels: a tile of 256 is halved five times
_PARTS = 8
_INCIDENT = Says("Kejadian", "incident")
# Columns of one incident that its card shows; free text of the source stays in the store.
_CARD = ("incident_id", "kind", "time_precision", "origin", "status", "agency", "source", "precision_m")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/cells` and `/incidents/<number>`."""

    @room.get("/cells")
    def cells() -> Response:
        questions.only({"bbox", "zoom", "kinds", "period"})
        index = services().index()
        region = services().region()
        shown = questions.shown(index.kinds, services().now(), region.timezone)
        box, zoom = questions.bbox() or region.bounds, questions.zoom()
        key = ("cells", index.version, shown, box, zoom)
        return answer(services().kept(key, lambda: packed(cells_in(index, shown, box, zoom, settings.most_cells))))

    @room.get("/incidents/<digits:number>")
    def incident(number: int) -> Response:
        questions.only(())
        row = services().store.incident_by_number(number)  # None also where it is not for the visitor's agency
        if row is None or str(row.get("kind")) in services().hidden_kinds():
            raise NotFoundError(what=_INCIDENT, name=str(number))
        return answer(packed(_card(row)))


def cells_in(index: IncidentIndex, shown: Shown, bbox: Bbox, zoom: int, most: int) -> dict[str, Any]:
    """Return the incidents of a box for one zoom level.

    Parameters
    ----------
    index
        All incidents that may be points.
    shown
        Kinds and period.
    bbox
        West, south, east, north, degrees.
    zoom
        The map's zoom, 0 to 18.
    most
        Most cells or points.

    Returns
    -------
    dict
        `form` is `points` (flat list of lon, lat, kind number, seconds since 1970 or null, store number) when at most
        `most` incidents are in the box, else `cells` (flat list of x, y, count) of the grid with 2^`level` cells
        around the globe, as fine as `most` allows: x and y are the middle of the cell's incidents, in `parts` of a
        cell from the grid's north-west corner. `total` counts all incidents either way.
    """
    rows = index.rows_in(bbox)
    rows = rows[index.matching(shown)[rows]]
    about = {"version": index.version, "total": len(rows)}
    if len(rows) <= most:
        moments = [None if moment == UNKNOWN else moment for moment in index.moment[rows].tolist()]
        columns = zip(
            np.round(index.lon[rows], 6).tolist(),
            np.round(index.lat[rows], 6).tolist(),
            index.kind[rows].tolist(),
            moments,
            index.number[rows].tolist(),
            strict=True,
        )
        points = [value for row in columns for value in row]
        return {**about, "form": "points", "kinds": list(index.kinds), "points": points}
    level = min(zoom + _FINEST_STEP, LEVEL)
    first = _starts(index.code[rows], level)
    while len(first) > most:
        level -= 1
        first = _starts(index.code[rows], level)
    counts = np.diff(first, append=len(rows))
    scale = _PARTS << level
    column, row = (np.add.reduceat(place[rows], first) / counts * scale for place in (index.x, index.y))
    flat = np.column_stack([column, row, counts]).astype(np.int64).ravel().tolist()
    return {**about, "form": "cells", "level": level, "parts": _PARTS, "cells": flat}


def _starts(codes: npt.NDArray[np.int64], level: int) -> npt.NDArray[np.intp]:
    """Return where each cell of a level begins among codes in the curve's order."""
    cells = codes >> (2 * (LEVEL - level))
    return np.flatnonzero(np.diff(cells, prepend=cells[0] - 1))


def _card(row: dict[str, Any]) -> dict[str, Any]:
    card: dict[str, Any] = {name: row.get(name) for name in _CARD}
    card["precision_m"] = finite(row.get("precision_m"))
    for name in ("occurred_from", "occurred_to"):
        card[name] = known_moment(row.get(name))
    card["lon"], card["lat"] = finite(row.get("lon"), 7), finite(row.get("lat"), 7)
    return card

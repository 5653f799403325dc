"""When: incidents of the present view by hour, weekday and row of periods; cells and density of a band of hours."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response, abort

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.density import KEEP_SECONDS, tile, tile_allowed
from webmap.api.incidents import cells_in
from webmap.incident_hours import identity, in_band, profile, times_of, within_hours
from webmap.incident_index import UNKNOWN, IncidentIndex
from webmap.period_row import counts_over, row_over
from webmap.questions import LARGEST_ZOOM, Shown
from webmap.services import services
from webmap.settings import WebSettings
from webmap.time_questions import Step, hours_asked, narrowed, step_asked

_CLOCK_H = 3
_TIME = {"kinds", "period", "step", "hours"}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/hours`, `/hours/cells` and `/hours/density/{z}/{x}/{y}.png`; all take `kinds`, `period`, `step`, `hours`.

    `step` is a day, week, month or year within the period, `hours` a band of local hours such as `21-24`: only
    incidents known to the hour are in a band.
    """

    @room.get("/hours")
    def hours() -> Response:
        questions.only(_TIME | {"bbox"})
        index, region, box = services().index(), services().region(), questions.bbox()
        shown, step, band = _asked(index)
        key = ("hours", identity(index), shown, step, band, box)
        made = services().kept(key, lambda: packed(hours_in(index, shown, step, band, box, region.timezone)))
        return answer(made)

    @room.get("/hours/cells")
    def hour_cells() -> Response:
        questions.only(_TIME | {"bbox", "zoom"})
        index = services().index()
        shown, step, band = _asked(index)
        box, zoom = questions.bbox() or services().region().bounds, questions.zoom()
        within = _banded(index, band)
        key = ("hour cells", identity(index), shown, step, band, box, zoom)
        most = settings.most_cells
        about = {"version": index.version}
        made = services().kept(key, lambda: packed(cells_in(within, narrowed(shown, step), box, zoom, most) | about))
        return answer(made)

    @room.get("/hours/density/<digits:z>/<digits:x>/<digits:y>.png")
    def hour_density(z: int, x: int, y: int) -> Response:
        if z > LARGEST_ZOOM or x >= 1 << z or y >= 1 << z:
            abort(404)
        tile_allowed()
        questions.only(_TIME | {"version"})
        questions.whole("version", 0, 999_999_999, 0)
        index = services().index()
        shown, step, band = _asked(index)
        within, when = _banded(index, band), narrowed(shown, step)
        key = ("hour density", identity(index), shown, step, band, z, x, y)
        body = services().kept(key, lambda: tile(within, when, z, x, y))
        if not body:
            empty = Response(status=204)
            empty.headers["Cache-Control"] = f"private, max-age={KEEP_SECONDS}"
            return empty
        return answer(body, mimetype="image/png", keep_seconds=KEEP_SECONDS)


def hours_in(
    index: IncidentIndex,
    shown: Shown,
    step: Step | None,
    band: tuple[int, int] | None,
    box: questions.Bbox | None,
    timezone: str,
) -> dict[str, Any]:
    """Return what the time views beside the map show.

    Returns
    -------
    dict
        `total` counts what is in the box, the period, the step and the band, `everywhere` the same without the box;
        `hours` (24), `clock` (8 bins of three
        hours) and `weekdays` (7, Monday first) count what is in the box, the period and the step, whatever the band:
        `timed` are known to the hour, `spread` count in equal shares over their interval, `unknown` in none.
        `steps` is the row of periods (`unit`, and `name`, `begins`, `ends`, `n` of each) over the whole period;
        `undated` have no time at all and are in no step.
    """
    times = times_of(services(), index)
    rows = index.rows_in(box) if box is not None else np.arange(len(index))
    whole = rows[index.matching(shown)[rows]]
    here = whole if step is None else rows[index.matching(narrowed(shown, step))[rows]]
    banded = np.ones(len(index), dtype=bool) if band is None else in_band(times, band)
    told = profile(index, times, here, timezone, banded[here])
    everywhere = int((index.matching(narrowed(shown, step)) & banded).sum())
    row = row_over(index, shown, timezone)
    counts = counts_over(row, index.moment[whole[banded[whole]]])
    return {
        "version": index.version,
        "total": told.total,
        "everywhere": everywhere,
        "timed": told.timed,
        "spread": told.spread,
        "unknown": told.unknown,
        "hours": told.hours,
        "clock": [round(sum(told.hours[at : at + _CLOCK_H]), 2) for at in range(0, 24, _CLOCK_H)],
        "weekdays": told.weekdays,
        "undated": int((index.moment[whole] == UNKNOWN).sum()),
        "steps": {
            "unit": row[0].unit if row else None,
            "row": [
                {"name": one.name, "begins": one.since, "ends": one.until, "n": n}
                for one, n in zip(row, counts, strict=True)
            ],
        },
    }


def _asked(index: IncidentIndex) -> tuple[Shown, Step | None, tuple[int, int] | None]:
    timezone = services().region().timezone
    return (questions.shown(index.kinds, services().now(), timezone), step_asked(timezone), hours_asked())


def _banded(index: IncidentIndex, band: tuple[int, int] | None) -> IncidentIndex:
    return index if band is None else within_hours(index, times_of(services(), index), band)

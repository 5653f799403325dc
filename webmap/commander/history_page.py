"""One hotspot through all runs: rank, size and confidence in each, and what parted from it or joined it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from flask import Blueprint, render_template
from markupsafe import Markup

from geo.errors import NotFoundError
from geo.languages import Says
from webmap.commander.line_chart import Axis, Line, Point, line_chart
from webmap.commander.result_lists import is_weak
from webmap.languages import day, number, t
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.stored_values import finite, known_moment, listed, percent
from webmap.wording import HOTSPOT_ID

MOST_RUNS = 200
_HOTSPOT = Says("Titik rawan", "hotspot")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/titik/<hotspot>`."""
    _ = settings

    @room.get("/titik/<hotspot_id>")
    def history_page(hotspot_id: str) -> str:
        if not HOTSPOT_ID.fullmatch(hotspot_id):
            raise NotFoundError(what=_HOTSPOT, name=hotspot_id.encode("unicode_escape").decode()[:40])
        table = services().store.hotspot_history(hotspot_id)
        if table.empty:
            raise NotFoundError(what=_HOTSPOT, name=hotspot_id)
        rows = [appearance(row) for row in table.to_dict("records")]
        timezone = services().region().timezone
        shown = rows[:MOST_RUNS][::-1]
        return render_template(
            "history.html",
            hotspot_id=hotspot_id,
            rows=rows[:MOST_RUNS],
            total=len(rows),
            since=day(rows[-1]["when"], timezone),
            methods=sorted({row["method"] for row in rows}),
            ranks=_drawn(shown, "rank", timezone),
            counts=_drawn(shown, "n", timezone),
            kin=kin(services(), hotspot_id, [row["run_id"] for row in rows[:MOST_RUNS]]),
        )


def appearance(row: dict[str, Any]) -> dict[str, Any]:
    """Return one run's view of the hotspot; its date is that of the data, else when the run ended."""
    return {
        "run_id": str(row["run_id"]),
        "method": str(row["method"]),
        "when": known_moment(row.get("data_as_of")) or known_moment(row.get("finished")),
        "rank": int(row["rank"]),
        "n": int(row["n"]),
        "area_km2": finite(row.get("area_km2"), 3),
        "confidence": percent(row.get("confidence")),
        "weak": is_weak(row.get("confidence")),
    }


def kin(of: Services, hotspot_id: str, found_in: list[str]) -> list[dict[str, Any]]:
    """Return splits and merges that the hotspot took part in, the newest run first.

    Looked for in the runs that found it, and in those compared with one of them (which may no longer find it).
    """
    finished = of.store.runs("hotspots", "done")
    told: list[dict[str, Any]] = []
    for run_id, summary in zip(finished["run_id"].astype(str), finished["summary"], strict=True):
        before = (listed(summary) or {}).get("previous_run")
        if run_id not in found_in and before not in found_in:
            continue
        table = of.store.result(run_id, "kinships")
        mine = table[table["event"].isin(["split", "merged"])]
        mine = mine[(mine["hotspot_id"] == hotspot_id) | (mine["previous_id"] == hotspot_id)]
        for row in mine.to_dict("records"):
            came = row["hotspot_id"] == hotspot_id
            told.append(
                {
                    "run_id": run_id,
                    "event": str(row["event"]),
                    "text": t(f"kin_{'from' if came else 'to'}_{row['event']}"),
                    "other": str(row["previous_id"] if came else row["hotspot_id"]),
                    "n": finite(row["previous_n"] if came else row["n"], 0),
                }
            )
    return told


def _drawn(rows: list[dict[str, Any]], column: str, timezone: str) -> Markup | None:
    """Draw one number over the runs, oldest first; one run makes no line."""
    if len(rows) < 2:
        return None
    values = [float(row[column]) for row in rows]
    most = max(values)
    ranked = column == "rank"
    least = 1.0 if ranked else 0.0
    marks = [(value, number(value, 0)) for value in sorted({least, most})]
    ends = [(0.0, _short_day(rows[0]["when"], timezone)), (len(rows) - 1.0, _short_day(rows[-1]["when"], timezone))]
    told = [int(value) for value in values]
    label = t("rank_over_runs", values=told) if ranked else t("count_over_runs", values=told)
    return line_chart(
        [Line([Point(at, value) for at, value in enumerate(values)])],
        Axis(0.0, len(rows) - 1.0, ends),
        Axis(least, most, marks, reversed_=ranked),
        label=label,
        height=120,
    )


def _short_day(when: datetime | None, timezone: str) -> str:
    return "" if when is None or pd.isna(when) else day(when, timezone)

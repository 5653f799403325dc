"""The list of incidents, newest first; kinds that are masked appear only as counts per district."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
from flask import Blueprint, render_template, request

from geo.agencies.region import Region
from geo.languages import date_text
from geo.tables.chosen import Chosen
from webmap import questions
from webmap.commander.incident_choices import band_choices, kind_choices, step_choices
from webmap.incident_hours import times_of, within_hours
from webmap.languages import language, moment, t
from webmap.period_row import step_text
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment
from webmap.time_questions import hours_asked, narrowed, step_asked
from webmap.wording import kind_name

PAGE_ROWS = 50
_WITH_HOUR = ("minute", "hour")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/kejadian`."""
    _ = settings

    @room.get("/daftar/kejadian")
    def incident_list() -> str:
        every, region = services().index(), services().region()
        shown = questions.shown(every.kinds, services().now(), region.timezone)
        # A form sends what is left open as an empty text.
        step = step_asked(region.timezone) if request.args.get("step") else None
        band = hours_asked() if request.args.get("hours") else None
        times = times_of(services(), every)
        index = every if band is None else within_hours(every, times, band)
        steps, bands = step_choices(services(), index, shown), band_choices(every, times, shown, step)
        shown = narrowed(shown, step)
        _, total = index.newest_first(shown, 0, 0)
        pages = max(1, -(-total // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        numbers, _ = index.newest_first(shown, (page - 1) * PAGE_ROWS, PAGE_ROWS)
        rows = [services().store.incident_by_number(int(number)) for number in numbers]
        return render_template(
            "incidents.html",
            rows=[incident_row(region, int(number), row) for number, row in zip(numbers, rows, strict=True) if row],
            masked=masked_by_district(services()),
            total=total,
            page=page,
            last_page=pages,
            periods=list(questions.PERIODS),
            period=questions.one_of("period", list(questions.PERIODS), "all"),
            step=step.name if step is not None else None,
            step_words=step_text(step, region.timezone) if step is not None else "",
            steps=steps,
            hours=request.args.get("hours") or None,
            bands=bands,
            kinds=kind_choices(services(), index, shown),
            asked_kinds=request.args.get("kinds") or None,
            chosen_names=[kind_name(region, code) for code in shown.kinds],
        )


def incident_row(region: Region, number: int, row: dict[str, Any]) -> dict[str, Any]:
    """Return one incident as the list writes it; its time only as exactly as it is known."""
    return {
        "number": number,
        "id": row["incident_id"],
        "kind": kind_name(region, str(row["kind"])),
        "time": time_text(row.get("occurred_from"), str(row.get("time_precision")), region.timezone),
        "status": t(f"status_{row.get('status')}"),
        "origin": t(f"origin_{row.get('origin')}"),
        "lon": float(row["lon"]),
        "lat": float(row["lat"]),
    }


def time_text(value: Any, precision: str, timezone: str) -> str:
    """Write a moment only as exactly as it is known: a month stays a month."""
    value = known_moment(value)
    if value is None or precision == "unknown":
        return t("time_unknown")
    if precision in _WITH_HOUR:
        return moment(value, timezone)
    local = value.astimezone(ZoneInfo(timezone))
    if precision == "year":
        return str(local.year)
    day = date_text(local.date(), language())
    return day.split(" ", 1)[1] if precision == "month" else day


def masked_by_district(of: Services) -> list[tuple[str, str, int]]:
    """Return district, kind and count of incidents whose places are kept back; counted, never drawn."""
    region = of.region()
    kinds = region.kinds
    masked = tuple(kinds.loc[kinds["visibility"] == "mask", "code"].astype(str))
    if not masked:
        return []
    rows = of.store.incidents(Chosen(kinds=masked))
    if not len(rows):
        return []
    districts = region.layers.get("districts")
    elsewhere = t("district_unknown")
    if districts is None or "name" not in districts.columns:
        names = [elsewhere] * len(rows)
    else:
        joined = gpd.sjoin(rows[["kind", "geometry"]], districts[["name", "geometry"]], how="left", predicate="within")
        joined = joined[~joined.index.duplicated()]
        names = [name if isinstance(name, str) else elsewhere for name in joined["name"]]
    counts: dict[tuple[str, str], int] = {}
    for name, kind in zip(names, rows["kind"].astype(str), strict=True):
        counts[name, kind] = counts.get((name, kind), 0) + 1
    return [(name, kind_name(region, kind), n) for (name, kind), n in sorted(counts.items())]

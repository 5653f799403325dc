"""The lists of hotspots and joint zones, drawn by the server, in pages, without any script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from geo.agencies.region import Region
from webmap import questions
from webmap.durations import duration
from webmap.languages import decimals, language, t
from webmap.maps.styles import CONFIDENCE_STEPS
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import finite, listed, percent, whole
from webmap.wording import agency_short, kind_name, sentence

PAGE_ROWS = 50


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/hotspot` and `/daftar/zona`."""
    _ = settings

    @room.get("/daftar/hotspot")
    def hotspot_list() -> str:
        run = services().hotspot_run(request.args.get("run", "latest"))
        table = services().store.result(run["run_id"], "hotspots") if run else None
        return _page("hotspots.html", run, table, hotspot_row)

    @room.get("/daftar/zona")
    def zone_list() -> str:
        of_run = services().hotspot_run(request.args.get("run", "latest"))
        run = services().zone_run(of_run["run_id"]) if of_run else None
        table = services().store.result(run["run_id"], "zones") if run else None
        agencies = agencies_of(table)
        agency = request.args.get("agency") or None
        if table is not None and agency is not None:
            table = table[[agency in agencies_in(row) for row in table.drop(columns="geometry").to_dict("records")]]
        names = [(code, agency_short(services().region(), code)) for code in agencies]
        return _page(
            "zones.html", run, table, zone_row, of_run=of_run, about=about_zones(run), agency=agency, agencies=names
        )


def _page(template: str, run: Any, table: Any, row: Callable[[Region, dict[str, Any]], Any], **more: Any) -> str:
    total = 0 if table is None else len(table)
    pages = max(1, -(-total // PAGE_ROWS))
    page = questions.whole("page", 1, pages, 1)
    rows = []
    if table is not None:
        part = table.sort_values("rank").iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        plain = part.drop(columns="geometry").to_dict("records")
        rows = [row(services().region(), one) for one in plain]
    return render_template(template, run=run, rows=rows, total=total, page=page, last_page=pages, **more)


def agencies_of(table: Any) -> list[str]:
    """Return the codes of all agencies that lead or take part in a zone, or send a unit, in alphabetical order."""
    rows = [] if table is None else table.drop(columns="geometry").to_dict("records")
    return sorted({code for row in rows for code in agencies_in(row)})


def agencies_in(row: dict[str, Any]) -> set[str]:
    """Return the codes of the agencies of one zone: lead, partners, and those whose units are in its crew."""
    owners = {unit.unit_id: unit.agency for unit in services().region().units}
    named = [row.get("lead"), *(listed(row.get("partners")) or [])]
    sent = [owners.get(str(unit)) for unit in listed(row.get("units")) or []]
    return {str(code) for code in (*named, *sent) if isinstance(code, str) and code}


def about_zones(run: dict[str, Any] | None) -> list[str]:
    """Return what a page of zones says above them: what is proven, what travel rests on, what changes today."""
    summary = listed(run.get("summary")) if run is not None else None
    if not isinstance(summary, dict):
        return []
    told = []
    gap = finite(summary.get("gap"))
    if gap is not None:
        told.append(t("gap_of", n=decimals(100 * gap, 2)))
    if summary.get("travel"):
        told.append(sentence(summary["travel"]))
    changes = summary.get("changes")
    if isinstance(changes, dict):
        told.append(
            t("zone_changes", run=str(summary.get("today") or "–"), what=str(changes.get(f"summary_{language()}", "")))
        )
    return told


def hotspot_row(region: Region, row: dict[str, Any]) -> dict[str, Any]:
    """Return a hotspot with its kinds named, its busiest hours and what its test says."""
    counts = listed(row.get("kinds")) or {}
    kinds = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not row.get("tested"):
        verdict = t("untested")
    else:
        verdict = t("significant") if row.get("significant") else t("not_significant")
    return {
        **row,
        "kinds": [(kind_name(region, code), n) for code, n in kinds],
        "busiest": busiest(listed(row.get("hours")) or []),
        "verdict": verdict,
        "confidence": percent(row.get("confidence")),
        "weak": is_weak(row.get("confidence")),
        "ranks": span(whole(row.get("rank_low")), whole(row.get("rank_high"))),
    }


def zone_row(region: Region, row: dict[str, Any]) -> dict[str, Any]:
    """Return a zone with agencies and units named."""
    names = {unit.unit_id: unit.name for unit in region.units}
    return {
        **row,
        "lead": agency_short(region, row["lead"]) if isinstance(row.get("lead"), str) and row["lead"] else "",
        "partners": [agency_short(region, code) for code in listed(row.get("partners")) or []],
        "units": [names.get(unit, unit) for unit in listed(row.get("units")) or []],
        "hotspots": listed(row.get("hotspots")) or [],
        "travel": duration(finite(row.get("travel_min"), 0)),
        "gaps": [
            (gap.get(f"text_{language()}", ""), gap.get(f"cure_{language()}") or "")
            for gap in listed(row.get("gaps")) or []
            if isinstance(gap, dict)
        ],
    }


def is_weak(confidence: Any) -> bool:
    """Say whether fewer than half of the resamples find a hotspot again; a missing confidence says nothing."""
    share = finite(confidence)
    return share is not None and share < CONFIDENCE_STEPS[1]


def span(low: int | None, high: int | None) -> str:
    """Return a range such as `1–3`, `2` when both ends are the same, and nothing when one is missing."""
    if low is None or high is None:
        return ""
    return str(low) if low == high else f"{low}–{high}"


def busiest(hours: list[float]) -> str:
    """Return the three hours in a row with most incidents, such as `21–24`; empty when no hour is known."""
    if len(hours) != 24 or not sum(hours):
        return ""
    sums = [sum(hours[(start + step) % 24] for step in range(3)) for start in range(24)]
    start = sums.index(max(sums))
    return f"{start:02d}–{(start + 3) % 24 or 24:02d}"

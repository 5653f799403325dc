"""Looks for other reports and stored incidents that may be the same as one report."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, true

from geo.agencies.audience import Standing
from geo.privacy.redaction import redact
from geo.store.moments import microseconds
from geo.store.service.reports import Report
from geo.store.service.reports_tables import REPORTS
from geo.tables.chosen import Chosen
from geo.tables.incidents import UNCLASSIFIED
from webmap.languages import moment, number
from webmap.services import services
from webmap.stored_values import known_moment
from webmap.triage import reach
from webmap.triage.duplicates import WINDOW, Likeness, Told, proposals
from webmap.triage.inbox import age
from webmap.wording import kind_name

_MOST = 300
_DEGREES = 0.05  # about 5 km, wider than two places can be and still be one


def proposed(report: Report, *, full: bool) -> list[dict[str, Any]]:
    """Return what may be the same, best first, with the reasons in words; excerpts are masked unless shown in full."""
    this = _told(report)
    around = (microseconds(this.moment - WINDOW), microseconds(this.moment + WINDOW))
    when = func.coalesce(REPORTS.c.occurred, REPORTS.c.received)
    # Of kinds that may be the same only: a flood of others does not push the one that is out of sight.
    kinds = true() if report.kind == UNCLASSIFIED else REPORTS.c.kind.in_((report.kind, UNCLASSIFIED))
    near = (reach.within(), kinds, when.between(*around), REPORTS.c.state != "merged", REPORTS.c.forgotten.is_(None))
    others = [_told(one) for one in reach.reports().chosen(*near, limit=_MOST) if one.report_id != report.report_id]
    region = services().region()
    shelter = {str(code) for code in region.kinds["code"] if reach.is_sheltered(region, str(code))}
    found = proposals(this, [*others, *_incidents(this)], UNCLASSIFIED)
    return [_shown(one, full=full) for one in found if one.other.kind not in shelter or one.other.kind == report.kind]


def _told(report: Report) -> Told:
    return Told(
        report.report_id,
        report.kind,
        report.lon,
        report.lat,
        report.precision_m,
        report.district,
        report.occurred or report.received,
        report.text or "",
        state=report.state,
    )


def _incidents(this: Told) -> list[Told]:
    """Return stored incidents near a place and time that the visitor's agency may see."""
    if this.lon is None or this.lat is None:
        return []
    box = (this.lon - _DEGREES, this.lat - _DEGREES, this.lon + _DEGREES, this.lat + _DEGREES)
    since, until = this.moment - WINDOW, this.moment + WINDOW
    chosen = Chosen(since=since, until=until, bbox=box, with_left_out=True)
    rows = services().store.incidents(chosen, limit=_MOST)
    standing = Standing.of(services().region())
    found = []
    for row, place in zip(rows.to_dict("records"), rows.geometry, strict=True):
        began: datetime | None = known_moment(row["occurred_from"])
        seen = standing.may_see(reach.own_agency(), row["agency"], row["sharing"])
        if began is None or not seen or row["status"] == "rejected" or row["source_id"] == this.name:
            continue
        found.append(
            Told(
                str(row["incident_id"]),
                str(row["kind"]),
                float(place.x),
                float(place.y),
                None if row["precision_m"] != row["precision_m"] else float(row["precision_m"]),
                None,
                began,
                _words(row["attributes"]),
                is_report=False,
                state=str(row["status"]),
            )
        )
    return found


def _words(attributes: Any) -> str:
    try:
        told = json.loads(attributes) if isinstance(attributes, str) else {}
    except ValueError:
        return ""
    return " ".join(str(value) for value in told.values()) if isinstance(told, dict) else ""


def _shown(one: Likeness, *, full: bool) -> dict[str, Any]:
    region = services().region()
    words = one.other.words if full else redact(one.other.words).text
    return {
        "name": one.other.name,
        "is_report": one.other.is_report,
        "kind": kind_name(region, one.other.kind),
        "when": moment(one.other.moment, region.timezone),
        "metres": number(round(one.metres / 10) * 10, 0) if one.metres is not None else None,
        "apart": age(one.apart),
        "words": round(100 * one.words) if one.words is not None else None,
        "score": round(100 * one.score),
        "text": words[:160],
        "state": one.other.state,
    }

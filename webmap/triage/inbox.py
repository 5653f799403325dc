"""`/triase/`: the reports that wait, with their age and by when something is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import ColumnElement, true

from geo.privacy.redaction import redact
from geo.store.service.reports import Report
from geo.store.service.reports_due import FOLLOW_DAYS, FORWARD_DAYS, due
from geo.store.service.reports_tables import REPORTS
from geo.tables.reports import OPEN_STATES
from webmap import questions
from webmap.languages import moment, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.triage import reach
from webmap.visitor import visitor
from webmap.wording import kind_name

PAGE_ROWS = 30
EXCERPT = 140
FILTERS = ("open", "mine", "unread", "decided", "all")
_R = REPORTS.c


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list."""
    _ = settings

    @room.get("/")
    def inbox() -> str:
        questions.only(("filter", "kind", "page", "lang"))
        region, chosen = services().region(), questions.one_of("filter", FILTERS, "open")
        codes = [str(code) for code in region.kinds["code"]]
        kind = questions.one_of("kind", ["", *codes], "")
        conditions = [reach.within(), _chosen(chosen), _R.kind == kind if kind else true()]
        total = reach.reports().count(*conditions)
        pages = max(1, -(-total // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        oldest = chosen in {"open", "mine"}
        met = reach.reports().chosen(*conditions, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, oldest_first=oldest)
        counts = {name: reach.reports().count(reach.within(), _chosen(name)) for name in FILTERS}
        return render_template(
            "triage_inbox.html",
            rows=[row_of(one, services().now()) for one in met],
            filters=FILTERS,
            chosen=chosen,
            counts=counts,
            kind=kind,
            kinds=[(code, kind_name(region, code)) for code in codes],
            page=page,
            page_count=pages,
            total=total,
            size=PAGE_ROWS,
        )


def _chosen(name: str) -> ColumnElement[bool]:
    return {
        "open": _R.state.in_(OPEN_STATES),
        "mine": (_R.handler == visitor().user_id) & _R.state.in_(OPEN_STATES),
        "unread": _R.unread == 1,
        "decided": _R.state.not_in(OPEN_STATES),
        "all": true(),
    }[name]


def row_of(report: Report, now: datetime) -> dict[str, Any]:
    """Return what the list says about one report: no contact, its words masked, none at all of a sheltered kind."""
    region = services().region()
    sheltered = reach.is_sheltered(region, report.kind)
    masked = redact(report.text or "").text
    excerpt = masked if len(masked) <= EXCERPT else masked[:EXCERPT].rsplit(" ", 1)[0] + " …"
    limits = dues(report, now)
    return {
        "id": report.report_id,
        "kind": kind_name(region, report.kind),
        "state": report.state,
        "place": place_name(report),
        "text": "" if sheltered else excerpt,
        "sheltered": sheltered,
        "received": moment(report.received, region.timezone),
        "age": age(now - report.received),
        "dues": limits,
        "late": any(one["late"] for one in limits),
        "handler": reach.handler_name(report.handler),
        "mine": reach.is_own(report),
        "photos": report.photos,
        "doubts": report.doubts,
        "unread": report.unread,
        "waiting": report.waiting,
    }


def dues(report: Report, now: datetime) -> list[dict[str, Any]]:
    """Return what is still due on a report: `what` (forward, follow), `when` in words, whether it is late."""
    timezone = services().region().timezone
    steps = (("forward", report.forwarded, FORWARD_DAYS), ("follow", report.decided, FOLLOW_DAYS))
    found = []
    for what, done, days in steps:
        if done is None and report.state in OPEN_STATES:
            until = due(report.received, days, timezone)
            # The moment itself is the first of the next day; people say the last minute of this one.
            said = moment(until - timedelta(minutes=1), timezone)
            found.append({"what": what, "when": said, "late": now >= until})
    return found


def age(passed: timedelta) -> str:
    """Write how long something has waited."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 120:
        return t("triage_minutes", n=minutes)
    return t("triage_hours", n=minutes // 60) if minutes < 2880 else t("triage_days", n=minutes // 1440)


def place_name(report: Report) -> str:
    """Return village and district of a report, as far as they are known."""
    layer = services().region().layers.get("districts")
    names = dict(zip(layer["code"].astype(str), layer["name"].astype(str), strict=True)) if layer is not None else {}
    district = names.get(report.district or "", "")
    return ", ".join(part for part in (report.village, district) if part) or "–"

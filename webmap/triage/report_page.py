"""One report: masked for all staff; in full for the officer in charge, when asked, and each time written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template

from geo.privacy.redaction import redact
from geo.store.service.photos import Photos
from geo.store.service.reports import Report
from geo.store.service.reports_correspondence import Correspondence
from geo.tables.reports import OPEN_STATES
from webmap import meanwhile, questions, report_keepers
from webmap.languages import moment, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.triage import alike, reach
from webmap.triage.becoming import proposed_place
from webmap.triage.inbox import dues, place_name, row_of
from webmap.visitor import visitor
from webmap.wording import agency_short, kind_name

PHOTO_MINUTES = 30
_FIELDS = {
    "kind": "kind", "lon/lat": "triage_place", "precision_m": "triage_radius", "when": "triage_when",
    "into": "triage_merge_into", "reason": "triage_refuse_reason",
}  # fmt: skip


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page, its full form, and the photos that belong to it."""
    _ = settings

    @room.get("/<report_id>")
    def report(report_id: str) -> str:
        questions.only(("lang",))
        return shown(reach.found(report_id), full=False)

    @room.post("/<report_id>/lengkap")
    def read(report_id: str) -> str:
        met = reach.own_case(report_id)
        who, now = visitor(), services().now()
        Correspondence(services().service).note_view(report_id, who.user_id or "", who.role, "full", now)
        record("report.read", report_id)
        return shown(met, full=True)

    @room.get("/<report_id>/foto/<int:position>")
    def photo(report_id: str, position: int) -> Response:
        met = reach.own_case(report_id)
        kept = Photos(services().service).get(report_id, position) if 0 < position < 100 else None
        if kept is None or not _has_read(met):
            abort(404)
        answer = Response(kept.content, mimetype="image/jpeg")
        answer.headers["Content-Disposition"] = f'inline; filename="{met.report_id}-{position}.jpg"'
        return answer


def shown(report: Report, *, full: bool, **refused: Any) -> str:
    """Return the page of a report; what is masked stays masked unless it is shown in full.

    `refused` carries a form that was not taken: `acting` (accept, merge, refuse, take, forward), what it said (`sent`),
    `problem`.
    """
    region, now = services().region(), services().now()
    sheltered = reach.is_sheltered(region, report.kind)
    hidden = sheltered and not full
    letters = Correspondence(services().service)
    place = None if hidden else proposed_place(region, report)
    words = _plain if full else _masked
    return render_template(
        "triage_report.html",
        report=report,
        row=row_of(report, now),
        full=full,
        hidden=hidden,
        on_map=place is not None and not sheltered,
        text="" if hidden else words(report.text),
        landmark="" if hidden else words(report.place_text),
        contact=letters.contact(report.report_id) if full else None,
        messages=[
            {
                "side": one.side,
                "asks": one.asks,
                "text": "" if hidden else words(one.text),
                "when": moment(one.sent, region.timezone),
                "author": reach.handler_name(one.author),
            }
            for one in letters.messages(report.report_id)
        ],
        views=[
            {**view, "when": moment(view["seen"], region.timezone), "name": reach.handler_name(view["who"])}
            for view in letters.views(report.report_id)
        ],
        kind_codes=[(str(code), kind_name(region, str(code))) for code in region.kinds["code"]],
        agencies=[(agency.code, agency_short(region, agency.code)) for agency in region.agencies],
        handlers=report_keepers.handlers(services()),
        lacks=report_keepers.lacks(services()),
        seen=meanwhile.mark(held(report)),
        place=place,
        place_text=place_name(report),
        dues=dues(report, now),
        own=reach.is_own(report),
        may_act=visitor().role in report_keepers.HANDLERS,
        is_open=report.state in OPEN_STATES,
        times=times_of(report, region.timezone),
        when=_local(report.occurred, region.timezone, report.occurred_precision),
        proposals=[] if hidden else alike.proposed(report, full=full),
        incident=services().store.incident(report.incident_id) if report.incident_id else None,
        agency=agency_short(region, report.agency) if report.agency else "–",
        labels={name: t(key) for name, key in _FIELDS.items()},
        **{"acting": None, "sent": {}, "problem": None, **refused},
    )


def held(report: Report) -> dict[str, Any]:
    """Return who has a report: what the forms that give it to somebody show of it."""
    return {"handler": report.handler, "agency": report.agency}


def times_of(report: Report, timezone: str) -> list[tuple[str, str]]:
    """Return the moments of a report, each with the key of its name: told, by the phone, by the service."""
    found = [("occurred", report.occurred), ("written", report.device_time), ("sent", report.device_sent)]
    return [(key, moment(value, timezone)) for key, value in [*found, ("received", report.received)] if value]


def _has_read(report: Report) -> bool:
    """Say whether the visitor asked for the full report a short while ago: each photo seen has its line in the log."""
    since = services().now() - timedelta(minutes=PHOTO_MINUTES)
    views: Any = Correspondence(services().service).views(report.report_id)
    return any(view["who"] == visitor().user_id and view["seen"] >= since for view in views)


def _masked(text: str | None) -> str:
    return redact(text or "").text


def _plain(text: str | None) -> str:
    return text or ""


def _local(value: datetime | None, timezone: str, precision: str) -> str:
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{local:%Y-%m-%d}" if precision == "day" else f"{local:%Y-%m-%dT%H:%M}"

"""Decisions on a report: it becomes an incident, joins another, or is refused with a reason that the citizen reads."""

from __future__ import annotations

import threading
from functools import partial

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from geo.agencies.audience import Standing
from geo.errors import ParameterError, RecordError
from geo.languages import Says
from geo.store.service.reports import REPORT, Report
from geo.store.service.reports_tables import REPORTS
from geo.tables.reports import OPEN_STATES, STATE_NAMES
from webmap.attempts import Fault, attempt
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.triage import reach
from webmap.triage.becoming import SOURCE, incident_id_of, incident_row, keep_incident, taken_back_when_refused
from webmap.triage.report_page import shown
from webmap.triage.steps import back, casework, written
from webmap.visitor import visitor

_ACCEPTING = threading.Lock()  # two clicks at once: the second finds the first one's decision, not its half
_NOTHING = Says("tidak ada laporan atau kejadian bernomor itu", "there is no report or incident of that number")
_NO_LONGER = Says("sudah {state}; muat ulang halamannya", "is {state} by now; load its page again")
_WHERE = Says("tulis nomor laporan (L0001) atau kejadian", "write the number of a report (L0001) or an incident")
_NOT_UNVERIFIED = Says(
    "hanya laporan yang sudah menjadi kejadian tak terverifikasi", "only a report that became an unverified incident"
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the decisions, each a POST that leads back to the page."""
    _ = settings

    @room.post("/<report_id>/terima")
    def accept(report_id: str) -> Response:
        now, store = services().now(), services().store
        with _ACCEPTING:
            met = reach.own_case(report_id)
            if met.state not in OPEN_STATES:
                no_longer = _NO_LONGER.filled(state=STATE_NAMES[met.state])
                raise RecordError(what=REPORT, name=report_id, problem=no_longer)
            verified = request.form.get("status") == "verified"
            made = partial(incident_row, met, services().region(), dict(request.form), verified=verified)
            row, problem = attempt(made)
            if row is None:
                return _again(met, "accept", problem)
            incident_id = incident_id_of(met)
            # Two files, two steps: were this one stopped between them, its repetition finds the incident and goes on.
            keep_incident(store, row, f"{SOURCE} {report_id}", now)
            with taken_back_when_refused(store, incident_id, now):
                casework().accept(report_id, incident_id, now, held_by=visitor().user_id)
        record("report.accepted", report_id, incident=incident_id, status="verified" if verified else "unverified")
        return back(report_id, "accepted")

    @room.post("/<report_id>/verifikasi")
    def verify(report_id: str) -> Response:
        met, store = reach.own_case(report_id), services().store
        incident = store.incident(met.incident_id) if met.incident_id else None
        if incident is None or met.state != "accepted" or incident["status"] != "unverified":
            raise RecordError(what=REPORT, name=report_id, problem=_NOT_UNVERIFIED)
        store.correct_incident(
            str(incident["incident_id"]), {"status": "verified"}, written("reason"), services().now()
        )
        record("report.verified", report_id, incident=incident["incident_id"])
        return back(report_id, "verified")

    @room.post("/<report_id>/gabung")
    def merge(report_id: str) -> Response:
        met, into = reach.own_case(report_id), request.form.get("into", "").strip()[:60]
        if into and _named(into) is None:
            return _again(met, "merge", Fault(_NOTHING.id, _NOTHING.en, "into"), 404)
        other, problem = attempt(partial(_merged, report_id, into))
        if other is None:
            return _again(met, "merge", problem)
        record("report.merged", report_id, into=other)
        return back(report_id, "merged")

    @room.post("/<report_id>/tolak")
    def refuse(report_id: str) -> Response:
        met = reach.own_case(report_id)
        reason, problem = attempt(partial(written, "reason"))
        if reason is None:
            return _again(met, "refuse", problem)
        casework().refuse(report_id, reason, services().now(), held_by=visitor().user_id)
        record("report.refused", report_id)
        return back(report_id, "refused")


def _again(met: Report, acting: str, problem: Fault | None, status: int = 422) -> Response:
    """Show the report again with what was written in the form and what is wrong with it."""
    return make_response(shown(met, full=False, acting=acting, sent=request.form, problem=problem), status)


def _merged(report_id: str, into: str) -> str:
    other = _named(into)
    if other is None:
        raise ParameterError(name="into", problem=_WHERE)
    to = {"report": other} if _is_report(into) else {"incident_id": other}
    casework().merge(report_id, services().now(), held_by=visitor().user_id, **to)
    return other


def _is_report(into: str) -> bool:
    return into[:1] in {"L", "l"} and into[1:].isascii() and into[1:].isdigit()


def _named(into: str) -> str | None:
    """Return the id of a report or incident that the visitor may see; None when there is none."""
    if _is_report(into):
        met = reach.reports().chosen(REPORTS.c.report_id == f"L{into[1:].zfill(4)}", reach.within(), limit=1)
        return met[0].report_id if met else None
    row = services().store.incident(into) if into else None
    standing = Standing.of(services().region())
    if row is None or not standing.may_see(reach.own_agency(), row["agency"], row["sharing"]):
        return None
    return str(row["incident_id"])

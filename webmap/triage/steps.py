"""Steps on a case that decide nothing yet: take it, pass it on, ask or answer the citizen, close, take up again."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from geo.errors import ParameterError, RecordError
from geo.languages import Says
from geo.store.service.reports import REPORT, Report
from geo.store.service.reports_casework import Casework
from webmap import meanwhile
from webmap.attempts import Fault
from webmap.languages import t
from webmap.report_keepers import handlers, lacks
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.triage import reach
from webmap.triage.report_page import held, shown
from webmap.visitor import visitor
from webmap.wording import agency_short

MOST_LETTERS = 2000
_TEXT = Says(f"tulis 1 sampai {MOST_LETTERS} huruf", f"write 1 to {MOST_LETTERS} characters")
_AGENCY = Says("pilih instansi dari daftar", "choose an agency of the list")
_HANDLER = Says("pilih petugas dari daftar", "choose an officer of the list")
_TAKEN = Says(
    "sudah ditangani petugas lain; minta ia meneruskan", "is another officer's case; ask for it to be passed on"
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the steps, each a POST that leads back to the page."""
    _ = settings

    @room.post("/<report_id>/ambil")
    def take(report_id: str) -> Response:
        met = _not_anothers(report_id)
        agency = met.agency or reach.own_agency()
        problem = _given(met, visitor().user_id, agency)
        if problem is not None:
            return _late(report_id, "take", problem)
        record("report.taken", report_id)
        return back(report_id, "taken")

    @room.post("/<report_id>/teruskan")
    def forward(report_id: str) -> Response:
        met = _not_anothers(report_id)
        agency, handler = request.form.get("agency", ""), request.form.get("handler", "")
        if handler:
            chosen = next((user for user in handlers(services()) if user.user_id == handler), None)
            if chosen is None:
                raise ParameterError(name="handler", problem=_HANDLER)
            agency = chosen.agency or met.agency or reach.own_agency()
        if agency not in services().region().roster:
            raise ParameterError(name="agency", problem=_AGENCY)
        problem = _given(met, handler or None, agency)
        if problem is not None:
            return _late(report_id, "forward", problem)
        record("report.forwarded", report_id, agency=agency, handler=handler)
        flash(t("triage_done_forwarded", name=report_id))
        if not handler and agency in lacks(services()):
            flash(t("triage_forwarded_to_nobody", name=report_id, agency=agency_short(services().region(), agency)))
        return redirect(url_for("triage.inbox"), 303)

    @room.post("/<report_id>/jawab")
    def answer(report_id: str) -> Response:
        reach.own_case(report_id)
        text, asks = written("text"), request.form.get("asks") == "yes"
        who = visitor().user_id or ""
        casework().answer(report_id, text, who, services().now(), asks=asks, held_by=who)
        record("report.asked" if asks else "report.answered", report_id)
        return back(report_id, "asked" if asks else "answered")

    @room.post("/<report_id>/tutup")
    def close(report_id: str) -> Response:
        reach.own_case(report_id)
        casework().close(report_id, services().now(), held_by=visitor().user_id)
        record("report.closed", report_id)
        return back(report_id, "closed")

    @room.post("/<report_id>/buka")
    def reopen(report_id: str) -> Response:
        reach.own_case(report_id)
        casework().reopen(report_id, services().now(), held_by=visitor().user_id)
        record("report.reopened", report_id)
        return back(report_id, "reopened")


def _not_anothers(report_id: str) -> Report:
    """Return a report of which no other officer is in charge: passing it on to oneself would be taking it away."""
    met = reach.found(report_id)
    if met.handler not in {None, visitor().user_id} and visitor().role != "admin":
        raise RecordError(what=REPORT, name=report_id, problem=_TAKEN)
    return met


def _given(met: Report, handler: str | None, agency: str) -> Fault | None:
    """Give a report to an officer or an agency, unless it is no longer with whom the page said it was."""
    give = partial(casework().assign, met.report_id, handler, agency, services().now(), seen=met)
    wanted = {"handler": handler, "agency": agency}
    _, problem = meanwhile.attempt_on(
        lambda: held(reach.found(met.report_id)), give, same=lambda now: dict(now) == wanted
    )
    return problem


def _late(report_id: str, acting: str, problem: Fault) -> Response:
    """Show who has the report by now, and what was chosen."""
    page = shown(reach.found(report_id), full=False, acting=acting, sent=request.form, problem=problem)
    return make_response(page, meanwhile.status_of(problem))


def casework() -> Casework:
    """Return the steps on the reports of this installation."""
    return Casework(services().service)


def written(name: str) -> str:
    """Return a text that the officer wrote.

    Raises
    ------
    ParameterError
        When it is empty or too long.
    """
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if not 0 < len(text) <= MOST_LETTERS:
        raise ParameterError(name=name, problem=_TEXT)
    return text


def back(report_id: str, done: str) -> Response:
    """Lead back to the report's page, saying what was done (`taken`, `answered`, …)."""
    flash(t(f"triage_done_{done}", name=report_id))
    return redirect(url_for("triage.report", report_id=report_id), 303)

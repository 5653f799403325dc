"""`/lapor/status`: a citizen follows a report by its code, adds to it, or has its content deleted."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.reports import Report
from geo.store.service.reports_codes import as_typed, grouped
from geo.store.service.reports_correspondence import Correspondence
from geo.store.service.reports_forgetting import forget
from webmap.intake import case, kinds_asked, limits, waits
from webmap.intake.report_page import frame, spoken_moment
from webmap.intake.telling import clean_text
from webmap.services import services
from webmap.settings import WebSettings

_MOST = 2000
_LONG = Says(f"pesan paling banyak {_MOST} huruf", f"a message has at most {_MOST} characters")
_EMPTY = Says("tulis pesannya dahulu", "write the message first")
_UNSURE = Says("beri tanda bahwa isinya boleh dihapus", "tick that the content may be deleted")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page and what can be done on it."""
    _ = settings

    @room.get("/lapor/status")
    def status() -> str:
        return render_template("lapor_status.html", case=None, wrong=False, **frame())

    @room.post("/lapor/status")
    def look() -> AnyResponse:
        found = _found()
        return _shown(found) if found else _wrong()

    @room.post("/lapor/status/pesan")
    def write() -> AnyResponse:
        found = _found()
        if found is None:
            return _wrong()
        text = clean_text(request.form.get("text", ""))
        if not 0 < len(text) <= _MOST:
            raise ParameterError(name="text", problem=_LONG if text else _EMPTY)
        limits.message_allowed(found.report_id)
        Correspondence(services().service).write(found.report_id, text, services().now())
        case.note("report.added_to", found.report_id)
        return _shown(found)

    @room.post("/lapor/status/hapus")
    def delete() -> AnyResponse:
        found = _found()
        if found is None:
            return _wrong()
        if request.form.get("sure") != "yes":
            raise ParameterError(name="sure", problem=_UNSURE)
        if found.forgotten is None:
            forget(services().service, found.report_id, services().now(), services().region().timezone)
            case.note("report.forgotten", found.report_id)
        return _shown(case.reports().get(found.report_id))


def _found() -> Report | None:
    """Return the report of the code that was sent; a wrong code and none at all take the same way."""
    typed = request.form.get("code", "")[:100]
    if limits.many_wrong_codes():
        waits.wait_over(typed, request.form.get("slip", "")[:100], services().now())
    found = case.reports().by_code(typed)
    if found is not None:
        limits.looking_allowed(found.report_id)
    return found


def _wrong() -> Response:
    limits.code_was_wrong()
    return Response(render_template("lapor_status.html", case=None, wrong=True, **frame()), 404, mimetype="text/html")


def _shown(found: Report) -> Response:
    region, code = services().region(), grouped(as_typed(request.form.get("code", "")) or "")
    messages = [
        {"mine": one.side == "citizen", "asks": one.asks, "text": one.text, "when": spoken_moment(one.sent)}
        for one in Correspondence(services().service).messages(found.report_id)
    ]
    shown = render_template(
        "lapor_status.html",
        case=found,
        code=code,
        slip=waits.slip_for(code, services().now(), waited=True),
        kind=kinds_asked.plain_name(region, found.kind),
        when=spoken_moment(found.received),
        forgotten=spoken_moment(found.forgotten) if found.forgotten else "",
        messages=messages,
        most=_MOST,
        wrong=False,
        **frame(),
    )
    return Response(shown, mimetype="text/html")

"""`/lapor`: the form, one question a screen with script and one long page without; the receipt."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from geo.languages import LANGUAGES, Says, clock_text, date_text
from geo.store.service.reports_codes import grouped
from geo.store.service.reports_due import FOLLOW_DAYS, FORWARD_DAYS
from webmap import photos
from webmap.intake import case, kinds_asked, limits, places_asked, telling
from webmap.languages import language
from webmap.services import services
from webmap.settings import WebSettings

_PERMISSIONS = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the form and its receipt."""
    _ = settings

    @room.get("/lapor")
    def form() -> str:
        return page()

    @room.get("/lapor/")
    def with_slash() -> AnyResponse:
        return redirect(f"{request.script_root}/lapor", 301)

    @room.post("/lapor")
    def send() -> Response | str:
        limits.request_allowed()
        now = services().now()
        files = [file.read() for file in request.files.getlist("photo") if file.filename]
        photos.check(files)
        key = request.headers.get("Idempotency-Key")
        told = telling.read(request.form, files, services().region(), now, language(), key)
        receipt = case.reports().known(told.sending) if told.sending else None
        if receipt is None:
            limits.report_allowed()
            receipt = case.reports().add(told.report, photos.clean(files), now, told.sending)
            if not receipt.again:
                case.note("report.received", receipt.report_id)
        when = spoken_moment(receipt.received)
        if wants_json():
            return jsonify(code=grouped(receipt.code), received=receipt.received.isoformat(), received_text=when)
        return render_template("lapor_receipt.html", code=grouped(receipt.code), when=when, **frame())

    @room.after_request
    def ask_for_position(response: Response) -> Response:
        response.headers["Permissions-Policy"] = _PERMISSIONS
        return response


def page(problem: Says | None = None, field: str = "", values: MultiDict[str, str] | None = None) -> str:
    """Return the form, as it was filled in when something about it is to be mended."""
    region, told = services().region(), values if values is not None else MultiDict[str, str]()
    return render_template(
        "lapor.html",
        groups=kinds_asked.asked(region),
        unsure=kinds_asked.UNSURE,
        districts=places_asked.listed(region),
        id=told.get("id") or secrets.token_urlsafe(16),
        told=told,
        problem=problem,
        field=field,
        longest=telling.LONGEST,
        most_photos=photos.MOST_PHOTOS,
        **frame(),
    )


def page_digest() -> str:
    """Return a digest of the empty form but for its one-time id."""
    return hashlib.sha256(page(values=MultiDict({"id": "-"})).encode()).hexdigest()


def frame() -> dict[str, Any]:
    """Return what every page of this room shows around its content."""
    region = services().region()
    return {
        "region": region,
        "languages": [(code, f"?lang={code}") for code in LANGUAGES],
        "forward_days": FORWARD_DAYS,
        "follow_days": FOLLOW_DAYS,
        "report_days": services().settings.report_days,
    }


def spoken_moment(moment: datetime) -> str:
    """Write a moment as the receipt says it: `23 Nov 2026, 06.12 WIB`."""
    timezone = ZoneInfo(services().region().timezone)
    local = moment.astimezone(timezone)
    return f"{date_text(local.date(), language())}, {clock_text(moment, timezone, language())} {local.tzname()}"


def wants_json() -> bool:
    """Say whether a script asks, which shows the answer itself."""
    return request.accept_mimetypes.best == "application/json"

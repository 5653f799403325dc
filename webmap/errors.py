"""Refusals as HTTP: one table from error class to status; no view catches anything."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from geo import errors
from geo.errors import GeoError
from geo.languages import Says
from webmap.languages import texts
from webmap.logs import safe_path
from webmap.settings import WebSettings

STATUS: dict[type[GeoError], int] = {
    errors.ParameterError: 400,
    errors.UnknownMethodError: 404,
    errors.NotFoundError: 404,
    errors.CancelledError: 409,
    errors.UnprojectedError: 422,
    errors.TableError: 422,
    errors.TooFewIncidentsError: 422,
    errors.FileRefusedError: 422,
    errors.ZonesError: 422,
    errors.RoutesError: 422,
    errors.RecordError: 409,
    errors.SettingsError: 500,
    errors.RegionError: 500,
    errors.ExportError: 500,
    errors.StoreError: 503,
}
CODES = {
    400: "bad_request",
    401: "sign_in_first",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    414: "address_too_long",
    415: "wrong_type",
    429: "too_many",
    500: "unexpected",
    503: "store",
}
# Rooms that say one of these in their own words: the text is `error_STATUS_ROOM`.
OWN_CODES: dict[tuple[str | None, int], str] = {("ogc", 401): "bad_token"}
log = logging.getLogger("petarawan.web")


def status_of(error: GeoError) -> int:
    """Return the HTTP status of a refusal, by its class or the nearest one above it."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def init_app(app: Flask, settings: WebSettings) -> None:
    """Answer every error as JSON below `/api` and as a page elsewhere, in both languages."""
    app.register_error_handler(GeoError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: GeoError) -> tuple[Response | str, int]:
    status = status_of(error)
    if status >= 500:
        # The text may name files of this machine: it is for the log, not for the reader.
        log.error("%s: %r", error.code, error.text("en"))
        return _answer(status, error.code, _said(status))
    return _answer(status, error.code, Says(error.text("id"), error.text("en")))


def answer_to(error: GeoError) -> tuple[Response | str, int]:
    """Answer a refusal as everywhere, for a room that answers some of its own otherwise."""
    return _refused(error)


def _http(error: HTTPException) -> Response | tuple[Response | str, int]:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().data, status, dict(error.get_headers()))
    answer, _ = _answer(status, *refusal_of(status, request.blueprint))
    made = Response(answer) if isinstance(answer, str) else answer
    made.status_code = status
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            made.headers[name] = value
    return made


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    # One event, one line: where it happened, innermost call first, and nothing that could steer a terminal.
    frames = reversed(traceback.extract_tb(error.__traceback__)[-6:])
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    path = safe_path().encode("unicode_escape").decode()[:200]
    log.error("unexpected %s in %s at %s: %r", type(error).__name__, path, where, str(error)[:300])
    return _answer(500, CODES[500], _said(500))


def refusal_of(status: int, room: str | None = None) -> tuple[str, Says]:
    """Return the code of an HTTP status and what is said to the reader, by a room in its own words if it has any."""
    if (room, status) in OWN_CODES:
        return OWN_CODES[room, status], texts()[f"error_{status}_{room}"]
    return CODES.get(status, f"http_{status}"), _said(status)


def _said(status: int) -> Says:
    known = texts()
    return known.get(f"error_{status}") or known["error_400" if status < 500 else "error_500"]


def _answer(status: int, code: str, says: Says) -> tuple[Response | str, int]:
    if request.path.startswith(("/api/", "/ogc")) or request.accept_mimetypes.best == "application/json":
        # `description` is what programs of the OGC API look for.
        more = {"description": says.en} if request.path.startswith("/ogc") else {}
        return jsonify(code=code, **more, **says.as_dict()), status
    # Not through a room's own context: that may be the very thing that failed.
    template = current_app.jinja_env.get_template("error.html")
    return template.render(status=status, code=code, says=says), status

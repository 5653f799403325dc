"""A step that was refused: why, and what the officer had written for it, so that no words are lost."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from geo.errors import GeoError, NotFoundError, ParameterError, RecordError
from geo.languages import Says
from webmap.errors import answer_to, status_of
from webmap.languages import t
from webmap.settings import WebSettings

_WRITTEN = {"text": "triage_answer_text", "reason": "triage_refuse_reason", "note": "triage_note"}
_MOST_SHOWN = 20_000


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Answer the refusals of this room's steps: the case was passed on or decided while the officer was writing."""
    _ = settings
    for kind in (RecordError, NotFoundError, ParameterError):
        room.register_error_handler(kind, refused)


def refused(error: GeoError) -> ResponseReturnValue:
    """Give back what was written; a step without words is answered as everywhere."""
    words = [(t(key), request.form[name]) for name, key in _WRITTEN.items() if request.form.get(name, "").strip()]
    if request.method != "POST" or not words:
        return answer_to(error)
    page = render_template(
        "triage_unsent.html",
        report_id=str((request.view_args or {}).get("report_id", ""))[:20],
        problem=Says(error.text("id"), error.text("en")),
        gone=isinstance(error, NotFoundError),
        words=[(label, text[:_MOST_SHOWN]) for label, text in words],
    )
    return make_response(page, status_of(error))

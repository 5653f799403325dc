"""Answers of the public's room: in the language of the address alone, fit for any cache, never with a cookie."""

from __future__ import annotations

from flask import Response, current_app, g, request

from geo.languages import LANGUAGES, Language


def speak(default: Language | None = None) -> None:
    """Choose the language by `?lang=` alone, since a cached answer must not depend on a cookie."""
    asked = request.args.get("lang")
    g.language = asked if asked in LANGUAGES else default or current_app.config["WEB_SETTINGS"].language


def lasting(
    body: bytes | str, *, seconds: int, mimetype: str = "application/json", immutable: bool = False
) -> Response:
    """Return an answer that anybody may keep for so many seconds and then ask about by its ETag."""
    answer = Response(body, mimetype=mimetype)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    answer.add_etag()
    answer.make_conditional(request)
    return answer

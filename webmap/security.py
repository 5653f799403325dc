"""What every answer carries and every request must obey, whatever view made it: one place, no exceptions."""

from __future__ import annotations

import re

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed

from webmap.settings import WebSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
READING = ("GET", "HEAD")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")


def init_app(app: Flask, settings: WebSettings) -> None:
    """Answer only to trusted host names, only reading methods, small bodies, and always with the same headers."""
    app.url_map.merge_slashes = False  # an odd address is no page, never a redirect
    trusted = frozenset(name.lower() for name in settings.trusted_hosts)

    def refuse_strangers() -> None:
        # Not Flask's own TRUSTED_HOSTS: its check cuts names at the first colon and so knows no [::1].
        host = _HOST.fullmatch(request.headers.get("Host", "").lower())
        if host is None or host["name"] not in trusted:
            raise BadRequest

    app.before_request(refuse_strangers)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(_refuse_writing)
    app.after_request(_add_headers)


def _refuse_writing() -> None:
    if request.method not in READING:
        raise MethodNotAllowed(valid_methods=READING)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response

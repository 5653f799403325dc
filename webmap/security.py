"""What every answer carries and every request must obey, whatever view made it: one place, no exceptions."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, redirect, request
from markupsafe import Markup
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    MethodNotAllowed,
    NotFound,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Response as AnyResponse

from webmap.permissions import TABLE, Rule
from webmap.sessions import csrf_token
from webmap.settings import WebSettings
from webmap.source import is_private_way
from webmap.visitor import visitor

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
# Largest bodies by the beginning of the address, the longest that fits; elsewhere `max_body_bytes`.
# `None`: the largest upload that the settings allow.
BODY_LIMITS: Mapping[str, int | None] = MappingProxyType(
    {
        # analyst: data
        "/analyst/data/unggah": None,
        "/analyst/data/unggah/": 262_144,  # the options of a preview
        "/analyst/data/impor/": 2 * 2**20,  # a page of held rows, mended
        # intake
        "/lapor": 40 * 2**20,
        "/lapor/": 131_072,  # a code, a message: no photos
        # admin
        "/admin/wilayah/usulan": 61 * 2**20,
        "/admin/perjanjian": 6 * 2**20,
    }
)
_KEY = "petarawan-permissions"
LONGEST_NEXT = 2000
CSRF_FIELD, CSRF_HEADER = "csrf_token", "X-CSRF-Token"
# The one room that others may frame sets its own policy, naming who; everywhere else ours stands.
_FRAMED = frozenset({"embed"})
_OWN_PERMISSIONS = frozenset({"intake"})  # asks for the position, on its own pages only
_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})
_TAKES_JSON = frozenset({"embed.enter"})  # everything else that changes something is sent as a form
_OVERRIDES = ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")


def init_app(app: Flask, settings: WebSettings) -> None:
    """Answer only to trusted host names and to whom the table names; let nothing be changed unless it was meant."""
    app.extensions[_KEY] = dict(TABLE)
    app.url_map.merge_slashes = False  # an odd address is no page, never a redirect
    trusted = frozenset(name.lower() for name in settings.trusted_hosts)

    def refuse_strangers() -> None:
        # Not Flask's own TRUSTED_HOSTS: its check cuts names at the first colon and so knows no [::1].
        host = _HOST.fullmatch(request.headers.get("Host", "").lower())
        if host is None or host["name"] not in trusted:
            raise BadRequest

    def limit_body() -> None:
        request.max_content_length = body_limit(settings, request.path)

    app.before_request(refuse_strangers)
    app.before_request(limit_body)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = 2**20
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(_let_in)
    app.before_request(_refuse_unmeant)
    app.after_request(_add_headers)
    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.globals["csrf_token"] = csrf_token


def body_limit(settings: WebSettings, path: str) -> int:
    """Return the largest body that an address takes, in bytes."""
    fitting = [start for start in BODY_LIMITS if path.startswith(start)]
    if not fitting:
        return settings.max_body_bytes
    found = BODY_LIMITS[max(fitting, key=len)]
    return found if found is not None else settings.max_upload_bytes + 65_536  # the form around the file


def csrf_field() -> Markup:
    """Return the hidden field that every form of a signed-in user contains."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_token())


def rules_of(app: Flask) -> dict[str, Rule]:
    """Return an application's own copy of the table."""
    found: dict[str, Rule] = app.extensions[_KEY]
    return found


def _rule() -> Rule | None:
    return rules_of(current_app).get(request.endpoint or "")


def _let_in() -> AnyResponse | None:
    """Hold the table of permissions: who is not in it is sent to sign in, refused, or told that there is nothing."""
    if request.routing_exception is not None:
        if request.method not in READING:
            taken = getattr(request.routing_exception, "valid_methods", None)
            raise MethodNotAllowed(valid_methods=sorted(taken) if taken else READING)
        return None  # no such page: said as such
    rule = _rule()
    if rule is None:
        raise NotFound
    g.cookieless = not rule.cookies
    who = visitor()
    if who.role in rule.roles:
        return None
    if "session_fault" in g:
        raise g.session_fault
    if who.signed_in:
        raise Forbidden
    if request.path.startswith("/api/") or request.method not in READING:
        raise Unauthorized
    return redirect(f"{request.script_root}/masuk{_next()}", 303)


def _next() -> str:
    """Return what brings the visitor back here after signing in, as `webmap.accounts.signing.own_page` takes it."""
    query = request.query_string.decode("ascii", "replace")
    here = quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    plain = here.isascii() and here.isprintable() and " " not in here and "\\" not in here
    return f"?next={quote(here, safe='')}" if plain and not here.startswith("//") and len(here) <= LONGEST_NEXT else ""


def _refuse_unmeant() -> None:
    """Refuse changing requests that came from another site, without the session's token, or over an open network."""
    if request.method in READING:
        return
    rule = _rule()
    if rule is None or any(request.headers.get(name) for name in _OVERRIDES):
        raise MethodNotAllowed(valid_methods=READING)
    if not is_private_way():
        raise Forbidden
    if rule.by == "token":
        return
    origin = request.headers.get("Origin")
    if origin is None:
        # Old phones send none with a form of the same site; whoever has an account has a browser that does.
        if rule.by != "nobody" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Forbidden
    elif not _is_own(origin):
        raise Forbidden
    if visitor().signed_in and rule.by == "session":
        given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), csrf_token().encode()) or not csrf_token():
            raise Forbidden
    if request.mimetype not in _FORMS and request.endpoint not in _TAKES_JSON:
        raise UnsupportedMediaType


def _is_own(origin: str) -> bool:
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return f"{asked.scheme}://{asked.netloc}".lower() == f"{request.scheme}://{request.host}".lower()


def _add_headers(response: Response) -> Response:
    own = request.blueprint in _FRAMED and "Content-Security-Policy" in response.headers
    for name, value in HEADERS.items():
        if own or (name == "Permissions-Policy" and request.blueprint in _OWN_PERMISSIONS):
            if own and name == "X-Frame-Options":
                response.headers.pop(name, None)
                continue
            response.headers.setdefault(name, value)
        elif response.headers.get(name) != "no-referrer":  # stricter than ours is welcome
            response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    if "private" in response.headers["Cache-Control"] and not g.get("cookieless", False):
        # Two officers at one computer: what the browser kept for one session is not for the next.
        response.vary.add("Cookie")
    return response

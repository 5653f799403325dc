"""Judges a request by its head alone: how large a body its sender may send, before any of it is read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.sansio.http import parse_cookie

from geo.errors import GeoError
from webmap.security import READING, body_limit, rules_of
from webmap.services import services_of
from webmap.sessions import COOKIE, role_behind


@dataclass(frozen=True)
class Allowed:
    """What one request may send.

    Parameters
    ----------
    most
        Largest body of this sender, in bytes.
    whole
        Largest body that the address takes from anybody.
    status
        What a body between the two is answered with: 401 or 403, or 503 where the sessions cannot be read. A larger
        one is too large, whoever sends it.
    public
        Whether anybody may send so much.
    """

    most: int
    whole: int
    status: int = 413
    public: bool = True


def allowed(app: Flask, method: str, path: str, cookies: str) -> Allowed:
    """Return how large a body this sender may send to this address.

    Every sender may send what an ordinary form needs, and hears from the application what is wrong with it. More is for
    addresses that take more, from those whom the table of permissions lets in there.

    Parameters
    ----------
    app
        The application that will answer.
    method, path
        The first line of the request, the path decoded as WSGI does.
    cookies
        The header of that name; empty when there is none.
    """
    settings = services_of(app).settings
    most, ordinary = body_limit(settings, path), settings.max_body_bytes
    if most <= ordinary:
        return Allowed(most, most)
    if method in READING:  # a page is only asked for
        return Allowed(ordinary, ordinary)
    rule = rules_of(app).get(_endpoint(app, method, path))
    if rule is None:
        return Allowed(ordinary, ordinary)
    if "public" in rule.roles:
        return Allowed(most, most)
    try:
        role = role_behind(app, parse_cookie(cookies).get(COOKIE, ""))
    except GeoError:
        return Allowed(ordinary, most, 503)
    if role is None:
        return Allowed(ordinary, most, 401)
    return Allowed(most, most, public=False) if role in rule.roles else Allowed(ordinary, most, 403)


def _endpoint(app: Flask, method: str, path: str) -> str:
    text = path.encode("latin-1").decode("utf-8", "replace")
    try:
        return str(app.url_map.bind("localhost").match(text, method)[0])
    except (HTTPException, RequestRedirect):
        return ""

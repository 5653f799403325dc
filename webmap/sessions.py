"""Flask's session, kept on the server: the browser holds nothing but a random id."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from geo.errors import GeoError
from geo.store.service.sessions import Session, Sessions
from webmap.services import services_of
from webmap.settings import WebSettings
from webmap.visitor import STRANGER, Visitor

# The prefix makes browsers refuse the cookie unless it is Secure, for this host alone and for the whole of it;
# Chromium and Firefox take such cookies on loopback without TLS too.
COOKIE = "__Host-petarawan"
LONGEST_TOKEN = 100


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What a session carries; a stranger's is empty and kept nowhere."""

    def __init__(self, found: Session | None) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(found.data if found is not None else None, changed)
        self.modified = False
        self.found = found
        self.fresh: str | None = found.token if found is not None else None  # an id that the browser must take
        self.ended = False


class ServerSessions(SessionInterface):
    """Reads and writes sessions in the service file.

    Parameters
    ----------
    settings
        How long they last.
    """

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Find the session of a request's cookie."""
        token = request.cookies.get(COOKIE)
        g.visitor, found = STRANGER, None
        try:
            found = self.of(app).find(token, services_of(app).now()) if token and len(token) <= LONGEST_TOKEN else None
        except GeoError as error:
            g.session_fault = error  # too early for an answer: `webmap.security` gives it, where one is needed
        if found is not None:
            g.visitor = Visitor(found.user_id, found.name, found.role, found.agency, found.full_name)
        return ServerSession(found)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and give the browser a new id or take the old one away."""
        assert isinstance(session, ServerSession)
        if session.ended:
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
            return
        if session.found is not None and session.modified and session.found.id_hash:
            self.of(app).save(session.found.id_hash, dict(session))
        if session.fresh is not None:
            response.set_cookie(COOKIE, session.fresh, path="/", secure=True, httponly=True, samesite="Lax")
            response.vary.add("Cookie")
            response.headers["Cache-Control"] = "no-store"  # a new id may come with any answer, also a public one

    def of(self, app: Flask) -> Sessions:
        """Return the sessions of an application."""
        return Sessions(services_of(app).service, self.settings.session_idle, self.settings.session_longest)


def init_app(app: Flask, settings: WebSettings) -> None:
    """Keep sessions on the server."""
    app.session_interface = ServerSessions(settings)


def sessions_of(app: Flask) -> Sessions:
    """Return the sessions of an application."""
    interface = app.session_interface
    assert isinstance(interface, ServerSessions)
    return interface.of(app)


def role_behind(app: Flask, token: str) -> str | None:
    """Return the role of the session that a cookie names, changing nothing; None when there is none in force.

    Raises
    ------
    StoreError
        When the service file cannot be read.
    """
    return sessions_of(app).role(token, services_of(app).now()) if 0 < len(token) <= LONGEST_TOKEN else None


def csrf_token() -> str:
    """Return the token that changing requests of the present session carry; empty for a stranger."""
    from flask import session

    return str(session.get("csrf", ""))

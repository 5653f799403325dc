"""Signed-in readers for tests: a user of a role and agency, a session, and requests as a browser sends them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo.errors import NotFoundError
from geo.store.service.sessions import Sessions
from geo.store.service.users import User, Users
from webmap.services import services_of
from webmap.sessions import COOKIE, sessions_of

ORIGIN = "http://localhost"


def user_of(app: Flask, role: str, agency: str | None = "POLRES") -> User:
    """Return the application's user of a role and agency, made when missing."""
    users, name = Users(services_of(app).service), f"{role}-{agency or 'none'}".lower()
    try:
        return users.get(name)
    except NotFoundError:
        return users.add(name, f"{role} {agency}", agency, role, services_of(app).now())


def session_of(app: Flask, role: str = "commander", agency: str | None = "POLRES") -> tuple[str, str]:
    """Begin a session and return its secret id and its CSRF token."""
    user = user_of(app, role, agency)
    sessions: Sessions = sessions_of(app)
    token = sessions.start(user.user_id, user.role, "127.0.0.1", services_of(app).now())
    found = sessions.find(token, services_of(app).now())
    assert found is not None
    return token, str(found.data["csrf"])


def sign_in(app: Flask | FlaskClient, role: str = "commander", agency: str | None = "POLRES") -> FlaskClient:
    """Return a client with a session of this role and agency; `client.csrf` is its token."""
    client = app if isinstance(app, FlaskClient) else app.test_client()
    token, csrf = session_of(client.application, role, agency)
    client.set_cookie(COOKIE, token, domain="localhost", secure=True, httponly=True)
    client.csrf = csrf  # type: ignore[attr-defined]  # kept with the client for `post`
    return client


def post(client: FlaskClient, path: str, data: Any = None, **more: Any) -> TestResponse:
    """Send a form (or `json=`) as a page of the service does: own origin, the session's token."""
    headers = {"Origin": ORIGIN, "X-CSRF-Token": getattr(client, "csrf", ""), **more.pop("headers", {})}
    return client.post(path, data=data, headers=headers, **more)

"""What signing in and out do to the browser's session: always a new id, and the old one is worth nothing."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request, session
from werkzeug.exceptions import BadRequest

from geo.store.service.users import User
from webmap.security import LONGEST_NEXT
from webmap.services import services
from webmap.sessions import COOKIE, ServerSession, sessions_of
from webmap.source import source_address
from webmap.visitor import Visitor

ROOMS = {"partner": "/partner/", "commander": "/commander/", "analyst": "/analyst/", "admin": "/admin/"}


def begin(user: User) -> None:
    """Give the browser a session of this user; what it held before ends."""
    here: Any = session
    assert isinstance(here._get_current_object(), ServerSession)
    if token := request.cookies.get(COOKIE):
        sessions_of(current_app).end(token)
    here.fresh = sessions_of(current_app).start(user.user_id, user.role, source_address(), services().now())
    g.visitor = Visitor(user.user_id, user.name, user.role, user.agency, user.full_name)  # who did it, for the trail


def end() -> None:
    """End the browser's session here and on its side."""
    here: Any = session
    if token := request.cookies.get(COOKIE):
        sessions_of(current_app).end(token)
    here.ended = True


def after(role: str, asked: str) -> str:
    """Return where to go after signing in: the page that was asked for, or the user's room.

    Raises
    ------
    BadRequest
        When the page asked for is not one of this service.
    """
    return request.script_root + (own_page(asked) or ROOMS[role])


def own_page(asked: str) -> str:
    """Return an address within this service as it is; nothing for an empty one.

    Raises
    ------
    BadRequest
        When it would lead elsewhere.
    """
    if not asked:
        return ""
    plain = all(32 < ord(sign) < 127 for sign in asked) and "\\" not in asked
    if not plain or not asked.startswith("/") or asked.startswith("//") or len(asked) > LONGEST_NEXT:
        raise BadRequest
    return asked

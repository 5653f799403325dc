"""What a sender may send is known from the head: by address, by the table of permissions, by the session."""

from __future__ import annotations

import pytest
from flask import Flask

from geo.errors import StoreError
from geo.languages import Says
from tests.webmap.signing import session_of
from webmap.heads import Allowed, allowed
from webmap.security import BODY_LIMITS, body_limit
from webmap.services import services_of
from webmap.sessions import COOKIE, sessions_of

UPLOAD = "/analyst/data/unggah"
ORDINARY = 65_536


def _cookies(app: Flask, role: str, agency: str = "POLRES") -> str:
    return f"lang=en; {COOKIE}={session_of(app, role, agency)[0]}; other=1"


def test_an_ordinary_address_takes_the_same_from_everybody(app: Flask) -> None:
    for path in ("/masuk", "/commander/", "/nowhere", "//analyst/data/unggah", "/\xff"):
        assert allowed(app, "POST", path, "") == Allowed(ORDINARY, ORDINARY)


@pytest.mark.parametrize(("role", "status"), [("commander", 403), ("partner", 403), ("analyst", 413), ("admin", 413)])
def test_a_larger_body_is_for_those_whom_the_table_lets_in(app: Flask, role: str, status: int) -> None:
    """U32, A01."""
    most = body_limit(services_of(app).settings, UPLOAD)
    found = allowed(app, "POST", UPLOAD, _cookies(app, role))
    assert found == (Allowed(most, most, public=False) if status == 413 else Allowed(ORDINARY, most, status))


@pytest.mark.parametrize(
    "cookies", ["", "lang=en", f"{COOKIE}=", f"{COOKIE}=x", f"{COOKIE}={'a' * 9000}", "\xe9=;;=\x00"]
)
def test_a_stranger_may_send_a_form_and_nothing_more(app: Flask, cookies: str) -> None:
    most = body_limit(services_of(app).settings, UPLOAD)
    assert allowed(app, "POST", UPLOAD, cookies) == Allowed(ORDINARY, most, 401)


def test_everybody_may_report_with_photos(app: Flask) -> None:
    most = body_limit(services_of(app).settings, "/lapor")
    assert allowed(app, "POST", "/lapor", "") == Allowed(most, most)


@pytest.mark.parametrize("start", sorted(BODY_LIMITS))
def test_an_address_below_that_is_none_takes_a_form(app: Flask, start: str) -> None:
    path = start.rstrip("/") + "/tidak/ada"
    assert allowed(app, "POST", path, _cookies(app, "admin")) == Allowed(ORDINARY, ORDINARY)
    assert allowed(app, "PUT", start, _cookies(app, "admin")) == Allowed(ORDINARY, ORDINARY)


def test_a_session_that_has_ended_counts_for_nothing(app: Flask) -> None:
    token, _ = session_of(app, "analyst")
    assert allowed(app, "POST", UPLOAD, f"{COOKIE}={token}").status == 413
    sessions_of(app).end(token)
    assert allowed(app, "POST", UPLOAD, f"{COOKIE}={token}").status == 401


def test_sessions_that_cannot_be_read_let_nobody_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreError(store="x", problem=Says("x", "x"))

    cookies = _cookies(app, "analyst")
    monkeypatch.setattr("geo.store.service.sessions.Sessions.role", fail)
    assert allowed(app, "POST", UPLOAD, cookies).status == 503

"""Flask's session on the server: nothing for strangers; a changed role is noticed at once (L02, L10)."""

from __future__ import annotations

import pytest
from flask import Flask

from geo.errors import StoreError
from geo.languages import Says
from geo.store.service.users import Users
from tests.webmap.samples import NOW
from tests.webmap.signing import post, session_of, sign_in
from webmap.assets import digest_of
from webmap.services import services_of
from webmap.sessions import COOKIE, sessions_of


def test_l10_a_role_taken_away_is_noticed_at_the_next_request(own_app: Flask) -> None:
    client, users = sign_in(own_app, "admin"), Users(services_of(own_app).service)
    users.add("lain", "", "POLRES", "admin", NOW)
    assert client.get("/akun").status_code == 200
    users.change("admin-polres", NOW, role="partner")
    refused = client.get("/commander/tentang")
    assert refused.status_code == 403
    assert COOKIE in refused.headers["Set-Cookie"]
    assert client.get("/akun").status_code == 200  # with the new id that the refusal gave
    users.change("admin-polres", NOW, active=False)
    assert client.get("/akun").status_code == 303


def test_l02_the_id_from_before_a_change_of_role_is_dead(own_app: Flask) -> None:
    token, csrf = session_of(own_app, "commander")
    client = own_app.test_client()
    client.set_cookie(COOKIE, token, domain="localhost", secure=True)
    Users(services_of(own_app).service).change("commander-polres", NOW, role="analyst")
    client.get("/akun")
    thief = own_app.test_client()
    thief.set_cookie(COOKIE, token, domain="localhost", secure=True)
    assert thief.get("/akun").status_code == 303
    client.csrf = csrf  # type: ignore[attr-defined]  # the token of the old session
    assert post(client, "/akun/sandi", {}).status_code == 403


def test_l02_an_answer_that_brings_a_new_id_is_kept_by_nobody(own_app: Flask) -> None:
    """The first request after a change of role may be for a style sheet, which everybody may keep for ever."""
    client = sign_in(own_app, "commander")
    address = f"/static/app.css?v={digest_of('app.css')}"
    assert "public" in client.get(address).headers["Cache-Control"]
    Users(services_of(own_app).service).change("commander-polres", NOW, role="analyst")
    answer = client.get(address)
    assert COOKIE in answer.headers["Set-Cookie"]
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.get(address)
    assert "Set-Cookie" not in again.headers
    assert "public" in again.headers["Cache-Control"]


def test_signing_out_ends_the_session_on_the_server(own_app: Flask) -> None:
    token, csrf = session_of(own_app)
    client = own_app.test_client()
    client.set_cookie(COOKIE, token, domain="localhost", secure=True)
    client.csrf = csrf  # type: ignore[attr-defined]  # kept for `post`
    assert post(client, "/keluar").status_code == 303
    assert sessions_of(own_app).find(token, NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, "%00", "../..", "é"])
def test_a_cookie_that_is_none_of_ours_makes_a_stranger(own_app: Flask, cookie: str) -> None:
    client = own_app.test_client()
    answer = client.get("/masuk", headers={"Cookie": f"{COOKIE}={cookie}".encode().decode("latin-1")})
    assert answer.status_code == 200


def test_a_service_file_that_fails_is_said_where_it_matters(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(own_app)

    def broken(*_: object) -> None:
        raise StoreError(store="uji", problem=Says("rusak", "broken"))

    monkeypatch.setattr("geo.store.service.sessions.Sessions.find", broken)
    assert client.get("/akun").status_code == 503
    assert client.get("/healthz").status_code == 200

"""Headers, methods, hosts: the same for every answer, errors included."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webmap.test_app import ANSWERS, PAGES
from webmap.security import HEADERS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
ERRORS = [
    "/tidak-ada",
    "/api/tidak-ada",
    "/api/cells?zoom=99",
    "/commander/analisis/A9999",
    "/static/tidak-ada.js",
    "/maps/x.js",
]


@pytest.mark.parametrize("address", [*PAGES, *ANSWERS, *ERRORS, "/static/app.css"])
def test_every_answer_carries_the_one_policy_and_cannot_be_framed(client: FlaskClient, address: str) -> None:
    """M03, E01."""
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["Cache-Control"]
    assert "Server" not in headers


@pytest.mark.parametrize(
    "address",
    ["/api/hours", "/api/objects", "/api/density/8/202/130.png", "/api/hours/density/8/202/130.png?hours=21-24"],
)
def test_what_a_browser_keeps_is_for_one_session(client: FlaskClient, address: str) -> None:
    """A02: two agencies at one computer: an answer that was kept for one is not shown to the other."""
    answer = client.get(address)
    assert answer.status_code in {200, 204}
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Cookie" in answer.vary


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("address", ["/commander/", "/api/summary", "/tidak-ada", "/static/app.css"])
def test_only_reading_is_accepted(client: FlaskClient, method: str, address: str) -> None:
    """A11."""
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_method_override_changes_nothing(client: FlaskClient) -> None:
    """A11."""
    assert client.post("/commander/", headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
    assert client.get("/commander/", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost@evil.test", "a b", ""])
def test_other_host_names_are_refused(client: FlaskClient, host: str) -> None:
    """L12."""
    answer = client.get("/commander/", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:9", "[::1]:8000"])
def test_own_host_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("cookies", ["\xe9=1", "__Host-petarawan=\xff\xfe", ";;=;\x01", "a" * 9000])
def test_cookies_that_are_none_make_a_stranger(stranger: FlaskClient, cookies: str) -> None:
    assert stranger.get("/masuk", headers={"Cookie": cookies}).status_code == 200
    assert stranger.get("/akun", headers={"Cookie": cookies}).status_code == 303


def test_what_an_address_takes_is_told(stranger: FlaskClient) -> None:
    """A11: another method is refused with those that are not."""
    answer = stranger.delete("/masuk")
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} == set(answer.headers["Allow"].split(", "))


def test_a_forwarded_host_is_ignored(client: FlaskClient) -> None:
    """L12."""
    page = client.get("/commander/", headers={"X-Forwarded-Host": "evil.test"})
    assert page.status_code == 200
    assert b"evil.test" not in page.data


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    head, full = client.head("/api/summary"), client.get("/api/summary")
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == full.headers["ETag"]


def test_a_page_for_the_open_network_warns(app: Flask, store: object) -> None:
    from tests.webmap import samples
    from webmap import create_app

    made = create_app(samples.settings_of(store, lan=True), store)  # type: ignore[arg-type]
    assert "tanpa TLS" in made.test_client().get("/masuk").text
    assert "tanpa TLS" not in app.test_client().get("/masuk").text

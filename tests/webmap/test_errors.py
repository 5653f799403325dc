"""Refusals as HTTP."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from geo import errors
from geo.errors import GeoError
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.errors import STATUS, status_of


def _family(kind: type[GeoError]) -> list[type[GeoError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _family(child))]


@pytest.mark.parametrize("kind", [kind for kind in _family(GeoError)[1:] if kind.__module__ == errors.__name__])
def test_every_refusal_has_a_row_in_the_table(kind: type[GeoError]) -> None:
    assert any(known in kind.__mro__ for known in STATUS)


def test_a_refusal_without_a_row_is_our_fault() -> None:
    assert status_of(GeoError()) == 500


def test_the_api_answers_with_a_code_and_both_languages(client: FlaskClient) -> None:
    answer = client.get("/api/cells?zoom=ten")
    assert answer.status_code == 400
    assert set(answer.json) == {"code", "id", "en"}
    assert answer.json["code"] == "parameter"
    assert answer.json["id"] != answer.json["en"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_unknown_page_answers_in_both_languages(client: FlaskClient, language: str) -> None:
    page = client.get(f"/tidak-ada?lang={language}")
    assert page.status_code == 404
    assert page.text.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert "Halaman atau data itu tidak ada." in page.text
    assert "There is no such page or data." in page.text


def test_what_is_asked_never_comes_back_as_markup(client: FlaskClient) -> None:
    for hostile in samples.HOSTILE:
        for address in ("/commander/analisis/", "/api/base/", "/commander/daftar/hotspot?run="):
            answer = client.get(address + hostile.replace("\u2028", "").replace("\u202e", "").replace("\x7f", ""))
            assert answer.status_code in {400, 404}
            assert b"<img" not in answer.data
            assert b"<script>" not in answer.data


def test_an_unexpected_error_tells_the_log_and_not_the_reader(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = create_app(samples.settings_of(store), store)

    def broken() -> None:
        raise RuntimeError("secret of /var/lib/petarawan")

    client = sign_in(made)
    monkeypatch.setattr(made.extensions["petarawan"], "index", broken)
    for address in ("/api/summary", "/commander/daftar/kejadian"):
        with caplog.at_level(logging.ERROR):
            answer = client.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "RuntimeError" not in answer.text
        assert "secret of" in caplog.text
        assert len(caplog.records) == 1
        assert "\n" not in caplog.records[0].getMessage()
        caplog.clear()


def test_a_missing_store_is_said_without_its_path(tmp_path: object) -> None:
    from webmap.settings import WebSettings

    made = create_app(WebSettings(store=f"sqlite:///{tmp_path}/tidak-ada.db"))
    for address in ("/masuk", "/peta", "/lapor", "/readyz"):
        answer = made.test_client().get(address)
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
    assert made.test_client().get("/healthz").status_code == 200


def test_long_and_odd_addresses_are_refused_quickly(client: FlaskClient) -> None:
    for address in (
        "/%00",
        "/api/density/9/404/%00.png",
        "/" + "a" * 5000,
        "/api/incidents/" + "9" * 5000,
        "/..%2f..%2fetc/passwd",
    ):
        assert client.get(address).status_code == 404

"""Who may read what: tokens of one agency never open another's, and no refusal tells more than another."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from flask import Flask

from geo.store.service.audit import Audit
from geo.store.service.tokens import Tokens
from tests.webmap.samples import NOW
from webmap.ogc import access
from webmap.services import services_of


def _ids(app: Flask, headers: dict[str, str]) -> list[str]:
    return [one["id"] for one in app.test_client().get("/ogc/collections", headers=headers).get_json()["collections"]]


def test_without_a_token_only_the_public_collection_is_seen(released_app: Flask) -> None:
    assert _ids(released_app, {}) in ([], ["PUBLIK"])
    assert released_app.test_client().get("/ogc/collections/PKS-KODIM").status_code == 404


def test_a02_a_token_opens_its_own_agreements_alone(released_app: Flask, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert "PKS-KODIM" in _ids(released_app, headers)
    assert "PKS-DISHUB" not in _ids(released_app, headers)
    client = released_app.test_client()
    for path in ("", "/items", "/queryables", "/items/x", "/tiles", "/tiles/WebMercatorQuad/0/0/0"):
        other = client.get(f"/ogc/collections/PKS-DISHUB{path}", headers=headers)
        nobody = client.get(f"/ogc/collections/PKS-TIDAKA{path}", headers=headers)
        assert other.status_code == nobody.status_code == 404
        assert other.text.replace("PKS-DISHUB", "") == nobody.text.replace("PKS-TIDAKA", "")


def test_a_token_is_a_password_too_since_qgis_asks_so(released_app: Flask, token: str) -> None:
    sent = base64.b64encode(f"siapa:{token}".encode()).decode()
    assert "PKS-KODIM" in _ids(released_app, {"Authorization": f"Basic {sent}"})


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer",
        "Bearer x",
        "Bearer ",
        "Basic !!",
        "Basic \xff",
        "Digest a=b",
        "x",
        "Bearer " + "y" * 5000,
        "Bearer prt_0_0",
    ],
)
def test_e04_any_bad_token_gives_the_same_refusal(released_app: Flask, token: str, sent: str) -> None:
    client = released_app.test_client()
    other = "A" if token[-1] != "A" else "B"
    refused = client.get("/ogc/collections", headers={"Authorization": sent})
    edited = client.get("/ogc/collections", headers={"Authorization": f"Bearer {token[:-1]}{other}"})
    assert refused.status_code == edited.status_code == 401
    assert refused.data == edited.data
    assert refused.headers["WWW-Authenticate"] == edited.headers["WWW-Authenticate"] == 'Bearer realm="petarawan API"'


def test_a_refused_token_is_told_what_is_wrong_with_it(released_app: Flask) -> None:
    """Not "sign in first": a program cannot, and a person who reads it makes another token."""
    told = released_app.test_client().get("/ogc", headers={"Authorization": "Bearer x"}).get_json()
    assert told["code"] == "bad_token"
    assert "token" in told["id"].lower()
    assert told["description"] == told["en"]


def test_the_description_in_one_language_is_not_kept_for_another(released_app: Flask) -> None:
    """The language may have been chosen by a cookie: what a cache kept for one reader is not for the next."""
    client = released_app.test_client()
    first = client.get("/api/docs")
    client.set_cookie("lang", "en")
    other = client.get("/api/docs", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert 'lang="en"' in other.text
    assert client.get("/api/docs", headers={"If-None-Match": other.headers["ETag"]}).status_code == 304


def test_a07_a_flood_is_told_to_wait(released_app: Flask, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A07, E04: floods of features, of tiles, and of guessed tokens; each address has its own measure."""
    monkeypatch.setattr(access, "_PER_MINUTE", "3 per minute")
    client = released_app.test_client()
    tile = "/ogc/collections/PUBLIK/tiles/WebMercatorQuad/9/0/{}"
    for kind, headers in (("", {}), ("token", {"Authorization": f"Bearer {token}"})):
        answers = [client.get(tile.format(x), headers=headers) for x in range(5)]
        assert [one.status_code for one in answers] == [204, 204, 204, 429, 429], kind
        assert int(answers[-1].headers["Retry-After"]) >= 1
    assert client.get("/ogc/collections", headers={"Authorization": "Bearer x"}).status_code == 429
    elsewhere = client.get("/ogc/collections", environ_base={"REMOTE_ADDR": "127.0.0.2"})
    assert elsewhere.status_code == 200


def test_a_revoked_or_expired_token_opens_nothing_at_once(released_app: Flask) -> None:
    tokens = Tokens(services_of(released_app).service)
    made, text = tokens.create("a", "KODIM", ["PKS-KODIM"], expires=NOW + timedelta(days=1), by="uji", now=NOW)
    headers = {"Authorization": f"Bearer {text}"}
    client = released_app.test_client()
    assert client.get("/ogc/collections", headers=headers).status_code == 200
    tokens.revoke(made.token_id, now=NOW)
    assert client.get("/ogc/collections", headers=headers).status_code == 401


def test_a_token_in_the_address_is_no_token(released_app: Flask, token: str) -> None:
    answer = released_app.test_client().get("/ogc/collections", query_string={"access_token": token})
    assert answer.status_code == 400


def test_the_use_of_a_token_is_counted_without_its_secret(released_app: Flask, token: str) -> None:
    released_app.test_client().get("/ogc/collections", headers={"Authorization": f"Bearer {token}"})
    entries, _ = Audit(services_of(released_app).service).entries(action="api.use")
    assert entries
    assert token not in repr(entries)


def test_no_answer_sets_a_cookie_or_may_be_kept_by_others(released_app: Flask, token: str) -> None:
    for path in ("/ogc", "/ogc/collections", "/ogc/collections/PKS-KODIM/items", "/api/docs?lang=en"):
        answer = released_app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-cache"

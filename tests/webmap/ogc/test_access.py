"""Who may read what: tokens of one agency never open another's, and no refusal tells more than another."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from flask import Flask

from geo.store.service.audit import Audit
from geo.store.service.tokens import Tokens
from tests.webmap.samples import NOW
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
    "sent", ["Bearer", "Bearer x", "Bearer ", "Basic !!", "Digest a=b", "x", "Bearer " + "y" * 5000, "Bearer prt_0_0"]
)
def test_e04_any_bad_token_gives_the_same_refusal(released_app: Flask, token: str, sent: str) -> None:
    client = released_app.test_client()
    other = "A" if token[-1] != "A" else "B"
    refused = client.get("/ogc/collections", headers={"Authorization": sent})
    edited = client.get("/ogc/collections", headers={"Authorization": f"Bearer {token[:-1]}{other}"})
    assert refused.status_code == edited.status_code == 401
    assert refused.data == edited.data


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
        assert path.startswith("/api/docs") or "private" in answer.headers["Cache-Control"]

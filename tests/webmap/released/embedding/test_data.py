"""An embed's data: five minutes for a secret, the same refusal for whatever is wrong, nothing after it was revoked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo.pipelines.release import PUBLIC_ID
from geo.store.secret import read_secret
from geo.store.service.agreements import Agreements
from geo.store.service.audit import Audit
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.embeds_bearer import issue
from geo.store.service.file import ServiceFile
from geo.store.service.releases import Releases
from tests.webmap import released_samples as released

KODIM = "PKS-KODIM_2026-Q3_0"


def _enter(client: FlaskClient, embed: Embed, secret: object, **more: object) -> TestResponse:
    return client.post(f"/embed/{embed.embed_id}/masuk", json={"secret": secret, **more})


def _read(client: FlaskClient, embed: Embed, bearer: str, path: str = "rilis") -> TestResponse:
    return client.get(f"/embed/{embed.embed_id}/data/{path}", headers={"Authorization": f"Bearer {bearer}"})


def test_a_secret_opens_the_releases_of_its_agreement(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, secret = released.embed(planted)
    entered = _enter(anybody, embed, secret)
    assert entered.json["seconds"] == 300
    listed = _read(anybody, embed, entered.json["bearer"])
    assert [one["id"] for one in listed.json["releases"]] == [KODIM]
    release = _read(anybody, embed, entered.json["bearer"], f"rilis/{KODIM}")
    assert len(release.json["features"]) > 100
    assert _read(anybody, embed, entered.json["bearer"], "hidup").status_code == 204
    for answer in (entered, listed, release):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_it_opens_no_other_agreements_release(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, secret = released.embed(planted)
    bearer = _enter(anybody, embed, secret).json["bearer"]
    for name in ("PKS-DISHUB_2026-Q3_0", "PUBLIK_2026-Q3_0", "x"):
        assert _read(anybody, embed, bearer, f"rilis/{name}").status_code == 404


def test_every_bad_secret_gets_the_same_answer(anybody: FlaskClient, planted: ServiceFile) -> None:
    """E04: wrong, another's, expired, early, revoked, edited, of another kind, very long."""
    embed, secret = released.embed(planted)
    _, other = released.embed(planted)
    late, late_secret = released.embed(planted, expires=released.NOW)
    early, early_secret = released.embed(planted, starts=released.NOW + timedelta(seconds=1))
    shut, shut_secret = released.embed(planted)
    Embeds(planted).revoke(shut.embed_id, now=released.NOW)
    answers = [
        *(
            _enter(anybody, embed, given)
            for given in ("", "x", other, secret[:-1], secret + "a", "x" * 50_000, None, 5)
        ),
        _enter(anybody, late, late_secret),
        _enter(anybody, early, early_secret),
        _enter(anybody, shut, shut_secret),
        anybody.post(f"/embed/{embed.embed_id}/masuk", data=b"\xff{", content_type="application/json"),
        anybody.post(f"/embed/{embed.embed_id}/masuk", data="secret=x", content_type="text/plain"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1


def test_every_bad_bearer_gets_the_same_answer(anybody: FlaskClient, planted: ServiceFile) -> None:
    """E04: none, another embed's, expired, edited, of another scheme."""
    embed, secret = released.embed(planted)
    other, other_secret = released.embed(planted)
    bearer = _enter(anybody, embed, secret).json["bearer"]
    key = read_secret(released.shared()[0].url)
    old = issue(key, embed, released.NOW - timedelta(minutes=5))
    bad = ["", secret, _enter(anybody, other, other_secret).json["bearer"], old, bearer[:-2] + "xx", "a.b.c", "é"]
    answers = [_read(anybody, embed, one, path) for one in bad for path in ("rilis", "hidup", f"rilis/{KODIM}")]
    answers.append(anybody.get(f"/embed/{embed.embed_id}/data/rilis"))
    answers.append(anybody.get(f"/embed/{embed.embed_id}/data/rilis", headers={"Authorization": f"Basic {bearer}"}))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1


def test_revoking_shuts_data_at_once(anybody: FlaskClient, planted: ServiceFile) -> None:
    """E04: the very next request is refused."""
    embed, secret = released.embed(planted)
    bearer = _enter(anybody, embed, secret).json["bearer"]
    assert _read(anybody, embed, bearer).status_code == 200
    Embeds(planted).revoke(embed.embed_id, now=released.NOW)
    for path in ("rilis", "hidup", f"rilis/{KODIM}"):
        assert _read(anybody, embed, bearer, path).status_code == 401
    assert _enter(anybody, embed, secret).status_code == 401


def test_it_stops_with_its_agreement(anybody: FlaskClient, planted: ServiceFile) -> None:
    Agreements(planted).put(released.agreement("PKS-LAMA", "KODIM"), by="uji", now=released.NOW)
    embed, secret = released.embed(planted, agreement_id="PKS-LAMA")
    bearer = _enter(anybody, embed, secret).json["bearer"]
    Agreements(planted).end("PKS-LAMA", by="uji", now=released.NOW)
    assert _read(anybody, embed, bearer).status_code == 401
    assert _enter(anybody, embed, secret).status_code == 401


def test_what_is_public_opens_without_a_secret(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, _ = released.embed(planted, agreement_id=PUBLIC_ID)
    bearer = _enter(anybody, embed, "").json["bearer"]
    assert _read(anybody, embed, bearer).status_code == 200
    assert _enter(anybody, embed, "wrong").status_code == 401


@pytest.mark.parametrize("origin", ["https://kodim.example", "null", "http://localhost:1"])
def test_another_site_cannot_exchange_it(anybody: FlaskClient, planted: ServiceFile, origin: str) -> None:
    """L04: the exchange is asked for by the embed's own page only."""
    embed, secret = released.embed(planted)
    path = f"/embed/{embed.embed_id}/masuk"
    assert anybody.post(path, json={"secret": secret}, headers={"Origin": origin}).status_code == 403


def test_use_stands_in_the_audit_chain_by_the_hour(anybody: FlaskClient, planted: ServiceFile) -> None:
    """L09: an entry for each embed and hour; renewals are not counted."""
    embed, secret = released.embed(planted)
    Embeds(planted).count_use(embed.embed_id, released.NOW - timedelta(hours=2))
    for again in (False, True, False):
        _enter(anybody, embed, secret, again=again)
    assert Embeds(planted).uses([embed.embed_id], released.NOW - timedelta(minutes=1)) == {embed.embed_id: 2}
    with planted.reading() as con:
        rows = con.execute("SELECT details FROM audit WHERE action = 'embed.used' AND what = ?", (embed.embed_id,))
        told = [json.loads(details) for (details,) in rows]
    assert [one["n"] for one in told] == [1]
    assert Audit(planted).verify().good


def test_an_embed_of_one_place_opens_nothing_else(anybody: FlaskClient, planted: ServiceFile) -> None:
    """P09: its bearer gets the rows around the place, whole as they were published, in every view."""
    whole, whole_secret = released.embed(planted)
    part, part_secret = released.embed(planted, place="district:16.07.10", page="counts")
    bearers = [
        _enter(anybody, one, secret).json["bearer"] for one, secret in ((whole, whole_secret), (part, part_secret))
    ]
    everything = _read(anybody, whole, bearers[0], f"rilis/{KODIM}").json
    told = _read(anybody, part, bearers[1], f"rilis/{KODIM}").json
    rows = {one["id"]: one for one in everything["features"]}
    assert 0 < len(told["features"]) < len(rows)
    assert all(rows[one["id"]] == one for one in told["features"])
    assert told["place"]["name"]["id"] == "Kecamatan Talang Kelapa"
    assert _read(anybody, whole, bearers[1], f"rilis/{KODIM}").status_code == 401
    counts = _read(anybody, part, bearers[1], "angka").json["periods"]
    assert [one["id"] for one in counts] == [KODIM]
    shown = [one["properties"] for one in told["features"] if one["properties"]["level"] != "district"]
    assert counts[0]["cells"]["low"] == sum(one["n_low"] or 0 for one in shown)
    assert counts[0]["cells"]["rows"] == len(shown)


def test_counts_are_sums_of_what_is_shown(anybody: FlaskClient, planted: ServiceFile) -> None:
    """The same release feeds counts and map: a sum of bands, never a total of its own."""
    embed, secret = released.embed(planted)
    bearer = _enter(anybody, embed, secret).json["bearer"]
    answer = _read(anybody, embed, bearer, "angka")
    assert answer.headers["Cache-Control"] == "no-store"
    release = Releases(planted).get(KODIM)
    cells = release.cells[release.cells["level"] != "district"]
    assert answer.json["periods"][0]["cells"]["low"] == int(cells["n_low"].fillna(0).sum())
    assert _read(anybody, embed, "", "angka").status_code == 401


def test_a_place_that_is_gone_is_not_found(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, secret = released.embed(planted, place="object:SUDAH-DIHAPUS")
    bearer = _enter(anybody, embed, secret).json["bearer"]
    assert _read(anybody, embed, bearer, f"rilis/{KODIM}").status_code == 404

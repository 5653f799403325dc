"""What the page must know before it draws."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webmap import samples


def test_kinds_that_occur_are_named_and_counted(client: FlaskClient) -> None:
    told = client.get("/api/summary").json
    assert {kind["code"] for kind in told["kinds"]} == set(samples.KINDS)
    assert sum(kind["n"] for kind in told["kinds"]) == told["incidents"] == told["shown"] == 500
    assert told["kinds"][0]["id"] != told["kinds"][0]["en"]
    assert told["synthetic"] is True
    assert told["stale"] is False
    assert told["timezone"] == "Asia/Jakarta"


def test_masked_kinds_are_named_but_not_among_those_shown(client: FlaskClient) -> None:
    told = client.get("/api/summary").json
    assert "KDRT" in told["names"]
    assert "KDRT" not in {kind["code"] for kind in told["kinds"]}


def test_counts_follow_the_period_and_the_kinds_stay(client: FlaskClient) -> None:
    every, week = client.get("/api/summary").json, client.get("/api/summary?period=7d").json
    assert [kind["code"] for kind in week["kinds"]] == [kind["code"] for kind in every["kinds"]]
    assert 0 < week["shown"] < every["shown"]
    assert client.get("/api/summary?period=week").status_code == 400


def test_an_empty_store_has_a_summary(empty_client: FlaskClient) -> None:
    told = empty_client.get("/api/summary").json
    assert (told["incidents"], told["kinds"]) == (0, [])

"""R01: a flood is slowed down, a village behind one address is not locked out, and 110 and 112 are always there."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.reports import Reports
from webmap.intake import limits

TOLD = {"kind": "BANJIR", "tell": "air naik"}
JSON = {"Accept": "application/json"}


def _send(app: Flask, n: int, address: str = "203.0.113.9", **more: Any) -> Any:
    data = TOLD | {"tell": f"air naik {n}"}
    return app.test_client().post(
        "/lapor", data=data, environ_overrides={"REMOTE_ADDR": address}, base_url="https://localhost", **more
    )


def test_r01_thirty_in_a_minute_from_one_address(intake_app: Flask, reports: Reports) -> None:
    answers = [_send(intake_app, n) for n in range(30)]
    taken = [answer.status_code for answer in answers].count(200)
    assert taken == reports.count() == 24  # a village of two dozen witnesses is heard
    last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 60
    assert 'href="tel:110"' in last.text
    assert 'href="tel:112"' in last.text
    assert "air naik 29" in last.text  # nothing that was written is lost
    told = _send(intake_app, 99, headers=JSON)
    assert told.status_code == 429
    assert {"id", "en", "code"} <= set(told.json)
    assert "112" in told.json["id"]
    assert "112" in told.json["en"]


def test_r01_three_hundred_from_one_network(intake_app: Flask, reports: Reports) -> None:
    answers = [_send(intake_app, n, f"203.0.113.{n % 200}") for n in range(300)]
    assert reports.count() == 120
    assert answers[-1].status_code == 429
    assert _send(intake_app, 0, "198.51.100.7").status_code == 200  # others are not held up


def test_r01_a_forged_head_changes_nothing(intake_app: Flask) -> None:
    answers = [_send(intake_app, n, headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(30)]
    assert answers[-1].status_code == 429


def test_what_was_received_is_answered_again_whatever_the_limit(intake_app: Flask) -> None:
    client, data = intake_app.test_client(), TOLD | {"id": "q" * 20}
    first = client.post("/lapor", data=data, headers=JSON).json
    for n in range(30):
        client.post("/lapor", data=TOLD | {"tell": f"air {n}"})
    assert client.post("/lapor", data=data, headers=JSON).json == first


def test_beyond_the_limit_for_all_phones_come_back_later(
    intake_app: Flask, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EVERYBODY", "3 per 10 minutes")
    answers = [_send(intake_app, n, f"198.51.{n}.7", headers=JSON) for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert reports.count() == 3


@pytest.mark.parametrize(
    ("address", "own", "around"),
    [
        ("203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::/56"),
        ("garbage", "unknown", "unknown"),
    ],
)
def test_senders_are_told_apart_by_what_one_subscriber_has(
    intake_app: Flask, address: str, own: str, around: str
) -> None:
    with intake_app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert (limits.own_address(), limits.network()) == (own, around)


def test_the_requests_themselves_are_limited(citizen: FlaskClient) -> None:
    answers = [citizen.post("/lapor", data={}) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {400}
    assert answers[60].status_code == 429

"""Alive and ready."""

from __future__ import annotations

from collections import namedtuple

import pytest
from flask.testing import FlaskClient

from geo.errors import StoreError
from geo.store.protocol import Store
from webmap.commander import health


def test_both_are_well(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "checks": {"store": True, "disk": True}}


def test_a_full_disk_is_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(100, 95, 5))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"] == {"store": True, "disk": False}
    assert client.get("/healthz").status_code == 200


def test_a_broken_store_is_not_ready_and_says_no_more(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise StoreError(store="/secret/path.db", problem="damaged")

    monkeypatch.setattr(store, "data_version", broken, raising=False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "checks": {"store": False, "disk": True}}

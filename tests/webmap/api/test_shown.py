"""The few bytes that pages ask for every few seconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = samples.make_store(tmp_path, rows=samples.incidents(20))
    yield made
    made.close()


def test_it_tells_what_is_shown_and_changes_when_something_is_published(store: Store) -> None:
    reader = sign_in(create_app(samples.settings_of(store), store))
    first = reader.get("/api/shown")
    assert first.json is not None
    assert {name: first.json[name] for name in ("hotspots", "zones", "routes", "forecast")} == dict.fromkeys(
        ("hotspots", "zones", "routes", "forecast")
    )
    same = reader.get("/api/shown", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    found = samples.hotspots(3)
    hotspots, zones = samples.add_runs(store, found, samples.zones(found))
    routes = samples.add_routes(store, str(zones), samples.routes())
    forecast = samples.add_forecast(store)
    second = reader.get("/api/shown", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.json is not None
    assert [second.json[name] for name in ("hotspots", "zones", "routes", "forecast")] == [
        hotspots, zones, routes, forecast
    ]  # fmt: skip
    assert second.json["version"] != first.json["version"]
    assert first.json["published"] is None
    assert datetime.fromisoformat(second.json["published"]) == samples.NOW
    assert len(second.data) < 300
    store.withdraw_run(str(zones), samples.NOW)
    third = reader.get("/api/shown").json
    assert third is not None
    assert (third["hotspots"], third["zones"], third["routes"]) == (hotspots, None, None)
    samples.take_in(store, samples.incidents(5, seed=9))
    fourth = reader.get("/api/shown").json
    assert fourth is not None
    assert fourth["version"] != third["version"]


def test_each_agency_is_told_its_own(store: Store) -> None:
    """A02: what is published for others changes nothing for one who may not see it."""
    app = create_app(samples.settings_of(store), store)
    police, army = sign_in(app), sign_in(app, agency="KODIM")
    before = police.get("/api/shown").json
    row = {"task": "hotspots", "method": "m", "chosen": {}, "audience": ["KODIM"]}
    run_id = store.start_run(row, samples.NOW)
    store.finish_run(run_id, {"finished": samples.NOW}, {"hotspots": samples.hotspots(2)})
    assert police.get("/api/shown").json == before
    told = army.get("/api/shown").json
    assert told is not None
    assert told["hotspots"] == run_id


def test_it_takes_no_parameters(store: Store) -> None:
    reader = sign_in(create_app(samples.settings_of(store), store))
    assert reader.get("/api/shown?run=A0001").status_code == 400

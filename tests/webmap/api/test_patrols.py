"""Routes for the map: of the zones that are shown, with every stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_routes_come_with_crew_times_and_stops(client: FlaskClient) -> None:
    answer = client.get("/api/routes").json
    assert answer["total"] == len(answer["features"]) == 2
    first = answer["features"][0]
    assert first["geometry"]["type"] == "LineString"
    told = first["properties"]
    assert (told["id"], told["lead"], told["partners"], told["crew"]) == ("R01", "POLRES", ["KODIM"], 7)
    assert told["begins"] == samples.NOW.isoformat()
    assert [stop["stop"] for stop in told["stops"]] == [1, 2, 3]
    assert [stop["must"] for stop in told["stops"]] == [False, False, True]
    assert told["stops"][0]["at"] == told["label"] == [104.3, -2.9]
    assert told["stops"][0]["chance"] == 62
    assert answer["agencies"]["POLRES"]["short"] == "Polres"
    run = answer["run"]["run_id"]
    assert client.get(f"/api/routes?run={run}").data == client.get("/api/routes").data


def test_no_routes_is_no_error(compared: FlaskClient, empty_client: FlaskClient) -> None:
    for reader in (compared, empty_client):
        assert reader.get("/api/routes").json == {"run": None, "total": 0, "features": []}


@pytest.mark.parametrize(
    ("query", "status"), [("run=A0001", 404), ("run=A9999", 404), ("run=", 404), ("bbox=1,2", 400)]
)
def test_anything_else_is_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/api/routes?{query}").status_code == status


def test_routes_of_other_zones_are_not_shown(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    found = samples.hotspots(3)
    _, old_zones = samples.add_runs(store, found, samples.zones(found))
    samples.add_routes(store, str(old_zones), samples.routes())
    reader = sign_in(create_app(samples.settings_of(store), store))
    assert reader.get("/api/routes").json["total"] == 2
    samples.add_runs(store, found, samples.zones(found))  # newer zones: the map must not mix the two
    assert reader.get("/api/routes").json["total"] == 0
    store.close()

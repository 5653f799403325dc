"""The forecast for the map: by rank, clamped, with its window."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_places_come_by_rank_with_the_window_of_their_run(compared: FlaskClient) -> None:
    answer = compared.get("/api/forecast").json
    assert answer["total"] == len(answer["features"]) == 60
    first = answer["features"][0]["properties"]
    assert (first["id"], first["rank"], first["expected"], first["share"]) == ("U0000", 1, 2.5, 0.05)
    assert first["begins"] == answer["run"]["begins"] == samples.NOW.isoformat()
    assert (answer["run"]["model"], answer["run"]["unit_m"], answer["run"]["placement"]) == ("mixture", 250, "floating")
    assert compared.get("/api/forecast?run=A0003").data == compared.get("/api/forecast").data


def test_no_forecast_is_no_error(client: FlaskClient, empty_client: FlaskClient) -> None:
    for reader in (client, empty_client):
        assert reader.get("/api/forecast").json == {"run": None, "total": 0, "features": []}


@pytest.mark.parametrize(
    ("query", "status"), [("run=A0001", 404), ("run=A9999", 404), ("run=", 404), ("bbox=1,2,3,4", 400)]
)
def test_anything_else_is_refused(compared: FlaskClient, query: str, status: int) -> None:
    assert compared.get(f"/api/forecast?{query}").status_code == status


def test_thousands_of_places_stay_a_small_answer_and_texts_as_they_are(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_forecast(store, samples.forecasts(2000), model=samples.HOSTILE[1])
    reader = sign_in(create_app(samples.settings_of(store), store))
    answer = reader.get("/api/forecast", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 500_000
    told = json.loads(gzip.decompress(answer.data))
    assert (told["total"], len(told["features"])) == (2000, 500)
    assert told["features"][-1]["properties"]["rank"] == 500
    assert told["run"]["model"] == samples.HOSTILE[1]
    store.close()


def test_a_forecast_without_places(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_forecast(store, samples.forecasts(1).iloc[:0])
    answer = sign_in(create_app(samples.settings_of(store), store)).get("/api/forecast").json
    assert (answer["total"], answer["features"], answer["run"]["run_id"]) == (0, [], "A0001")
    store.close()

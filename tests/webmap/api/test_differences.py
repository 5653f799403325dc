"""Changes between two runs for the map: signs' names, outlines, numbers of one hotspot only."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geo.tables.lineage import CHANGES
from tests.webmap import samples
from tests.webmap.api.test_cells import strict
from tests.webmap.signing import sign_in
from webmap import create_app


def test_every_change_with_its_runs_and_numbers(compared: FlaskClient) -> None:
    answer = compared.get("/api/differences")
    told = strict(answer.text)
    assert isinstance(told, dict)
    assert (told["older"]["run_id"], told["newer"]["run_id"], told["total"]) == ("A0001", "A0002", 10)
    assert set(told["counts"]) == set(CHANGES)
    rows = [one["properties"] for one in told["features"]]
    assert [row["id"] for row in rows] == [str(number) for number in range(1, 11)]
    by = {row["change"]: row for row in rows}
    assert (by["grown"]["hotspot_id"], by["grown"]["previous_n"], by["grown"]["n"]) == ("H001", 100, 180)
    assert (by["gone"]["previous_id"], by["gone"]["n"], by["gone"]["rank"]) == ("H006", None, None)
    assert (by["split"]["hotspot_id"], by["split"]["previous_n"], by["split"]["moved_m"]) == ("H009", None, None)
    assert (by["merged"]["previous_id"], by["merged"]["n"]) == ("H008", None)
    assert by["new"]["previous_id"] is None
    assert all(row["why"]["id"] and row["why"]["en"] for row in rows)
    assert all(len(row["label"]) == 2 for row in rows)


def test_the_same_when_the_runs_are_named(compared: FlaskClient) -> None:
    assert compared.get("/api/differences").data == compared.get("/api/differences?older=A0001&newer=A0002").data
    back = compared.get("/api/differences?older=A0002&newer=A0001").json
    assert back["counts"]["new"] == back["counts"]["gone"] == 1


def test_before_there_are_two_runs_there_is_nothing(client: FlaskClient, empty_client: FlaskClient) -> None:
    alone = client.get("/api/differences").json
    assert (alone["older"], alone["newer"]["run_id"], alone["features"]) == (None, "A0001", [])
    assert empty_client.get("/api/differences").json["newer"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("older=A9999", 404),
        ("newer=A0003", 404),
        ("older=", 404),
        ("older=%3Cb%3E&newer=A0002", 404),
        ("older=A0002&newer=A0002", 400),
        ("run=A0002", 400),
        ("older=A0001&older=A0001", 400),
    ],
)
def test_anything_else_is_refused_in_both_languages(compared: FlaskClient, query: str, status: int) -> None:
    answer = compared.get(f"/api/differences?{query}")
    assert answer.status_code == status
    assert answer.json["id"]
    assert answer.json["en"]


def test_many_changes_stay_a_small_answer(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    for days in (7, 0):
        samples._finish_hotspots(store, samples.hotspots(700), samples.NOW - timedelta(days=days), None)
    reader = sign_in(create_app(samples.settings_of(store), store))
    answer = reader.get("/api/differences?older=A0001", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 500_000
    told = json.loads(gzip.decompress(answer.data))
    assert (told["total"], len(told["features"]), told["counts"]) == (700, 500, {"same": 700})
    store.close()

"""Hotspots and zones for the map: ranked, clamped, honest about what was tested, hostile texts as they are."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import shapely
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.api.test_cells import strict
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.api.areas import label_place


def test_hotspots_come_by_rank_with_all_the_card_says(client: FlaskClient) -> None:
    answer = client.get("/api/hotspots").json
    assert [one["properties"]["rank"] for one in answer["features"]] == [1, 2, 3, 4, 5, 6]
    first = answer["features"][0]["properties"]
    assert first["kinds"] == {"CURAT": 60, "CURAS": 30, "KDRT": 2}
    assert len(first["hours"]) == 24
    assert (first["tested"], first["significant"], first["q_value"]) == (True, True, 0.004)
    assert (first["confidence"], first["confidence_percent"], first["rank_low"], first["rank_high"]) == (
        0.924,
        92,
        1,
        1,
    )
    assert (first["relative_risk"], first["core_percent"], first["pattern"]) == (31.25, 62, "intensifying")
    assert first["since"].startswith("2026-08-25")
    assert answer["features"][1]["properties"]["begins"].startswith("2026-10-14")
    assert answer["run"]["run_id"] == "A0001"
    assert answer["total"] == 6


def test_counts_may_hold_fractions_and_stay_numbers(client: FlaskClient) -> None:
    hours = client.get("/api/hotspots").json["features"][0]["properties"]["hours"]
    assert hours[:2] == [0.25, 1]
    assert hours[20:] == [30.4, 31, 32.25, 5]
    assert [type(one) for one in hours[:2]] == [float, int]


def test_zones_name_agencies_units_and_gaps(client: FlaskClient) -> None:
    answer = client.get("/api/zones").json
    first, last = (feature["properties"] for feature in answer["features"])
    assert first["lead"] == "POLRES"
    assert first["partners"] == ["KODIM"]
    assert first["units"][0] != "POL-TL"
    assert last["lead"] is None
    assert [set(gap) for gap in last["gaps"]] == [{"id", "en", "cure"}] * 2
    assert last["gaps"][0]["cure"]["en"].endswith("mends")
    assert answer["agencies"]["POLRES"]["short"] == "Polres"
    assert answer["run"]["gap"] == 0.0125


def test_a_run_can_be_named(client: FlaskClient) -> None:
    assert client.get("/api/hotspots?run=A0001").json["run"]["run_id"] == "A0001"
    assert client.get("/api/hotspots?run=A0002").json["run"]["run_id"] == "A0001"
    assert client.get("/api/hotspots?run=A0099").status_code == 404
    assert client.get("/api/zones?run=A0001&run=A0001").status_code == 400


def test_before_any_run_there_is_nothing_and_no_error(empty_client: FlaskClient) -> None:
    for name in ("hotspots", "zones"):
        assert empty_client.get(f"/api/{name}").json == {"run": None, "total": 0, "features": []}


def test_missing_numbers_are_null(empty_store: Store) -> None:
    samples.add_runs(empty_store, samples.hotspots(2))
    answer = sign_in(create_app(samples.settings_of(empty_store), empty_store)).get("/api/hotspots")
    told = strict(answer.text)
    assert isinstance(told, dict)
    assert told["features"][0]["properties"]["p_value"] is None
    assert told["features"][0]["properties"]["tested"] is False
    for name in ("confidence", "confidence_percent", "rank_low", "relative_risk", "since", "begins", "pattern"):
        assert told["features"][0]["properties"][name] is None


def test_thousands_of_hotspots_stay_a_small_answer(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_runs(store, samples.hotspots(3000, texts=("Sebab yang panjang sekali. " * 12,)))
    reader = sign_in(create_app(samples.settings_of(store), store))
    answer = reader.get("/api/hotspots", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 500_000
    told = strict(gzip.decompress(answer.data).decode())
    assert isinstance(told, dict)
    assert (told["total"], len(told["features"])) == (3000, 500)
    assert told["features"][-1]["properties"]["rank"] == 500
    store.close()


def test_hostile_texts_arrive_as_they_are(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    found = samples.hotspots(8, texts=samples.HOSTILE)
    samples.add_runs(store, found, samples.zones(found, 8, texts=samples.HOSTILE))
    reader = sign_in(create_app(samples.settings_of(store), store))
    answer = reader.get("/api/zones")
    assert answer.mimetype == "application/json"
    assert [feature["properties"]["name"] for feature in answer.json["features"]] == list(samples.HOSTILE)
    store.close()


def test_a_number_stands_inside_its_area() -> None:
    horseshoe = shapely.LineString([(0, 0), (2, 0), (2, 2), (0, 2)]).buffer(0.2)
    both = shapely.MultiPolygon([shapely.box(5, 5, 5.1, 5.1), horseshoe])
    place = shapely.Point(label_place(both))
    assert horseshoe.contains(place)
    assert np.isclose(place.distance(horseshoe.boundary), 0.2, atol=0.1)

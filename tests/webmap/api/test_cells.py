"""Incidents of a view: few as points, many as cells, never more than the limit, every one counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from tests.webmap.test_incident_index import columns
from webmap import create_app
from webmap.api.incidents import cells_in
from webmap.incident_index import index_of, project
from webmap.questions import Shown

GLOBE = (-180.0, -90.0, 180.0, 90.0)


def strict(text: str) -> object:
    def refuse(name: str) -> float:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_few_incidents_are_points() -> None:
    given = columns(40)
    answer = cells_in(index_of(given), Shown(), GLOBE, 9, 40)
    assert answer["form"] == "points"
    assert answer["total"] == 40
    points = np.array([[np.nan if v is None else v for v in answer["points"][at : at + 5]] for at in range(0, 200, 5)])
    order = np.argsort(points[:, 4])
    assert np.allclose(points[order, 0], given.lon, atol=1e-6)
    assert np.allclose(points[order, 1], given.lat, atol=1e-6)
    assert answer["points"].count(None) == int((given.moment < 0).sum())


@pytest.mark.parametrize("zoom", [0, 6, 9, 13, 18])
@pytest.mark.parametrize("most", [1, 10, 200])
def test_many_incidents_are_cells_that_hold_all_of_them(zoom: int, most: int) -> None:
    given = columns(2000)
    index = index_of(given)
    answer = cells_in(index, Shown(), GLOBE, zoom, most)
    cells = np.array(answer["cells"]).reshape(-1, 3)
    assert answer["form"] == "cells"
    assert 1 <= len(cells) <= most
    assert cells[:, 2].sum() == answer["total"] == 2000
    side = answer["parts"] << answer["level"]
    x, y = project(given.lon, given.lat)
    assert cells[:, 0].min() >= np.floor(x.min() * side)
    assert cells[:, 1].max() <= y.max() * side
    assert np.isclose((cells[:, 0] * cells[:, 2]).sum() / 2000, x.mean() * side, atol=1)


def test_cells_are_as_fine_as_the_limit_allows() -> None:
    index = index_of(columns(2000))
    coarse, fine = (cells_in(index, Shown(), GLOBE, 18, most) for most in (20, 1000))
    assert fine["level"] > coarse["level"]
    finer = cells_in(index, Shown(), GLOBE, 18, 1999)
    assert len(finer["cells"]) // 3 > len(fine["cells"]) // 3 / 2


def test_filters_change_the_answer(client: FlaskClient) -> None:
    every = client.get("/api/cells?zoom=9").json
    some = client.get("/api/cells?zoom=9&kinds=CURAT").json
    week = client.get("/api/cells?zoom=9&period=7d").json
    assert every["total"] == 500
    assert some["total"] == 125
    assert 0 < week["total"] < 60
    assert {every["kinds"][at] for at in some["points"][2::5]} == {"CURAT"}


def test_a_box_cuts(client: FlaskClient) -> None:
    lon, lat = samples.MIDDLE
    inside = client.get(f"/api/cells?zoom=12&bbox={lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}").json
    assert 0 < inside["total"] < 100
    assert all(abs(x - lon) <= 0.010001 for x in inside["points"][0::5])
    assert client.get("/api/cells?zoom=5&bbox=0,0,1,1").json["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "zoom=",
        "zoom=-1",
        "zoom=19",
        "zoom=1e1",
        "zoom=9&zoom=9",
        "zoom=9&bbox=1,2,3",
        "zoom=9&bbox=nan,0,1,1",
        "zoom=9&bbox=1,1,0,2",
        "zoom=9&bbox=170,0,-170,1",
        "zoom=9&bbox=1,2,3,4,5",
        "zoom=9&limit=1000000000",
        "zoom=9&kinds=XYZ",
        "zoom=9&kinds=KDRT",
        "zoom=9&kinds=PPA",
        "zoom=9&period=yesterday",
        "zoom=9&sort=id",
        "zoom=9&period=7d&period=all",
    ],
)
def test_bad_questions_are_refused(client: FlaskClient, query: str) -> None:
    """A06."""
    answer = client.get(f"/api/cells?{query}")
    assert answer.status_code == 400
    assert set(answer.json) == {"code", "id", "en"}


def test_hostile_texts_are_refused_and_harm_nothing(client: FlaskClient, store: Store, bad_inputs: Path) -> None:
    """A03."""
    texts = json.loads((bad_inputs / "strings.json").read_text(encoding="utf-8"))
    before = store.data_version(), len(store.columns().lon)
    for text in [*texts["sql"], *texts["log"], *samples.HOSTILE]:
        for name in ("kinds", "period", "bbox", "zoom", "sort"):
            answer = client.get("/api/cells", query_string={"zoom": "9", name: text})
            assert answer.status_code == 400
            strict(answer.text)
        for address in ("/api/hotspots", "/api/zones", "/commander/daftar/hotspot"):
            assert client.get(address, query_string={"run": text}).status_code == 404
    assert (store.data_version(), len(store.columns().lon)) == before


def test_the_same_question_is_answered_once(client: FlaskClient) -> None:
    first = client.get("/api/cells?zoom=9")
    assert client.get("/api/cells?zoom=9", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_new_data_are_seen_at_once(empty_store: Store) -> None:
    reader = sign_in(create_app(samples.settings_of(empty_store), empty_store))
    first = reader.get("/api/cells?zoom=9")
    assert first.json["total"] == 0
    samples.take_in(empty_store, samples.incidents(5))
    second = reader.get("/api/cells?zoom=9", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.json["total"] == 5


def test_one_incident(client: FlaskClient) -> None:
    number = client.get("/api/cells?zoom=9").json["points"][4]
    answer = client.get(f"/api/incidents/{number}")
    card = answer.json
    assert card["kind"] in samples.KINDS
    assert card["occurred_from"].endswith("+00:00")
    assert "attributes" not in card
    strict(answer.text)


def test_masked_and_missing_incidents_answer_alike(client: FlaskClient, store: Store) -> None:
    """A02."""
    shown = set(store.columns().number.tolist())
    masked = next(number for number in range(1, 600) if number not in shown and store.incident_by_number(number))
    answers = [client.get(f"/api/incidents/{number}") for number in (masked, 999_999)]
    assert {answer.status_code for answer in answers} == {404}
    texts = [answer.text.replace(str(number), "") for answer, number in zip(answers, (masked, 999_999), strict=True)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("number", ["-1", "1.5", "1e3", "x", "0", "9" * 12, "1;DROP TABLE incidents"])
def test_odd_numbers_are_no_incident(client: FlaskClient, number: str) -> None:
    assert client.get(f"/api/incidents/{number}").status_code == 404

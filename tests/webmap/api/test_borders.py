"""The sure core: one outline for each hotspot that has one, of the run that is asked for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import shapely
from flask.testing import FlaskClient
from shapely.geometry import shape

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


def test_only_the_sure_core_is_given_and_lies_inside(compared: FlaskClient) -> None:
    answer = compared.get("/api/borders?run=A0001").json
    hotspots = {
        one["properties"]["id"]: shape(one["geometry"])
        for one in compared.get("/api/hotspots?run=A0001").json["features"]
    }
    cores = {one["properties"]["id"]: shape(one["geometry"]) for one in answer["features"]}
    assert set(cores) == set(hotspots) - {"H002"}
    for name, core in cores.items():
        assert core.area == pytest.approx(0.09 * hotspots[name].area, rel=0.05)
        assert hotspots[name].contains(core)
    assert (answer["run"], answer["inclusion"]) == ({"run_id": "A0001"}, 0.9)


def test_a_run_without_borders_and_no_run_at_all(client: FlaskClient, empty_client: FlaskClient) -> None:
    assert client.get("/api/borders").json["features"] == []
    assert empty_client.get("/api/borders").json == {"run": None, "inclusion": 0.9, "features": []}


@pytest.mark.parametrize(
    ("query", "status"),
    [("run=A9999", 404), ("run=A0003", 404), ("run=", 404), ("id=H001", 400), ("run=A0001&run=A0002", 400)],
)
def test_anything_else_is_refused(compared: FlaskClient, query: str, status: int) -> None:
    assert compared.get(f"/api/borders?{query}").status_code == status


def test_thousands_of_ragged_cores_stay_a_small_answer(tmp_path: Path) -> None:
    store: Store = samples.make_store(tmp_path)
    found = samples.hotspots(700, resampled=True)
    ragged = found.assign(geometry=[one.buffer(0.001, quad_segs=60) for one in found.geometry])
    samples._finish_hotspots(store, ragged, samples.NOW, None)
    reader = sign_in(create_app(samples.settings_of(store), store))
    answer = reader.get("/api/borders", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 500_000
    features = json.loads(gzip.decompress(answer.data))["features"]
    assert len(features) == 499  # of the 500 highest ranks, one has none
    shown = sum(shapely.get_num_coordinates(shape(one["geometry"])) for one in features)
    assert shown < sum(shapely.get_num_coordinates(ragged.geometry.to_numpy())) / 5
    store.close()

"""Vector tiles: exactly the published cells, whole attributes, cut by the grid alone; strict about what is asked."""

from __future__ import annotations

import json
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from flask import Flask

from geo.exports.basemap.grid import mercator
from tests.webmap.ogc.test_item_pages import Reader

TILES = "/ogc/collections/PKS-KODIM/tiles"
GRID = f"{TILES}/WebMercatorQuad"


@pytest.fixture
def reader(released_app: Flask, token: str) -> Reader:
    """Return a program with the army's token."""
    return Reader(released_app, token)


def decoded(body: bytes) -> list[dict[str, Any]]:
    """Return the features of both layers as a reader written by others sees them."""
    layers = mapbox_vector_tile.decode(body)
    assert set(layers) <= {"cells", "districts"}
    for feature in layers.get("cells", {}).get("features", []):
        assert feature["properties"]["level"] != "district"
    for feature in layers.get("districts", {}).get("features", []):
        assert feature["properties"]["level"] == "district"
    return [feature for layer in layers.values() for feature in layer["features"]]


def published(reader: Reader, **query: Any) -> dict[tuple[str, str], dict[str, Any]]:
    features = reader.features(limit=1000, **query)["features"]
    return {(one["properties"]["level"], one["properties"]["cell_id"]): one for one in features}


def periods(reader: Reader) -> list[str]:
    return [one["properties"]["period"] for one in reader.features(limit=1000)["features"]]


def told(feature: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in feature["properties"].items() if value is not None}


def test_one_tile_of_the_whole_world_holds_every_cell_of_the_newest_period(reader: Reader) -> None:
    newest = max(periods(reader))
    answer = reader.get(f"{GRID}/0/0/0")
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.mapbox-vector-tile")
    found = decoded(answer.data)
    at_zoom_9 = [
        one
        for x, y in _tiles_over(reader, 9)
        if (body := reader.get(f"{GRID}/9/{y}/{x}").data)
        for one in decoded(body)
    ]
    expected = published(reader, period=newest)
    assert {(one["properties"]["level"], one["properties"]["cell_id"]) for one in at_zoom_9} == set(expected)
    for one in [*found, *at_zoom_9]:
        cell = expected[one["properties"]["level"], one["properties"]["cell_id"]]
        assert one["properties"] == told(cell)


def _tiles_over(reader: Reader, z: int) -> list[tuple[int, int]]:
    west, south, east, north = reader.get("/ogc/collections/PKS-KODIM").get_json()["extent"]["spatial"]["bbox"][0]
    (x0, y0), (x1, y1) = np.floor(mercator(np.array([[west, north], [east, south]])) * 2**z).astype(int)
    return [(int(x), int(y)) for x in range(x0 - 1, x1 + 2) for y in range(y0 - 1, y1 + 2)]


def test_a_cell_lies_in_its_tile_where_it_lies_on_earth(reader: Reader) -> None:
    z = 12
    for (level, name), cell in list(published(reader, period=max(periods(reader))).items())[:12]:
        shape = shapely.from_geojson(json.dumps(cell["geometry"]))
        inside = shape.representative_point()
        at = mercator(np.array([[inside.x, inside.y]]))[0] * 2**z
        x, y = (int(one) for one in at)
        features = [
            one
            for one in decoded(reader.get(f"{GRID}/{z}/{y}/{x}").data)
            if (one["properties"]["level"], one["properties"]["cell_id"]) == (level, name)
        ]
        assert len(features) == 1
        drawn = shapely.from_geojson(json.dumps(features[0]["geometry"]))
        # The reader turns y upwards.
        here = shapely.Point((at[0] - x) * 4096, 4096 - (at[1] - y) * 4096)
        assert drawn.distance(here) <= 1.5


def test_a_period_is_chosen_and_one_that_was_not_published_is_not_there(reader: Reader) -> None:
    oldest = min(periods(reader))
    features = decoded(reader.get(f"{GRID}/5/{_middle(5)[1]}/{_middle(5)[0]}", period=oldest).data)
    assert {one["properties"]["period"] for one in features} == {oldest}
    assert reader.get(f"{GRID}/0/0/0", period="1999-Q1").status_code == 404


def _middle(z: int) -> tuple[int, int]:
    x, y = np.floor(mercator(np.array([[104.7, -2.7]]))[0] * 2**z).astype(int)
    return int(x), int(y)


@pytest.mark.parametrize("address", ["19/0/0", "0/0/1", "3/8/0", "-1/0/0", "1.5/0/0", "0/%00/0", "1000000000/0/0"])
def test_a07_tiles_that_do_not_exist(reader: Reader, address: str) -> None:
    assert reader.get(f"{GRID}/{address}").status_code == 404


def test_a07_empty_sea_is_an_empty_answer(reader: Reader) -> None:
    answer = reader.get(f"{GRID}/9/0/0")
    assert (answer.status_code, answer.data) == (204, b"")


def test_an_unknown_parameter_is_refused(reader: Reader) -> None:
    assert reader.get(f"{GRID}/0/0/0", kinds="CURAT").status_code == 400


def test_what_a_token_opens_is_kept_by_nobody(reader: Reader) -> None:
    answer = reader.get(f"{GRID}/0/0/0")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]
    again = reader.client.get(f"{GRID}/0/0/0", headers={**reader.headers, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_list_of_tilesets_leads_to_the_tiles(reader: Reader) -> None:
    collection = reader.get("/ogc/collections/PKS-KODIM").get_json()
    assert [link["href"] for link in collection["links"] if link["rel"].endswith("tilesets-vector")] == [
        f"http://localhost{TILES}"
    ]
    [one] = reader.get(TILES).get_json()["tilesets"]
    item = next(link for link in one["links"] if link["rel"] == "item")
    filled = item["href"].removeprefix("http://localhost").format(tileMatrix=0, tileRow=0, tileCol=0)
    assert reader.get(filled).status_code == 200
    page = reader.get(TILES, f="html", lang="id").text
    assert f"http://localhost{GRID}/{{z}}/{{y}}/{{x}}" in page
    assert "Ubin vektor" in page

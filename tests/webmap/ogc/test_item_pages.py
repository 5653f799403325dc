"""Features: paging, boxes, periods, systems; strict about what it is asked; nothing but releases."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.store.service.releases import Releases
from webmap.services import services_of

ITEMS = "/ogc/collections/PKS-KODIM/items"
CRS = "http://www.opengis.net/def/crs/EPSG/0/{}"


class Reader:
    """A partner's program."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query_string=query, headers=self.headers)

    def features(self, **query: Any) -> Any:
        answer = self.get(ITEMS, **query)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.data, parse_constant=pytest.fail)


@pytest.fixture
def reader(released_app: Flask, token: str) -> Reader:
    """Return a program with the army's token."""
    return Reader(released_app, token)


def test_the_features_are_the_releases_cells_and_nothing_else(reader: Reader, released_app: Flask) -> None:
    found = reader.features(limit=1000)
    releases = Releases(services_of(released_app).service)
    published = [releases.get(head.release_id) for head in releases.in_force(["PKS-KODIM"])]
    assert found["numberMatched"] == sum(len(one.cells) for one in published) == found["numberReturned"]
    told = {feature["id"]: feature for feature in found["features"]}
    for one in published:
        for row in one.as_dict()["cells"]:
            cell = told[f"{one.period.label}.{row['properties']['level']}.{row['properties']['cell_id']}"]
            assert cell["geometry"] == row["geometry"]
            assert cell["properties"]["n_low"] == row["properties"]["n_low"]
            assert cell["properties"]["n_high"] == row["properties"]["n_high"]


def test_pages_hold_every_feature_once(reader: Reader) -> None:
    address, ids = f"{ITEMS}?limit=97", []
    while True:
        page = reader.client.get(address, headers=reader.headers).get_json()
        ids += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        address = following[0].removeprefix("http://localhost")
    assert len(ids) == len(set(ids)) == page["numberMatched"]


def test_a_box_gives_what_touches_it(reader: Reader) -> None:
    everything = reader.features(limit=1000)["features"]
    box = shapely.box(104.6, -2.8, 104.75, -2.65)
    touching = {one["id"] for one in everything if shapely.from_geojson(json.dumps(one["geometry"])).intersects(box)}
    assert {one["id"] for one in reader.features(bbox="104.6,-2.8,104.75,-2.65", limit=1000)["features"]} == touching
    assert 0 < len(touching) < len(everything)
    with_heights = reader.features(bbox="104.6,-2.8,0,104.75,-2.65,99", limit=1000)
    assert with_heights["numberMatched"] == len(touching)
    turned = reader.features(**{"bbox": "-2.8,104.6,-2.65,104.75", "bbox-crs": CRS.format(4326), "limit": 1000})
    assert turned["numberMatched"] == len(touching)


def test_a_period_gives_the_releases_that_lie_in_it(reader: Reader) -> None:
    """On the public's collection."""
    everywhere = "/ogc/collections/PUBLIK"

    def features(**query: Any) -> Any:
        return reader.get(f"{everywhere}/items", **query).get_json()

    told = reader.get(f"{everywhere}/queryables").get_json()
    quarters = told["properties"]["period"]["enum"]
    assert quarters
    assert features(period="1999-Q1")["numberMatched"] == 0
    one = min(quarters)
    assert {f["properties"]["period"] for f in features(period=one, limit=1000)["features"]} == {one}
    year, number = int(one[:4]), int(one[-1])
    inside = f"{year}-{3 * number - 1:02d}-15"
    for asked in (inside, f"{inside}T10:00:00Z", f"{inside}/{inside}"):
        found = features(datetime=asked, limit=1000)["features"]
        assert {f["properties"]["period"] for f in found} == {one}
    everything = features(datetime="../2100-01-01")["numberMatched"]
    assert everything == features(datetime="1900-01-01/..")["numberMatched"] == features()["numberMatched"]
    assert features(datetime="1990-01-01")["numberMatched"] == 0


def test_suppressed_cells_carry_no_number(reader: Reader) -> None:
    hidden = reader.features(suppressed="true", limit=1000)["features"]
    assert hidden
    assert all(
        one["properties"]["n_low"] is one["properties"]["n_high"] is one["properties"]["kinds"] is None
        for one in hidden
    )
    shown = reader.features(suppressed="false", limit=1000)["features"]
    assert all(one["properties"]["n_low"] >= 5 for one in shown)
    assert len(hidden) + len(shown) == reader.features()["numberMatched"]


@pytest.mark.parametrize("code", [4326, 3857, 32748])
def test_other_systems_with_their_own_axes(reader: Reader, code: int) -> None:
    plain = reader.features(limit=5)["features"]
    answer = reader.get(ITEMS, limit=5, crs=CRS.format(code))
    assert answer.headers["Content-Crs"] == f"<{CRS.format(code)}>"
    move = pyproj.Transformer.from_crs("OGC:CRS84", code, always_xy=False)
    for one, other in zip(plain, answer.get_json()["features"], strict=True):
        before = shapely.get_coordinates(shapely.from_geojson(json.dumps(one["geometry"])))
        after = shapely.get_coordinates(shapely.from_geojson(json.dumps(other["geometry"])))
        expected = np.column_stack(move.transform(before[:, 0], before[:, 1]))
        assert np.abs(after - expected).max() < (1e-6 if code == 4326 else 0.06)
    if code == 4326:
        assert after[0, 0] < 0 < 100 < after[0, 1]  # latitude first


def test_one_feature_is_found_by_its_id(reader: Reader) -> None:
    first = reader.features(limit=1)["features"][0]
    answer = reader.get(f"{ITEMS}/{first['id']}")
    assert answer.mimetype == "application/geo+json"
    assert {key: answer.get_json()[key] for key in first} == first
    for wrong in ("x", "2026-Q1.1000m.x", first["id"] + "x", "../..", "%00"):
        assert reader.get(f"{ITEMS}/{wrong}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": "1,2,3"}, {"bbox": "1,2,3,4,5"}, {"bbox": "NaN,1,2,3"}, {"bbox": "5,1,2,3"}, {"bbox": "1,3,2,2"},
        {"bbox": "170,-1,-170,1"}, {"bbox": ""}, {"bbox": "1e999,1,2,3"}, {"bbox": "1,2,3,4;"}, {"limit": "-1"},
        {"limit": "0"}, {"limit": "1e3"}, {"limit": "9" * 30}, {"limit": ["1", "2"]}, {"offset": "-1"},
        {"datetime": "2026-02-31"}, {"datetime": "../.."}, {"datetime": ".."}, {"datetime": "2026-02-01/2026-01-01"},
        {"datetime": "kemarin"}, {"datetime": "a/b/c"}, {"crs": "EPSG:4326"}, {"crs": CRS.format(9999)},
        {"bbox-crs": "x"}, {"f": "xml"}, {"sort": "n_low"}, {"token": "x"}, {"suppressed": "maybe"},
        {"level": "' OR 1=1"}, {"period": "x" * 21},
    ],
)  # fmt: skip
def test_a06_what_cannot_be_is_refused(reader: Reader, query: dict[str, Any]) -> None:
    answer = reader.get(ITEMS, **query)
    assert answer.status_code == 400
    told = answer.get_json()
    assert told["code"] == "parameter"
    assert told["description"] == told["en"]
    assert told["id"]


def test_a06_a_page_is_never_everything(reader: Reader) -> None:
    assert reader.features(limit="1000000")["numberReturned"] <= 1000


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(
        ["bbox", "datetime", "limit", "offset", "crs", "bbox-crs", "level", "period", "suppressed", "f", "lang"]
    ),
    value=st.text(max_size=60)
    | st.sampled_from(["' OR '1'='1", "1;DROP TABLE releases", "${7*7}", "%00", "../../etc/passwd"]),
)
def test_a03_any_text_in_any_parameter_is_an_answer_or_a_refusal(reader: Reader, name: str, value: str) -> None:
    assert reader.get(ITEMS, **{name: value}).status_code in {200, 400}


def test_a_box_where_a_system_does_not_reach_holds_nothing(reader: Reader) -> None:
    assert reader.features(**{"bbox": "1e30,1e30,2e30,2e30", "bbox-crs": CRS.format(32748)})["features"] == []

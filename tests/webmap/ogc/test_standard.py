"""The standard's own abstract tests (OGC 17-069r4, annex A; 18-058; 19-079), and two readers that others wrote."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from flask import Flask

from tests.webmap.ogc.test_item_pages import CRS, ITEMS, Reader

DOCUMENTS = ["/ogc/", "/ogc/conformance", "/ogc/collections", "/ogc/collections/PKS-KODIM", ITEMS]
DOCUMENTS.append("/ogc/collections/PKS-KODIM/tiles")


@pytest.fixture
def reader(released_app: Flask, token: str) -> Reader:
    """Return a program with the army's token."""
    return Reader(released_app, token)


def _rels(document: dict[str, Any]) -> set[str]:
    return {link["rel"] for link in document["links"]}


def test_the_front_page_links_to_all_that_it_must(reader: Reader) -> None:
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= _rels(
        reader.get("/ogc/").get_json()
    )


@pytest.mark.parametrize("address", DOCUMENTS)
def test_every_document_has_two_forms_that_link_to_each_other(reader: Reader, address: str) -> None:
    plain, page = reader.get(address, f="json"), reader.get(address, f="html")
    assert plain.is_json
    assert page.mimetype == "text/html"
    assert {"self", "alternate"} <= _rels(plain.get_json())
    browser = reader.client.get(address, headers={**reader.headers, "Accept": "text/html,*/*;q=0.8"})
    assert browser.mimetype == "text/html"


def test_the_page_of_a_choice_links_to_the_same_choice(reader: Reader) -> None:
    """A browser names no form: it is asked for what it asked before, as JSON."""
    page = reader.client.get(
        ITEMS, query_string={"limit": 3, "level": "district"}, headers={**reader.headers, "Accept": "text/html"}
    )
    alternate = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)">', page.text)
    shown = re.search(r'<a href="(\?[^"]+)">JSON</a>', page.text)
    assert alternate is not None
    assert shown is not None
    assert alternate[1] == shown[1]
    plain = reader.client.get(ITEMS + shown[1].replace("&amp;", "&"), headers=reader.headers).get_json()
    assert plain["numberReturned"] == 3
    assert {one["properties"]["level"] for one in plain["features"]} == {"district"}


def test_every_link_leads_to_an_answer(reader: Reader) -> None:
    for address in DOCUMENTS:
        for link in reader.get(address).get_json()["links"]:
            found = reader.client.get(link["href"].removeprefix("http://localhost"), headers=reader.headers)
            assert found.status_code == 200, link
            assert found.mimetype == link["type"].split(";")[0], link


def test_it_says_what_it_conforms_to(reader: Reader) -> None:
    told = reader.get("/ogc/conformance").get_json()["conformsTo"]
    for one in (
        "features-1/1.0/conf/core",
        "features-1/1.0/conf/geojson",
        "features-2/1.0/conf/crs",
        "conf/queryables",
    ):
        assert any(name.endswith(one) for name in told)


def test_a_collection_says_where_when_and_in_which_systems(reader: Reader) -> None:
    found = reader.get("/ogc/collections/PKS-KODIM").get_json()
    assert found["id"] == "PKS-KODIM"
    west, south, east, north = found["extent"]["spatial"]["bbox"][0]
    assert west < east
    assert south < north
    assert found["extent"]["temporal"]["interval"][0][0].endswith("Z")
    assert found["storageCrs"] in found["crs"]
    assert CRS.format(32748) in found["crs"]
    assert {"items", "http://www.opengis.net/def/rel/ogc/1.0/queryables"} <= _rels(found)


def test_p09_the_extent_is_the_regions_whatever_the_data(reader: Reader, released_app: Flask) -> None:
    from webmap.services import services_of

    region = services_of(released_app).region()
    for one in reader.get("/ogc/collections").get_json()["collections"]:
        assert one["extent"]["spatial"]["bbox"][0] == [round(float(value), 3) for value in region.bounds]


def test_queryables_name_what_items_can_be_chosen_by(reader: Reader) -> None:
    found = reader.get("/ogc/collections/PKS-KODIM/queryables").get_json()
    assert found["type"] == "object"
    assert {"period", "level", "suppressed"} <= set(found["properties"])
    outline = found["properties"]["geometry"]
    assert outline["format"] == "geometry-polygon-or-multipolygon"
    assert not {"type", "$ref"} & set(outline)  # part 3: a spatial property has neither
    for period in found["properties"]["period"]["enum"]:
        assert reader.features(period=period)["numberMatched"] > 0


def test_the_description_refers_to_nothing_outside_itself(reader: Reader) -> None:
    api = reader.get("/ogc/api").get_json()
    assert api["openapi"].startswith("3.0")
    references: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            references.extend(str(value[key]) for key in value if key == "$ref")
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(api)
    assert references
    for reference in references:
        assert reference.startswith("#/")
        place = api
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    filled = {"{collectionId}": "PKS-KODIM", "{tileMatrix}": "0", "{tileRow}": "0", "{tileCol}": "0"}
    routes = {path for path in api["paths"] if "{featureId}" not in path}
    for name, value in filled.items():
        routes = {path.replace(name, value) for path in routes}
    for path in routes:
        assert reader.get(f"/ogc{path}").status_code == 200


# In a process of its own: GDAL holds Python's lock while it reads, and the server here needs it to answer.
GEOPANDAS = """
import json, sys
import geopandas, pyogrio
address, token = sys.argv[1:]
pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": token})
table = geopandas.read_file(f"OAPIF:{address}/ogc", layer="PKS-KODIM")
boxed = geopandas.read_file(f"OAPIF:{address}/ogc", layer="PKS-KODIM", bbox=(104.7, -2.8, 104.8, -2.6))
kinds = sorted(set(table.geom_type))
print(json.dumps([len(table), len(boxed), str(table.crs), sorted(table.columns), kinds, int(table["n_low"].min())]))
"""


def test_geopandas_reads_it_all(served_address: str, token: str, reader: Reader) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GEOPANDAS, served_address, token],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    n, boxed, crs, columns, kinds, lowest = json.loads(done.stdout)
    assert n == reader.features()["numberMatched"]
    assert boxed == reader.features(bbox="104.7,-2.8,104.8,-2.6")["numberMatched"] < n
    assert "CRS84" in crs
    assert {"period", "level", "n_low", "n_high", "suppressed"} <= set(columns)
    assert set(kinds) <= {"Polygon", "MultiPolygon"}
    assert lowest >= 5


def test_owslib_reads_it(served_address: str, token: str) -> None:
    from owslib.ogcapi.features import Features
    from owslib.util import Authentication

    service = Features(f"{served_address}/ogc/", auth=Authentication(username="qgis", password=token))
    assert "PKS-KODIM" in service.feature_collections()
    assert any("core" in one for one in service.conformance()["conformsTo"])
    assert service.collection("PKS-KODIM")["id"] == "PKS-KODIM"
    assert set(service.collection_queryables("PKS-KODIM")["properties"]) >= {"period"}
    found = service.collection_items("PKS-KODIM", limit=3)
    assert found["numberReturned"] == 3
    one = service.collection_item("PKS-KODIM", found["features"][0]["id"])
    assert one["id"] == found["features"][0]["id"]

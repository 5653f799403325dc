"""The order as KML and KMZ."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from defusedxml import ElementTree
from shapely.geometry import MultiLineString, box

from geo.exports.orders.kml import kml_bytes, kmz_bytes
from geo.languages import LANGUAGES, Language
from tests.exports.orders import samples
from tests.exports.samples import KML


def parsed(content: bytes) -> Any:
    return ElementTree.fromstring(content.decode("utf-8"), forbid_dtd=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stops_way_base_and_zone_are_there_with_styles(language: Language) -> None:
    order = samples.order(8)
    root = parsed(kml_bytes(order, language))
    styles = {style.get("id") for style in root.iter(f"{KML}Style")}
    used = {url.text.removeprefix("#") for url in root.iter(f"{KML}styleUrl")}
    assert used == styles == {"stop", "object", "base", "way", "zone"}
    folder = root.find(f"{KML}Document/{KML}Folder")
    marks = folder.findall(f"{KML}Placemark")
    assert [mark.findtext(f"{KML}name") for mark in marks] == [f"{stop.number}. {stop.name}" for stop in order.stops]
    lon, lat = map(float, marks[0].findtext(f"{KML}Point/{KML}coordinates").split(","))
    assert (lon, lat) == (104.88, -2.37)
    assert marks[0].findtext(f"{KML}TimeSpan/{KML}begin") == "2026-11-23T11:20:00Z"
    assert root.find(f".//{KML}LineString") is not None
    assert root.find(f".//{KML}Polygon") is not None


def test_no_text_is_taken_for_markup_or_leads_out() -> None:
    order = samples.order(2, stop_changes={"name": samples.HOSTILE, "why_id": "<script>alert(1)</script>"})
    content = kml_bytes(order, "id")
    mark = parsed(content).findall(f".//{KML}Folder/{KML}Placemark")[0]
    assert "<b>tebal</b>" in mark.findtext(f"{KML}name")
    assert "&lt;script&gt;" in mark.findtext(f"{KML}description")
    assert content.count(b"http") == 1


def test_ways_and_zones_in_parts_become_multigeometries() -> None:
    order = samples.order(1, geometry=MultiLineString([[(104, -2), (105, -2)], [(104, -3), (105, -3)]]))
    order = replace(order, zone=box(104, -3, 105, -2).difference(box(104.4, -2.6, 104.6, -2.4)))
    root = parsed(kml_bytes(order, "id"))
    assert len(root.findall(f".//{KML}MultiGeometry/{KML}LineString")) == 2
    assert len(root.findall(f".//{KML}innerBoundaryIs")) == 1


def test_an_empty_order_is_valid() -> None:
    root = parsed(kml_bytes(replace(samples.order(0), path=None, zone=None, base=None), "id"))
    assert root.findall(f".//{KML}Placemark") == []


def test_kmz_holds_the_same_document_and_no_clock() -> None:
    order = samples.order(3)
    with zipfile.ZipFile(io.BytesIO(kmz_bytes(order, "id"))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == kml_bytes(order, "id")
        assert archive.getinfo("doc.kml").date_time[0] == 1980

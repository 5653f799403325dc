"""The order for hand-held receivers."""

from __future__ import annotations

from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiLineString

from geo.exports.orders.gpx import NAME_CHARACTERS, ascii_name, gpx_bytes
from geo.languages import LANGUAGES, Language
from tests.exports.orders import samples
from tests.exports.samples import GPX

# The schema's sequence of a point's children (wptType), as far as it could be used.
SEQUENCE = ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"]


def parsed(content: bytes) -> Any:
    return ElementTree.fromstring(content.decode("utf-8"), forbid_dtd=True)


def tags(element: Any) -> list[str]:
    return [child.tag.removeprefix(GPX) for child in element]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changes", [{}, {"name": samples.HOSTILE, "why_id": samples.HOSTILE * 4, "why_en": "]]>\x00\x1b"}]
)
def test_elements_stand_in_the_schemas_order(language: Language, changes: dict[str, Any]) -> None:
    root = parsed(gpx_bytes(samples.order(8, stop_changes=changes), language))
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    assert tags(root) == ["metadata", *["wpt"] * 9, "rte", "trk"]
    route = root.find(f"{GPX}rte")
    assert tags(route) == ["name", "desc", *["rtept"] * 10]
    for point in [*root.iter(f"{GPX}wpt"), *root.iter(f"{GPX}rtept")]:
        places = [SEQUENCE.index(tag) for tag in tags(point)]
        assert places == sorted(set(places))
        assert -90 <= float(point.get("lat")) <= 90


def test_the_route_visits_the_stops_in_order_from_base_to_base() -> None:
    order = samples.order(8)
    route = parsed(gpx_bytes(order, "id")).find(f"{GPX}rte")
    points = route.findall(f"{GPX}rtept")
    assert order.base is not None
    places = [(float(point.get("lon")), float(point.get("lat"))) for point in points]
    base = (order.base.lon, order.base.lat)
    assert places == [base, *((stop.lon, stop.lat) for stop in order.stops), base]
    times = [point.findtext(f"{GPX}time") for point in points]
    assert times == sorted(times)
    assert times[1] == "2026-11-23T11:20:00Z"
    assert points[2].findtext(f"{GPX}sym") == "Building"


def test_names_are_short_ascii_and_unlike() -> None:
    long = "Pelabuhan penyeberangan Tanjung Api-Api sebelah timur"
    root = parsed(gpx_bytes(samples.order(12, stop_changes={"name": long}), "id"))
    names = [point.findtext(f"{GPX}name") for point in root.findall(f"{GPX}wpt")]
    assert all(len(name) <= NAME_CHARACTERS and name.isascii() for name in names)
    assert len({name.casefold() for name in names}) == len(names) == 13
    assert any(long in point.findtext(f"{GPX}desc") for point in root.findall(f"{GPX}wpt"))


@given(st.text(max_size=60))
def test_any_text_becomes_a_name(text: str) -> None:
    name = ascii_name(text)
    assert 0 < len(name) <= NAME_CHARACTERS
    assert name.isascii()
    assert name.isprintable()


def test_the_track_has_a_segment_for_each_part_and_may_be_left_out() -> None:
    parts = MultiLineString([[(104.9, -2.5), (104.95, -2.6)], [(105, -2.6), (105.1, -2.7), (105.2, -2.7)]])
    order = samples.order(2, geometry=parts)
    track = parsed(gpx_bytes(order, "id")).find(f"{GPX}trk")
    assert [len(segment) for segment in track.findall(f"{GPX}trkseg")] == [2, 3]
    assert parsed(gpx_bytes(order, "id", with_track=False)).find(f"{GPX}trk") is None


def test_an_order_without_stops_way_and_base_is_valid_too() -> None:
    order = samples.order(0, geometry=None, units="[]")
    assert tags(parsed(gpx_bytes(order, "id"))) == ["metadata"]

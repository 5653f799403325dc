from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.sources.osm_tags import KIND_OF_CLASS, TAGS, WayTags, duration_min, speed_kmh, way_tags


def meant(**tags: str) -> WayTags:
    found = way_tags(tags)
    assert isinstance(found, WayTags)
    return found


@pytest.mark.parametrize(
    ("tags", "kind", "way_class"),
    [
        ({"highway": "trunk_link"}, "road", "trunk_link"),
        ({"highway": "track"}, "track", "track"),
        ({"highway": "steps"}, "foot", "steps"),
        ({"waterway": "canal"}, "river", "canal"),
        ({"route": "ferry"}, "ferry", "ferry"),
        ({"route": "ferry", "highway": "primary"}, "ferry", "ferry"),
        ({"highway": "construction", "waterway": "river"}, "river", "river"),
    ],
)
def test_kind_and_class(tags: dict[str, str], kind: str, way_class: str) -> None:
    found = meant(**tags)
    assert (found.kind, found.way_class) == (kind, way_class)
    assert KIND_OF_CLASS[way_class] == kind


def test_what_is_of_no_use_says_why() -> None:
    assert way_tags({"highway": "platform"}) == "highway=platform"
    assert way_tags({"waterway": "riverbank"}) == "waterway=riverbank"
    assert way_tags({"route": "bus"}) == "route=bus"


@pytest.mark.parametrize(
    ("tags", "oneway"),
    [
        ({"highway": "primary", "oneway": "yes"}, 1),
        ({"highway": "primary", "oneway": "-1"}, -1),
        ({"highway": "primary", "oneway": "reversible"}, 0),
        ({"highway": "primary", "junction": "roundabout"}, 1),
        ({"highway": "primary", "junction": "roundabout", "oneway": "no"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"waterway": "river", "oneway": "yes"}, 0),
        ({"route": "ferry", "oneway": "yes"}, 1),
    ],
)
def test_directions(tags: dict[str, str], oneway: int) -> None:
    assert meant(**tags).oneway == oneway


def test_the_most_specific_access_counts() -> None:
    assert meant(highway="service", access="private").access_motor == "private"
    assert meant(highway="service", access="no", foot="yes").access_motor == "no"
    assert meant(highway="service", access="no", foot="yes").access_foot == "yes"
    assert meant(highway="service", access="no", motorcar="yes").access_motor == "yes"
    assert meant(waterway="river", boat="no").access_boat == "no"
    assert meant(waterway="canal", tunnel="culvert").access_boat == "no"
    assert meant(waterway="canal", bridge="aqueduct").access_boat == "yes"


def test_bridges_tunnels_layers_and_seasons() -> None:
    found = meant(highway="road", bridge="viaduct", layer="1")
    assert (found.bridge, found.tunnel, found.layer) == (True, False, 1)
    assert meant(highway="road", bridge="no", layer="up").layer == 0
    assert meant(waterway="stream", intermittent="yes").intermittent
    assert meant(waterway="stream", seasonal="wet_season").intermittent
    assert not meant(waterway="stream").intermittent


@pytest.mark.parametrize(
    ("value", "kmh"),
    [("50", 50), ("30 mph", 48.28032), ("5 knots", 9.26), ("walk", 5), ("40 km/h", 40), ("12.5", 12.5)],
)
def test_posted_speeds(value: str, kmh: float) -> None:
    assert speed_kmh(value) == pytest.approx(kmh)


@pytest.mark.parametrize("value", [None, "", "none", "RU:urban", "0", "-5", "1e9", "50;60", "9" * 400])
def test_unreadable_speeds_are_unknown(value: str | None) -> None:
    assert math.isnan(speed_kmh(value))


@pytest.mark.parametrize(
    ("value", "minutes"), [("20", 20), ("1:05", 65), ("00:20:30", 20.5), ("PT1H30M", 90), ("PT45M", 45)]
)
def test_durations(value: str, minutes: float) -> None:
    assert duration_min(value) == pytest.approx(minutes)


@pytest.mark.parametrize("value", [None, "", "soon", "0", "PT", "99999:99"])
def test_unreadable_durations_are_unknown(value: str | None) -> None:
    assert math.isnan(duration_min(value))


@given(st.dictionaries(st.sampled_from(TAGS), st.text(max_size=30)))
def test_any_tags_have_a_meaning(tags: dict[str, str]) -> None:
    found = way_tags(tags)
    assert isinstance(found, str) or (found.oneway in {-1, 0, 1} and found.kind in set(KIND_OF_CLASS.values()))

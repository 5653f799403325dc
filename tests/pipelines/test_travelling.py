"""Networks of a store: built from layers or files, kept, checked, used or left aside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from geo.agencies.packs import load_region
from geo.errors import FileRefusedError, NotFoundError, ParameterError
from geo.pipelines.travelling import NetworkRequest, build_in_store, check_in_store, modes_of, network_travel, travel_of
from geo.settings import Settings, load_settings
from geo.store import create_store
from tests.pipelines.patrol_store import AGENCIES, CENTRES, NOW, UNITS, lines, pack, unit

RIVERS = lines(((104.45, -2.70), (104.50, -2.72)), ((104.70, -2.70), (104.75, -2.72)), kind="river")
AWAY = lines(((10.0, 50.0), (10.1, 50.1)), highway="primary")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db", now=NOW)


@pytest.fixture
def store_of(settings):
    """Return a function that makes the store of a region pack."""
    made = []

    def make(**files: str):
        given = {name: text.encode() for name, text in pack(**files).items() if text}
        made.append(create_store(settings.store, given, settings.clock()))
        return made[-1]

    yield make
    for store in made:
        store.close()


def test_the_regions_own_layers_make_a_network(store_of, settings):
    store = store_of(rivers=RIVERS)
    about = build_in_store(store, NetworkRequest(), settings)
    json.dumps(about, allow_nan=False)
    assert {source["file"] for source in about["sources"]} == {"roads.geojson", "rivers.geojson"}
    assert about["in_region"]
    assert set(about["km_by_class"]) == {"unclassified", "river"}
    assert about["km"] == pytest.approx(sum(about["km_by_class"].values()), abs=0.01)
    [kept] = store.networks()
    assert kept["about"]["km"] == about["km"]
    travel = network_travel(store)
    assert "roads.geojson" in travel.says.en
    metric = np.array([[500000.0, 9690000.0]])
    assert travel.minutes("road", metric, metric).shape == (1, 1)
    assert network_travel(store, straight=True) is None
    assert "straight" in travel_of(store, straight=True).says.en
    assert "wet" in travel_of(store, "wet").says.en


def test_building_again_replaces_and_is_the_same(store_of, settings):
    store = store_of()
    first = build_in_store(store, NetworkRequest(), settings)
    digest = store.networks()[0]["digest"]
    assert build_in_store(store, NetworkRequest(), settings) == first
    assert [one["digest"] for one in store.networks()] == [digest]


def test_without_lines_it_is_said_where_they_come_from(store_of, settings):
    store = store_of(roads="")
    with pytest.raises(ParameterError, match="roads and rivers"):
        build_in_store(store, NetworkRequest(), settings)
    assert travel_of(store).says.en.startswith("Without a road network")


def test_a_check_needs_a_network(store_of):
    with pytest.raises(NotFoundError) as refused:
        check_in_store(store_of(), "dry")
    assert "petarawan network build FILE" in refused.value.text("en")
    assert refused.value.text("id").startswith("Jaringan untuk waktu tempuh")


def test_a_sound_network_has_no_findings_for_its_crews(store_of, settings):
    store = store_of()
    build_in_store(store, NetworkRequest(), settings)
    checked = check_in_store(store, "dry")
    assert not any("Regu" in finding["en"] for finding in checked["findings"])


def test_bases_off_the_network_and_rivers_apart_are_found(store_of, settings):
    units = UNITS + unit("FAR", "POLRES", (104.45, -2.88)) + unit("B1", "POLRES", (104.45, -2.70), "river")
    store = store_of(units=units + unit("NB", "POLRES", None), rivers=RIVERS)
    build_in_store(store, NetworkRequest(), settings)
    checked = check_in_store(store, "dry")
    json.dumps(checked, allow_nan=False)
    assert checked["ok"] is False
    texts = [finding["en"] for finding in checked["findings"]]
    assert any("Regu FAR" in text and "limit" in text for text in texts)
    assert any("river" in text and "apart" in text for text in texts)
    assert not any("Regu NB" in text or "nan" in text for text in texts)


def test_a_network_of_elsewhere_is_kept_but_not_used(store_of, settings, tmp_path):
    file = tmp_path / "away.geojson"
    file.write_text(AWAY)
    store = store_of()
    about = build_in_store(store, NetworkRequest((file,)), settings)
    assert about["in_region"] is False
    assert "not used" in about["notices"][0]["en"]
    assert network_travel(store) is None
    checked = check_in_store(store, "dry")
    assert checked["ok"] is False
    assert checked["findings"][0]["code"] == "elsewhere"


def test_several_layers_lie_side_by_side(store_of, settings, tmp_path):
    one, two = tmp_path / "one.geojson", tmp_path / "two.geojson"
    one.write_text(lines(CENTRES[:2], highway="primary"))
    two.write_text(lines(CENTRES[1:], highway="track"))
    store = store_of()
    both = build_in_store(store, NetworkRequest((one, two)), settings)
    alone = [build_in_store(store, NetworkRequest((file,)), settings)["km"] for file in (one, two)]
    assert both["km"] == pytest.approx(sum(alone), abs=0.01)
    assert [source["file"] for source in both["sources"]] == ["one.geojson", "two.geojson"]
    assert set(both["km_by_class"]) == {"primary", "track"}


def test_classes_are_found_asked_for_or_refused(store_of, settings, tmp_path):
    file = tmp_path / "ways.geojson"
    file.write_text(lines(CENTRES, sort="secondary", kelas="track"))
    store = store_of()
    assert set(build_in_store(store, NetworkRequest((file,)), settings)["km_by_class"]) == {"track"}
    asked = NetworkRequest((file,), class_column="sort")
    assert set(build_in_store(store, asked, settings)["km_by_class"]) == {"secondary"}
    with pytest.raises(ParameterError, match="class_column"):
        build_in_store(store, NetworkRequest((file,), class_column="nope"), settings)
    file.write_text(lines(CENTRES))
    assert set(build_in_store(store, NetworkRequest((file,)), settings)["km_by_class"]) == {"unclassified"}
    given = NetworkRequest((file,), default_class="track")
    assert set(build_in_store(store, given, settings)["km_by_class"]) == {"track"}


def test_files_that_are_no_ways_are_refused(store_of, settings, tmp_path):
    file = tmp_path / "x.osm.pbf"
    file.write_bytes(b"\x00\x01nothing of the kind")
    store = store_of()
    for path in (file, tmp_path / "none.osm"):
        with pytest.raises(FileRefusedError):
            build_in_store(store, NetworkRequest((path,)), settings)
    assert store.networks() == []


def test_modes_are_those_of_units_that_can_go():
    units = unit("A", "POLRES", CENTRES[0]) + unit("B", "POLRES", CENTRES[0], "river", "available = false\n")
    region = load_region({name: text.encode() for name, text in pack(AGENCIES, units).items()})
    assert modes_of(region) == ["road"]

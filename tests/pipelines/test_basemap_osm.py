"""OpenStreetMap to a basemap: ways for travel and closed areas, what cannot be used counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import FileRefusedError
from geo.pipelines.basemap_osm import read_extract
from tests.sources.osm_at_hand import NODES, WAYS, osm_xml, write_osm, write_pbf

MORE = {
    20: ((1, 2, 4, 1), {"natural": "water", "water": "lake", "name": "Danau Uji"}),
    21: ((1, 2, 4, 1), {"building": "house"}),
    22: ((1, 2, 4, 1), {"landuse": "farmland"}),
    23: ((1, 2, 4, 1), {"building": "no", "natural": "tree_row"}),
    24: ((1, 2, 4), {"landuse": "forest"}),
    25: ((1, 2, 999, 1), {"landuse": "forest"}),
}


@pytest.mark.parametrize("kind", ["xml", "pbf"])
def test_roads_rivers_and_areas_are_read(tmp_path: Path, kind: str) -> None:
    ways = {**WAYS, **MORE}
    path = tmp_path / "a"
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, ways) if kind == "pbf" else write_osm(path, osm_xml(NODES, ways))
    things, notices = read_extract(path)
    found = sorted((one.theme, one.attributes["kind"]) for one in things)
    assert found == [
        ("buildings", "building"), ("landcover", "farmland"), ("roads", "major_road"), ("roads", "other"),
        ("water", "lake"), ("water", "lake"), ("water", "river"),
    ]  # fmt: skip
    texts = [one.en for one in notices]
    assert any(text.startswith("3 areas") for text in texts)
    assert any("relations" in text for text in texts)


def test_an_extract_of_areas_alone_is_enough_and_one_of_nothing_is_not(tmp_path: Path) -> None:
    things, _ = read_extract(write_osm(tmp_path / "a.osm", osm_xml(NODES, {20: MORE[20]})))
    assert {one.theme for one in things} == {"water"}
    with pytest.raises(FileRefusedError, match=r"no complete road"):
        read_extract(write_osm(tmp_path / "b.osm", osm_xml(NODES, {})))

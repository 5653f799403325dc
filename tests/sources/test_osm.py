"""Reading OpenStreetMap files: what comes out, and that hostile ones are refused with a sentence."""

from __future__ import annotations

import bz2
import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError
from geo.sources.osm import WAY_COLUMNS, read_osm
from geo.sources.osm_sandbox import OsmLimits
from tests.sources.hostile import reason_of
from tests.sources.osm_at_hand import NODES, WAYS, osm_xml, write_osm, write_pbf


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "a.osm")


def test_ways_for_travel_with_their_tags_and_nodes(plain: Path) -> None:
    ways = read_osm(plain)
    assert list(ways.columns) == list(WAY_COLUMNS)
    assert ways.crs == "EPSG:4326"
    assert ways["osm_id"].tolist() == [10, 11, 12]
    assert ways["kind"].tolist() == ["road", "track", "river"]
    assert ways["class"].tolist() == ["primary", "track", "river"]
    assert ways["name"].iloc[0] == "Jalan & Raya"
    assert ways["oneway"].tolist() == [0, 1, 0]
    assert ways["maxspeed_kmh"].iloc[0] == 60
    assert math.isnan(ways["maxspeed_kmh"].iloc[1])
    assert [one.tolist() for one in ways["nodes"]] == [[1, 2, 3], [2, 4], [3, 5]]
    assert list(ways.geometry.iloc[0].coords) == [NODES[1], NODES[2], NODES[3]]
    assert ways.attrs["ways"] == {"highway": 3, "waterway": 1, "ferry": 0, "all": 4}
    assert [one.code for one in ways.attrs["notices"]] == ["not_for_travel"]
    assert ways.attrs["notices"][0].n == 1
    assert len(ways.attrs["digest"]) == 64


@pytest.mark.parametrize("packing", ["pbf", "gz", "bz2", "pbf.gz"])
def test_every_packing_gives_the_same_whatever_the_name(plain: Path, tmp_path: Path, packing: str) -> None:
    other = tmp_path / "named_wrongly.txt"
    if packing == "pbf":
        other.write_bytes(write_pbf(tmp_path / "a.osm.pbf").read_bytes())
    elif packing == "gz":
        other.write_bytes(gzip.compress(plain.read_bytes()))
    elif packing == "bz2":
        other.write_bytes(bz2.compress(plain.read_bytes()))
    else:
        other.write_bytes(gzip.compress(write_pbf(tmp_path / "a.osm.pbf").read_bytes()))
    expected, found = read_osm(plain), read_osm(other)
    assert found.drop(columns="nodes").equals(expected.drop(columns="nodes"))
    assert [one.tolist() for one in found["nodes"]] == [one.tolist() for one in expected["nodes"]]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path, plain: Path) -> None:
    turned = write_osm(tmp_path / "turned.osm", osm_xml(ways_first=True))
    assert read_osm(turned).drop(columns="nodes").equals(read_osm(plain).drop(columns="nodes"))


def test_ids_of_things_not_yet_uploaded_are_negative(tmp_path: Path) -> None:
    nodes = {-number: place for number, place in NODES.items()}
    path = write_osm(tmp_path / "a.osm", osm_xml(nodes, {-5: ((-1, -2), {"highway": "path"})}))
    ways = read_osm(path)
    assert ways["osm_id"].tolist() == [-5]
    assert ways["nodes"].iloc[0].tolist() == [-1, -2]


def test_missing_nodes_cut_a_way_and_are_told(tmp_path: Path) -> None:
    ways = {1: ((1, 2, 99, 3, 5), {"highway": "road"}), 2: ((1, 98), {"highway": "road"})}
    found = read_osm(write_osm(tmp_path / "a.osm", osm_xml(NODES, ways)))
    assert [one.tolist() for one in found["nodes"]] == [[1, 2], [3, 5]]
    assert found["osm_id"].tolist() == [1, 1]
    (notice,) = found.attrs["notices"]
    assert (notice.code, notice.n) == ("missing_nodes", 2)
    assert "1 ways were cut there, 1 could not be used" in notice.says.en


def test_places_off_the_earth_count_as_missing(tmp_path: Path) -> None:
    nodes = {**NODES, 2: (204.0, -2.9)}
    found = read_osm(write_osm(tmp_path / "a.osm", osm_xml(nodes, {1: ((1, 2, 3, 5), {"highway": "road"})})))
    assert found["nodes"].iloc[0].tolist() == [3, 5]


def test_a_way_that_stands_still_is_not_a_way(tmp_path: Path) -> None:
    ways = {1: ((1, 1), {"highway": "road"}), 2: ((1, 2, 2, 3), {"highway": "road"})}
    found = read_osm(write_osm(tmp_path / "a.osm", osm_xml(NODES, ways)))
    assert [one.tolist() for one in found["nodes"]] == [[1, 2, 3]]
    assert found.attrs["notices"][0].code == "short_ways"


def test_repeated_ways_count_once(tmp_path: Path) -> None:
    text = osm_xml().replace("</osm>", osm_xml(ways={10: WAYS[10]}).split('<osm version="0.6">')[1])
    found = read_osm(write_osm(tmp_path / "a.osm", text))
    assert found["osm_id"].tolist() == [10, 11, 12]
    assert "repeated_ways" in [one.code for one in found.attrs["notices"]]


def test_nothing_for_travel_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "a.osm", osm_xml(ways={1: ((1, 2), {"building": "yes"})}))
    assert reason_of(read_osm, path) == "no_ways"
    assert reason_of(read_osm, write_osm(tmp_path / "b.osm", osm_xml({}, {}))) == "no_ways"
    assert reason_of(read_osm, write_pbf(tmp_path / "c.osm.pbf", {}, {})) == "no_ways"


@pytest.mark.parametrize("kind", ["xml", "pbf"])
def test_a_file_cut_off_anywhere_is_never_read_in_part_silently(tmp_path: Path, kind: str) -> None:
    whole = write_osm(tmp_path / "a.osm") if kind == "xml" else write_pbf(tmp_path / "a.osm.pbf")
    content = whole.read_bytes()
    cuts = {1, 5, 20, len(content) // 3, len(content) // 2, len(content) - 30, len(content) - 1}
    for cut in sorted(cuts):
        path = tmp_path / "cut"
        path.write_bytes(content[:cut])
        assert reason_of(read_osm, path) in {"damaged", "bad_xml", "not_osm", "no_ways"}, cut


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_pbf_is_refused_or_read_but_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(write_pbf_once(tmp_path).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(bytes(content))
    found = reason_of(read_osm, path)
    assert found.startswith("not refused:") or found in {"damaged", "not_osm", "no_ways", "too_many_ways", "history"}


def write_pbf_once(folder: Path) -> Path:
    path = folder / "once.osm.pbf"
    return path if path.exists() else write_pbf(path)


def test_doctype_and_entities_are_refused_before_parsing(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    hidden = "<!--" + "x" * 10_000 + "-->"
    for number, prolog in enumerate((bomb, "<!DOCTYPE osm>", hidden + bomb)):
        text = osm_xml().replace("<osm ", prolog + "<osm ", 1)
        assert reason_of(read_osm, write_osm(tmp_path / f"{number}.osm", text)) == "doctype"


def test_other_content_is_refused_by_name(tmp_path: Path) -> None:
    cases = {
        "a.osm.pbf": (b"not a map", "not_osm"),
        "b.osm": (b"<kml></kml>", "not_osm"),
        "c.osm": (b"", "empty_file"),
        "d.osm.gz": (gzip.compress(gzip.compress(b"<osm/>")), "nested_archive"),
        "e.osm.gz": (gzip.compress(osm_xml().encode())[:-9], "damaged"),
        "f.osm.bz2": (bz2.compress(osm_xml().encode())[:-9], "damaged"),
        "g.osm": (b"<osm><node id='1'", "bad_xml"),
        "h.osm": (b"<osmChange version='0.6'></osmChange>", "not_osm"),
        "i.osm": (osm_xml().replace('lat="-2.9"', 'lat="north"').encode(), "damaged"),
        "j.osm.gz": (gzip.compress(b""), "empty_file"),
    }
    for name, (content, expected) in cases.items():
        (tmp_path / name).write_bytes(content)
        assert reason_of(read_osm, tmp_path / name) in {expected, "damaged"}, name
    assert reason_of(read_osm, tmp_path / "missing.osm") == "not_found"
    assert reason_of(read_osm, tmp_path) == "is_folder"


def test_bombs_are_stopped_long_before_their_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.osm.gz"
    with gzip.open(path, "wb") as out:
        out.write(b"<osm>")
        for _ in range(64):
            out.write(b" " * 2**20)
    assert reason_of(read_osm, path) == "archive_limits"
    few = OsmLimits(most_inflated_bytes=1000)
    path.write_bytes(bz2.compress(b"<osm>" + b" " * 100_000))
    assert reason_of(read_osm, path, few) == "archive_limits"


def test_limits_name_the_number_and_the_remedy(plain: Path) -> None:
    for limits in (OsmLimits(most_ways=2), OsmLimits(most_nodes=3)):
        with pytest.raises(FileRefusedError) as caught:
            read_osm(plain, limits)
        assert caught.value.reason == "too_many_ways"
        assert str(limits.most_ways if limits.most_ways == 2 else limits.most_nodes) in caught.value.text("en")
        assert "osmium extract" in caught.value.text("id")
    assert reason_of(read_osm, plain, OsmLimits(most_bytes=100)) == "too_large"


def test_the_same_file_gives_the_same_table(plain: Path) -> None:
    one, two = read_osm(plain), read_osm(plain)
    assert one.drop(columns="nodes").equals(two.drop(columns="nodes"))
    assert all(np.array_equal(a, b) for a, b in zip(one["nodes"], two["nodes"], strict=True))

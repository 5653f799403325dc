from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from geo.spatial.travel.check import MOST_OF_A_KIND, NetworkCheck, check_network
from geo.spatial.travel.speeds import TravelSpeeds
from tests.spatial.travel.graphs_at_hand import CRS, network_of

ORIGIN = np.array([450_000, 9_700_000])
XY = ORIGIN + np.array(
    [(0.0, 0), (4000, 0), (0, 1000), (1000, 1000), (9000, 0), (9000, 3000), (9500, 0), (9500, 400), (2000, 900)]
)
WAYS = [
    ([0, 1], "primary", 0), ([2, 3], "service", 0), ([4, 5], "river", 0), ([6, 7], "canal", 0), ([0, 8], "tertiary", 1),
]  # fmt: skip


def checked(places: gpd.GeoDataFrame | None = None, speeds: TravelSpeeds | None = None) -> NetworkCheck:
    return check_network(network_of(XY, WAYS), speeds, places)


def codes(found: NetworkCheck) -> dict[str, int]:
    names = [one.code for one in found.findings]
    return {name: names.count(name) for name in names}


def places(*rows: tuple[str, str | None, float, float]) -> gpd.GeoDataFrame:
    names, modes, x, y = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"name": names, "mode": modes}, geometry=[Point(*one) for one in zip(x, y, strict=True)], crs=CRS
    )


def test_each_means_of_travel_is_summed_up() -> None:
    road, track, river, foot = checked().modes
    assert [one.mode for one in (road, track, river, foot)] == ["road", "track", "river", "foot"]
    assert road.km_by_class == pytest.approx({"primary": 4, "tertiary": 2.193, "service": 1}, abs=1e-3)
    assert (road.components, river.components) == (2, 2)
    assert river.largest_share == pytest.approx(3 / 3.4)


def test_pieces_rivers_and_one_ways_are_found_with_their_place() -> None:
    found = checked()
    assert codes(found) == {"piece_apart": 3, "river_apart": 1, "dead_one_way": 1, "no_landing": 1}
    apart = next(one for one in found.findings if one.code == "river_apart")
    assert "0.4 km" in apart.text.en
    assert (apart.lon, apart.lat) == (pytest.approx(104.635, abs=0.01), pytest.approx(-2.71, abs=0.01))
    slips = checked(speeds=TravelSpeeds(least_piece_m=2000))
    assert any("too short to take places" in one.text.en for one in slips.findings)


def test_places_off_the_network_are_named_with_distance_and_node() -> None:
    x, y = ORIGIN
    table = places(
        ("Pos A", "road", x + 500, y + 10), ("Pos B", "road", x - 3000, y), ("Dermaga", "river", x, y),
        ("Titik 7", None, x + 500, y + 1100),
    )  # fmt: skip
    found = [one for one in checked(table).findings if one.code in {"off_network", "on_piece"}]
    assert [one.code for one in found] == ["off_network", "off_network", "on_piece"]
    assert "Dermaga: 9,000 m from any way by river (limit 500 m)" in found[0].text.en
    assert "Pos B: 3,000 m from any way by road" in found[1].text.en
    assert "nearest node" in found[1].text.en
    assert "Titik 7" in found[2].text.id


def test_places_in_degrees_areas_and_nothing_are_taken() -> None:
    x, y = ORIGIN
    table = places(("A", "road", x - 3000, y))
    table.geometry = table.geometry.buffer(10)
    table = table.to_crs(4326)
    assert "off_network" in codes(checked(table))
    assert codes(checked(table.iloc[:0])) == codes(checked())
    hole = gpd.GeoDataFrame({"name": ["x", "y"]}, geometry=[None, Point(x, y)], crs=CRS)
    assert codes(checked(hole)) == codes(checked())


def test_an_empty_network_says_so_for_every_means_of_travel() -> None:
    empty = network_of(np.empty((0, 2)), [])
    found = check_network(empty, places=places(("A", None, 0.0, 0.0)).set_crs(CRS))
    assert codes(found) == {"off_network": 1, "no_ways": 4}
    assert json.loads(json.dumps(found.as_dict()))["modes"][0]["largest_share"] is None


def test_many_findings_of_a_kind_are_counted_not_listed() -> None:
    n = 70
    xy = ORIGIN + np.stack([np.repeat(np.arange(n) * 1000, 2), np.tile([0, 500], n)], axis=1)
    ways = [([2 * one, 2 * one + 1], "service", 0) for one in range(n)]
    found = check_network(network_of(xy, ways))
    roads = [one for one in found.findings if "by road" in one.text.en]
    assert len(roads) == MOST_OF_A_KIND
    assert any("19 more findings" in one.text.en for one in found.findings)
    assert json.dumps(found.as_dict(), allow_nan=False)

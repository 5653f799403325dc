from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from geo.errors import TableError, UnprojectedError
from geo.languages import Says
from geo.spatial.travel import network as form
from geo.spatial.travel.build import build_network
from tests.spatial.travel.graphs_at_hand import CRS, ORIGIN, network_of, random_ways, ways_table

XY = np.array([(0.0, 0), (1000, 0), (2000, 0), (1000, 1000), (5000, 5000), (5500, 5000)]) + ORIGIN
WAYS = [([0, 1, 2], "primary", 0), ([1, 3], "track", 0), ([4, 5], "service", 0)]


def told(network: form.TravelNetwork) -> str:
    return " | ".join(one.en for one in network.notices)


def test_attributes_travel_with_the_edges() -> None:
    network = network_of(
        XY, WAYS, maxspeed_kmh=[60, np.nan, np.nan], surface=["asphalt", "ground", None], bridge=[True, False, False],
        access_motor=["yes", "private", "no"],
    )  # fmt: skip
    by_class = {name: edge for edge, name in enumerate(network.class_names)}
    assert network.kmh[by_class["primary"]] == 60
    assert network.has(form.BRIDGE)[by_class["primary"]]
    assert network.has(form.UNPAVED).tolist() == [name == "track" for name in network.class_names]
    assert network.has(form.MOTOR_PRIVATE)[by_class["track"]]
    assert network.has(form.MOTOR_NO)[by_class["service"]]
    assert network.km_by_class() == pytest.approx({"primary": 2, "track": 1, "service": 0.5})
    assert len(network) == 4


def test_isolated_pieces_and_ways_outside_are_told_with_their_length() -> None:
    assert "1 pieces apart from the main network, 0.5 km of 3.5 km" in told(network_of(XY, WAYS))
    ways = ways_table(XY, WAYS)
    inside = box(*ways.geometry.iloc[:2].buffer(10).to_crs(4326).total_bounds)
    network = build_network(ways, CRS, area=inside)
    assert "1 ways outside the area were left out (0.5 km)" in told(network)
    assert network.length_m.sum() == pytest.approx(3000)


def test_one_ways_without_return_are_told() -> None:
    network = network_of(XY, [([0, 1, 2], "primary", 0), ([1, 3], "service", 1)])
    assert "1 one-way edges cannot be left or cannot be reached (1 km)" in told(network)
    ring = network_of(XY, [([0, 1, 2], "primary", 0), ([1, 3, 0], "service", 1)])
    assert "one-way" not in told(ring)


def test_ferries_keep_the_speed_of_their_duration_and_land() -> None:
    xy = np.array([(0.0, 0), (1000, 0), (500, 50), (500, 2050)])
    ways = [([0, 1], "primary", 0), ([2, 3], "ferry", 0)]
    network = network_of(xy, ways, link_m=100, duration_min=[np.nan, 20])
    ferry = network.of_kind("ferry")
    assert network.kmh[ferry].tolist() == pytest.approx([6.0])
    link = network.has(form.LINK)
    assert network.length_m[link].tolist() == [50]
    assert network.class_names[link].tolist() == ["primary"]
    assert "1 ends of ferries were linked" in told(network)
    assert "1 ends of ferries have no road" in told(network)


def test_notices_source_and_date_come_along() -> None:
    ways = ways_table(XY, WAYS)
    ways.attrs = {"notices": [Says("satu", "one")], "digest": "d", "date": "2026-01-02", "file": "a.osm"}
    network = build_network(ways, CRS)
    assert network.notices[0].en == "one"
    assert (network.source, network.digest, network.date) == ("a.osm", "d", "2026-01-02")


def test_nothing_gives_an_empty_network_with_a_notice() -> None:
    network = network_of(np.empty((0, 2)), [])
    assert len(network) == 0
    assert "empty" in told(network)


def test_two_nodes_at_one_place_stay_joined() -> None:
    xy = np.array([(0.0, 0), (1000, 0), (1000, 0), (2000, 0)])
    network = network_of(xy, [([0, 1], "primary", 0), ([1, 2], "service", 0), ([2, 3], "primary", 0)])
    assert len(network) == 3
    assert network.length_m.min() == pytest.approx(0.001)


def test_rows_whose_nodes_do_not_fit_are_left_out_and_told() -> None:
    ways = ways_table(XY, WAYS)
    ways.at[2, "nodes"] = np.array([4])
    assert "1 ways outside" in told(build_network(ways, CRS))


def test_bad_tables_and_degrees_are_refused() -> None:
    ways = ways_table(XY, WAYS)
    with pytest.raises(TableError, match="oneway"):
        build_network(ways.drop(columns="oneway"), CRS)
    with pytest.raises(UnprojectedError):
        build_network(ways, 4326)


def test_input_is_left_alone_and_the_order_of_ways_changes_no_length() -> None:
    xy, ways = random_ways(11)
    table = ways_table(xy, ways)
    before = table.copy()
    one = build_network(table, CRS)
    two = build_network(table.iloc[::-1], CRS)
    assert table.equals(before)
    assert one.length_m.sum() == pytest.approx(two.length_m.sum())
    assert (len(one), len(one.nodes)) == (len(two), len(two.nodes))

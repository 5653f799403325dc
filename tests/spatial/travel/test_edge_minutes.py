from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel.edge_minutes import edge_kmh, edge_minutes
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.speeds import Season, TravelSpeeds
from tests.spatial.travel.graphs_at_hand import network_of

XY = np.array([(0.0, 0), (1000, 0), (2000, 0), (3000, 0)])
SPEEDS = TravelSpeeds()


def kmh(mode: Mode, way_class: str, season: Season = "dry", speeds: TravelSpeeds = SPEEDS, **columns: object) -> float:
    network = network_of(XY, [([0, 1], way_class, 0)], **{name: [value] for name, value in columns.items()})
    return float(edge_kmh(network, speeds, mode, season)[0])


@pytest.mark.parametrize(
    ("mode", "way_class", "columns", "dry", "wet"),
    [
        ("road", "primary", {}, 55, 49.5),
        ("road", "primary", {"maxspeed_kmh": 30.0}, 30, 30),
        ("road", "primary", {"maxspeed_kmh": 130.0}, 55, 49.5),
        ("road", "primary", {"surface": "ground"}, 38.5, 22),
        ("road", "track", {}, 0, 0),
        ("track", "track", {"surface": "ground"}, 20, 8),
        ("track", "path", {}, 0, 0),
        ("foot", "primary", {"maxspeed_kmh": 3.0}, 4, 4),
        ("foot", "motorway", {}, 0, 0),
        ("foot", "track", {}, 4, 3),
        ("river", "river", {}, 25, 25),
        ("river", "river", {"maxspeed_kmh": 9.0}, 9, 9),
        ("river", "river", {"intermittent": True}, 0, 25),
        ("river", "river", {"access_boat": "no"}, 0, 0),
        ("river", "stream", {}, 0, 0),
        ("river", "ferry", {}, 0, 0),
        ("river", "primary", {}, 0, 0),
        ("road", "river", {}, 0, 0),
        ("road", "primary", {"access_motor": "no"}, 0, 0),
        ("road", "primary", {"access_foot": "no"}, 55, 49.5),
        ("foot", "primary", {"access_foot": "no"}, 0, 0),
        ("road", "ferry", {"duration_min": 6.0}, 10, 10),
        ("foot", "ferry", {"duration_min": 3.0}, 20, 20),
    ],
)
def test_speed_by_class_surface_limit_access_and_season(
    mode: Mode, way_class: str, columns: dict[str, object], dry: float, wet: float
) -> None:
    assert kmh(mode, way_class, "dry", **columns) == pytest.approx(dry, rel=1e-3)
    assert kmh(mode, way_class, "wet", **columns) == pytest.approx(wet, rel=1e-3)


def test_private_ways_can_be_closed() -> None:
    closed = TravelSpeeds(private_ways=False)
    assert kmh("road", "service", access_motor="private") == 15
    assert kmh("road", "service", "dry", closed, access_motor="private") == 0
    assert kmh("foot", "service", "dry", closed, access_motor="private") == 4


def test_one_ways_bind_wheels_and_ferries_only() -> None:
    network = network_of(XY, [([0, 1], "tertiary", 1)])
    for mode, bound in (("road", True), ("track", True), ("foot", False)):
        forward, backward = edge_minutes(network, SPEEDS, mode, "dry")  # type: ignore[arg-type]
        assert np.isfinite(forward).all()
        assert np.isinf(backward).all() == bound
    ferry = network_of(XY, [([0, 1], "ferry", 1)])
    assert np.isinf(edge_minutes(ferry, SPEEDS, "foot", "dry")[1]).all()


def test_a_crossing_pays_boarding_once_however_many_pieces_it_has() -> None:
    road = [([0, 1], "tertiary", 0)]
    one = network_of(XY, [*road, ([1, 2, 3], "ferry", 0)])
    two = network_of(XY, [*road, ([1, 2], "ferry", 0), ([2, 3], "ferry", 0)])
    for network in (one, two):
        forward, _ = edge_minutes(network, SPEEDS, "road", "dry")
        assert forward[network.of_kind("ferry")].sum() == pytest.approx(15 + 12)

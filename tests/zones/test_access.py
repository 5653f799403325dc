"""Means of travel reach places, pass links, and give minutes."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zones.access import access_of, base_minutes, modes_of
from geo.zones.neighbours import gabriel_edges
from geo.zones.parameters import ZoneParameters
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import CRS, SOUTH, WEST, agency, region, square, unit

X = WEST + np.array([10_000.0, 20_000.0, 30_000.0, 40_000.0])
Y = SOUTH + np.full(4, 50_000.0)
CAR = region([agency("A", "CURI")], [unit("U", "A", 10_000, 50_000)])
BOAT = region([agency("A", "CURI")], [unit("U", "A", 10_000, 50_000, "river")], waters=square(0, 49_000, 45_000))
RIVER = WEST + 25_000.0


def test_a_river_without_a_bridge_is_no_link_for_cars() -> None:
    edges = gabriel_edges(X, Y)
    assert edges == {(0, 1), (1, 2), (2, 3)}
    none = access_of(X, Y, edges, CAR, ZoneParameters(), CRS, FakeTravel(RIVER))
    assert none.links == {(0, 1), (2, 3)}
    assert np.isinf(none.minutes[0, 3])
    assert none.minutes[0, 1] == pytest.approx(15)


@pytest.mark.parametrize(("bridge", "passed"), [(50_000.0, True), (60_000.0, True), (75_000.0, False)])
def test_a_bridge_is_a_link_when_it_is_near_enough(bridge: float, passed: bool) -> None:
    travel = FakeTravel(RIVER, SOUTH + bridge)
    found = access_of(X, Y, gabriel_edges(X, Y), CAR, ZoneParameters(max_link_detour=3), CRS, travel)
    assert ((1, 2) in found.links) is passed
    assert np.isfinite(found.minutes).all()


def test_boats_pass_what_cars_do_not() -> None:
    found = access_of(X, Y, gabriel_edges(X, Y), BOAT, ZoneParameters(), CRS, FakeTravel(RIVER))
    assert found.links == {(0, 1), (1, 2), (2, 3)}
    assert found.only_by_water.all()
    assert modes_of(BOAT.units) == ("river",)
    assert modes_of(()) == ("road",)


def test_places_off_the_network_have_no_links_and_no_minutes() -> None:
    travel = FakeTravel(RIVER, SOUTH + 50_000, {"road": square(9_000, 49_000, 2_000)})
    found = access_of(X, Y, gabriel_edges(X, Y), CAR, ZoneParameters(), CRS, travel)
    assert found.off_network["road"].tolist() == [True, False, False, False]
    assert found.links == {(1, 2), (2, 3)}
    assert np.isinf(found.minutes[0, 1:]).all()
    assert found.minutes[0, 0] == 0


def test_without_a_network_it_is_the_straight_line_with_a_detour() -> None:
    parameters = ZoneParameters(detour=1.5, district_speed_kmh=60)
    found = access_of(X, Y, gabriel_edges(X, Y), CAR, parameters, CRS, None)
    assert found.minutes[0, 2] == pytest.approx(20_000 * 1.5 / 1000)
    assert found.links == {(0, 1), (1, 2), (2, 3)}
    assert not found.off_network


def test_minutes_from_bases_are_each_units_own() -> None:
    units = (unit("a", "A", 10_000, 50_000), unit("b", "A", 10_000, 50_000, "foot"))
    bases = np.array([[X[0], Y[0]], [X[0], Y[0]]])
    places = np.column_stack([X, Y])
    straight = base_minutes(units, bases, places, ZoneParameters(), None)
    assert straight[:, 1] == pytest.approx([10_000 * 1.3 / (40_000 / 60), 10_000 * 1.3 / (4_000 / 60)])
    over = base_minutes(units, bases, places, ZoneParameters(), FakeTravel(RIVER))
    assert over[:, 1] == pytest.approx([15, 150])
    assert np.isinf(over[:, 3]).all()

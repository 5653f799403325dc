"""The districting problem: limits of reach, parts of the links, today's zones, and how many zones."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zones.atoms import Atoms, make_atoms
from geo.zones.districting import judged
from geo.zones.districts import cut_off, districts_of, zones_wanted
from geo.zones.parameters import ZoneParameters
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import WEST, agency, hotspots, region, square, unit

CAR = region([agency("A", "CURI")], [unit("U", "A", 10_000, 50_000)])
WEST_SIDE = [(10_000.0 + 3_000 * k, 20_000.0) for k in range(4)]
EAST_SIDE = [(60_000.0 + 3_000 * k, 20_000.0) for k in range(4)]


def atoms_of(places: list[tuple[float, float]], travel: FakeTravel | None = None, **values: float) -> Atoms:
    return make_atoms(hotspots(places), CAR, ZoneParameters(**values), travel)


def test_a_place_beyond_the_response_limit_is_not_allowed() -> None:
    made = districts_of(atoms_of([(10_000, 10_000), (20_000, 10_000), (90_000, 10_000)]), 1, ZoneParameters())
    assert made.problem.allowed.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
    assert made.problem.cost[0, 1] == pytest.approx(10 * 10_000 * 1.3 / 500)
    assert made.minutes[0, 2] == pytest.approx(208)


def test_parts_that_can_hold_a_zone_stay_apart() -> None:
    atoms = atoms_of(WEST_SIDE + EAST_SIDE, FakeTravel(WEST + 40_000))
    made = districts_of(atoms, 2, ZoneParameters())
    allowed = made.problem.allowed
    assert allowed[:4, :4].all()
    assert allowed[4:, 4:].all()
    assert not allowed[:4, 4:].any()


def test_a_light_part_is_tied_and_holds_no_centre() -> None:
    west = [(10_000.0 + 3_000 * k, 20_000.0) for k in range(8)]
    atoms = atoms_of([*west, (45_000.0, 20_000.0)], FakeTravel(WEST + 40_000))
    made = districts_of(atoms, 2, ZoneParameters())
    assert len(atoms.pieces()) == 2
    assert made.problem.allowed[8, :8].all()
    assert not made.problem.allowed[:8, 8].any()
    assert np.isfinite(made.minutes[8]).all()
    assert cut_off(atoms, np.array([2, 3, 8]), 2).tolist() == [8]
    assert cut_off(atoms, np.array([0, 1, 2, 3]), 2).tolist() == []


def test_leaving_todays_zone_has_its_price() -> None:
    atoms = atoms_of(WEST_SIDE)
    keep = np.zeros((4, 4))
    keep[0, 1] = 7.0
    made = districts_of(atoms, 1, ZoneParameters(), keep)
    bare = districts_of(atoms, 1, ZoneParameters())
    assert (made.problem.cost - bare.problem.cost)[0, 1] == pytest.approx(7)
    found = judged(made.problem, np.zeros(4, dtype=np.int64))
    assert made.moved_price(found) == (7.0 if found.centres[0] == 1 else 0.0)
    assert bare.moved_price(found) == 0


def test_off_every_network_it_is_the_straight_line() -> None:
    travel = FakeTravel(WEST, 0, {"road": square(9_000, 19_000, 2_000)})
    made = districts_of(atoms_of(WEST_SIDE, travel), 1, ZoneParameters())
    assert made.minutes[0, 1] == pytest.approx(3_000 * 1.3 / 500)
    assert made.minutes[1, 2] == pytest.approx(3_000 / (40_000 / 60))


def test_the_number_of_zones_follows_work_crews_and_today() -> None:
    automatic = ZoneParameters()
    crews = [unit(f"U{n}", "A", 0, 0) for n in range(8)]
    assert zones_wanted(100, 50, region(), automatic) == 1
    assert zones_wanted(481, 50, region(), automatic) == 2
    assert zones_wanted(1e6, 50, region(), automatic) == 12
    assert zones_wanted(1e6, 50, region([agency("A")], crews), automatic) == 4
    assert zones_wanted(1e6, 50, region([agency("A")], crews), ZoneParameters(crews_per_zone=4)) == 2
    assert zones_wanted(1e6, 3, region([agency("A")], crews), automatic) == 3
    assert zones_wanted(100, 50, region(), ZoneParameters(zones=7)) == 7
    assert zones_wanted(100, 50, region(), automatic, today=5) == 5
    assert zones_wanted(100, 3, region(), automatic, today=5) == 3

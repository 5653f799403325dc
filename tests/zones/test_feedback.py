"""Zones redrawn after their crews are lawfully better, and travel stays within what was allowed."""

from __future__ import annotations

import numpy as np
import pytest

from geo.agencies.region import Region
from geo.zones import ZoneParameters
from geo.zones.atoms import make_atoms
from geo.zones.districting import Problem, is_connected, judged
from geo.zones.districts import districts_of
from geo.zones.feedback import Joint, improved, staffed
from geo.zones.lawful import Ground, Law, ground_of
from geo.zones.search import search
from tests.zones.making import agency, hotspots, region, scattered, square, unit


def begun(given: Region, table: object, **values: float) -> tuple[Problem, Ground, Law, Joint]:
    parameters = ZoneParameters(**values)
    atoms = make_atoms(table, given, parameters)
    problem = districts_of(atoms, int(parameters.zones), parameters).problem
    ground, law = ground_of(atoms, given, parameters), Law(given, parameters)
    found, _ = search(problem, 0, 60)
    return problem, ground, law, staffed(ground, law, found, 10)


def split() -> Region:
    """Return a region whose two agencies each cover one half, at the line x = 60 km."""
    west = square(0, 0, 60_000)
    east = square(60_000, 0, 40_000).union(square(60_000, 30_000, 40_000))
    units = [unit("A1", "A", 25_000, 30_000), unit("B1", "B", 75_000, 30_000)]
    return region([agency("A", "CURI", jurisdiction=west), agency("B", "CURI", jurisdiction=east)], units)


def test_places_go_to_the_crew_that_may_act_on_them() -> None:
    places = [(x, y) for x in (10_000.0, 20_000, 30_000, 52_000, 66_000, 78_000) for y in (20_000.0, 30_000, 40_000)]
    problem, ground, law, first = begun(split(), hotspots(places), zones=2, balance=0.5)
    assert first.staffing.terms["mandate_gap_harm"] == pytest.approx(30)  # x = 52 km goes with the east
    best, complete = improved(problem, ground, law, first, most_travel=3 * first.travel, seed=0, seconds=60)
    assert complete
    assert best.staffing.terms["mandate_gap_harm"] == 0
    assert best.rank <= first.rank


@pytest.mark.parametrize("seed", range(3))
def test_it_never_gets_worse_and_keeps_every_limit(seed: int) -> None:
    random = np.random.default_rng(seed)
    agencies = [
        agency(f"A{k}", ["CURI", "ILLOG", "ROMPAK"][k % 3], "CURI ILLOG" if k % 2 else "",
               square(0, 0, float(random.uniform(50_000, 100_000))) if k > 1 else None)
        for k in range(5)
    ]  # fmt: skip
    units = [unit(f"U{n}", f"A{n % 5}", *random.uniform(10_000, 90_000, 2)) for n in range(12)]
    kinds = [["CURI", "ILLOG", "ROMPAK"][k] for k in random.integers(3, size=40)]
    problem, ground, law, first = begun(region(agencies, units), hotspots(scattered(40, seed), kinds), zones=5)
    best, _ = improved(problem, ground, law, first, most_travel=1.05 * first.travel, seed=seed, seconds=60)
    assert best.rank <= first.rank
    assert best.travel <= 1.05 * first.travel
    assert best.found.rank[:2] <= first.found.rank[:2]
    assert judged(problem, best.found.labels).cost == pytest.approx(best.found.cost)
    for zone in range(problem.zones):
        assert is_connected(problem, np.flatnonzero(best.found.labels == zone))
    again, _ = improved(problem, ground, law, first, most_travel=1.05 * first.travel, seed=seed, seconds=60)
    assert again.rank == best.rank
    assert np.array_equal(again.found.labels, best.found.labels)


def test_without_leave_to_travel_longer_nothing_longer_is_taken() -> None:
    places = [(x, y) for x in (10_000.0, 20_000, 30_000, 52_000, 66_000, 78_000) for y in (20_000.0, 30_000, 40_000)]
    problem, ground, law, first = begun(split(), hotspots(places), zones=2, balance=0.5)
    best, _ = improved(problem, ground, law, first, most_travel=first.travel, seed=0, seconds=60)
    assert best.travel <= first.travel


def test_out_of_time_is_told() -> None:
    places = [(x, y) for x in (10_000.0, 20_000, 30_000, 52_000, 66_000, 78_000) for y in (20_000.0, 30_000, 40_000)]
    problem, ground, law, first = begun(split(), hotspots(places), zones=2, balance=0.5)
    assert improved(problem, ground, law, first, most_travel=9e9, seed=0, seconds=-1.0) == (first, False)

"""The problem: eligibility, windows, copies, limits, and a reason for every place that nobody can visit."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import LineString

from geo.languages import Says
from geo.routes.parameters import RouteParameters
from geo.routes.reach import REASONS
from geo.routes.stops import Made
from tests.routes import making
from tests.routes.making import agency, hotspots, made_of, objects, region, square, unit, zones


def one_zone(ids: list[str], lead: str = "POL", units: tuple = ("P1",), **more: object):
    return zones({"zone_id": "Z01", "lead": lead, "units": list(units), "hotspots": ids, **more})


POL = agency("POL", lead="CURI")
PLACE = region((POL,), [unit("P1", "POL", 0, 0)])


def reasons(made: Made) -> dict[str, str]:
    return {left.site.place_id: left.reason for left in made.left_out}


def test_indices_mean_what_they_say() -> None:
    table, rows, where = making.two_zone_day(3)
    made, _ = made_of(table, rows, where, RouteParameters(visits=2))
    problem = made.problem
    assert (problem.crews, problem.visits, len(made.sites)) == (2, 12, 6)
    assert [shift.crew.crew_id for shift in made.shifts] == ["Z01-land", "Z02-land"]
    assert made.copy == (1, 2) * 6
    assert made.modes == ("road",)
    assert problem.minutes.shape == (1, 8, 8)
    for v in range(problem.visits):
        site = made.sites[problem.site[v]]
        assert tuple(made.places[problem.place[v]]) == (site.x, site.y)
        assert problem.prize[v] == pytest.approx(site.weight * 0.6 ** (made.copy[v] - 1))
        assert problem.service_min[v] == site.visit_min
        assert problem.eligible[:, v].tolist() == [site.zone_id == "Z01", site.zone_id == "Z02"]
    assert np.allclose(problem.ends_min, 480)
    assert np.allclose(problem.most_min, 450)
    assert problem.crew_of_agency.tolist() == [[True, True], [True, True]]
    here = made.places[problem.place[0]]
    out = float(np.hypot(*(here - made.places[0]))) * 1.3 / (40_000 / 60)
    assert problem.minutes[0, 0, problem.place[0]] == pytest.approx(out)
    assert made.left_out == ()


def test_windows_on_the_clock_of_the_shift() -> None:
    evening = [0.0] * 19 + [5.0, 5.0, 5.0] + [0.0, 5.0]
    noon = [0.0] * 12 + [9.0, 9.0] + [0.0] * 10
    table = hotspots([(1_000, 0), (2_000, 0)], hours=[evening, noon])
    made, _ = made_of(table, one_zone(["H000", "H001"]), PLACE, RouteParameters(begins="18:00", visits=1))
    problem = made.problem
    spans = {
        made.sites[problem.site[v]].place_id: (
            problem.window_from[problem.window_starts[v] : problem.window_starts[v + 1]].tolist(),
            problem.window_to[problem.window_starts[v] : problem.window_starts[v + 1]].tolist(),
        )
        for v in range(problem.visits)
    }
    assert spans == {"H000": ([60.0], [240.0])}
    assert reasons(made) == {"H001": "outside_hours"}


def test_a_hotspot_of_other_hours_counts_for_its_share_of_the_shift() -> None:
    mixed = [0.0] * 9 + [2.0] + [0.0] * 10 + [8.0] + [0.0] * 3
    table = hotspots([(1_000, 0)], harm=[50.0], hours=[mixed])
    made, _ = made_of(table, one_zone(["H000"]), PLACE, RouteParameters(visits=1))
    assert made.sites[0].off_hours
    assert made.problem.prize.tolist() == [pytest.approx(10.0)]
    assert (made.problem.window_from.tolist(), made.problem.window_to.tolist()) == ([0.0], [480.0])
    assert [notice.code for notice in made.notices] == ["off_hours"]
    assert "H000" in made.notices[0].says.id


def test_mandates_decide_who_may_visit() -> None:
    table = hotspots([(1_000, 0), (2_000, 0), (3_000, 0)], kinds=["CURI", "ROMPAK", "INFO"])
    made, _ = made_of(table, one_zone(["H000", "H001", "H002"]), PLACE)
    assert {site.place_id for site in made.sites} == {"H000", "H002"}
    assert reasons(made) == {"H001": "no_mandate"}


def test_jurisdiction_bounds_the_mandate() -> None:
    where = region((agency("POL", lead="CURI", jurisdiction=square(-500, -500, 5_000)),), [unit("P1", "POL", 0, 0)])
    table = hotspots([(1_000, 0), (20_000, 0)])
    made, _ = made_of(table, one_zone(["H000", "H001"]), where)
    assert reasons(made) == {"H001": "no_mandate"}


def test_boats_need_water_and_cars_need_land() -> None:
    units = [unit("P1", "POL", 0, 0, crew=6), unit("B1", "POL", 40_000, 0, "river")]
    where = region((POL,), units, waters=square(38_000, -5_000, 30_000))
    table = hotspots([(1_000, 0), (45_000, 0)])
    made, _ = made_of(table, one_zone(["H000", "H001"], units=("P1", "B1")), where)
    eligible = {made.sites[made.problem.site[v]].place_id: made.problem.eligible[:, v].tolist()
                for v in range(made.problem.visits)}  # fmt: skip
    assert [shift.crew.crew_id for shift in made.shifts] == ["Z01-land", "Z01-water"]
    assert eligible == {"H000": [True, False], "H001": [False, True]}
    made, _ = made_of(table, one_zone(["H000", "H001"]), where)
    assert reasons(made) == {"H001": "no_access"}


def test_places_out_of_zones_time_or_ways_are_named_with_the_reason() -> None:
    table = hotspots([(1_000, 0), (60_000, 60_000), (2_000, 0)])
    made, _ = made_of(table, one_zone(["H000", "H001"]), PLACE, RouteParameters(break_min=60))
    assert reasons(made) == {"H002": "no_zone"}
    short = region((POL,), [unit("P1", "POL", 0, 0, shift_min=240.0)])
    made, _ = made_of(table, one_zone(["H000", "H001", "H002"]), short)
    assert reasons(made) == {"H001": "no_time"}
    assert set(REASONS) >= set(reasons(made).values())


class _Islands:
    """A network on which nothing east of 50 km can be reached."""

    says = Says("jaringan uji", "test network")
    over_network = True

    def minutes(self, mode, origins, destinations):
        apart = np.hypot(*(origins[:, None, :] - destinations[None, :, :]).transpose(2, 0, 1)) / 500
        east = (origins[:, None, 0] > making.WEST + 50_000) | (destinations[None, :, 0] > making.WEST + 50_000)
        return np.where(east, np.inf, apart)

    def metres(self, mode, origins, destinations):
        return self.minutes(mode, origins, destinations) * 500

    def path(self, mode, origin, destination):
        return LineString([origin, destination])

    def off_network_m(self, mode, places):
        return np.where(places[:, 0] > making.WEST + 50_000, np.inf, 10.0)


def test_no_way_in_the_network() -> None:
    table = hotspots([(1_000, 0), (60_000, 0)])
    made, _ = made_of(table, one_zone(["H000", "H001"]), PLACE, travel=_Islands())
    assert reasons(made) == {"H001": "no_way"}
    off = region((POL,), [unit("P1", "POL", 60_000, 0)])
    made, _ = made_of(table, one_zone(["H000", "H001"]), off, travel=_Islands())
    assert reasons(made) == {"H000": "no_way", "H001": "no_way"}
    assert made.problem.visits == 0


@pytest.mark.parametrize(("neighbours", "visited"), [("none", set()), ("orphans", {"H001"}), ("all", {"H000", "H001"})])
def test_neighbours_help_when_they_may(neighbours: str, visited: set[str]) -> None:
    where = region((POL,), [unit("P1", "POL", 0, 0), unit("P2", "POL", 0, 500)])
    table = hotspots([(1_000, 0), (2_000, 0), (3_000, 0)])
    rows = zones(
        {"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": ["H000"]},
        {"zone_id": "Z02", "lead": None, "units": [], "hotspots": ["H001"]},
        {"zone_id": "Z03", "lead": "POL", "units": ["P2"], "hotspots": ["H002"]},
    )
    made, _ = made_of(table, rows, where, RouteParameters(neighbours=neighbours))
    third = made.shifts[1].crew.crew_id
    assert third == "Z03-land"
    may = {made.sites[made.problem.site[v]].place_id for v in np.flatnonzero(made.problem.eligible[1])} - {"H002"}
    assert may == visited
    assert ("H001" in reasons(made)) is (neighbours == "none")
    assert reasons(made).get("H001", "zone_without_crew") == "zone_without_crew"


def test_an_object_goes_to_the_zone_that_contains_it_else_the_nearest_that_can() -> None:
    table, rows, where = making.two_zone_day(2)
    things = objects(("IN", 59_000, 2_000, True), ("NEAR", 25_000, 2_000, True), ("FAR", 99_000, 99_000, True))
    made, _ = made_of(table, rows, where, things=things)
    problem = made.problem
    may = {made.sites[s].place_id: problem.eligible[:, problem.site == s].any(axis=1).tolist()
           for s in range(len(made.sites)) if made.sites[s].kind == "object"}  # fmt: skip
    assert may == {"IN": [False, True], "NEAR": [True, False], "FAR": [False, True]}
    assert problem.must.sum() == 3
    assert [made.copy[v] for v in np.flatnonzero(problem.must)] == [1, 1, 1]
    sick, _ = made_of(table, rows, where, things=things, without_units=["P1", "T1"])
    assert {s.place_id for s in sick.sites if s.must} == {"IN", "NEAR", "FAR"}
    assert sick.problem.eligible[:, sick.problem.must].all()


def test_repeats_only_as_often_as_the_shift_allows() -> None:
    table = hotspots([(1_000, 0)])
    count = lambda **p: made_of(table, one_zone(["H000"]), PLACE, RouteParameters(**p))[0].problem.visits  # noqa: E731
    assert count(visits=6, separation_min=240) == 3
    assert count(visits=6, separation_min=0) == 6
    assert count(visits=3, repeat=0) == 1


def test_nobody_to_go_gives_an_empty_problem() -> None:
    table = hotspots([(1_000, 0)])
    made, _ = made_of(table, one_zone(["H000"], lead=""), PLACE)
    assert (made.problem.crews, made.problem.visits) == (0, 0)
    assert reasons(made) == {"H000": "zone_without_crew"}

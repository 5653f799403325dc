"""Mending a plan: what still holds stays, only the rest is planned again, and the whole stays lawful."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from geo.routes.itinerary import tables_of
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan
from geo.routes.repair import Known, rest_of
from geo.routes.validate import breaches
from geo.spatial.travel.straight_line import StraightLine
from tests.routes import making
from tests.routes.making import objects

NOTHING = Plan((), 0.0, 0.0, 0.0)


def tables(made, clock, plan: Plan, where):
    return tables_of(made, plan, where, making.CRS, clock=clock, travel=StraightLine(), chances={})


def before(things=None, **parameters: object):
    table, rows, where = making.two_zone_day(6)
    made, clock = making.made_of(table, rows, where, RouteParameters(**parameters), things=things)
    plan = making.inserted(made.problem)
    return table, rows, where, made, clock, plan, tables(made, clock, plan, where)


def test_nothing_changed_nothing_is_planned_again() -> None:
    *_, made, clock, plan, (routes, stops) = before()
    rest = rest_of(made, routes, stops, clock)
    assert rest.crews == ()
    whole = rest.whole(made, NOTHING)
    sites = [[made.problem.site[list(r.visits)].tolist() for r in p.routes] for p in (whole, plan)]
    assert sites[0] == sites[1]
    assert whole.value == pytest.approx(plan.value)
    assert breaches(made.problem, whole) == ()
    for kept, old in zip(rest.kept, plan.routes, strict=True):
        assert kept.begins_min == pytest.approx(old.begins_min, abs=1e-6)
        assert kept.returns_min == pytest.approx(old.returns_min, abs=1e-6)


@pytest.mark.parametrize("unit", ["us", "ms"])
def test_times_may_have_lost_digits_in_a_file(unit: str) -> None:
    *_, made, clock, plan, (routes, stops) = before()
    for column in ("begins", "ends"):
        routes[column] = routes[column].dt.round(unit)
        stops[column] = stops[column].dt.round(unit)
    rest = rest_of(made, routes, stops, clock)
    assert len(rest.kept) == len(plan.routes)
    assert breaches(made.problem, rest.whole(made, NOTHING)) == ()


def test_a_crew_without_one_unit_is_planned_again_and_the_other_keeps_its_route() -> None:
    table, rows, where, made, clock, plan, (routes, stops) = before()
    today, _ = making.made_of(table, rows, where, without_units=["T1"])
    rest = rest_of(today, routes, stops, clock)
    assert [today.shifts[k].crew.crew_id for k in rest.crews] == ["Z01-land"]
    kept = {today.shifts[route.crew].crew.crew_id: route for route in rest.kept}
    old = {made.shifts[route.crew].crew.crew_id: route for route in plan.routes}
    assert set(kept) == {"Z02-land"}
    assert kept["Z02-land"].begins_min == pytest.approx(old["Z02-land"].begins_min, abs=1e-6)
    whole = rest.whole(today, making.inserted(rest.problem))
    assert breaches(today.problem, whole) == ()
    assert len(whole.routes) == 2


def test_a_crew_that_is_gone_leaves_the_others_alone() -> None:
    table, rows, where, _, clock, _, (routes, stops) = before()
    today, _ = making.made_of(table, rows, where, without_units=["P1"])
    rest = rest_of(today, routes, stops, clock)
    assert rest.crews == ()
    assert len(rest.kept) == 1
    assert breaches(today.problem, rest.whole(today, NOTHING)) == ()


def test_a_must_visit_without_its_crew_is_given_to_another() -> None:
    things = objects(("PORT", 3_000, 3_000, True))
    table, rows, where, _, clock, _, (routes, stops) = before(things)
    today, _ = making.made_of(table, rows, where, things=things, without_units=["P1"])
    rest = rest_of(today, routes, stops, clock)
    assert [today.shifts[k].crew.crew_id for k in rest.crews] == ["Z02-land"]
    whole = rest.whole(today, making.inserted(rest.problem))
    assert breaches(today.problem, whole) == ()


def test_a_route_that_no_longer_holds_is_planned_again() -> None:
    *_, made, clock, _, (routes, stops) = before()
    short = replace(made, problem=replace(made.problem, window_to=made.problem.window_to * 0 + 100.0))
    rest = rest_of(short, routes, stops, clock)
    assert rest.crews == (0, 1)
    assert rest.kept == ()
    assert breaches(short.problem, rest.whole(short, making.inserted(rest.problem))) == ()


def test_a_plan_of_another_day_or_of_nothing_is_not_kept() -> None:
    *_, made, clock, _, (routes, stops) = before()
    tomorrow = replace(clock, begins=clock.begins + timedelta(days=1))
    assert rest_of(made, routes, stops, tomorrow).kept == ()
    assert rest_of(made, routes.iloc[:0], stops.iloc[:0], clock).crews == (0, 1)


def test_visits_left_keep_their_distance_from_those_that_stay() -> None:
    table, rows, where, _, clock, _, (routes, stops) = before(neighbours="all", visits=3)
    wide = RouteParameters(neighbours="all", visits=3)
    today, _ = making.made_of(table, rows, where, wide, without_units=["T2"])
    rest = rest_of(today, routes, stops, clock)
    assert len(rest.kept) == 1
    fixed: dict[int, list[float]] = {}
    for route in rest.kept:
        for v, begin in zip(route.visits, route.begins_min, strict=True):
            fixed.setdefault(int(today.problem.site[v]), []).append(begin)
    near = 0
    for number, v in enumerate(rest.visits):
        spans = slice(rest.problem.window_starts[number], rest.problem.window_starts[number + 1])
        for begin, end in zip(rest.problem.window_from[spans], rest.problem.window_to[spans], strict=True):
            assert begin <= end
            for at in fixed.get(int(today.problem.site[v]), []):
                near += 1
                assert end <= at - 120 + 1e-9 or begin >= at + 120 - 1e-9
    assert near > 0
    whole = rest.whole(today, making.inserted(rest.problem))
    assert breaches(today.problem, whole) == ()


def test_agencies_have_only_the_stops_left_that_the_kept_routes_do_not_use() -> None:
    table, rows, where, _, clock, _, (routes, stops) = before()
    limited = RouteParameters(most_stops_per_agency=20)
    today, _ = making.made_of(table, rows, where, limited, without_units=["T1"])
    rest = rest_of(today, routes, stops, clock)
    used = len(rest.kept[0].visits)
    assert rest.problem.agency_most_stops.tolist() == [20 - used] * 2
    tight, _ = making.made_of(table, rows, where, RouteParameters(most_stops_per_agency=used - 1), without_units=["T1"])
    assert rest_of(tight, routes, stops, clock).problem.agency_most_stops.min() >= 0


@pytest.mark.parametrize("absent", [["P1", "T1", "P2", "T2"], []])
def test_everybody_or_nobody_absent(absent: list[str]) -> None:
    table, rows, where, _, clock, _, (routes, stops) = before()
    today, _ = making.made_of(table, rows, where, without_units=absent)
    rest = rest_of(today, routes, stops, clock)
    assert len(rest.kept) == (0 if absent else 2)
    assert np.asarray(rest.problem.eligible).shape[0] == 0


def test_known_chances_come_from_the_stops() -> None:
    *_, (routes, stops) = before()
    assert Known(routes, stops).chances() == {}
    told = Known(routes, stops.assign(chance=0.5)).chances()
    assert set(told.values()) == {0.5}
    assert {place for _, place in told} == set(stops["place_id"])

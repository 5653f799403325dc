"""The validator: plans of the search pass, and every way of spoiling one is caught by its own code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.problem import Plan, RouteProblem
from geo.routes.search import search
from geo.routes.validate import TEXTS, breaches
from tests.routes.problems import random_problem

SEEDS = st.integers(0, 10_000)


def codes(problem: RouteProblem, plan: Plan) -> set[str]:
    return {breach.code for breach in breaches(problem, plan)} - {"must_missing"}


def solved(seed: int) -> tuple[RouteProblem, Plan]:
    problem = random_problem(seed, visits=8, crews=3, musts=0.0)
    return problem, search(problem, seed=0, iterations=20).plan


def spoiled_route(plan: Plan, **changes: object) -> Plan:
    return replace(plan, routes=(replace(plan.routes[0], **changes), *plan.routes[1:]))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_plans_of_the_search_pass(seed: int) -> None:
    problem, plan = solved(seed)
    assert codes(problem, plan) == set()


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.floats(1e-4, 500.0), st.integers(0, 13))
def test_a_spoiled_plan_is_caught(seed: int, by: float, way: int) -> None:
    problem, plan = solved(seed)
    if not plan.routes:
        plan = Plan((), by, 0.0, 0.0)
        assert codes(problem, plan) == {"stated_prize"}
        return
    route = plan.routes[0]
    k, v = route.crew, route.visits[0]
    spoilt: list[tuple[str, RouteProblem, Plan]] = [
        ("stated_prize", problem, replace(plan, prize=plan.prize + by)),
        ("stated_travel", problem, replace(plan, travel_min=plan.travel_min - by)),
        ("stated_value", problem, replace(plan, value=plan.value + by)),
        ("stated_return", problem, spoiled_route(plan, returns_min=route.returns_min - by)),
        ("too_early", problem, spoiled_route(plan, departs_min=route.begins_min[0] + by)),
        ("departs_early", problem, spoiled_route(plan, departs_min=float(problem.begins_min[k]) - by)),
        ("not_eligible", replace(problem, eligible=changed(problem.eligible, (k, v), False)), plan),
        ("unknown_crew", problem, spoiled_route(plan, crew=problem.crews)),
        ("unknown_visit", problem, spoiled_route(plan, visits=(problem.visits, *route.visits[1:]))),
        ("crew_twice", problem, replace(plan, routes=(*plan.routes, route))),
        ("crew_stops", replace(problem, most_stops=changed(problem.most_stops, k, len(route.visits) - 1)), plan),
        ("returns_late", replace(problem, ends_min=changed(problem.ends_min, k, route.returns_min - by)), plan),
        (
            "away_too_long",
            replace(problem, most_min=changed(problem.most_min, k, route.returns_min - route.departs_min - by)),
            plan,
        ),
        (
            "window",
            replace(problem, window_from=problem.window_from + 1000.0, window_to=problem.window_to + 1000.0),
            plan,
        ),
    ]
    code, about, bad = spoilt[way]
    assert code in codes(about, bad)


def changed(values: np.ndarray, at: object, new: object) -> np.ndarray:  # type: ignore[type-arg]
    copy = values.copy()
    copy[at] = new
    return copy


def test_rules_between_crews_are_checked() -> None:
    problem = random_problem(3, visits=8, crews=3, musts=0.0, separation_min=0.0)
    plan = search(problem, seed=0, iterations=50).plan
    assert sum(len(route.visits) for route in plan.routes) >= 2
    together = replace(problem, site=np.zeros_like(problem.site), separation_min=1000.0)
    assert "separation" in codes(together, plan)
    none = replace(
        problem,
        crew_of_agency=np.ones_like(problem.crew_of_agency),
        agency_most_stops=np.ones_like(problem.agency_most_stops),
    )
    assert "agency_stops" in codes(none, plan)
    route = plan.routes[0]
    other = next(k for k in range(3) if k not in {r.crew for r in plan.routes}) if len(plan.routes) < 3 else 0
    twice = replace(plan, routes=(*plan.routes, replace(route, crew=other)))
    assert codes(problem, twice) & {"visit_twice"}
    wanted = replace(problem, must=np.ones_like(problem.must))
    assert "must_missing" in {breach.code for breach in breaches(wanted, plan)}
    closed = replace(problem, minutes=np.full_like(problem.minutes, np.inf))
    assert "no_way" in codes(closed, plan)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_times_that_are_no_numbers_are_caught(number: float) -> None:
    problem, plan = solved(3)
    route = plan.routes[0]
    bad = spoiled_route(plan, begins_min=(number, *route.begins_min[1:]))
    assert "stated_times" in codes(problem, bad)
    assert "stated_times" in codes(problem, spoiled_route(plan, begins_min=()))


def test_breaches_read_well_in_both_languages() -> None:
    problem, plan = solved(3)
    for breach in breaches(problem, replace(plan, prize=plan.prize + 1.5)):
        assert "{" not in breach.says.id + breach.says.en
    assert all(text.id and text.en for text in TEXTS.values())

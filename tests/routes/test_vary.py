"""Mixtures of plans: the loss is kept, no place is left alone that need not be, chances are spread."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan, Route, RouteProblem
from geo.routes.vary import Mixture, valued, vary, visited
from tests.routes import making


def tiny(prizes: list[float], must: list[bool] | None = None) -> RouteProblem:
    """Return one crew and a place for each prize, all a minute apart."""
    n = len(prizes)
    minutes = np.ones((1, n + 1, n + 1)) - np.eye(n + 1)
    return RouteProblem(
        minutes=minutes,
        place=np.arange(1, n + 1),
        site=np.arange(n),
        prize=np.array(prizes, dtype=np.float64),
        service_min=np.ones(n),
        window_starts=np.arange(n + 1),
        window_from=np.zeros(n),
        window_to=np.full(n, 1000.0),
        must=np.array(must or [False] * n),
        profile=np.zeros(1, dtype=np.int64),
        start=np.zeros(1, dtype=np.int64),
        end=np.zeros(1, dtype=np.int64),
        begins_min=np.zeros(1),
        ends_min=np.full(1, 1000.0),
        most_min=np.full(1, 1000.0),
        eligible=np.ones((1, n), dtype=bool),
        most_stops=np.full(1, n),
        crew_of_agency=np.ones((1, 1), dtype=bool),
        agency_most_stops=np.full(1, n),
    )


def plan(problem: RouteProblem, *visits: int) -> Plan:
    route = Route(0, visits, tuple(float(i) for i in range(len(visits))), 0.0, 100.0)
    return valued(problem, Plan((route,), 0.0, 0.0, 0.0))


def lp_floor(problem: RouteProblem, plans: list[Plan], best: float, loss: float, cap: float) -> float:
    """Return the largest least chance by a plain linear program."""
    table = visited(problem, plans, int(problem.site.max()) + 1)
    n = len(plans)
    seen = table[:, table.any(axis=0)]
    values = np.array([p.value for p in plans])
    found = linprog(
        [0.0] * n + [-1.0],
        A_ub=np.vstack([np.column_stack([-seen.T, np.ones(seen.shape[1])]), [*-values, 0.0]]),
        b_ub=[0.0] * seen.shape[1] + [-(best - loss * abs(best))],
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[1.0],
        bounds=[(0, cap)] * n + [(0, 1)],
    )
    assert found.success
    return float(-found.fun)


def check(problem: RouteProblem, found: Mixture, parameters: RouteParameters) -> None:
    assert sum(found.chances) == pytest.approx(1)
    assert min(found.chances) > 0
    assert list(found.chances) == sorted(found.chances, reverse=True)
    limit = found.best_value - parameters.loss * abs(found.best_value)
    assert found.expected_value >= limit - 1e-6 * max(1.0, abs(limit))
    table = visited(problem, list(found.plans), int(problem.site.max()) + 1)
    assert found.site_chance == pytest.approx(np.array(found.chances) @ table, abs=1e-6)


def test_two_equal_plans_get_even_chances() -> None:
    problem = tiny([5, 5])
    plans = [plan(problem, 0), plan(problem, 1)]
    found = vary(problem, plans[0], plans, RouteParameters(cap=1.0))
    assert found.chances == pytest.approx((0.5, 0.5), abs=1e-4)
    assert found.floor == pytest.approx(0.5, abs=1e-4)


def test_what_may_be_given_up_goes_to_the_neglected_place() -> None:
    problem = tiny([10, 5])
    plans = [plan(problem, 0), plan(problem, 1)]
    parameters = RouteParameters(cap=1.0, loss=0.1, min_visit_chance=0.5, explore_share=0)
    found = vary(problem, plans[0], plans, parameters)
    check(problem, found, parameters)
    assert found.site_chance[1] == pytest.approx(0.2, abs=1e-3)  # 10 - 5 q >= 9
    assert found.short == (1,)
    assert found.expected_value >= 9


def test_the_floor_is_that_of_the_exact_program() -> None:
    random = np.random.default_rng(3)
    for _ in range(10):
        n = 6
        problem = tiny(random.integers(1, 20, n).tolist())
        plans = [plan(problem, *np.flatnonzero(random.random(n) < 0.5).tolist()) for _ in range(12)]
        plans = [p for p in plans if p.routes[0].visits]
        best = max(plans, key=lambda p: p.value)
        parameters = RouteParameters(cap=0.5, loss=0.3, min_visit_chance=0.0, explore_share=0)
        found = vary(problem, best, plans, parameters)
        check(problem, found, parameters)
        seen = visited(problem, plans, n).any(axis=0)
        exact = lp_floor(problem, [*plans], best.value, 0.3 * 0.999, 0.5)
        assert found.site_chance[seen].min() == pytest.approx(exact, abs=1e-4)


def test_chances_are_spread_as_evenly_as_the_floor_allows() -> None:
    problem = tiny([5] * 6)
    plans = [plan(problem, i) for i in range(6)]
    found = vary(problem, plans[0], plans, RouteParameters(cap=1.0, explore_share=0))
    assert found.chances == pytest.approx([1 / 6] * 6, abs=1e-3)


def test_the_cap_holds_and_gives_way_only_where_it_must() -> None:
    problem = tiny([10, 10, 1])
    plans = [plan(problem, 0), plan(problem, 1), plan(problem, 2)]
    parameters = RouteParameters(cap=0.4, loss=0.3)
    found = vary(problem, plans[0], plans, parameters)
    assert max(found.chances) <= 0.4 + 1e-6
    alone = vary(problem, plans[0], [plans[0]], parameters)
    assert alone.chances == (1.0,)
    assert "cap_raised" in [notice.code for notice in alone.notices]
    tight = RouteParameters(cap=0.4, loss=0.0)
    found = vary(problem, plans[0], plans, tight)
    assert found.site_chance[2] == pytest.approx(0, abs=1e-4)
    assert found.expected_value == pytest.approx(10, rel=1e-4)
    assert "cap_raised" in [notice.code for notice in found.notices]


def test_plans_that_skip_a_must_visit_are_not_drawn() -> None:
    problem = tiny([10, 10], must=[True, False])
    plans = [plan(problem, 0, 1), plan(problem, 1), plan(problem, 1, 0)]
    found = vary(problem, plans[0], plans, RouteParameters(cap=1.0, loss=0.9))
    assert found.pool == 2
    assert found.site_chance[0] == 1


def test_plans_are_weighed_once_and_by_the_true_prizes() -> None:
    problem = tiny([10, 10])
    first = plan(problem, 0)
    twin = replace(first, value=1e6, prize=1e6)
    found = vary(problem, first, [twin, twin], RouteParameters(cap=1.0))
    assert found.pool == 1
    assert found.best_value == 10


def test_more_plans_are_asked_for_until_the_floor_holds() -> None:
    problem = tiny([10, 9, 8, 1])
    asked: list[RouteProblem] = []

    def more(raised: RouteProblem, missing, likely, seed: int) -> list[Plan]:
        assert missing.shape == (4,)
        assert likely
        asked.append(raised)
        order = np.argsort(-raised.prize)
        return [plan(problem, int(order[0]))]

    best = plan(problem, 0)
    parameters = RouteParameters(cap=1.0, loss=0.4, min_visit_chance=0.2, explore_share=0)
    found = vary(problem, best, [best], parameters, more=more)
    assert found.rounds == len(asked) > 0
    assert found.short == ()
    assert found.floor >= 0.2 - 1e-3
    assert all((raised.prize >= problem.prize).all() for raised in asked)
    check(problem, found, parameters)


def test_a_plan_that_finds_new_places_is_an_improvement() -> None:
    problem = tiny([10, 3, 3, 3, 3])
    best = plan(problem, 0)

    def more(raised: RouteProblem, missing, likely, seed: int) -> list[Plan]:
        return [plan(problem, 1 + seed % 4)]

    parameters = RouteParameters(cap=1.0, loss=0.2, min_visit_chance=0.2, explore_share=0)
    found = vary(problem, best, [best], parameters, more=more)
    assert (found.site_chance > 0.05).all()
    assert found.expected_value == pytest.approx(8.0, rel=1e-3)
    check(problem, found, parameters)


def test_asking_stops_when_nothing_improves_or_time_is_up() -> None:
    problem = tiny([10, 9])
    best = plan(problem, 0)
    calls: list[int] = []

    def nothing(raised: RouteProblem, missing, likely, seed: int) -> list[Plan]:
        calls.append(seed)
        return []

    found = vary(problem, best, [best], RouteParameters(cap=1.0), more=nothing, seed=5)
    assert found.short == (1,)
    assert calls == [6, 7, 8, 9]
    calls.clear()
    vary(problem, best, [best], RouteParameters(cap=1.0), more=nothing, seconds=0.0)
    assert calls == []


def test_exploration_takes_its_share_of_the_stops() -> None:
    problem = tiny([10, 10, 9.5])
    plans = [plan(problem, 0, 1), plan(problem, 1, 2), plan(problem, 0, 2)]
    parameters = RouteParameters(cap=1.0, explore_share=0.25, min_visit_chance=0.0)
    found = vary(problem, plans[0], plans, parameters)
    assert found.explored >= 0.25 - 1e-3
    none = vary(problem, plans[0], plans, RouteParameters(cap=1.0, loss=0.0, explore_share=0.25))
    assert none.explored < 0.25
    assert "exploration_short" in [notice.code for notice in none.notices]


def test_a_plan_of_nothing_and_a_loss_making_one() -> None:
    problem = tiny([0, 0])
    empty = Plan((), 0.0, 0.0, 0.0)
    found = vary(problem, empty, [], RouteParameters())
    assert found.chances == (1.0,)
    assert found.floor == 0
    assert found.expected_value == 0
    dear = replace(problem, travel_price=1.0)
    best = plan(dear, 0)
    assert best.value < 0
    found = vary(dear, best, [plan(dear, 1)], RouteParameters(cap=1.0))
    assert found.floor == pytest.approx(0.5, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0.1, 100), min_size=2, max_size=7),
    st.integers(0, 2**31),
    st.floats(0, 0.5),
    st.floats(0.05, 1),
    st.floats(0, 0.5),
)
def test_whatever_the_plans_the_promises_hold(
    prizes: list[float], seed: int, loss: float, cap: float, floor: float
) -> None:
    problem = tiny(prizes)
    random = np.random.default_rng(seed)
    plans = [plan(problem, *np.flatnonzero(random.random(len(prizes)) < 0.6).tolist()) for _ in range(8)]
    best = max(plans, key=lambda p: p.value)
    parameters = RouteParameters(loss=loss, cap=cap, min_visit_chance=floor)
    check(problem, vary(problem, best, plans, parameters), parameters)


def test_a_days_plans_leave_fewer_places_alone_than_the_best_plan() -> None:
    table, rows, where = making.two_zone_day(14)
    made, _ = making.made_of(table, rows, where, RouteParameters(most_stops=6))
    problem = made.problem
    best = max((making.inserted(problem, s, 0.1 if s else 0.0) for s in range(3)), key=lambda p: p.value)
    plans = [making.inserted(problem, s, 0.6) for s in range(15)]
    parameters = RouteParameters(loss=0.2, min_visit_chance=0.1)

    def more(raised: RouteProblem, missing, likely, seed: int) -> list[Plan]:
        return [making.inserted(raised, 100 * seed + i, 0.2) for i in range(3)]

    found = vary(problem, best, plans, parameters, more=more)
    check(problem, found, parameters)
    alone = visited(problem, [best], len(made.sites))[0] == 0
    assert alone.sum() >= 10
    assert (found.site_chance >= 0.1 - 1e-3).sum() > (~alone).sum() + alone.sum() / 2
    assert max(found.chances) <= 0.3 + 1e-6
    again = vary(problem, best, plans, parameters, more=more)
    assert again.chances == found.chances

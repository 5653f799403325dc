"""Near-best plans: valid, different, good enough, and not all at the same places."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.routes.near_best import near_best_plans
from geo.routes.problem import Plan
from geo.routes.solve import near_best, solve, standing
from geo.routes.validate import breaches
from tests.routes.problems import random_problem, realistic_problem


def test_plans_are_valid_near_best_different_and_repeatable() -> None:
    problem = realistic_problem(1, hotspots=40, crews=3)
    solution = solve(problem, iterations=60, seeds=1)
    plans = near_best(problem, solution, count=8, loss=0.15, seed=3, iterations=25)
    assert plans == near_best(problem, solution, count=8, loss=0.15, seed=3, iterations=25)
    assert plans[0] == solution.plan
    assert len(plans) == 8
    assert len({frozenset((r.crew, frozenset(r.visits)) for r in plan.routes) for plan in plans}) == 8
    made = np.zeros(40)
    for plan in plans:
        assert breaches(problem, plan) == ()
        assert plan.value >= 0.85 * solution.plan.value - 1e-6
        made[[*{int(problem.site[v]) for route in plan.routes for v in route.visits}]] += 1
    first = len({int(problem.site[v]) for route in plans[0].routes for v in route.visits})
    assert (made > 0).sum() > first


def test_musts_are_kept_and_one_plan_is_the_best() -> None:
    problem = random_problem(5, visits=10, crews=3, musts=0.5)
    solution = solve(problem, iterations=100, seeds=1)
    plans = near_best(problem, solution, count=5, loss=0.5, seed=0, iterations=20)
    assert all(standing(problem, plan)[0] == standing(problem, solution.plan)[0] for plan in plans)
    assert near_best(problem, solution, count=1, loss=0.1, seed=0) == (solution.plan,)
    empty = Plan((), 0.0, 0.0, 0.0)
    assert near_best_plans(problem, empty, (), count=3, loss=0.1, seed=0, seconds=1, iterations=5) == (empty,)
    with pytest.raises(ParameterError, match="count"):
        near_best(problem, solution, count=0)

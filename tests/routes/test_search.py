"""The search against enumeration on tiny problems, its limits, and its promise: same seed, same answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.routes import arrays
from geo.routes.problem import Plan
from geo.routes.search import Search, search
from geo.routes.solve import standing
from geo.routes.validate import breaches
from tests.routes.enumerated import best_standing
from tests.routes.problems import random_problem


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 100_000), st.integers(1, 5))
def test_tiny_problems_are_solved_like_by_enumeration(seed: int, visits: int) -> None:
    problem = random_problem(seed, visits=visits)
    plan = search(problem, seed=0, iterations=600).plan
    musts, value = best_standing(problem)
    assert standing(problem, plan) == (musts, pytest.approx(value, abs=1e-6))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_plans_are_valid_and_repeatable(seed: int) -> None:
    problem = random_problem(seed, visits=20, crews=4, places=9, agencies=3)
    first = search(problem, seed=seed, iterations=40)
    again = search(problem, seed=seed, iterations=40)
    assert first.plan == again.plan
    assert first.pool == again.pool
    assert {b.code for b in breaches(problem, first.plan)} <= {"must_missing"}


def test_a_valid_plan_comes_back_whole_and_is_never_made_worse() -> None:
    for seed in range(30):
        problem = random_problem(seed, visits=12, crews=3)
        plan = search(problem, seed=1, iterations=100).plan
        handle = Search(problem)
        assert handle.plan(handle.loaded(plan)).prize == pytest.approx(plan.prize)
        again = search(problem, seed=2, iterations=5, start=plan).plan
        assert standing(problem, again) >= (standing(problem, plan)[0], plan.value - 1e-9)


def test_routes_that_break_rules_are_mended() -> None:
    problem = random_problem(2, visits=8, crews=2)
    plan = Search(problem).repaired([(0, range(8)), (1, range(8))])
    assert {b.code for b in breaches(problem, plan)} <= {"must_missing"}


def test_progress_is_told_and_may_stop_the_search() -> None:
    told: list[float] = []
    problem = random_problem(0, visits=6)
    search(problem, iterations=200, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        search(problem, iterations=200, progress=stop)


def test_nothing_to_do_is_an_empty_plan() -> None:
    problem = random_problem(0, visits=4)
    nobody = replace(problem, eligible=np.zeros_like(problem.eligible))
    assert search(nobody, iterations=3).plan == Plan((), 0.0, 0.0, 0.0)
    assert search(problem, iterations=0).iterations == 0


def test_bad_requests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(0, visits=4)
    with pytest.raises(ParameterError, match="seconds"):
        search(problem)
    monkeypatch.setattr(arrays, "MOST_CELLS", 5)
    with pytest.raises(ParameterError, match="crews"):
        search(problem, iterations=1)

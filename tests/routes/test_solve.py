"""The whole solver: valid, repeatable, at least as good as each of its sources, honest about musts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.routes.problem import Plan
from geo.routes.solve import solve, standing
from geo.routes.validate import breaches
from tests.routes.enumerated import best_standing
from tests.routes.problems import random_problem, realistic_problem


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 100_000))
def test_tiny_problems_are_solved_like_by_enumeration(seed: int) -> None:
    problem = random_problem(seed, visits=5)
    solution = solve(problem, iterations=300, seeds=2)
    musts, value = best_standing(problem)
    assert standing(problem, solution.plan) == (musts, pytest.approx(value, abs=1e-6))
    assert solution.upper_bound is not None
    assert solution.upper_bound >= value - 1e-6


def test_by_count_the_answer_is_the_same_and_the_best_of_all_sources() -> None:
    problem = realistic_problem(0, hotspots=30, crews=3)
    told: list[float] = []
    first = solve(problem, iterations=40, seed=5, seeds=2, progress=told.append)
    again = solve(problem, iterations=40, seed=5, seeds=2)
    assert (first.plan, first.pool, first.sources) == (again.plan, again.pool, again.sources)
    assert first.plan.value == pytest.approx(max(first.sources.values()))
    assert set(first.sources) == {"search 1", "search 2", "pyvrp 1", "pyvrp 2", "packing", "last search"}
    assert breaches(problem, first.plan) == ()
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_seconds_are_kept() -> None:
    solution = solve(random_problem(1, visits=10, crews=3), seconds=0.5)
    assert breaches(random_problem(1, visits=10, crews=3), solution.plan) is not None
    assert solution.seconds < 5


def test_musts_that_cannot_be_made_are_named() -> None:
    problem = random_problem(0, visits=6, musts=0.0)
    eligible = problem.eligible.copy()
    eligible[:, 3] = False
    must = np.zeros(6, dtype=bool)
    must[3] = True
    solution = solve(replace(problem, eligible=eligible, must=must), iterations=50, seeds=1)
    assert len(solution.notices) == 1
    assert "3" in solution.notices[0].en
    assert "No crew" in solution.notices[0].en


def test_no_visits_or_crews_is_an_empty_plan() -> None:
    problem = random_problem(0, visits=3)
    none = np.zeros(0, dtype=np.int64)
    nobody = replace(
        problem, profile=none, start=none, end=none, begins_min=np.zeros(0), ends_min=np.zeros(0),
        most_min=np.zeros(0), most_stops=none, eligible=np.zeros((0, 3), dtype=bool),
        crew_of_agency=np.zeros((2, 0), dtype=bool), must=np.array([True, False, False]),
    )  # fmt: skip
    solution = solve(nobody)
    assert solution.plan == Plan((), 0.0, 0.0, 0.0)
    assert len(solution.notices) == 1
    nothing = replace(
        problem, place=none, site=none, prize=np.zeros(0), service_min=np.zeros(0),
        window_starts=np.zeros(1, dtype=np.int64),
        window_from=np.zeros(0), window_to=np.zeros(0), must=np.zeros(0, dtype=bool),
        eligible=np.zeros((2, 0), dtype=bool),
    )  # fmt: skip
    assert solve(nothing).plan.routes == ()


@pytest.mark.parametrize(("name", "values"), [("seconds", {"seconds": 0.0}), ("seeds", {"seeds": 0})])
def test_bad_requests_are_refused(name: str, values: dict[str, float]) -> None:
    with pytest.raises(ParameterError, match=name):
        solve(random_problem(0), **values)  # type: ignore[arg-type]

"""Times of a route against enumeration: feasible exactly when some choice of windows is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.search import Search
from geo.routes.timing_kernel import closes, opens
from tests.routes.enumerated import feasible
from tests.routes.problems import random_problem


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 4))
def test_a_route_has_times_exactly_when_enumeration_finds_some(seed: int, size: int) -> None:
    problem = random_problem(seed, visits=5, crews=2)
    problem = replace(problem, eligible=np.ones_like(problem.eligible), most_stops=np.full(2, 5))
    visits = tuple(int(v) for v in np.random.default_rng(seed).permutation(5)[:size])
    search = Search(problem)
    assert (search.times(0, visits) is not None) == feasible(problem, {0: visits})


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.floats(0, 300))
def test_opens_and_closes_are_the_nearest_allowed_minutes(seed: int, t: float) -> None:
    problem = random_problem(seed, visits=5)
    data = Search(problem).data
    rng = np.random.default_rng(seed)
    begin = np.where(rng.random(5) < 0.5, rng.uniform(0, 300, 5), np.inf)
    begin[0] = np.inf

    def allowed(minute: float) -> bool:
        inside = any(
            problem.window_from[w] - 1e-6 <= minute <= problem.window_to[w] + 1e-6
            for w in range(problem.window_starts[0], problem.window_starts[1])
        )
        return inside and all(
            abs(minute - begin[u]) >= problem.separation_min - 1e-6
            for u in range(1, 5)
            if problem.site[u] == problem.site[0]
        )

    later, earlier = opens(data, begin, 0, t), closes(data, begin, 0, t)
    minutes = np.concatenate([np.arange(0, 400, 0.5), problem.window_from, problem.window_to])
    good = np.array([minute for minute in minutes if allowed(minute)])
    if np.isfinite(later):
        assert later >= t - 1e-7
        assert allowed(later)
    assert not ((good >= t) & (good < later - 1e-5)).any()
    if np.isfinite(earlier):
        assert earlier <= t + 1e-7
        assert allowed(earlier)
    assert not ((good <= t) & (good > earlier + 1e-5)).any()


def test_a_crew_leaves_late_when_its_time_away_is_short() -> None:
    """First window at once or in two hours, second stop only then: only the late departure fits into an hour."""
    problem = random_problem(0, visits=2, crews=1, places=3)
    problem = replace(
        problem,
        minutes=np.full((2, 3, 3), 10.0) * (1 - np.eye(3)),
        place=np.array([1, 2]),
        site=np.array([0, 1]),
        service_min=np.full(2, 5.0),
        window_starts=np.array([0, 2, 3]),
        window_from=np.array([10.0, 130.0, 140.0]),
        window_to=np.array([20.0, 150.0, 160.0]),
        start=np.array([0]),
        end=np.array([0]),
        begins_min=np.zeros(1),
        ends_min=np.full(1, 300.0),
        most_min=np.full(1, 60.0),
        eligible=np.ones((1, 2), dtype=bool),
        most_stops=np.array([2]),
    )
    assert Search(problem).times(0, (0, 1)) == (130.0, 145.0)
    assert Search(replace(problem, most_min=np.full(1, 39.0))).times(0, (0, 1)) is None

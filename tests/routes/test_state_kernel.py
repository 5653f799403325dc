"""Bookkeeping of the search: every change keeps every rule, and what is remembered is what is worked out anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.search import Search
from geo.routes.state_kernel import copied, fits_between, insertion, ready, replaced, roomy, route_travel, with_inserted
from geo.routes.validate import breaches
from tests.routes.problems import random_problem


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_random_changes_keep_the_plan_valid(seed: int) -> None:
    problem = random_problem(seed, visits=10, crews=3, musts=0.0)
    search = Search(problem)
    state, work, data = search.empty(), search.work, search.data
    rng = np.random.default_rng(seed)
    for _ in range(60):
        k, v = int(rng.integers(3)), int(rng.integers(10))
        n = int(state.length[k])
        if state.crew[v] == k:
            rest = [int(u) for u in state.seq[k, :n] if u != v]
            work.a[: n - 1] = rest
            replaced(data, state, work, k, n - 1, -1, 0)
        elif state.crew[v] < 0 and problem.eligible[k, v] and n < search.stops:
            with_inserted(state, k, int(rng.integers(n + 1)), v, work.a)
            replaced(data, state, work, k, n + 1, -1, 0)
        assert {b.code for b in breaches(problem, search.plan(state))} == set()
        for j in range(3):
            assert state.travel[j] == route_travel(data, j, state.seq[j], state.length[j])
            assert (state.crew == j).sum() == state.length[j]
        assert state.count.tolist() == (problem.crew_of_agency @ state.length).tolist()
        for j in range(3):
            ready(data, state, work, j)
            mine = state.seq[j, : state.length[j]]
            assert (state.early[mine] <= state.late[mine] + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_an_exact_insertion_can_be_made_and_none_is_missed(seed: int) -> None:
    problem = random_problem(seed, visits=8, crews=2, musts=0.0)
    search = Search(problem)
    found = search.run(seed=0, iterations=3).plan
    data, work = search.data, search.work
    for k in range(2):
        state = search.loaded(found)
        for v in np.flatnonzero(state.crew < 0):
            if not roomy(data, state, k, 1, -1, 0):
                continue
            cost, at = insertion(data, state, work, k, v, True)
            rough, _ = insertion(data, state, work, k, v, False)
            assert rough <= cost
            possible = []
            for i in range(int(state.length[k]) + 1):
                other = search.empty()
                copied(state, other)
                if problem.eligible[k, v] and state.length[k] < search.stops:
                    n = with_inserted(other, k, i, v, work.a)
                    possible.append(replaced(data, other, work, k, n, -1, 0))
            assert any(possible) == bool(np.isfinite(cost))
            if np.isfinite(cost):
                assert possible[at]


def test_the_shift_of_later_visits_counts_waiting() -> None:
    problem = random_problem(0, visits=2, crews=1, separation_min=0.0)
    search = Search(problem)
    state = search.empty()
    ready(search.data, state, search.work, 0)
    if problem.eligible[0, 0]:
        alone = search.times(0, (0,))
        shift = fits_between(search.data, state, 0, -1, 0, -1)
        assert (alone is None) or np.isfinite(shift)

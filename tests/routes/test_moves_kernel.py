"""Moves of the route search: each makes the plan better, keeps it valid, and none that helps is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.moves_kernel import improve
from geo.routes.search import Search
from geo.routes.state_kernel import energy
from geo.routes.validate import breaches
from tests.routes.problems import random_problem


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_moves_never_make_a_plan_worse_nor_break_a_rule(seed: int) -> None:
    problem = random_problem(seed, visits=12, crews=3, musts=0.0)
    search = Search(problem)
    rng = np.random.default_rng(seed)
    order = rng.permutation(12).tolist()
    state = search.loaded([(k, order[4 * k : 4 * k + 4]) for k in range(3)])
    before = energy(search.data, state, search.price)
    improve(search.data, state, search.work)
    assert energy(search.data, state, search.price) >= before - 1e-9
    assert {b.code for b in breaches(problem, search.plan(state))} == set()
    assert improve(search.data, state, search.work) == 0


def test_a_crossed_order_is_uncrossed() -> None:
    """Five places on a line, visited to and fro: the shortest order is the line."""
    problem = random_problem(0, visits=5, crews=1, places=6)
    along = np.arange(6.0)
    problem = replace(
        problem,
        minutes=np.abs(along[:, None] - along[None])[None],
        place=np.arange(1, 6),
        site=np.arange(5),
        service_min=np.zeros(5),
        window_starts=np.arange(6),
        window_from=np.zeros(5),
        window_to=np.full(5, 500.0),
        profile=np.zeros(1, dtype=np.int64),
        start=np.zeros(1, dtype=np.int64),
        end=np.zeros(1, dtype=np.int64),
        begins_min=np.zeros(1),
        ends_min=np.full(1, 500.0),
        most_min=np.full(1, np.inf),
        eligible=np.ones((1, 5), dtype=bool),
        most_stops=np.array([5]),
        crew_of_agency=np.zeros((0, 1), dtype=bool),
        agency_most_stops=np.zeros(0, dtype=np.int64),
    )
    search = Search(problem)
    state = search.loaded([(0, (3, 0, 4, 1, 2))])
    assert state.travel[0] > 10
    improve(search.data, state, search.work)
    assert state.travel[0] == 10

"""Parts of the compiled search: random numbers, taking out, filling up, the pool."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.search import Search, listed
from geo.routes.search_kernel import draw, fill, forced, kept, ruin
from geo.routes.validate import breaches
from tests.routes.problems import random_problem


def test_numbers_are_even_and_repeatable() -> None:
    state = np.array([88172645463325252], dtype=np.uint64)
    numbers = np.array([draw(state) for _ in range(4000)])
    again = np.array([88172645463325252], dtype=np.uint64)
    assert numbers[:3].tolist() == [draw(again) for _ in range(3)]
    assert 0 <= numbers.min() < 0.01 < 0.99 < numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.02


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_ruin_takes_out_filling_puts_in_and_all_stays_valid(seed: int) -> None:
    problem = random_problem(seed, visits=12, crews=3, musts=0.0)
    search = Search(problem)
    state = search.loaded(search.run(seed=0, iterations=5).plan)
    random = np.array([seed + 1], dtype=np.uint64)
    before = int(state.length.sum())
    ruin(search.data, state, search.work, random, 6)
    assert int(state.length.sum()) < before or before == 0
    assert {b.code for b in breaches(problem, search.plan(state))} == set()
    forced(search.data, state, search.work, random)
    assert {b.code for b in breaches(problem, search.plan(state))} == set()
    without = int(state.length.sum())
    added = fill(search.data, state, search.work, random, 1.0, 0.0)
    assert int(state.length.sum()) == without + added
    assert {b.code for b in breaches(problem, search.plan(state))} == set()


def test_the_pool_keeps_each_set_of_visits_once_at_its_shortest() -> None:
    problem = random_problem(1, visits=8, crews=2, musts=0.0)
    search = Search(problem)
    pool = search._pool()
    codes = np.random.default_rng(0).integers(1, 2**63, size=10, dtype=np.uint64)
    state = search.loaded(search.run(seed=0, iterations=20).plan)
    used = int((state.length > 0).sum())
    assert used > 0
    kept(state, pool, 1.0, codes)
    assert len(listed(pool)) == used
    state.fresh[:] = True
    kept(state, pool, 2.0, codes)
    assert len(listed(pool)) == used
    assert pool.worth[:used].tolist() == [2.0] * used

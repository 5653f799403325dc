"""Set packing against enumeration of all choices, and rules between crews."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.routes.arrays import search_prizes
from geo.routes.packing import packed, travel_of
from geo.routes.search import Search
from geo.routes.validate import breaches
from tests.routes.problems import random_problem


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_the_choice_is_the_best_of_all(seed: int) -> None:
    problem = random_problem(seed, visits=8, crews=2)
    search = Search(problem)
    pool = search.run(seed=seed, iterations=25).pool
    chosen = packed(search, pool, seconds=20)
    worth = search_prizes(problem)

    def gain(crew: int, visits: tuple[int, ...]) -> float:
        return float(worth[list(visits)].sum()) - problem.travel_price * travel_of(problem, crew, visits)

    options = [[None, *((k, visits) for c, visits in pool if c == k)] for k in range(2)]
    best = 0.0
    for pair in product(*options):
        routes = [r for r in pair if r is not None]
        used = [v for _, visits in routes for v in visits]
        counts = np.zeros(problem.crews)
        for crew, visits in routes:
            counts[crew] = len(visits)
        if len(set(used)) < len(used) or (problem.crew_of_agency @ counts > problem.agency_most_stops).any():
            continue
        at = [(problem.site[v], t, r) for r, (c, vs) in enumerate(routes)
              for v, t in zip(vs, search.times(c, vs) or (), strict=True)]  # fmt: skip
        if any(
            a[0] == b[0] and a[2] != b[2] and abs(a[1] - b[1]) < problem.separation_min - 1e-6 for a in at for b in at
        ):
            continue
        best = max(best, sum(gain(*route) for route in routes))
    assert abs(sum(gain(*route) for route in chosen) - best) < 1e-4
    plan = search.repaired(chosen)
    assert {b.code for b in breaches(problem, plan)} <= {"must_missing"}
    assert {(route.crew, route.visits) for route in plan.routes} == set(chosen)


def test_a_known_plan_is_never_lost() -> None:
    for seed in range(10):
        problem = random_problem(seed, visits=10, crews=3, musts=0.0)
        search = Search(problem)
        plan = search.run(seed=0, iterations=50).plan
        chosen = packed(search, (), seconds=5, start=plan)
        assert sum(problem.prize[v] for _, visits in chosen for v in visits) >= plan.prize - 1e-6


def test_an_empty_pool_gives_nothing() -> None:
    assert packed(Search(random_problem(0)), (), seconds=1) == ()

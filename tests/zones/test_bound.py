"""No districting is cheaper than the bound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.bound import lower_bound, price_centres
from geo.zones.search import search
from tests.zones.making import exhaustive, problem


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("balanced", [True, False])
def test_below_the_exhaustive_optimum(seed: int, balanced: bool) -> None:
    given = problem(9, 3, seed, balance=0.4)
    best = exhaustive(given)
    if best is None:
        pytest.fail("choose a seed whose problem has a balanced districting")
    bound = lower_bound(given, best.cost, balanced=balanced)
    assert 0 <= bound.value <= best.cost * (1 + 1e-9)
    assert bound.value >= 0.5 * best.cost


@settings(max_examples=15, deadline=None)
@given(st.integers(4, 40), st.integers(0, 1000), st.floats(0.05, 1))
def test_below_whatever_is_found_and_balance_only_raises_it(n: int, seed: int, balance: float) -> None:
    given = problem(n, max(2, n // 6), seed, balance)
    found, _ = search(given, 0, 60)
    plain = lower_bound(given, found.cost, balanced=False, iterations=200)
    assert plain.value <= found.cost * (1 + 1e-9)
    if found.balanced:
        assert lower_bound(given, found.cost, balanced=True, iterations=200).value <= found.cost * (1 + 1e-9)


def test_a_priced_zone_is_the_best_continuous_knapsack() -> None:
    from scipy.optimize import linprog

    given = problem(12, 3, 4)
    multipliers = np.random.default_rng(0).uniform(0, 400, 12)
    cost = np.ascontiguousarray(given.cost.T)
    priced = price_centres(given, cost, multipliers, balanced=True)
    for k in range(12):
        limits = [(1, 1) if i == k else (0, 1) for i in range(12)]
        work = given.workload_min
        solved = linprog(
            cost[k] - multipliers, A_ub=[work, -work], b_ub=[given.high_min, -given.low_min], bounds=limits
        )
        assert priced.value[k] == pytest.approx(solved.fun)
        assert work @ priced.taken[k] == pytest.approx(np.clip(work @ priced.taken[k], given.low_min, given.high_min))


def test_a_plain_median_is_met_exactly_when_one_zone_is_asked() -> None:
    given = problem(20, 1, 2)
    found, _ = search(given, 0, 60)
    assert lower_bound(given, found.cost, balanced=False).value == pytest.approx(found.cost, rel=1e-3)

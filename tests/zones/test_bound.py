"""No districting is cheaper than the bound."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.bound import least_costs, lower_bound, open_pairs, price_centres
from geo.zones.search import search
from tests.zones.districting_cases import connected_districtings, odd_problem
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


@pytest.mark.parametrize("seed", range(4))
def test_a_priced_zone_is_the_best_continuous_knapsack(seed: int) -> None:
    from scipy.optimize import linprog

    given = odd_problem(12, 3, seed, forbidden=0.3)
    multipliers = np.random.default_rng(seed).uniform(0, 120, 12)
    cost = np.ascontiguousarray(given.cost.T)
    priced = price_centres(given, cost, multipliers, balanced=True)
    work = given.workload_min
    for k in range(12):
        limits = [(1, 1) if i == k else (0, float(np.isfinite(cost[k, i]))) for i in range(12)]
        reduced = np.where(np.isfinite(cost[k]), cost[k], 0.0) - multipliers
        solved = linprog(reduced, A_ub=[work, -work], b_ub=[given.high_min, -given.low_min], bounds=limits)
        assert priced.value[k] == (pytest.approx(solved.fun) if solved.status == 0 else np.inf)


@pytest.mark.parametrize("seed", range(8))
def test_no_districting_with_a_pair_costs_less_than_its_least_cost(seed: int) -> None:
    given = odd_problem(7, 2 + seed % 2, seed, forbidden=0.1, slack=0.9)
    lawful = [found for found in connected_districtings(given) if found.lawful]
    best = min(found.cost for found in lawful)
    least = least_costs(given, lower_bound(given, best, balanced=True))
    for found in lawful:
        pairs = least[found.centres[found.labels], np.arange(7)]
        assert (pairs <= found.cost * (1 + 1e-9) + 1e-9).all()
    alive = open_pairs(least, best)
    assert not alive[~np.diag(alive)].any()


def test_limits_that_no_knapsack_keeps_have_an_infinite_bound() -> None:
    given = dataclasses.replace(problem(8, 3, 0), low_min=1e6, high_min=2e6)
    assert lower_bound(given, 1.0, balanced=True).value == np.inf


def test_a_plain_median_is_met_exactly_when_one_zone_is_asked() -> None:
    given = problem(20, 1, 2)
    found, _ = search(given, 0, 60)
    assert lower_bound(given, found.cost, balanced=False).value == pytest.approx(found.cost, rel=1e-3)

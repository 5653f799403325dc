"""The compiled relaxation: knapsacks at their limits, and an ascent that never passes the optimum."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zones import bound_kernel as kernel


def price(
    cost: list[float], worth: list[float], work: list[float], low: float, high: float
) -> tuple[float, float, list]:
    n = len(cost)
    part = np.zeros(n)
    value, minute = kernel.zone_value(
        0, np.array(cost), np.array(worth), np.array(work), low, high, True, np.empty(n), np.empty(n, dtype=int), part
    )
    return value, minute, part.tolist()


def test_within_the_limits_all_that_gains_is_taken() -> None:
    assert price([0, 1, 9], [2, 4, 3], [1, 1, 1], 1, 5) == (pytest.approx(-5), 0.0, [1, 1, 0])


def test_over_the_limit_the_least_gain_per_minute_is_left() -> None:
    value, minute, part = price([0, 0, 0], [0, 6, 4], [1, 2, 2], 0, 4)
    assert part == [1, 1, 0.5]
    assert value == pytest.approx(-8)
    assert minute == pytest.approx(-2)


def test_under_the_limit_the_cheapest_minutes_are_bought() -> None:
    value, minute, part = price([0, 5, 8], [0, 1, 2], [1, 4, 2], 3, 9)
    assert part == [1, 0.5, 0]
    assert value == pytest.approx(2)
    assert minute == pytest.approx(1)


def test_too_little_work_in_reach_is_impossible() -> None:
    assert price([0, np.inf, 1], [0, 9, 0], [1, 4, 2], 4, 9)[0] == np.inf


def test_a_place_without_work_costs_no_room() -> None:
    value, _, part = price([0, 0, 0], [0, 6, 4], [1, 3, 0], 0, 2.5)
    assert part == [1, 0.5, 1]
    assert value == pytest.approx(-7)


@pytest.mark.parametrize("seed", range(5))
def test_the_ascent_stays_below_the_best_pair_of_centres(seed: int) -> None:
    random = np.random.default_rng(seed)
    where = random.uniform(0, 10, (12, 2))
    cost = np.hypot(*(where[:, None] - where[None, :]).transpose(2, 0, 1))
    best = min(np.minimum(cost[a], cost[b]).sum() for a in range(12) for b in range(a))
    first = np.sort(cost, axis=0)[1]
    value, multipliers, steps = kernel.ascend(cost, first, np.ones(12), 0.0, 99.0, False, 2, best, 500, 20, 1e-9)
    assert 0.9 * best <= value <= best + 1e-9
    assert steps <= 500
    assert multipliers.shape == (12,)

"""Interchange never makes worse, and its centres are worth what it says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from geo.zones import p_median_kernel as kernel


@pytest.mark.parametrize("seed", range(8))
def test_no_swap_is_left_that_gains(seed: int) -> None:
    cost = np.random.default_rng(seed).uniform(0, 50, (12, 12))
    centres = np.array([0, 1, 2])
    before = kernel.value_of(cost, centres)
    value = kernel.interchange(cost, centres)
    assert value <= before
    assert value == pytest.approx(cost[centres].min(axis=0).sum())
    for z, k in itertools.product(range(3), range(12)):
        if k not in centres:
            swapped = centres.copy()
            swapped[z] = k
            assert cost[swapped].min(axis=0).sum() >= value - 1e-6


def test_the_worth_of_a_centre_is_what_it_gains() -> None:
    cost, multipliers = np.array([[0.0, 5.0], [4.0, 0.0]]), np.array([3.0, 6.0])
    worth = np.empty(2)
    kernel.worth(cost, multipliers, worth)
    assert worth.tolist() == [-4.0, -6.0]


@pytest.mark.parametrize("seed", range(8))
def test_the_ascent_brackets_the_optimum(seed: int) -> None:
    cost = np.random.default_rng(seed).uniform(0, 50, (10, 10))
    best = min(cost[list(chosen)].min(axis=0).sum() for chosen in itertools.combinations(range(10), 3))
    centres = np.array([0, 1, 2])
    upper = kernel.interchange(cost, centres)
    bound, _, value = kernel.ascend(cost, np.sort(cost, axis=0)[1], centres, upper, 500, 20, 1e-9)
    assert bound <= best + 1e-9
    assert value >= best - 1e-9
    assert value == pytest.approx(cost[centres].min(axis=0).sum())

"""What a districting is worth."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from geo.zones.districting import Districting, Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency


def line() -> Problem:
    minutes = np.abs(np.arange(4)[:, None] - np.arange(4)[None, :]) * 10.0
    starts, links = as_adjacency(4, {(0, 1), (1, 2), (2, 3)})
    return Problem.of_minutes(minutes, np.array([1.0, 1, 1, 5]), np.full(4, 30.0), starts, links, 2, 0.2)


def test_cost_and_centres_by_hand() -> None:
    found = judged(line(), np.array([0, 0, 1, 1]))
    assert found.centres.tolist() == [0, 3]
    assert found.cost == pytest.approx(10 * 1 + 10 * 1)
    assert found.balanced


def test_imbalance_is_a_share_of_the_mean_zone() -> None:
    found = judged(line(), np.array([0, 1, 1, 1]))  # 30 and 90 minutes, limits 48 and 72
    assert found.imbalance == pytest.approx((18 + 18) / 60)
    assert not found.balanced


def test_connected() -> None:
    assert is_connected(line(), np.array([0, 1, 2]))
    assert not is_connected(line(), np.array([0, 2]))
    assert not is_connected(line(), np.array([], dtype=int))


def test_forbidden_pairs_are_told_and_cost_the_dearest_allowed() -> None:
    given = line()
    cost = given.cost.copy()
    cost[0, 1:] = np.inf
    cost[1, 3] = cost[3, 0] = np.inf
    odd = dataclasses.replace(given, cost=cost)
    assert odd.counted[0].tolist() == [0, 0, 0, 0]
    assert odd.counted[1].tolist() == [10, 0, 10, 10]
    found = judged(odd, np.array([0, 0, 1, 1]))
    assert found.centres.tolist() == [0, 3]
    assert (found.out_of_reach, found.cost) == (0, pytest.approx(20))
    apart = judged(odd, np.array([0, 1, 1, 1]))
    assert apart.centres.tolist() == [0, 2]  # around the fourth place the second would be out of reach
    assert judged(odd, np.array([0, 1, 1, 0])).out_of_reach == 1
    assert not judged(odd, np.array([0, 1, 1, 0])).lawful


def test_reach_comes_before_balance_before_cost() -> None:
    labels = np.array([0, 1])
    ranks = [Districting(labels, labels, *values).rank for values in ((9.0, 0.0, 0), (1.0, 0.3, 0), (0.0, 0.0, 1))]
    assert ranks == sorted(ranks)


def test_limits_need_not_come_from_a_balance() -> None:
    given = dataclasses.replace(line(), low_min=0.0, high_min=90.0)
    assert judged(given, np.array([0, 1, 1, 1])).balanced
    assert line().low_min == pytest.approx(48)
    assert line().high_min == pytest.approx(72)

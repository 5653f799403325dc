"""What a districting is worth."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zones.districting import Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency


def line() -> Problem:
    minutes = np.abs(np.arange(4)[:, None] - np.arange(4)[None, :]) * 10.0
    starts, links = as_adjacency(4, {(0, 1), (1, 2), (2, 3)})
    return Problem(minutes, np.array([1.0, 1, 1, 5]), np.full(4, 30.0), starts, links, 2, 0.2)


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

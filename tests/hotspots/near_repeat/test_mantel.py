"""Mantel's correlation against numpy's on all pairs."""

from __future__ import annotations

from itertools import permutations as every_order

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from geo.errors import ParameterError
from geo.hotspots.near_repeat import mantel
from geo.hotspots.near_repeat.mantel import mantel_test
from tests.hotspots.space_time import crowded


@pytest.mark.parametrize(("constant", "power"), [(0.0, 1.0), (1.0, -1.0), (10.0, -2.0), (0.0, 0.5)])
def test_correlation_of_all_pairs(constant, power, monkeypatch):
    monkeypatch.setattr(mantel, "_BLOCK", 50)  # several blocks
    xy, days = crowded(1, 170)
    found = mantel_test(
        xy, days, space_constant=constant, space_power=power, time_constant=constant, time_power=power, permutations=19
    )
    apart, between = (pdist(xy) + constant) ** power, (pdist(days[:, None]) + constant) ** power
    assert found.correlation == pytest.approx(np.corrcoef(apart, between)[0, 1], rel=1e-9)


def test_p_value_of_bursts_and_of_none():
    xy, days = crowded(1)
    assert mantel_test(xy, days, permutations=99).p_value == 0.01
    turned = [np.random.default_rng(k).permutation(days[:120]) for k in range(20)]
    p_values = [mantel_test(xy[:120], turn, permutations=39).p_value for turn in turned]
    assert 0.25 < np.mean(p_values) < 0.75


def test_p_value_comes_near_that_of_every_shuffle_there_is():
    random = np.random.default_rng(5)
    xy, days = random.uniform(0, 200, (5, 2)), np.array([0, 1, 3, 8, 20.0])
    values = [
        mantel_test(xy, days[list(turn)], space_power=1, time_power=1, permutations=1).correlation
        for turn in every_order(range(5))
    ]
    exact = (np.array(values) >= values[0] - 1e-12).mean()
    drawn = mantel_test(xy, days, space_power=1, time_power=1, permutations=4999).p_value
    assert abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 4999) + 1 / 5000


def test_order_of_rows_does_not_matter():
    xy, days = crowded(2, 100)
    turn = np.random.default_rng(0).permutation(100)
    one, other = mantel_test(xy, days), mantel_test(xy[turn], days[turn])
    assert one.p_value == other.p_value
    assert one.correlation == pytest.approx(other.correlation, rel=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few(n):
    found = mantel_test(np.zeros((n, 2)), np.zeros(n))
    assert np.isnan(found.correlation)
    assert found.p_value == 1


def test_one_place_has_no_correlation():
    found = mantel_test(np.full((30, 2), 0.1), np.arange(30.0))
    assert np.isnan(found.correlation)
    assert found.p_value == 1


def test_refuses_infinite_distances_and_too_many_incidents():
    with pytest.raises(ParameterError, match="space_constant"):
        mantel_test(np.zeros((5, 2)), np.arange(5.0), space_constant=0)
    with pytest.raises(ParameterError, match="take a sample"):
        mantel_test(np.zeros((3001, 2)), np.zeros(3001))
    with pytest.raises(ParameterError, match="permutations"):
        mantel_test(np.zeros((5, 2)), np.arange(5.0), permutations=0)

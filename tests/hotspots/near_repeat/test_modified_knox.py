"""Baker's statistic against the sums it is defined by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.near_repeat.modified_knox import modified_knox_test
from tests.hotspots.space_time import crowded, near_in_both, space_time


def of_rule(xy, days, distance, window):
    n = len(xy)
    both = near_in_both(xy, days, distance, window).sum() - n
    in_space = near_in_both(xy, days, distance, np.inf).sum(axis=1) - 1
    in_time = near_in_both(xy, days, np.inf, window).sum(axis=1) - 1
    return (both - (in_space * in_time).sum() / (n - 1)) / 2


@given(space_time(50), st.sampled_from([50.0, 100.0, 400.0]), st.sampled_from([0.5, 7.0, 30.0]))
@settings(max_examples=150, deadline=None)
def test_any_incidents(drawn, distance, window):
    xy, days = drawn
    found = modified_knox_test(xy, days, distance, window, permutations=1)
    expected = of_rule(xy, days, distance, window) if len(xy) > 1 else 0.0
    assert found.statistic == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_p_value_of_bursts_and_of_none():
    xy, days = crowded(1)
    assert modified_knox_test(xy, days, 60, 3).p_value == 0.01
    p_values = [
        modified_knox_test(xy, np.random.default_rng(k).permutation(days), 60, 3, permutations=39).p_value
        for k in range(40)
    ]
    assert 0.3 < np.mean(p_values) < 0.7


def test_order_of_rows_does_not_matter():
    xy, days = crowded(2)
    turn = np.random.default_rng(0).permutation(len(xy))
    one, other = modified_knox_test(xy, days, 60, 3), modified_knox_test(xy[turn], days[turn], 60, 3)
    assert one.p_value == other.p_value
    assert one.statistic == pytest.approx(other.statistic, rel=1e-12)


def test_too_few_and_nonsense():
    assert modified_knox_test(np.zeros((1, 2)), np.zeros(1), 10, 1).p_value == 1
    with pytest.raises(ParameterError, match="space_breaks_m"):
        modified_knox_test(np.zeros((3, 2)), np.zeros(3), -5, 1)

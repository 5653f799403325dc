"""The counter of pairs: what it promises to those who use it directly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.near_repeat.bands import bands
from geo.hotspots.near_repeat.pairs import PairCounter, checked_points, near_in_time
from tests.hotspots.space_time import crowded, near_in_both


@given(st.lists(st.integers(0, 40).map(lambda k: k * 0.1), max_size=40), st.sampled_from([0.0, 0.1, 0.3, 1.0, 100.0]))
@settings(max_examples=100, deadline=None)
def test_near_in_time_compares_differences(days, window):
    ascending = np.sort(np.array(days, dtype=np.float64))
    expected = (np.abs(ascending[:, None] - ascending[None, :]) <= window).sum(axis=1) - 1
    assert near_in_time(ascending, window).tolist() == expected.tolist()


def test_first_shuffle_is_the_moments_as_given():
    xy, days = crowded(1, 80)
    counter = PairCounter(xy, days, bands([0, 100], [0, 5], "euclidean", "right"), 3)
    first = next(counter.shuffles(0))
    assert first.shape == (80, 4)
    assert first[:, 0].tolist() == list(range(80))
    observed = counter.count(first)
    assert observed.shape == (4, 1, 1)
    assert observed[0, 0, 0] == (near_in_both(xy, days, 100, 5).sum() - 80) // 2


def test_open_bands_hold_every_pair_whatever_the_shuffle():
    xy, days = crowded(2, 120)
    counter = PairCounter(xy, days, bands([0, 50, 200, np.inf], [0, 3, 10, np.inf], "manhattan", "left"), 20)
    for shuffle in counter.shuffles(5):
        counts = counter.count(shuffle)
        assert (counts.sum(axis=(1, 2)) == 120 * 119 // 2).all()
        assert (counts.sum(axis=1) == counter.by_time).all()
        assert (counts.sum(axis=2) == counter.in_space()).all()
        assert (counts >= 0).all()


def test_checked_points_takes_lists_and_empty_ones():
    xy, when = checked_points([[0, 1], [2, 3]], [0, 1])
    assert xy.dtype == when.dtype == np.float64
    assert checked_points([], [])[0].shape == (0, 2)
    with pytest.raises(ParameterError, match="places"):
        checked_points([1, 2, 3], [0, 1, 2])

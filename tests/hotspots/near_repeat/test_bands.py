"""Bands say on which side they are closed; their bounds turn every rule into `less than`."""

from __future__ import annotations

import numpy as np

from geo.hotspots.near_repeat.bands import bands


def test_shape_and_limit():
    into = bands([0, 1, 100, np.inf], [0, 7], "euclidean", "right")
    assert into.shape == (3, 1)
    assert into.limit == 100


def test_bounds_closed_on_the_left_are_the_breaks():
    into = bands([0, 1, 100, np.inf], [0, 7, 14], "manhattan", "left")
    assert into.space_below().tolist() == [0, 1, 100]
    assert into.time_below().tolist() == [0, 7, 14]


def test_bounds_closed_on_the_right_include_the_break_and_the_lowest_one():
    into = bands([5, 10], [1, 7, np.inf], "euclidean", "right")
    low, high = into.space_below()
    assert low == 25
    assert 100 < high < 100 + 1e-12
    low, high = into.time_below()
    assert low == 1
    assert 7 < high < 7 + 1e-12

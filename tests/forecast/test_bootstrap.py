"""Intervals: seeded, of the right width, paired."""

from __future__ import annotations

import numpy as np
import pytest

from geo.forecast.bootstrap import drawn, interval, paired_difference


def test_draws_have_the_right_number_of_windows_and_repeat_with_the_seed():
    draws = drawn(17, 3, 50)
    assert draws.shape == (50, 17)
    assert (draws.sum(axis=1) == 17).all()
    np.testing.assert_array_equal(draws, drawn(17, 3, 50))
    assert (draws != drawn(17, 4, 50)).any()


def test_the_interval_of_a_sum_is_that_of_theory():
    rng = np.random.default_rng(0)
    ours, theirs = rng.poisson(4, 200).astype(float), rng.poisson(4, 200).astype(float)
    low, high = paired_difference(ours, theirs, seed=1)
    half = 1.96 * (ours - theirs).std() * np.sqrt(200)
    middle = (ours - theirs).sum()
    assert (low, high) == pytest.approx((middle - half, middle + half), abs=0.08 * half)


def test_pairs_are_kept():
    hits = np.random.default_rng(1).poisson(9, 80).astype(float)
    assert paired_difference(hits + 1, hits, seed=0) == (80, 80)


def test_no_value_no_interval():
    assert np.isnan(interval(np.full(5, np.nan))).all()

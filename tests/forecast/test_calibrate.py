"""Levels and corrections."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.forecast.calibrate import corrections, levels


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60))
def test_a_level_uses_only_what_came_before(totals):
    counts = np.array(totals, dtype=float)
    days = np.full(len(counts), 7)
    whole = levels(counts, days, np.full(len(counts) + 1, 7))
    changed = counts.copy()
    changed[-1] += 50
    if len(counts) > 8:  # the start is the mean of the first eight
        np.testing.assert_array_equal(levels(changed, days, np.full(len(counts) + 1, 7))[:-1], whole[:-1])
    assert (whole >= 0).all()


def test_steady_counts_give_their_own_level_for_any_length():
    found = levels(np.full(20, 14.0), np.full(20, 7), np.append(np.full(20, 7), 30))
    np.testing.assert_allclose(found[:-1], 14)
    assert found[-1] == pytest.approx(60)


def test_a_rising_level_is_followed():
    rise = np.repeat([10.0, 40.0], 40)
    found = levels(rise, np.full(80, 7), np.full(81, 7))
    assert found[-1] == pytest.approx(40, rel=0.05)


def test_nothing_known_expects_nothing():
    assert levels(np.zeros(0), np.zeros(0), np.array([7])).tolist() == [0.0]


def test_corrections_go_to_observed_over_expected_and_start_at_one():
    found = corrections(np.full(400, 6.0), np.full(400, 4.0))
    assert found[0] == 1
    assert found[-1] == pytest.approx(1.5, rel=0.02)
    assert len(found) == 401
    assert (np.diff(found[:104]) > 0).all()

"""Plain counts."""

from __future__ import annotations

import numpy as np
import pytest

from geo.forecast.counts import Counts28, Counts365, CountsAll
from geo.forecast.history import Windows
from tests.forecast import scenes


@pytest.mark.parametrize(
    ("model", "days"), [(Counts28(), 28), (Counts365(), 365), (CountsAll(), None), (Counts365(days=9), 9)]
)
def test_counts_begin_and_end_where_they_say(model, days):
    h = scenes.history()
    at = scenes.DAY_0 + 800
    surface = next(iter(model.surfaces(h, Windows.regular(at, 7, 1))))
    np.testing.assert_array_equal(surface.score, h.counts(None if days is None else at - days, at))
    age = np.array([1.0, 9, 10, 28, 29, 365, 366])
    assert model.weights(age).tolist() == [1.0 if days is None or a <= days else 0.0 for a in age]


def test_the_latest_days_may_be_left_uncounted():
    model = CountsAll(delay_days=7)
    assert model.weights(np.array([1.0, 7.0, 8.0, 4000.0])).tolist() == [0, 0, 1, 1]
    h = scenes.history()
    at = scenes.DAY_0 + 800
    surface = next(iter(model.surfaces(h, Windows.regular(at, 7, 1))))
    np.testing.assert_array_equal(surface.score, h.counts(None, at - 7))

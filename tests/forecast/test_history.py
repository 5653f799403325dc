"""Histories: counts by brute force, order of rows, hottest cells and their ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.forecast.history import History, Windows, hottest
from geo.forecast.raster import Raster
from tests.forecast import scenes


def test_counts_and_decay_agree_with_a_plain_loop():
    h = scenes.history(300, 400)
    at = scenes.DAY_0 + 300
    count, decayed = np.zeros(h.raster.size), np.zeros(h.raster.size)
    for cell, day in zip(h.cell, h.day, strict=True):
        if day < at:
            decayed[cell] += 2.0 ** (-(at - day) / 50)
            count[cell] += at - 30 <= day
    np.testing.assert_array_equal(h.counts(at - 30, at).ravel(), count)
    np.testing.assert_allclose(h.decayed(at, 50).ravel(), decayed, rtol=1e-12)
    np.testing.assert_array_equal(h.decayed(at, np.inf), h.counts(None, at))
    assert h.total(at - 30, at) == count.sum()


def test_the_order_of_rows_does_not_matter():
    x, y, day = scenes.places(200, 100)
    mixed = np.random.default_rng(3).permutation(200)
    raster = Raster.over(scenes.AREA.bounds, 150)
    one = History.within(raster, scenes.AREA, x, y, day)
    two = History.within(raster, scenes.AREA, x[mixed], y[mixed], day[mixed])
    for name in ("x", "y", "day", "cell"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_before_keeps_nothing_of_the_day_itself():
    h = scenes.history(300, 100)
    cut = h.before(scenes.DAY_0 + 50)
    assert cut.day.max() == scenes.DAY_0 + 49
    np.testing.assert_array_equal(cut.counts(None, scenes.DAY_0 + 100), h.counts(None, scenes.DAY_0 + 50))


def test_outside_the_area_nothing_counts():
    raster = Raster.over(scenes.AREA.bounds, 100)
    h = History.within(raster, scenes.AREA, np.array([-5.0, 10.0]), np.array([5.0, 10.0]), np.array([1, 1]))
    assert len(h) == 1


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(0, 70), st.data())
def test_hottest_is_a_stable_sort(scores, n, data):
    inside = np.array(data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores))))
    score = np.array(scores, dtype=float)
    wanted = sorted(np.flatnonzero(inside), key=lambda i: (-score[i], i))[:n]
    assert hottest(score.reshape(1, -1), inside.reshape(1, -1), n).tolist() == wanted


def test_windows():
    before = Windows.before(100, 7, 3)
    assert before.pairs() == [(79, 86), (86, 93), (93, 100)]
    assert len(Windows.regular(5, 7, 0)) == 0


@pytest.mark.parametrize("n", [0, 1])
def test_hardly_any_incidents(n):
    raster = Raster.over(scenes.AREA.bounds, 500)
    h = History.within(raster, scenes.AREA, np.full(n, 10.0), np.full(n, 10.0), np.full(n, 5))
    assert h.counts(None, 10).sum() == n
    assert h.ties(10).shape == raster.shape

"""The mixture: sums to one, learns what made the data, never looks ahead."""

from __future__ import annotations

import numpy as np
import pytest

from geo.forecast.history import History, Windows
from geo.forecast.mixture import learnt, rolling
from geo.forecast.raster import Raster
from tests.forecast import scenes


def test_expectation_maximisation_finds_the_weights_that_made_the_data():
    rng = np.random.default_rng(1)
    chances = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.7], [0.25, 0.25, 0.25, 0.25]])
    true = np.array([0.5, 0.2, 0.3])
    seen = rng.choice(4, 8_000, p=true @ chances)
    found = learnt(chances[:, seen].T, np.full(3, 1 / 3), 500)
    np.testing.assert_allclose(found @ chances, true @ chances, atol=0.02)
    assert found.sum() == pytest.approx(1)


def test_likelihood_never_falls():
    rng = np.random.default_rng(2)
    densities = rng.random((500, 6))
    weights, last = np.full(6, 1 / 6), -np.inf
    for _ in range(20):
        weights = learnt(densities, weights, 1)
        now = np.log(densities @ weights).sum() + np.log(weights).sum() / 6
        assert now >= last - 1e-9
        last = now


def test_shares_sum_to_one_and_parts_are_parts():
    h = scenes.history()
    for moment in rolling(h, Windows.regular(scenes.DAY_0 + 600, 7, 6)):
        assert moment.share.sum() == pytest.approx(1, abs=2e-3)
        assert (moment.share[h.inside] > 0).all()
        assert (moment.recent <= moment.share + 1e-15).all()
        assert (moment.sharp <= moment.share + 1e-15).all()
        assert moment.weights.sum() + moment.even == pytest.approx(1)


def test_windows_asked_for_one_by_one_say_the_same_states_as_together():
    h = scenes.history()
    windows = Windows.regular(scenes.DAY_0 + 600, 7, 5)
    together = list(rolling(h, windows, relearn=1))
    alone = next(iter(rolling(h, Windows.regular(scenes.DAY_0 + 600, 7, 1), relearn=1)))
    np.testing.assert_allclose(together[0].share, alone.share, rtol=1e-12)


def test_the_future_changes_nothing():
    x, y, day = scenes.places(900, 900)
    raster = Raster.over(scenes.AREA.bounds, 200)
    at = scenes.DAY_0 + 700
    plain = History.within(raster, scenes.AREA, x, y, day)
    burst = History.within(
        raster,
        scenes.AREA,
        np.append(x, np.full(500, 1500.0)),
        np.append(y, np.full(500, 1500.0)),
        np.append(day, [at] * 500),
    )
    windows = Windows.regular(at, 7, 1)
    one, two = (next(iter(rolling(h, windows))) for h in (plain, burst))
    np.testing.assert_array_equal(one.share, two.share)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_incidents(n):
    h = scenes.history(n, 10)
    moments = list(rolling(h, Windows.regular(scenes.DAY_0 + 100, 7, 2)))
    assert len(moments) == 2
    assert all(np.isfinite(m.share).all() and m.share.sum() == pytest.approx(1, abs=0.05) for m in moments)

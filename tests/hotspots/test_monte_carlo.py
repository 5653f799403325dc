"""p values from replicates; draws that follow their weights; maxima found whatever the level they are sought from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.hotspots.monte_carlo import (
    gumbel_p_value,
    permuted_times,
    random_labels,
    random_places,
    rank_p_value,
    replicate_maxima,
    tail_p_value,
)


def test_rank_p_value_counts_ties_and_itself():
    maxima = np.array([1.0, 2.0, 3.0, 4.0])
    assert rank_p_value(3.0, maxima) == 3 / 5
    assert rank_p_value(3.0 + 1e-12, maxima) == 3 / 5
    assert rank_p_value(5.0, maxima) == 1 / 5
    assert rank_p_value(0.0, maxima) == 1.0


def test_gumbel_p_value_is_that_of_the_distribution():
    maxima = stats.gumbel_r.rvs(7, 1.3, size=200_000, random_state=1)
    for ratio in (6.0, 9.0, 14.0):
        assert gumbel_p_value(ratio, maxima) == pytest.approx(stats.gumbel_r.sf(ratio, 7, 1.3), rel=0.05)
    assert gumbel_p_value(300.0, maxima) == 1e-9
    assert gumbel_p_value(1.0, np.full(9, 2.0)) == 1.0


def test_tail_p_value_uses_the_fit_only_beyond_all_replicates():
    maxima = stats.gumbel_r.rvs(7, 1.0, size=999, random_state=2)
    top = maxima.max()
    assert tail_p_value(top, maxima) == rank_p_value(top, maxima) == 2 / 1000
    assert tail_p_value(top * 1.5, maxima) < 1e-3
    assert tail_p_value(top * 1.001, maxima) <= 1e-3


class Known:
    """Knows each replicate's maximum, and gives it only from the level for which it was prepared."""

    def __init__(self, truth):
        self.truth, self.level, self.asked = truth, np.inf, []

    def prepare(self, level):
        self.level = level

    def highest(self, cases):
        self.asked.append(self.level)
        value = self.truth[int(cases[0])]
        return value if value >= self.level else 0.1 * value


@pytest.mark.parametrize("low", [0.0, 0.4, 5.0])
def test_maxima_are_found_below_the_level_too(low):
    truth = np.random.default_rng(3).uniform(6, 12, 200)
    truth[[20, 50, 199]] = low
    truth[60] = 1.5
    known = Known(truth)
    assert replicate_maxima(known, lambda number: np.array([number]), 200).tolist() == truth.tolist()
    assert len(known.asked) < 210


def test_maxima_when_pilots_find_nothing():
    truth = np.zeros(30)
    assert replicate_maxima(Known(truth), lambda number: np.array([number]), 30).tolist() == truth.tolist()


def test_random_places_follow_their_weights():
    weights = np.array([0.0, 5.0, 0.0, 1.0, 4.0, 1e-9, 0.0])
    draw = random_places(weights, 100_000, 4)
    held = np.bincount(draw(0), minlength=7)
    assert held[[0, 2, 6]].tolist() == [0, 0, 0]
    np.testing.assert_allclose(held[[1, 3, 4]] / 1e5, [0.5, 0.1, 0.4], atol=0.006)
    assert (draw(0) == draw(0)).all()
    assert (draw(0) != draw(1)).any()


def test_random_places_on_very_uneven_weights():
    weights = np.random.default_rng(0).pareto(0.6, 500)
    held = np.bincount(random_places(weights, 200_000, 1)(0), minlength=500)
    likely = weights / weights.sum() * 200_000 > 50
    expected = np.append(weights[likely], weights[~likely].sum()) / weights.sum() * 200_000
    seen = np.append(held[likely], held[~likely].sum())
    assert stats.chisquare(seen, expected * seen.sum() / expected.sum()).pvalue > 1e-4


def test_random_labels_take_nobody_twice():
    everyone = np.array([3, 0, 2, 5])
    for number in range(50):
        held = np.bincount(random_labels(everyone, 6, 0)(number), minlength=4)
        assert (held <= everyone).all()
        assert held.sum() == 6


def test_permuted_times_keep_both_margins():
    random = np.random.default_rng(0)
    place, period = random.integers(0, 6, 80), random.integers(0, 4, 80)
    drawn = np.bincount(permuted_times(place, period, 6, 9)(3), minlength=24).reshape(4, 6)
    assert drawn.sum(axis=0).tolist() == np.bincount(place, minlength=6).tolist()
    assert drawn.sum(axis=1).tolist() == np.bincount(period, minlength=4).tolist()

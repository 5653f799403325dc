from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from geo.evaluation.comparability import check_trends


def test_is_the_chi_square_of_the_two_sums():
    treated, control = [[20, 25, 31], [10, 12, 9]], [[50, 40, 61], [33, 35, 30]]
    found = check_trends(treated, control)
    sums = np.array([np.sum(treated, axis=0), np.sum(control, axis=0)])
    trend = chi2_contingency(sums, correction=False)
    whole = chi2_contingency(np.array(treated + control), correction=False)
    assert found.periods == 3
    assert found.p_value == pytest.approx(trend.pvalue)
    assert found.dispersion == pytest.approx(whole.statistic / whole.dof)
    assert found.dispersion_p_value == pytest.approx(whole.pvalue)


def test_trends_that_differ_are_found():
    assert check_trends([[50, 80, 120]], [[120, 80, 50]]).p_value < 0.001
    assert check_trends([[50, 80, 120]], [[100, 160, 240]]).p_value > 0.99


def test_poisson_counts_are_not_widened_more_often_than_chance():
    random = np.random.default_rng(5)
    widened = [
        check_trends(random.poisson(40, (2, 4)).tolist(), random.poisson(60, (2, 4)).tolist()).widening
        for _ in range(400)
    ]
    assert np.mean(np.array(widened) > 1) < 0.14


def test_clustered_counts_are_widened():
    random = np.random.default_rng(6)
    rates = random.gamma(5, 8, (4, 6))  # variance of the counts far above their mean
    found = check_trends(random.poisson(rates[:2]).tolist(), random.poisson(rates[2:]).tolist())
    assert found.widening == found.dispersion > 2


@pytest.mark.parametrize(
    ("treated", "control"),
    [([[5]], [[6]]), ([], [[3, 4]]), ([[3, 4]], []), ([[0, 0]], [[9, 9]]), ([[1, 0]], [[0, 1]]), ([], [])],
)
def test_too_little_is_not_told(treated, control):
    found = check_trends(treated, control)
    assert math.isnan(found.p_value)
    assert found.widening == 1
    assert found.as_dict()["p_value"] is None

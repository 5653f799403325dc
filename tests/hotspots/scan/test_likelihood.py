"""Likelihood ratios against the formulas, and thresholds that never lose a count that reaches the level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.scan.likelihood import Likelihood, fewest_cases, largest_bases
from tests.hotspots.scan_by_hand import llr_bernoulli, llr_poisson


@pytest.mark.parametrize("observed", [0, 1, 5, 17, 40])
@pytest.mark.parametrize("base", [0.01, 3.0, 17.0, 39.5])
def test_poisson_ratio(observed, base):
    assert Likelihood(False, 40, 40).ratio(observed, base) == pytest.approx(llr_poisson(observed, base, 40, 40))


@pytest.mark.parametrize("observed", [0, 1, 5, 17, 40])
@pytest.mark.parametrize("more", [0, 1, 8, 50])
def test_bernoulli_ratio(observed, more):
    both = observed + more
    by_hand = llr_bernoulli(observed, both, 40, 100)
    assert Likelihood(True, 40, 100).ratio(observed, both) == pytest.approx(by_hand, abs=1e-12)


def test_relative_risk_and_expected():
    likelihood = Likelihood(True, 40, 200)
    assert likelihood.expected(50) == 10
    assert likelihood.relative_risk(20, 50) == pytest.approx((20 / 50) / (20 / 150))
    assert Likelihood(False, 10, 10).relative_risk(10, 2.0) == np.inf


@given(st.booleans(), st.integers(2, 60), st.integers(0, 100), st.floats(0, 12), st.integers(0, 1000))
@settings(max_examples=150, deadline=None)
def test_thresholds_are_the_smallest_counts_that_reach_the_level(bernoulli, cases, controls, level, seed):
    total = float(cases + controls + 1 if bernoulli else cases)
    likelihood = Likelihood(bernoulli, float(cases), total)
    random = np.random.default_rng(seed)
    bases = random.integers(1, int(total) + 1, 30).astype(float) if bernoulli else random.uniform(0, total, 30)
    least = fewest_cases(largest_bases(likelihood, level), bases, 1, 10_000)
    for base, first in zip(bases.tolist(), least.tolist(), strict=True):
        most = min(cases, int(base)) if bernoulli else cases
        reach = [k for k in range(1, most + 1) if likelihood.ratio(k, base) >= level and likelihood.ratio(k, base) > 0]
        if reach:
            assert first <= reach[0]
            assert likelihood.ratio(first, base) >= level * (1 - 1e-6) - 1e-6


def test_windows_that_cannot_hold_cases_never_pass():
    largest = largest_bases(Likelihood(False, 20.0, 20.0), 0.0)
    assert fewest_cases(largest, np.array([0.0, np.inf, 5.0, 0.5]), 3, 99).tolist() == [99, 99, 5, 3]

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson, poisson_means_test

from geo.errors import ParameterError
from geo.evaluation.compared import Change
from geo.evaluation.rate_comparison import conditional_test, controlled_rate_ratio, e_test, rate_ratio

ALTERNATIVES = ("two-sided", "less", "greater")


def brute(first, second, n1, n2, alternative):
    """Sum over all pairs of counts up to 200, ties counted."""
    pooled = (first + second) / (n1 + n2)
    k1, k2 = np.meshgrid(np.arange(201.0), np.arange(201.0), indexing="ij")

    def statistic(a, b):
        spread = np.sqrt(np.asarray(a / n1**2 + b / n2**2))
        return np.where(spread > 0, (a / n1 - b / n2) / np.where(spread > 0, spread, 1), 0.0)

    every, seen = statistic(k1, k2), float(statistic(float(first), float(second)))
    if alternative == "two-sided":
        far = np.abs(every) >= abs(seen) - 1e-10
    else:
        far = every <= seen + 1e-10 if alternative == "less" else every >= seen - 1e-10
    chance = poisson.pmf(k1, pooled * n1) * poisson.pmf(k2, pooled * n2)
    return min(1.0, float(chance[far].sum()))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([1.0, 0.5, 2.0, 3.7]),
    st.sampled_from([1.0, 2.0, 1.9]),
    st.sampled_from(ALTERNATIVES),
)
def test_e_test_is_the_brute_force_sum(first, second, n1, n2, alternative):
    found = e_test(first, second, exposure_first=n1, exposure_second=n2, alternative=alternative)
    assert found == pytest.approx(brute(first, second, n1, n2, alternative), rel=1e-8, abs=1e-13)


@pytest.mark.parametrize(("first", "second", "n1", "n2"), [(3, 20, 1.0, 1.0), (60, 40, 3.0, 2.0), (0, 3, 1.0, 1.0)])
def test_e_test_against_scipy(first, second, n1, n2):
    theirs = poisson_means_test(first, n1, second, n2).pvalue
    assert e_test(first, second, exposure_first=n1, exposure_second=n2) == pytest.approx(theirs, rel=1e-7)


def test_e_test_keeps_its_level():
    random = np.random.default_rng(3)
    p = [e_test(int(a), int(b)) for a, b in random.poisson(12, (2_000, 2))]
    assert 0.035 <= np.mean(np.asarray(p) < 0.05) <= 0.065


def test_large_counts_meet_the_normal_test():
    first, second = 4_000_000, 4_005_000
    z = (second - first) / math.sqrt(first + second)
    assert e_test(first, second) == pytest.approx(math.erfc(z / math.sqrt(2)), rel=1e-3)
    assert e_test(10**8, 10**8) == pytest.approx(1.0, abs=1e-9)


def test_no_counts_are_no_difference():
    assert e_test(0, 0) == conditional_test(0, 0) == 1.0


def test_sides():
    assert e_test(3, 20, alternative="less") < 0.01 < 0.99 < e_test(3, 20, alternative="greater")
    assert e_test(20, 3, alternative="greater") == pytest.approx(e_test(3, 20, alternative="less"), rel=1e-12)


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from([1.0, 2.5]))
@settings(max_examples=50, deadline=None)
def test_the_interval_of_the_ratio_agrees_with_the_conditional_test(first, second, exposure):
    """One lies outside the exact interval when and only when a one-sided exact test rejects."""
    found = rate_ratio(first, second, exposure_second=exposure)
    total = first + second
    if total == 0:
        assert math.isnan(found.value)
        return
    share = exposure / (1 + exposure)
    higher = binomtest(second, total, share, alternative="greater").pvalue
    lower = binomtest(second, total, share, alternative="less").pvalue
    if abs(higher - 0.025) > 1e-9 and abs(lower - 0.025) > 1e-9:
        assert (found.low > 1) == (higher < 0.025)
        assert (found.high < 1) == (lower < 0.025)
    assert found.low <= found.value <= found.high


def test_ratio_of_nothing_before():
    found = rate_ratio(0, 3)
    assert found.value == found.high == math.inf
    assert 0 < found.low < 1
    assert rate_ratio(5, 0).value == rate_ratio(5, 0).low == 0
    assert found.as_dict() == {"value": None, "low": found.low, "high": None}


def test_ratio_allows_for_exposure():
    assert rate_ratio(100, 50, exposure_first=2.0, exposure_second=1.0).value == pytest.approx(1.0)


def test_controlled_ratio():
    found = controlled_rate_ratio(Change(100, 60), Change(200, 180))
    assert found.value == pytest.approx(0.6 / 0.9)
    reach = 1.959964 * math.sqrt(1 / 100 + 1 / 60 + 1 / 200 + 1 / 180)
    assert found.high == pytest.approx(found.value * math.exp(reach), rel=1e-6)
    assert controlled_rate_ratio(Change(0, 3), Change(4, 4)).value == pytest.approx(7.0)
    assert math.isnan(controlled_rate_ratio(Change(0, 0), Change(4, 4)).value)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: e_test(-1, 2),
        lambda: e_test(1.5, 2),  # type: ignore[arg-type]
        lambda: e_test(1, 10**10),
        lambda: e_test(1, 2, exposure_first=0),
        lambda: e_test(1, 2, exposure_second=math.nan),
        lambda: e_test(1, 2, alternative="both"),  # type: ignore[arg-type]
        lambda: conditional_test(1, -2),
        lambda: rate_ratio(True, 2),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ParameterError):
        wrong()

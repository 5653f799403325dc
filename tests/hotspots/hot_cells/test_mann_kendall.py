from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from geo.errors import ParameterError
from geo.hotspots.hot_cells.mann_kendall import mann_kendall, sen_slope
from geo.hotspots.hot_cells.mann_kendall_kernel import STRIP

SERIES = st.integers(1, 14).flatmap(
    lambda periods: arrays(
        np.float64,
        st.tuples(st.just(periods), st.integers(1, 5)),
        elements=st.one_of(st.integers(-2, 2).map(float), st.floats(-1e6, 1e6)),
    )
)


def by_hand(x: np.ndarray) -> tuple[int, float, float, float]:
    """Return S, its variance, z and tau-b from the definitions."""
    n = len(x)
    s = sum(int(np.sign(x[j] - x[i])) for i in range(n) for j in range(i + 1, n))
    runs = np.unique(x, return_counts=True)[1].astype(float)
    variance = (n * (n - 1) * (2 * n + 5) - (runs * (runs - 1) * (2 * runs + 5)).sum()) / 18
    z = (s - np.sign(s)) / np.sqrt(variance) if variance > 0 else 0.0
    pairs = n * (n - 1) / 2
    unequal = pairs - (runs * (runs - 1) / 2).sum()
    return s, variance, z, s / np.sqrt(pairs * unequal) if unequal > 0 else 0.0


@settings(deadline=None)
@given(SERIES)
def test_equals_the_definitions(series):
    found = mann_kendall(series)
    for k, column in enumerate(series.T):
        s, variance, z, tau = by_hand(column)
        assert found.s[k] == s
        assert found.variance[k] == pytest.approx(variance, rel=1e-12, abs=1e-12)
        assert found.z[k] == pytest.approx(z, rel=1e-12)
        assert found.tau_b[k] == pytest.approx(tau, rel=1e-12)
        assert found.p_value[k] == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-9)


@settings(deadline=None)
@given(SERIES.filter(lambda series: len(series) >= 2))
def test_sen_slope_is_the_median_of_all_slopes(series):
    n = len(series)
    slopes = [(series[j] - series[i]) / (j - i) for i in range(n) for j in range(i + 1, n)]
    np.testing.assert_allclose(sen_slope(series), np.median(slopes, axis=0), rtol=1e-12, atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(22, 45), st.sampled_from(["normal", "counts", "rising", "waves", "rare"]))
def test_sen_slope_of_long_series_whatever_the_sample_says(seed, periods, make):
    random = np.random.default_rng(seed)
    time = np.arange(periods)[:, None]
    series = {
        "normal": random.normal(size=(periods, 6)),
        "counts": random.poisson(0.4, (periods, 6)).astype(float),
        "rising": time * random.normal(size=6) + random.normal(scale=1e-6, size=(periods, 6)),
        "waves": np.sin(time * random.uniform(0.1, 3, 6)),
        "rare": (random.random((periods, 6)) < 0.03) * 1e9,
    }[make]
    slopes = [(series[j] - series[i]) / (j - i) for i in range(periods) for j in range(i + 1, periods)]
    np.testing.assert_allclose(sen_slope(series), np.median(slopes, axis=0), rtol=1e-12, atol=1e-15)


def test_agrees_with_scipy():
    random = np.random.default_rng(0)
    for series in (random.normal(size=40), random.poisson(1.0, 40).astype(float)):
        assert float(mann_kendall(series).tau_b) == pytest.approx(stats.kendalltau(np.arange(40), series).statistic)
        assert float(sen_slope(series)) == pytest.approx(stats.theilslopes(series).slope, abs=1e-12)


@pytest.mark.parametrize("places", [1, STRIP - 1, STRIP, STRIP + 1, 2 * STRIP + 7])
def test_every_series_is_treated_alike_wherever_it_stands(places):
    series = np.random.default_rng(1).poisson(0.7, (13, places)).astype(float)
    found = mann_kendall(series)
    for k in (0, places // 2, places - 1):
        alone = mann_kendall(series[:, k])
        assert (found.s[k], found.z[k], found.tau_b[k]) == (alone.s, alone.z, alone.tau_b)
    np.testing.assert_array_equal(mann_kendall(series[::-1]).s, -found.s)


def test_nothing_happens_in_a_flat_or_single_period():
    for series in (np.full(9, 3.0), np.array([5.0])):
        found = mann_kendall(series)
        assert (found.s, found.z, found.tau_b, found.p_value) == (0, 0, 0, 1)
    assert sen_slope(np.full((6, 2), 1.5)).tolist() == [0, 0]
    assert mann_kendall(np.empty((5, 0))).z.shape == (0,)


def test_p_holds_its_level_under_chance():
    counts = np.random.default_rng(2).poisson(1.0, (20, 20_000)).astype(float)
    assert 0.03 < (mann_kendall(counts).p_value <= 0.05).mean() < 0.055


@pytest.mark.parametrize("series", [[], 3.0, [1.0, np.nan, 2.0], [1.0, np.inf], np.zeros((2, 2, 2))])
def test_refuses_what_is_no_series(series):
    with pytest.raises(ParameterError, match="series"):
        mann_kendall(series)


def test_one_period_has_no_slope():
    with pytest.raises(ParameterError, match="two periods"):
        sen_slope([1.0])


def test_leaves_its_input_alone():
    series = np.asfortranarray(np.random.default_rng(3).normal(size=(8, 3)))
    before = series.copy()
    mann_kendall(series)
    sen_slope(series)
    np.testing.assert_array_equal(series, before)

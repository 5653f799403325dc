from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evaluation.survival import bootstrap, kaplan_meier

cases = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


def brute(times, arrived, moment):
    """Multiply by hand: at each time of an arrival, the share of those at risk that did not arrive."""
    waiting = 1.0
    for time in sorted({t for t, a in zip(times, arrived, strict=True) if a and t <= moment}):
        at_risk = sum(t >= time for t in times)
        arriving = sum(t == time and a for t, a in zip(times, arrived, strict=True))
        waiting *= 1 - arriving / at_risk
    return waiting


@given(cases)
def test_curve_is_the_product_limit(drawn):
    times, arrived = np.array([float(t) for t, _ in drawn]), np.array([a for _, a in drawn])
    curve = kaplan_meier(times, arrived)
    for moment in range(13):
        assert curve.arrived_within(moment) == pytest.approx(1 - brute(times, arrived, moment), abs=1e-12)


def test_the_textbook_example():
    """Freireich's leukaemia trial, 6-MP arm: 0.857 at 6, 0.690 at 13, 0.448 at 23 weeks (Kleinbaum & Klein, ch. 2)."""
    seen = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    lost = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times = np.array([*seen, *lost], dtype=float)
    curve = kaplan_meier(times, np.arange(21) < 9)
    for week, share in ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)):
        assert 1 - curve.arrived_within(week) == pytest.approx(share, abs=5e-4)
    assert curve.quantile(0.5) == 23


def test_all_seen_gives_the_plain_quantiles():
    times = np.arange(1.0, 11.0)
    curve = kaplan_meier(times[::-1], np.ones(10, dtype=bool))
    assert (curve.quantile(0.5), curve.quantile(0.9), curve.arrived_within(3.0)) == (5.0, 9.0, pytest.approx(0.3))


def test_a_quantile_beyond_the_record_is_not_known():
    curve = kaplan_meier(np.array([5.0, 9.0]), np.array([True, False]))
    assert curve.quantile(0.5) == 5
    assert math.isnan(curve.quantile(0.9))


def test_no_cases():
    curve = kaplan_meier(np.empty(0), np.empty(0, dtype=bool))
    assert math.isnan(curve.quantile(0.5))
    assert math.isnan(curve.arrived_within(3))


@settings(max_examples=25, deadline=None)
@given(cases)
def test_every_draw_is_the_curve_of_the_cases_drawn(drawn):
    times, arrived = np.array([float(t) for t, _ in drawn]), np.array([a for _, a in drawn])
    found = bootstrap(times, arrived, (0.5,), 6.0, resamples=5, seed=2)
    order = np.lexsort((~arrived, times))
    weights = np.random.default_rng(2).multinomial(len(times), np.full(len(times), 1 / len(times)), size=5)
    for row, draw in zip(found, weights, strict=True):
        chosen = np.repeat(order, draw)
        curve = kaplan_meier(times[chosen], arrived[chosen])
        assert row[1] == pytest.approx(curve.arrived_within(6.0), abs=1e-12)
        median = curve.quantile(0.5)
        assert row[0] == (math.inf if math.isnan(median) else median)


def test_large_samples_are_drawn_in_parts(monkeypatch):
    times = np.random.default_rng(1).exponential(20, 300)
    whole = bootstrap(times, times < 40, (0.5, 0.9), 15, resamples=20, seed=3)
    monkeypatch.setattr("geo.evaluation.survival._AT_ONCE", 900)
    assert np.array_equal(whole, bootstrap(times, times < 40, (0.5, 0.9), 15, resamples=20, seed=3))

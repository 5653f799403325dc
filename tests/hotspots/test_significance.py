from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.hotspots.significance import benjamini_hochberg, normal_p_value

chances = st.lists(st.floats(0, 1) | st.sampled_from([0.01, 0.05, 1.0]), min_size=1, max_size=60)


def declared(p: list[float], alpha: float) -> set[int]:
    """Benjamini and Hochberg's procedure word for word: the largest k with p(k) <= k/m alpha, and all before it."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    best = 0
    for k, i in enumerate(order, 1):
        if p[i] * len(p) / k <= alpha:
            best = k
    return {i for i in range(len(p)) if best and p[i] <= p[order[best - 1]]}


@given(chances, st.sampled_from([0.01, 0.05, 0.2, 0.5]))
@settings(deadline=None)
def test_q_declares_what_the_procedure_declares(p, alpha):
    assert set(np.flatnonzero(benjamini_hochberg(p) <= alpha)) == declared(p, alpha)


@given(chances)
@settings(max_examples=50, deadline=None)
def test_q_agrees_with_scipy(p):
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)


def test_untested_places_do_not_count():
    q = benjamini_hochberg([[0.01, np.nan], [0.04, 0.5]])
    np.testing.assert_allclose(q, [[0.03, np.nan], [0.06, 0.5]])


def test_nothing_tested():
    assert benjamini_hochberg([]).size == 0
    assert np.isnan(benjamini_hochberg([np.nan])).all()


def test_normal_tails():
    z = np.array([-3.0, 0.0, 1.96, 8.0])
    np.testing.assert_allclose(normal_p_value(z), stats.norm.sf(z), rtol=1e-12)
    np.testing.assert_allclose(normal_p_value(z, two_sided=True), 2 * stats.norm.sf(np.abs(z)), rtol=1e-12)

"""Distances to the k-th neighbour and the knee of their curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.choosing.k_distance import FARTHEST, MOST_POINTS, k_distance_curve, knee_of
from tests.hotspots.places import ORIGIN, clusters, places


@given(places(most=60), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_agrees_with_brute_force(xy, k):
    found = k_distance_curve(xy, k)
    if len(xy) <= k:
        assert len(found.curve) == 0
        assert found.eps_m is None
        return
    away = np.sort(np.linalg.norm(xy[:, None] - xy[None], axis=2), axis=1)[:, k]
    assert found.curve["distance_m"].to_numpy() == pytest.approx(np.sort(away), rel=1e-9, abs=1e-6)
    assert found.curve["share"].iloc[-1] == 1.0
    assert found.curve["knee"].sum() == (found.eps_m is not None)
    if found.eps_m is not None:
        assert found.curve.loc[found.curve["knee"], "distance_m"].tolist() == [found.eps_m]


def test_the_knee_is_between_the_spacing_in_clusters_and_that_of_the_noise():
    """225 incidents in clusters of 60 m, 75 over 9 km²: the seventh neighbour is some 60 m or some 250 m off."""
    found = k_distance_curve(clusters(5, 300), 7)
    assert 60 < found.eps_m < 250
    at_knee = found.curve.loc[found.curve["knee"], "share"].iloc[0]
    assert at_knee == pytest.approx(0.75, abs=0.08)


def test_a_known_knee():
    """Flat at 1 up to x = 0.8, then straight up to 11: the knee is where it bends."""
    x = np.linspace(0, 1, 1001)
    y = np.where(x < 0.8, 1.0, 1 + 50 * (x - 0.8))
    assert x[knee_of(x, y)] == pytest.approx(0.8, abs=0.002)


@pytest.mark.parametrize("y", [np.ones(50), np.arange(50.0), np.sqrt(np.arange(50.0)), np.array([1.0, 2.0])])
def test_level_straight_and_sagging_curves_have_no_knee(y):
    assert knee_of(np.arange(1, len(y) + 1) / len(y), y) is None


def test_a_few_far_out_do_not_decide():
    xy = clusters(5, 300)
    far = np.vstack([xy, ORIGIN + np.array([[4e5, 0], [0, 7e5]])])
    assert k_distance_curve(far, 7).eps_m == pytest.approx(k_distance_curve(xy, 7).eps_m, rel=0.15)
    assert FARTHEST == 0.99


def test_order_of_rows_does_not_matter_and_the_curve_is_thin():
    xy = np.vstack([clusters(seed, 9000) for seed in range(3)])
    one = k_distance_curve(xy, 4)
    other = k_distance_curve(np.random.default_rng(1).permutation(xy), 4)
    assert one.curve.equals(other.curve)
    assert len(one.curve) <= MOST_POINTS
    assert one.curve["distance_m"].is_monotonic_increasing
    assert one.nearest_quantile(1.0) == one.curve["distance_m"].iloc[-1]


def test_all_at_one_place():
    found = k_distance_curve(np.repeat([ORIGIN], 30, axis=0), 4)
    assert found.eps_m is None
    assert found.curve["distance_m"].eq(0).all()


def test_nothing_known_of_none():
    assert np.isnan(k_distance_curve(np.empty((0, 2)), 1).nearest_quantile(0.5))


@pytest.mark.parametrize("k", [0, 1001])
def test_refuses_impossible_neighbours(k):
    with pytest.raises(ParameterError, match="k"):
        k_distance_curve(clusters(1), k)

"""The kernel labels incidents as DBSCAN does under a distance in space and time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from geo.hotspots.clusters.dbscan_kernel import dbscan_labels
from geo.hotspots.clusters.st_dbscan_kernel import st_dbscan_labels
from tests.hotspots.space_time import crowded, near_in_both, space_time


def of_rule(xy, days, eps, window, min_samples):
    """DBSCAN by its definition, all pairs, on neighbours in space and time."""
    near = near_in_both(xy, days, eps, window)
    core = near.sum(axis=1) >= min_samples
    labels = np.full(len(xy), -1)
    number = 0
    for row in range(len(xy)):
        if not core[row] or labels[row] >= 0:
            continue
        labels[row], stack = number, [row]
        while stack:
            for other in np.flatnonzero(near[stack.pop()] & (labels == -1)).tolist():
                labels[other] = number
                if core[other]:
                    stack.append(other)
        number += 1
    return labels


def of_sklearn(xy, days, eps, window, min_samples):
    """scikit-learn's DBSCAN on the larger of the two distances, each in units of its reach."""
    apart = np.sqrt(((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2)) / eps
    between = np.abs(days[:, None] - days[None, :]) / window
    together = np.maximum(apart, between)
    return DBSCAN(eps=1.0, min_samples=min_samples, metric="precomputed").fit(together).labels_


EPS = [1.0, 20.0, 50.0, 70.71067811865476, 100.0, 400.0, 3000.0]
WINDOWS = [0.0, 0.5, 1.0, 7.0, 30.0, 1000.0]


@given(space_time(), st.sampled_from(EPS), st.sampled_from(WINDOWS), st.integers(1, 10))
@settings(max_examples=300, deadline=None)
def test_any_incidents(drawn, eps, window, min_samples):
    xy, days = drawn
    assert st_dbscan_labels(xy, days, eps, window, min_samples).tolist() == (
        of_rule(xy, days, eps, window, min_samples).tolist()
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("eps", "window", "min_samples"), [(60.0, 2.0, 3), (150.0, 20.0, 5), (400.0, 4.0, 12)])
def test_as_scikit_learn_on_the_larger_of_both_distances(seed, eps, window, min_samples):
    xy, days = crowded(seed)
    labels = st_dbscan_labels(xy, days, eps, window, min_samples)
    assert labels.max() >= 1
    assert labels.tolist() == of_sklearn(xy, days, eps, window, min_samples).tolist()


@given(space_time(60), st.sampled_from(EPS), st.integers(1, 8))
@settings(max_examples=80, deadline=None)
def test_an_endless_window_is_dbscan(drawn, eps, min_samples):
    xy, days = drawn
    assert st_dbscan_labels(xy, days, eps, np.inf, min_samples).tolist() == (
        dbscan_labels(xy, eps, min_samples).tolist()
    )


@pytest.mark.parametrize("seed", range(3))
def test_many_incidents_of_mixed_density(seed):
    xy, days = crowded(seed, 1500)
    random = np.random.default_rng(seed)
    xy, days = np.vstack([xy, np.repeat(xy[:20], 20, axis=0)]), np.concatenate([days, random.uniform(0, 365, 400)])
    turn = random.permutation(len(xy))
    xy, days = xy[turn], np.round(days[turn])
    for eps, window, min_samples in [(30.0, 3.0, 3), (120.0, 10.0, 8), (500.0, 5.0, 25)]:
        assert st_dbscan_labels(xy, days, eps, window, min_samples).tolist() == (
            of_rule(xy, days, eps, window, min_samples).tolist()
        )


def test_one_place_at_two_times_is_two_clusters():
    xy = np.zeros((8, 2))
    days = np.array([0, 1, 2, 3, 100, 101, 102, 103.0])
    assert st_dbscan_labels(xy, days, 10.0, 2.0, 3).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_both_borders_belong_to_the_reach():
    xy = np.array([[0.0, 0.0], [30.0, 40.0]])
    days = np.array([0.0, 7.0])
    assert st_dbscan_labels(xy, days, 50.0, 7.0, 2).tolist() == [0, 0]
    assert st_dbscan_labels(xy, days, 49.999, 7.0, 2).tolist() == [-1, -1]
    assert st_dbscan_labels(xy, days, 50.0, 6.999, 2).tolist() == [-1, -1]


def test_an_incident_between_two_clusters_in_time_joins_the_lower_numbered():
    days = np.array([0, 1, 1, 2, 6, 10, 11, 11, 12.0])
    for turned in (days, days[::-1]):
        labels = st_dbscan_labels(np.zeros((9, 2)), turned, 1.0, 4.0, 4)
        assert labels.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_no_incidents_and_one():
    assert st_dbscan_labels(np.empty((0, 2)), np.empty(0), 1.0, 1.0, 2).tolist() == []
    assert st_dbscan_labels(np.zeros((1, 2)), np.zeros(1), 1.0, 1.0, 2).tolist() == [-1]
    assert st_dbscan_labels(np.zeros((1, 2)), np.zeros(1), 1.0, 1.0, 1).tolist() == [0]


def test_a_hundred_thousand_in_one_place_at_one_moment_take_no_time():
    labels = st_dbscan_labels(np.zeros((100_000, 2)), np.zeros(100_000), 5.0, 1.0, 1000)
    assert (labels == 0).all()

"""Clusters of a replicate and hotspots of the run: who is who."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.standing.found_again import matched, ranks


def test_a_hotspot_is_found_again_by_half_of_its_incidents():
    own = np.array([0, 0, 0, 0, 1, 1])
    times = np.ones(6, dtype=np.int64)
    assert matched(own, np.array([5, 5, -1, -1, -1, 2]), times, 2, 6).tolist() == [5, 2]
    assert matched(own, np.array([5, -1, -1, -1, -1, -1]), times, 2, 6).tolist() == [-1, -1]


def test_one_cluster_cannot_be_two_hotspots():
    own, labels = np.array([0, 0, 1, 1, 1]), np.zeros(5, dtype=np.int64)
    assert matched(own, labels, np.ones(5, dtype=np.int64), 2, 1).tolist() == [-1, 0]
    assert matched(own, labels, np.array([2, 2, 1, 1, 1]), 2, 1).tolist() == [0, -1]
    assert matched(own, labels, np.array([1, 1, 1, 1, 0]), 2, 1).tolist() == [0, -1], "of equals the better rank"


def test_a_hotspot_not_drawn_is_not_found():
    assert matched(np.array([0, 1]), np.array([0, 1]), np.array([2, 0]), 2, 2).tolist() == [0, -1]


labelled = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-1, 4), min_size=n, max_size=n),
        st.lists(st.integers(-1, 5), min_size=n, max_size=n),
        st.lists(st.integers(0, 3), min_size=n, max_size=n),
    )
)


@given(labelled)
@settings(max_examples=200, deadline=None)
def test_agrees_with_brute_force(drawn):
    own, labels, times = (np.array(one, dtype=np.int64) for one in drawn)
    common = np.array([[times[(own == k) & (labels == c)].sum() for c in range(6)] for k in range(5)])
    expected = []
    for k in range(5):
        c = int(np.argmax(common[k]))
        mutual = int(np.argmax(common[:, c])) == k
        expected.append(c if common[k, c] > 0 and mutual and 2 * common[k, c] >= times[own == k].sum() else -1)
    assert matched(own, labels, times, 5, 6).tolist() == expected


@given(labelled)
@settings(max_examples=100, deadline=None)
def test_ranks_are_by_harm_then_number(drawn):
    _, labels, times = (np.array(one, dtype=np.int64) for one in drawn)
    harm = np.arange(len(labels)) % 3 + 0.5
    weight = [(-(times * harm)[labels == c].sum(), -times[labels == c].sum(), c) for c in range(6)]
    expected = [sorted(weight).index(one) + 1 for one in weight]
    assert ranks(labels, times, harm, 6).tolist() == expected

"""Chains against components of the graph of all links, and their p values against shuffles done plainly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.errors import ParameterError
from geo.hotspots.near_repeat.chains import near_repeat_chains
from geo.hotspots.near_repeat.knox import knox_test
from tests.hotspots.space_time import crowded, near_in_both, space_time


def of_rule(xy, days, distance, window, min_incidents):
    """Components of the graph of all links, numbered by their first row."""
    _, component = connected_components(csr_array(near_in_both(xy, days, distance, window)), directed=False)
    labels = np.full(len(xy), -1)
    number = 0
    for row in range(len(xy)):
        members = component == component[row]
        if labels[row] < 0 and members.sum() >= min_incidents:
            labels[members] = number
            number += 1
    return labels


@given(
    space_time(70),
    st.sampled_from([1.0, 50.0, 70.71067811865476, 100.0, 400.0]),
    st.sampled_from([0.0, 0.5, 1.0, 7.0, 1000.0]),
    st.integers(2, 5),
)
@settings(max_examples=250, deadline=None)
def test_any_incidents(drawn, distance, window, min_incidents):
    xy, days = drawn
    found = near_repeat_chains(xy, days, distance, window, min_incidents=min_incidents, permutations=2)
    labels = of_rule(xy, days, distance, window, min_incidents)
    assert found.labels.tolist() == labels.tolist()
    assert found.sizes.tolist() == np.bincount(labels[labels >= 0]).tolist()
    assert found.pairs == (near_in_both(xy, days, distance, window).sum() - len(xy)) // 2


def test_largest_of_shuffles_as_they_would_be_done_plainly():
    xy, days = crowded(2, 150)
    found = near_repeat_chains(xy, days, 150, 10, permutations=30, seed=4)
    rows = np.lexsort((days, xy[:, 1], xy[:, 0]))
    random = np.random.default_rng(4)
    largest, pairs = [], []
    for _ in range(30):
        turned = np.empty(150)
        turned[random.permutation(150)] = np.sort(days)
        near = near_in_both(xy[rows], turned, 150, 10)
        largest.append(np.bincount(connected_components(csr_array(near), directed=False)[1]).max())
        pairs.append((near.sum() - 150) // 2)
    assert found.largest_of_shuffles.tolist() == largest
    assert found.pairs_p_value == (1 + sum(one >= found.pairs for one in pairs)) / 31
    assert found.p_values.tolist() == [(1 + sum(one >= size for one in largest)) / 31 for size in found.sizes]


def test_pairs_and_expectation_are_those_of_knox():
    xy, days = crowded(5)
    found, knox = near_repeat_chains(xy, days, 90, 5), knox_test(xy, days, 90, 5)
    assert found.pairs == knox.observed
    assert found.expected_pairs == pytest.approx(knox.expected, rel=1e-12)


def test_bursts_are_significant_and_larger_chains_have_smaller_p():
    xy, days = crowded(1)
    found = near_repeat_chains(xy, days, 100, 3, permutations=99)
    assert (found.p_values <= 0.05).sum() >= 3
    by_size = np.argsort(found.sizes)
    assert (np.diff(found.p_values[by_size]) <= 0).all()
    assert found.p_values.min() == 0.01


def test_without_interaction_few_runs_find_any_chain():
    """The chance that any chain at all is called significant is at most alpha."""
    xy, days = crowded(3, 200)
    false = 0
    for seed in range(100):
        turned = np.random.default_rng(1000 + seed).permutation(days)
        found = near_repeat_chains(xy, turned, 100, 5, permutations=19, min_incidents=2, seed=seed)
        false += bool((found.p_values <= 0.05).any())
    assert false <= 13  # 5 expected at most; 13 or fewer in 999 of 1,000 such hundreds


def test_order_of_rows_does_not_matter():
    xy, days = crowded(7)
    turn = np.random.default_rng(0).permutation(len(xy))
    one, other = near_repeat_chains(xy, days, 100, 3), near_repeat_chains(xy[turn], days[turn], 100, 3)
    assert one.largest_of_shuffles.tolist() == other.largest_of_shuffles.tolist()
    assert sorted(zip(one.sizes, one.p_values, strict=True)) == sorted(zip(other.sizes, other.p_values, strict=True))
    pairs = set(zip(one.labels[turn].tolist(), other.labels.tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few(n):
    found = near_repeat_chains(np.zeros((n, 2)), np.zeros(n), 100, 5)
    assert found.labels.tolist() == [-1] * n
    assert len(found.sizes) == len(found.p_values) == 0


def test_fifty_thousand_in_one_place_take_no_time():
    found = near_repeat_chains(np.zeros((50_000, 2)), np.arange(50_000.0), 100, 5, permutations=3)
    assert found.sizes.tolist() == [50_000]
    assert found.p_values.tolist() == [1.0]


def test_refuses_too_many_pairs_before_it_counts_them():
    xy = np.random.default_rng(0).uniform(0, 250, (300_000, 2))
    with pytest.raises(ParameterError) as refused:
        near_repeat_chains(xy, np.zeros(300_000), 200, 5, permutations=999)
    assert "distance_m" in refused.value.text("id")
    assert "fewer permutations" in refused.value.text("en")

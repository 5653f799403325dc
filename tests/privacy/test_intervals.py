"""Intervals are those that brute force finds; what is safe is said once."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.milp import INFINITE
from geo.privacy.intervals import Interval, Known, intervals, unsafe

SIZE = 4
MASK = st.lists(st.booleans(), min_size=SIZE, max_size=SIZE).filter(any).map(np.array)
FACT = st.builds(
    lambda members, low, width: Known(members, float(low), float(low + width)),
    MASK,
    st.integers(0, 6),
    st.integers(0, 5),
)
EACH = [Known(np.arange(SIZE) == place, 0.0, 6.0) for place in range(SIZE)]


def by_hand(known: list[Known], asked: np.ndarray) -> Interval | None:
    """Try every assignment of 0 to 6."""
    fits = [
        sum(itertools.compress(numbers, asked))
        for numbers in itertools.product(range(7), repeat=SIZE)
        if all(fact.low <= sum(itertools.compress(numbers, fact.members)) <= fact.high for fact in known)
    ]
    return Interval(float(min(fits)), float(max(fits))) if fits else None


@settings(max_examples=40, deadline=None)
@given(st.lists(FACT, min_size=1, max_size=4), MASK)
def test_intervals_are_those_of_brute_force(facts: list[Known], asked: np.ndarray) -> None:
    known = [*EACH, *facts]
    (found,) = intervals(known, [asked])
    assert found == by_hand(known, asked)


@settings(max_examples=30, deadline=None)
@given(st.lists(FACT, min_size=1, max_size=4), st.lists(MASK, min_size=1, max_size=6), st.integers(2, 5))
def test_the_short_way_finds_the_same_unsafe_sums(facts: list[Known], asked: list[np.ndarray], k: int) -> None:
    known = [*EACH, *facts]
    exact = [(number, one) for number, one in enumerate(intervals(known, asked)) if one is not None]
    assert unsafe(known, asked, k) == [(number, one) for number, one in exact if not one.safe(k)]


def test_whole_numbers_count_where_fractions_would_fit() -> None:
    """Three sums of two that are all 1 to 1 have no solution in whole numbers, halves would do."""
    pairs = [np.array(pair) for pair in ([1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0])]
    odd = [Known(pair.astype(bool), 1.0, 1.0) for pair in pairs]
    assert intervals(odd, [pairs[0].astype(bool)]) == [None]


def test_open_ends_stay_open() -> None:
    known = [Known(np.array([True, True]), 5.0, INFINITE), Known(np.array([True, False]), 0.0, 4.0)]
    assert intervals(known, [np.array([False, True]), np.array([True, False])]) == [
        Interval(1.0, INFINITE),
        Interval(0.0, 4.0),
    ]
    known.append(Known(np.array([True, True]), 0.0, INFINITE))
    assert intervals(known, [np.array([False, True])]) == [Interval(1.0, INFINITE)]


def test_suppositions_give_way() -> None:
    sure, supposed = Known(np.array([True]), 9.0, 12.0), Known(np.array([True]), 0.0, 4.0, surely=False)
    assert intervals([sure, supposed], [np.array([True])]) == [Interval(9.0, 12.0)]
    assert intervals([sure, Known(np.array([True]), 0.0, 4.0)], [np.array([True])]) == [None]
    assert unsafe([sure, Known(np.array([True]), 0.0, 4.0)], [np.array([True])], 5) == []
    both = np.array([True, True])
    joint = [
        Known(both, 9.0, 12.0),
        Known(np.array([True, False]), 0.0, 2.0),
        Known(np.array([False, True]), 0.0, 2.0, surely=False),
    ]
    assert intervals(joint, [np.array([False, True])]) == [Interval(7.0, 12.0)]


@pytest.mark.parametrize(
    ("low", "high", "safe"),
    [(0, 4, True), (0, 3, False), (0, 0, False), (1, 4, False), (1, 5, False), (1, 6, True), (4, 8, False),
     (4, 9, True), (5, 9, True), (5, 8, False), (7, 7, False), (7, 11, True), (3, INFINITE, True)],
)  # fmt: skip
def test_what_is_safe_with_k_5(low: float, high: float, safe: bool) -> None:
    assert Interval(float(low), float(high)).safe(5) == safe

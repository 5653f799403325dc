from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.hot_cells.patterns import CURRENT_HOT, PATTERNS, emerging_patterns
from geo.tables.hotspots import PATTERNS as NAMES


def name_of(states: list[int], trend: int = 0) -> str:
    code = emerging_patterns(np.array(states)[:, None], np.array([trend]))[0]
    return PATTERNS[int(code)].name


@pytest.mark.parametrize(
    ("states", "trend", "name"),
    [
        ([0] * 9 + [1], 0, "new"),
        ([-1] + [0] * 8 + [1], 1, "new"),
        ([1], 0, "new"),
        ([0] * 8 + [1, 1], 0, "consecutive"),
        ([0] * 2 + [1] * 8, 1, "consecutive"),
        ([-1] * 2 + [0] * 5 + [1] * 3, 0, "consecutive"),
        ([1] * 10, 1, "intensifying"),
        ([0] + [1] * 9, 1, "intensifying"),
        ([1] * 10, 0, "persistent"),
        ([0] + [1] * 9, 0, "persistent"),
        ([1] * 4 + [-1] + [1] * 5, 0, "persistent"),
        ([1] * 10, -1, "diminishing"),
        ([1, 0] * 4 + [0, 1], 0, "sporadic"),
        ([1] + [0] * 7 + [1, 1], 1, "sporadic"),
        ([1] * 7 + [0, 0, 1], -1, "sporadic"),
        ([1, -1] + [0] * 7 + [1], 0, "oscillating"),
        ([1] * 6 + [0, -1, 1, 1], 0, "oscillating"),
        ([1] * 9 + [0], -1, "historical"),
        ([1] * 19 + [0], 0, "historical"),
        ([1] * 18 + [0, 0], 0, "historical"),
    ],
)
def test_classes_of_constructed_series(states, trend, name):
    assert name_of(states, trend) == name
    assert name_of([-state for state in states], -trend) == f"{name}_cold"


@pytest.mark.parametrize(
    "states",
    [
        [0] * 10,
        [1] * 8 + [0, 0],  # 80 %: too little to be historical
        [1] * 8 + [0],  # 89 %
        [0, 1, 0, -1, 0],
    ],
)
def test_no_pattern(states):
    for trend in (-1, 0, 1):
        assert name_of(states, trend) == "none"


def test_what_a_place_is_now_goes_before_what_it_was():
    assert name_of([1] * 9 + [-1]) == "new_cold"
    assert name_of([1] * 18 + [-1, -1]) == "consecutive_cold"


def definitions(states: tuple[int, ...], trend: int, sign: int) -> list[str]:
    """Return all the classes of one sign whose definitions hold, written out one by one."""
    hot = [state == sign for state in states]
    share = sum(hot) / len(hot)
    mostly = share >= 0.9 - 1e-12
    run = 0
    while run < len(hot) and hot[-1 - run]:
        run += 1
    ever_cold = any(state == -sign for state in states)
    slope = trend * sign
    before = any(hot[: len(hot) - run])
    held = {
        "new": hot[-1] and not any(hot[:-1]),
        "consecutive": run >= 2 and not before and not mostly,
        "intensifying": mostly and hot[-1] and slope > 0,
        "persistent": mostly and hot[-1] and slope == 0,
        "diminishing": mostly and hot[-1] and slope < 0,
        "sporadic": hot[-1] and before and not mostly and not ever_cold,
        "oscillating": hot[-1] and not mostly and ever_cold,
        "historical": not hot[-1] and mostly,
    }
    return [name for name, holds in held.items() if holds]


def expected(states: tuple[int, ...], trend: int) -> str:
    """Return the class by the stated precedence: the last period's sign first, then the order of the classes."""
    now = states[-1]
    for sign in (now,) if now else (1, -1):
        if held := definitions(states, trend, sign):
            return held[0] if sign > 0 else f"{held[0]}_cold"
    return "none"


@pytest.mark.parametrize("periods", range(1, 8))
def test_every_short_series_has_the_one_class_that_is_defined(periods):
    every = np.array(list(product((-1, 0, 1), repeat=periods)), dtype=np.int8)
    for trend in (-1, 0, 1):
        codes = emerging_patterns(every.T, np.full(len(every), trend))
        names = [PATTERNS[int(code)].name for code in codes]
        assert names == [expected(tuple(states), trend) for states in every.tolist()]


@settings(deadline=None)
@given(st.lists(st.sampled_from([-1, 0, 1, 1, 1, 1, 1, 1]), min_size=8, max_size=40), st.sampled_from([-1, 0, 1]))
def test_every_long_series_has_the_one_class_that_is_defined(states, trend):
    assert name_of(states, trend) == expected(tuple(states), trend)


def test_all_seventeen_occur_and_are_told_apart():
    assert len(PATTERNS) == 17
    assert len({pattern.name for pattern in PATTERNS.values()}) == 17
    assert {pattern.name for pattern in PATTERNS.values()} == set(NAMES)
    for texts in ("says", "meaning"):
        for language in ("id", "en"):
            assert len({getattr(getattr(pattern, texts), language) for pattern in PATTERNS.values()}) == 17
    every = np.array(list(product((-1, 0, 1), repeat=10)), dtype=np.int8).T
    seen = {int(code) for trend in (-1, 0, 1) for code in np.unique(emerging_patterns(every, np.full(3**10, trend)))}
    assert seen == set(PATTERNS)
    assert all(("{" not in pattern.meaning.id + pattern.meaning.en) for pattern in PATTERNS.values())


def test_current_classes_are_those_hot_in_the_last_period():
    every = np.array(list(product((-1, 0, 1), repeat=6)), dtype=np.int8).T
    codes = emerging_patterns(every, np.zeros(3**6, dtype=int))
    np.testing.assert_array_equal(np.isin(codes, CURRENT_HOT), every[-1] == 1)


@pytest.mark.parametrize(
    ("states", "trend"),
    [(np.zeros((0, 2)), [0, 0]), ([[1, 0]], [0]), ([1, 0], [0]), ([[2]], [0]), ([[1]], [3]), ([[np.nan]], [0])],
)
def test_refuses_what_is_no_state(states, trend):
    with pytest.raises(ParameterError, match="states"):
        emerging_patterns(states, trend)

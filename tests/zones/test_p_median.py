"""The p-median agrees with looking at every choice of centres."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ZonesError
from geo.zones.p_median import solve_p_median


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.data(), st.integers(0, 100_000), st.booleans())
def test_against_every_choice(n: int, data: st.DataObject, seed: int, whole: bool) -> None:
    p = data.draw(st.integers(1, n))
    cost = np.random.default_rng(seed).uniform(0, 50, (n, n))
    cost = cost.round() if whole else cost
    best = min(cost[:, list(centres)].min(axis=1).sum() for centres in itertools.combinations(range(n), p))
    found = solve_p_median(cost, p, seed=seed, seconds=20)
    assert found.value == pytest.approx(best)
    assert found.bound <= best * (1 + 1e-9) + 1e-9
    assert found.optimal
    assert len(np.unique(found.centres)) == p
    assert cost[:, found.centres].min(axis=1).sum() == pytest.approx(found.value)


def test_a_larger_one_is_proven_and_repeats_itself() -> None:
    where = np.random.default_rng(3).uniform(0, 1000, (120, 2))
    cost = np.hypot(*(where[:, None] - where[None, :]).transpose(2, 0, 1))
    one, other = solve_p_median(cost, 9, seed=5), solve_p_median(cost, 9, seed=5)
    assert one.optimal
    assert one.value == pytest.approx(one.bound)
    assert one.centres.tolist() == other.centres.tolist()
    assert one.value == pytest.approx(solve_p_median(cost, 9, seed=6).value)


def test_no_time_still_gives_centres_and_a_bound() -> None:
    cost = np.random.default_rng(1).uniform(1, 50, (60, 60))
    found = solve_p_median(cost, 5, seconds=0)
    assert len(found.centres) == 5
    assert 0 < found.bound <= found.value


def test_places_that_coincide_cost_nothing() -> None:
    found = solve_p_median(np.zeros((5, 5)), 2)
    assert found.value == found.bound == 0
    assert found.optimal


@pytest.mark.parametrize(
    ("cost", "p"),
    [
        (np.zeros((2, 3)), 1),
        (np.zeros((0, 0)), 1),
        (np.full((2, 2), np.inf), 1),
        (np.full((2, 2), -1.0), 1),
        (np.zeros((2, 2)), 0),
        (np.zeros((2, 2)), 3),
    ],
)
def test_what_has_no_meaning_is_refused_in_words(cost: np.ndarray, p: int) -> None:
    with pytest.raises(ZonesError):
        solve_p_median(cost, p)

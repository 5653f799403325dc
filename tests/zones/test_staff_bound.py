"""No crews travel less than the bound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.staff_bound import staff_travel_bound


def least_travel(travel_min: np.ndarray, zones: int, crews: int) -> float:
    """Look at every choice of centres and every way to man them."""
    units, places = travel_min.shape
    best = float("inf")
    for centres in itertools.combinations(range(places), zones):
        seats = [centre for centre in centres for _ in range(crews)]
        for sent in itertools.permutations(range(units), len(seats)):
            best = min(best, sum(float(travel_min[u, k]) for u, k in zip(sent, seats, strict=True)))
    return best


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 2), st.integers(1, 2), st.integers(0, 10_000))
def test_it_is_below_every_choice_and_exact_with_one_crew(
    units: int, places: int, zones: int, crews: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    travel = random.uniform(0, 100, (units, places)).round(1)
    travel[random.random((units, places)) < 0.2] = np.inf
    best = least_travel(travel, zones, crews)
    bound = staff_travel_bound(travel, zones, crews)
    assert bound <= best + 1e-9
    if crews == 1:
        assert bound == pytest.approx(best)


def test_by_hand() -> None:
    travel = np.array([[1.0, 5.0], [2.0, 3.0], [9.0, 4.0], [8.0, 8.0]])
    assert staff_travel_bound(travel, 1, 2) == pytest.approx(3)  # both to the first place
    assert staff_travel_bound(travel, 2, 2) == pytest.approx(1 + 2 + 4 + 8)
    assert staff_travel_bound(travel, 0, 2) == 0


def test_too_few_units_or_places_is_infinite() -> None:
    assert staff_travel_bound(np.ones((3, 5)), 2, 2) == float("inf")
    assert staff_travel_bound(np.ones((3, 1)), 2, 1) == float("inf")
    assert staff_travel_bound(np.full((2, 2), np.inf), 1, 1) == float("inf")
    assert staff_travel_bound(np.zeros((0, 2)), 1, 1) == float("inf")

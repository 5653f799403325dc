"""The search keeps the rules, repeats itself, and finds the optimum where that can be checked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.districting import is_connected
from geo.zones.search import search, warm
from tests.zones.making import exhaustive, problem


@pytest.mark.parametrize("seed", range(8))
def test_it_finds_the_exhaustive_optimum(seed: int) -> None:
    given = problem(9, 3, seed, balance=0.4)
    best = exhaustive(given)
    found, complete = search(given, 0, 60)
    assert complete
    if best is None:
        assert not found.balanced
    else:
        assert found.balanced
        assert found.cost == pytest.approx(best.cost)


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 40), st.integers(0, 1000), st.data())
def test_every_place_is_in_one_whole_zone(n: int, seed: int, data: st.DataObject) -> None:
    given = problem(n, data.draw(st.integers(1, n)), seed)
    found, _ = search(given, seed, 60)
    assert found.labels.shape == (n,)
    for zone in range(given.zones):
        members = np.flatnonzero(found.labels == zone)
        assert is_connected(given, members)
        assert found.centres[zone] in members


def test_the_same_seed_gives_the_same_zones() -> None:
    given = problem(60, 6, 3)
    one, other = search(given, 5, 60)[0], search(given, 5, 60)[0]
    assert one.labels.tolist() == other.labels.tolist()


def test_no_time_still_gives_zones_and_says_so() -> None:
    warm()
    found, complete = search(problem(60, 6, 3), 5, 0)
    assert not complete
    assert set(found.labels.tolist()) == set(range(6))

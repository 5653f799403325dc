"""The search keeps the rules, repeats itself, and finds the optimum where that can be checked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.districting import is_connected
from geo.zones.search import search, usable, warm
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


def test_known_zones_are_a_beginning() -> None:
    given = problem(60, 6, 3)
    best = search(given, 5, 60)[0]
    again, _ = search(given, 6, 0, best.labels)
    assert again.rank <= best.rank


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 30), st.integers(0, 1000), st.data())
def test_any_labels_become_whole_zones(n: int, seed: int, data: st.DataObject) -> None:
    given = problem(n, data.draw(st.integers(1, n)), seed)
    known = np.random.default_rng(seed).integers(-1, data.draw(st.integers(1, 8)), n)
    found = usable(given, known)
    assert set(found.labels.tolist()) == set(range(given.zones))
    for zone in range(given.zones):
        assert is_connected(given, np.flatnonzero(found.labels == zone))


def test_whole_zones_are_left_as_they_are() -> None:
    given = problem(40, 4, 1)
    best = search(given, 0, 60)[0]
    assert usable(given, best.labels).cost == pytest.approx(best.cost)


def test_forbidden_pairs_are_left_where_that_is_possible() -> None:
    given = problem(30, 3, 2, balance=0.9)
    free = search(given, 0, 60)[0]
    cost = given.cost.copy()
    cost[free.labels[:, None] != free.labels[None, :]] = np.inf
    found, _ = search(dataclasses.replace(given, cost=cost), 1, 60)
    assert found.out_of_reach == 0
    assert found.cost == pytest.approx(free.cost)

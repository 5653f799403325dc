"""Incidents per place: groups alike and the tail of their counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.choosing.counts_per_place import NEIGHBOURHOOD_M, compared_with_alike, distinct_places, tail_chance
from geo.hotspots.choosing.counts_per_place import _around as around
from tests.hotspots.places import ORIGIN, incidents_at, places


@given(places())
@settings(max_examples=40, deadline=None)
def test_places_and_their_surroundings_by_brute_force(xy):
    found = distinct_places(incidents_at(xy))
    rounded = np.round(xy, 2)
    assert found.n.sum() == len(xy)
    assert (np.round(found.at, 2)[found.of_incident] == rounded).all()
    assert len(np.unique(rounded, axis=0)) == len(found.at)
    cell, own = (np.floor(at / NEIGHBOURHOOD_M) for at in (found.at[found.of_incident], found.at))
    near = (np.abs(cell[None] - own[:, None]) <= 1).all(axis=2).sum(axis=1)
    assert (around(found) == near - found.n).all()


@given(st.lists(st.integers(1, 400), min_size=12, max_size=80))
@settings(max_examples=60, deadline=None)
def test_chance_is_one_and_falls(counts):
    counts = np.array(counts)
    chance = tail_chance(counts)
    assert ((chance > 0) & (chance <= 1)).all()
    order = np.argsort(counts, kind="stable")
    assert (np.diff(chance[order]) <= 1e-12).all()


def test_a_power_law_is_recovered():
    """In a power law of exponent 3 the chance of 50 or more is what its zeta function says."""
    from scipy.special import zeta

    random = np.random.default_rng(5)
    counts = np.append(random.zipf(3.0, 20_000), 50)
    assert tail_chance(counts)[-1] == pytest.approx(zeta(3.0, 50) / zeta(3.0, 1), rel=0.35)


def test_power_laws_hold_the_level():
    """Where counts follow a power law, a place at all is declared in about one table in twenty or fewer."""
    random = np.random.default_rng(8)
    lowest = []
    for _ in range(200):
        counts = random.zipf(2.5, 1000)
        lowest.append(tail_chance(counts).min() * len(counts))
    assert np.mean(np.array(lowest) <= 0.05) <= 0.10


def test_piles_do_not_hide_themselves():
    counts = np.append(np.random.default_rng(1).zipf(3.5, 3000), [900, 950, 1000])
    assert (tail_chance(counts)[-3:] * len(counts) < 0.01).all()


def test_expected_is_the_mean_of_the_others():
    xy = ORIGIN + np.arange(60).reshape(-1, 1) * [4000.0, 0.0]
    found = distinct_places(incidents_at(np.vstack([xy, np.repeat(xy[:1], 9, axis=0)])))
    expected = compared_with_alike(found)[1]
    assert expected[0] == pytest.approx(1.0)
    assert expected[1:] == pytest.approx(68 / 59)

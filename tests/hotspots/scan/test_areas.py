"""Arbitrary areas: the best windows are those by hand, whatever the model, ties and fractions included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.scan.areas import scan_areas
from tests.hotspots.scan_by_hand import best_window, llr_bernoulli, llr_poisson


def made(seed, n, periods, lattice, fractions):
    random = np.random.default_rng(seed)
    places = random.integers(0, 5, (n, 2)).astype(float) if lattice else random.uniform(0, 9, (n, 2))
    people = random.integers(2, 40, (n, periods)).astype(float)
    held = random.binomial(people.astype(int), 0.2).astype(float)
    held[0, -1] = people[0, -1]
    return places, held + (random.random(held.shape) / 3 * (held > 0) * (held < people) if fractions else 0), people


@given(
    st.integers(0, 10_000),
    st.integers(2, 18),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(["poisson", "bernoulli", "space_time_permutation"]),
    st.sampled_from(["none", "retrospective", "prospective"]),
)
@settings(max_examples=60, deadline=None)
def test_best_windows_are_those_by_hand(seed, n, periods, lattice, model, time):
    if model == "space_time_permutation" and time == "none":
        time = "retrospective"
    places, held, people = made(seed, n, periods, lattice, fractions=model == "poisson")
    given_people = None if model == "space_time_permutation" else people
    found = scan_areas(places, held, given_people, model=model, time=time, runs=3, most=3)
    longest = max(1, periods // 2)
    spans = [
        (b, e)
        for b in range(periods)
        for e in range(b, min(b + longest, periods))
        if time != "prospective" or e == periods - 1
    ]
    if time == "none":
        held, people, spans = held.sum(axis=1, keepdims=True), people.sum(axis=1, keepdims=True), [(0, 0)]
    elif periods == 1:
        spans = [(0, 0)]
    if model == "space_time_permutation":
        people = held.sum(axis=1)[:, None] * held.sum(axis=0)[None, :]
    llr = llr_bernoulli if model == "bernoulli" else llr_poisson
    taken: list[int] = []
    for cluster in found.clusters:
        ratio, areas, first, last, observed, _ = best_window(places, held, people, spans, llr, 0.5, taken=taken)
        assert cluster.llr == pytest.approx(ratio, rel=1e-9, abs=1e-12)
        if ratio > 1e-9:  # below, rounding decides which of the windows without any excess comes first
            assert cluster.observed == pytest.approx(observed)
            assert cluster.places.tolist() == areas
            assert (cluster.first, cluster.last) == (first, last)
        taken += cluster.places.tolist()


def test_the_order_of_areas_does_not_matter():
    places, held, people = made(4, 40, 1, lattice=False, fractions=False)
    order = np.random.default_rng(1).permutation(40)
    one = scan_areas(places, held, people, runs=99).clusters[0]
    other = scan_areas(places[order], held[order], people[order], runs=99).clusters[0]
    assert sorted(order[other.places]) == one.places.tolist()
    assert other.llr == pytest.approx(one.llr, rel=1e-12)


def test_equal_windows_are_settled_by_rule():
    places = np.array([[0.0, 0], [10, 0], [20, 0], [30, 0]])
    found = scan_areas(places, [5, 0, 0, 5], [10, 10, 10, 10], largest_share=0.25, runs=19, most=2)
    assert [cluster.places.tolist() for cluster in found.clusters] == [[0], [3]]


def test_distances_on_the_earth():
    places = np.array([[179.9, 0.0], [-179.9, 0.0], [170.0, 0.0], [0.0, 89.9], [180.0, 89.9]])
    found = scan_areas(places, [20, 20, 0, 0, 0], [10, 10, 10, 10, 10], great_circle=True, runs=19).clusters[0]
    assert found.places.tolist() == [0, 1]
    assert found.radius == pytest.approx(0.2 * np.pi / 180 * 6371.0088, rel=1e-9)
    near = scan_areas(places, [20, 20, 0, 0, 0], [10] * 5, great_circle=True, largest_radius=20.0, runs=19).clusters[0]
    assert near.places.tolist() == [0]


def test_nothing_to_scan():
    places = np.array([[0.0, 0], [1, 0]])
    assert scan_areas(places, [0, 0], [5, 5]).clusters == []
    assert scan_areas(places, [5, 5], [5, 5], model="bernoulli").clusters == []
    assert scan_areas(np.empty((0, 2)), [], []).clusters == []
    assert scan_areas(places, [3, 3], [5, 5], largest_share=0.1, runs=19).clusters == []


@pytest.mark.parametrize(
    ("cases", "population", "parameters", "name"),
    [
        ([1, 2, 3], [5, 5], {}, "cases"),
        ([1, -2], [5, 5], {}, "cases"),
        ([1, np.nan], [5, 5], {}, "cases"),
        ([1, 2], None, {}, "population"),
        ([1, 2], [0, 5], {}, "population"),
        ([1, 9], [5, 5], {"model": "bernoulli"}, "population"),
        ([1, 2.5], [5, 5], {"model": "bernoulli"}, "cases"),
        ([1, 2], None, {"model": "space_time_permutation"}, "time"),
    ],
)
def test_nonsense_is_refused(cases, population, parameters, name):
    with pytest.raises(ParameterError, match=name):
        scan_areas([[0.0, 0], [1, 0]], cases, population, **parameters)


def test_too_many_windows_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr("geo.hotspots.scan.areas.MOST_WINDOWS", 100)
    places, held, people = made(0, 40, 1, lattice=False, fractions=False)
    with pytest.raises(ParameterError, match="more than 100 windows"):
        scan_areas(places, held, people)

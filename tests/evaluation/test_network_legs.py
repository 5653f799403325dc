from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.evaluation.network_legs import line_of, tidied
from tests.evaluation.street_grid import network


def test_noise_to_and_fro_is_left_out() -> None:
    legs = [(0, 0.0, 50.0), (0, 50.0, 45.0), (0, 45.0, 90.0)]
    assert tidied(legs, 20) == [(0, 0.0, 90.0)]
    assert tidied(legs, 0) == [(0, 0.0, 50.0), (0, 50.0, 45.0), (0, 45.0, 90.0)]


def test_a_real_return_stays() -> None:
    assert tidied([(0, 0.0, 100.0), (0, 100.0, 10.0)], 20) == [(0, 0.0, 100.0), (0, 100.0, 10.0)]


def test_short_trips_into_a_side_street_are_left_out() -> None:
    legs = [(0, 0.0, 100.0), (1, 0.0, 8.0), (1, 8.0, 0.0), (2, 0.0, 60.0)]
    assert tidied(legs, 20) == [(0, 0.0, 100.0), (2, 0.0, 60.0)]
    longer = [(0, 0.0, 100.0), (1, 0.0, 80.0), (1, 80.0, 0.0), (2, 0.0, 60.0)]
    assert tidied(longer, 20) == longer
    through = [(0, 0.0, 50.0), (1, 0.0, 8.0), (1, 8.0, 0.0), (0, 50.0, 100.0)]
    assert tidied(through, 20) == [(0, 0.0, 100.0)]


def test_short_streets_passed_through_stay() -> None:
    legs = [(0, 0.0, 100.0), (1, 0.0, 8.0), (2, 0.0, 60.0)]
    assert tidied(legs, 20) == legs


def test_nothing_moves() -> None:
    assert tidied([], 5) == []
    assert tidied([(0, 3.0, 3.0)], 5) == []


@given(st.lists(st.integers(0, 100), min_size=2, max_size=15), st.integers(0, 60))
def test_ends_stay_and_short_turns_go(places: list[int], least: int) -> None:
    legs = [(7, float(a), float(b)) for a, b in pairwise(places)]
    got = tidied(legs, least)
    if got:
        assert (got[0][1], got[-1][2]) == (places[0], places[-1])
        assert all(one[2] == other[1] for one, other in pairwise(got))
        assert sum(abs(b - a) for _, a, b in got) <= sum(abs(b - a) for _, a, b in legs)
        if len(got) > 1:
            assert all(abs(b - a) >= least for _, a, b in got)
    else:
        assert places[0] == places[-1]


def test_lines() -> None:
    streets = network([(0, 0), (100, 0)], [(100, 0), (100, 100)])
    line = line_of(streets, [(0, 40.0, 100.0), (1, 0.0, 30.0)])
    assert line is not None
    assert list(line.coords) == [(40, 0), (100, 0), (100, 30)]
    back = line_of(streets, [(1, 30.0, 0.0), (0, 100.0, 40.0)])
    assert back is not None
    assert list(back.coords) == list(line.coords)[::-1]
    assert line.length == pytest.approx(90)
    assert line_of(streets, []) is None
    assert line_of(streets, [(0, 5.0, 5.0)]) is None

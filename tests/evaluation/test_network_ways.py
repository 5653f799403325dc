from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evaluation import network_ways
from geo.evaluation.candidates import candidates
from geo.evaluation.network_legs import line_of
from geo.evaluation.network_ways import Ways
from geo.spatial.network_distance import network_distance
from geo.spatial.networks import OnNetwork
from tests.evaluation.street_grid import network, street_grid


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_lengths_and_lines_agree_with_the_whole_network(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = street_grid(5, 70)
    places = rng.uniform(0, 280, (5, 2))
    states = candidates(streets, places, 60, 6)
    voting = np.flatnonzero(states.near)
    ways = Ways(states, places[voting], voting, 2_000)
    on = OnNetwork(states.edge, states.along_m, states.distance_m)
    expected = network_distance(streets, on, on)
    everything = np.arange(len(states.edge))
    assert ways.metres(everything, everything) == pytest.approx(expected)
    for one, other in rng.integers(0, len(everything), (10, 2)).tolist():
        line = line_of(streets, ways.legs(one, other))
        assert (0.0 if line is None else line.length) == pytest.approx(expected[one, other])
        if line is not None:
            assert line.coords[0] == pytest.approx(states.point(one).coords[0])
            assert line.coords[-1] == pytest.approx(states.point(other).coords[0])


def test_blocks_give_the_same_and_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    streets = street_grid(5, 70)
    places = np.array([[10.0, 10], [150, 20], [270, 260]])
    states = candidates(streets, places, 30, 6)
    voting = np.arange(3)
    everything = np.arange(len(states.edge))
    whole = Ways(states, places, voting, 2_000).metres(everything, everything)
    monkeypatch.setattr(network_ways, "_AT_ONCE", 1)
    assert (Ways(states, places, voting, 2_000).metres(everything, everything) == whole).all()
    near = Ways(states, places, voting, 100).metres(everything, everything)
    assert near[np.isfinite(near)] == pytest.approx(whole[np.isfinite(near)])
    assert np.isinf(near).any()


def test_two_ways_between_the_same_nodes_and_no_way() -> None:
    streets = network([(0, 0), (50, 40), (100, 0)], [(0, 0), (100, 0)], [(0, 500), (100, 500)], crossings=False)
    places = np.array([[1.0, 0], [99, 0], [50, 500]])
    states = candidates(streets, places, 20, 6)
    ways = Ways(states, places, np.arange(3), 3_000)
    one, other = states.of(0), states.of(1)
    direct = int(np.flatnonzero(streets.lengths_m == 100)[0])
    start, end = (int(at[states.edge[at] == direct][0]) for at in (one, other))
    assert ways.metres(np.array([start]), np.array([end]))[0, 0] == pytest.approx(98)
    assert [edge for edge, _, _ in ways.legs(start, end)] == [direct]
    assert np.isinf(ways.metres(one, states.of(2))).all()

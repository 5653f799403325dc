"""Travel over a network against written-down times, and against brute force over the split graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.spatial.travel.modes import MODES
from geo.spatial.travel.over_network import OverNetwork
from geo.spatial.travel.places import MOST_PAIRS
from geo.spatial.travel.speeds import TravelSpeeds
from tests.spatial.travel.graphs_at_hand import ORIGIN, PLAIN, brute_minutes, network_of, random_ways

STREET = [([0, 1, 2], "unclassified", 0)]  # 30 km/h: 2 minutes a kilometre
STREET_XY = np.array([(0.0, 0.0), (1000, 0), (2000, 0)])


def places(*xy: tuple[float, float]) -> np.ndarray:
    return np.array(xy, dtype=float)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_minutes_equal_brute_force_over_the_split_graph(mode: str, seed: int) -> None:
    xy, ways = random_ways(seed)
    rng = np.random.default_rng(seed + 1)
    at = rng.uniform(-200, 2200, (7, 2)) + ORIGIN
    at[0] = xy[0]  # at a node, and one that is asked for twice
    at[1] = at[2]
    travel = OverNetwork(network_of(xy, ways), PLAIN)
    expected = brute_minutes(xy, ways, PLAIN, mode, at)
    expected[1, 2] = expected[2, 1] = 0
    np.testing.assert_allclose(travel.minutes(mode, at, at), expected, rtol=1e-6, atol=1e-6)  # type: ignore[arg-type]
    np.testing.assert_allclose(travel.minutes(mode, at[:2], at), expected[:2], rtol=1e-6, atol=1e-6)  # type: ignore[arg-type]
    np.testing.assert_allclose(travel.minutes(mode, at, at[:2]), expected[:, :2], rtol=1e-6, atol=1e-6)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_paths_are_as_long_as_told_and_triangles_hold(mode: str, seed: int) -> None:
    xy, ways = random_ways(seed)
    at = np.random.default_rng(seed + 1).uniform(0, 2000, (5, 2)) + ORIGIN
    travel = OverNetwork(network_of(xy, ways), PLAIN)
    minutes, metres = travel.minutes(mode, at, at), travel.metres(mode, at, at)  # type: ignore[arg-type]
    assert np.array_equal(np.isfinite(minutes), np.isfinite(metres))
    through = (minutes[:, :, None] + minutes[None, :, :]).min(axis=1)
    assert (minutes <= through + 1e-6).all()
    for i in range(5):
        for j in range(5):
            line = travel.path(mode, at[i], at[j])  # type: ignore[arg-type]
            assert (line is None) == (not np.isfinite(metres[i, j]))
            if line is not None:
                assert line.length == pytest.approx(metres[i, j], rel=1e-6, abs=1e-3)
                assert (np.array(line.coords)[[0, -1]] == at[[i, j]]).all()
    np.testing.assert_allclose(travel.metres(mode, at, at[:1]), metres[:, :1], rtol=1e-6)  # type: ignore[arg-type]


def test_places_stand_on_edges_and_the_rest_is_walked() -> None:
    travel = OverNetwork(network_of(STREET_XY, STREET), PLAIN)
    at = places((250, 0), (750, 100), (1750, -400))
    walk = 0.06 / 4
    expected = [[0, 1 + 100 * walk, 3 + 400 * walk], [0, 0, 2 + 500 * walk], [0, 0, 0]]
    found = travel.minutes("road", at, at)
    np.testing.assert_allclose(np.triu(found), np.triu(np.array(expected)), atol=1e-6)
    np.testing.assert_allclose(found, found.T)
    np.testing.assert_allclose(travel.off_network_m("road", at), [0, 100, 400])
    assert travel.metres("road", at[:1], at[2:])[0, 0] == pytest.approx(1900)


def test_places_beyond_the_limit_cannot_be_reached() -> None:
    travel = OverNetwork(network_of(STREET_XY, STREET), PLAIN)
    at = places((500, 500), (500, 500.01), (0, 0))
    assert travel.off_network_m("road", at).tolist() == [500, np.inf, 0]
    assert np.isinf(travel.minutes("road", at[1:2], at[2:])).all()
    assert travel.path("road", at[1], at[2]) is None
    assert travel.snap("road", at).edge.tolist() == [0, -1, 0]


def test_one_way_on_one_edge_goes_round_or_not_at_all() -> None:
    xy = places((0, 0), (1000, 0), (1000, 1000), (0, 1000))
    ring = OverNetwork(network_of(xy, [([0, 1], "unclassified", 1), ([1, 2, 3, 0], "unclassified", 0)]), PLAIN)
    at = places((200, 0), (700, 0))
    np.testing.assert_allclose(ring.minutes("road", at, at), [[0, 1], [7, 0]], atol=1e-6)
    np.testing.assert_allclose(ring.minutes("foot", at, at), [[0, 7.5], [7.5, 0]], atol=1e-6)
    lone = OverNetwork(network_of(xy, [([1, 0], "unclassified", -1)]), PLAIN)
    np.testing.assert_allclose(lone.minutes("road", at, at), [[0, 1], [np.inf, 0]], atol=1e-6)
    assert lone.path("road", at[1], at[0]) is None


def test_a_ring_road_without_a_junction_is_passed_the_short_way() -> None:
    xy = places((0, 0), (1000, 0), (1000, 1000), (0, 1000))
    travel = OverNetwork(network_of(xy, [([0, 1, 2, 3, 0], "unclassified", 0)]), PLAIN)
    at = places((100, 0), (0, 200))
    assert travel.minutes("road", at[:1], at[1:])[0, 0] == pytest.approx(0.6)
    line = travel.path("road", at[0], at[1])
    assert line is not None
    assert line.length == pytest.approx(300)


def test_of_two_edges_between_the_same_nodes_the_quicker_counts() -> None:
    xy = places((0, 0), (1000, 0), (500, 400))
    ways = [([0, 1], "track", 0), ([0, 2, 1], "unclassified", 0)]
    travel = OverNetwork(network_of(xy, ways), PLAIN)
    at = places((0, 0), (1000, 0))
    around = 2 * np.hypot(500, 400)
    assert travel.minutes("track", at[:1], at[1:])[0, 0] == pytest.approx(around * 0.002)
    assert travel.metres("track", at[:1], at[1:])[0, 0] == pytest.approx(around)
    assert travel.metres("foot", at[:1], at[1:])[0, 0] == pytest.approx(1000)


def test_of_ways_equally_quick_the_shorter_is_taken_from_either_side() -> None:
    xy = places((0, 0), (1000, 0), (500, 1200))
    ways = [([0, 1], "track", 0), ([0, 2, 1], "unclassified", 0)]  # 2600 m at 52 km/h is as quick as 1000 m at 20
    travel = OverNetwork(network_of(xy, ways), TravelSpeeds(least_piece_m=0, unclassified_kmh=52))
    at = places((0, 0), (1000, 0))
    assert travel.metres("track", at[:1], at)[0, 1] == pytest.approx(1000)
    assert travel.metres("track", at, at[:1])[1, 0] == pytest.approx(1000)
    line = travel.path("track", at[0], at[1])
    assert line is not None
    assert line.length == pytest.approx(1000)


def test_nothing_asked_and_nothing_there() -> None:
    travel = OverNetwork(network_of(STREET_XY, STREET), PLAIN)
    none = np.empty((0, 2))
    assert travel.minutes("road", none, places((0, 0))).shape == (0, 1)
    assert travel.off_network_m("road", none).shape == (0,)
    empty = OverNetwork(network_of(np.empty((0, 2)), []), PLAIN)
    assert np.isinf(empty.minutes("road", places((0, 0)), places((1, 1)))).all()
    assert empty.path("road", places((0, 0))[0], places((1, 1))[0]) is None
    assert np.isinf(empty.off_network_m("river", places((0, 0)))).all()


def test_a_place_to_itself_takes_nothing_wherever_it_is() -> None:
    travel = OverNetwork(network_of(STREET_XY, STREET), PLAIN)
    at = places((500, 300))
    assert travel.minutes("road", at, at).tolist() == [[0]]
    assert travel.metres("road", at, at).tolist() == [[0]]
    line = travel.path("road", at[0], at[0])
    assert line is not None
    assert line.length == 0


def test_slips_of_a_network_take_no_places() -> None:
    xy = places((0, 0), (1000, 0), (100, 50), (200, 50))
    ways = [([0, 1], "unclassified", 0), ([2, 3], "service", 0)]
    at = places((150, 45), (900, 0))
    assert np.isinf(OverNetwork(network_of(xy, ways), PLAIN).minutes("road", at[:1], at[1:])).all()
    assert OverNetwork(network_of(xy, ways)).minutes("road", at[:1], at[1:])[0, 0] == pytest.approx(1.5 + 45 * 0.015)


def test_seasons_differ_and_are_never_guessed() -> None:
    network = network_of(STREET_XY, [([0, 1, 2], "track", 0)])
    at = places((0, 0), (2000, 0))
    dry, wet = (OverNetwork(network, PLAIN, season).minutes("track", at[:1], at[1:])[0, 0] for season in ("dry", "wet"))
    assert (dry, wet) == (pytest.approx(6), pytest.approx(15))
    assert "dry season" in OverNetwork(network).says.en
    assert "musim hujan" in OverNetwork(network, season="wet").says.id
    with pytest.raises(ParameterError, match="dry or wet"):
        OverNetwork(network, season="hujan")  # type: ignore[arg-type]


def test_absurd_requests_are_refused() -> None:
    travel = OverNetwork(network_of(STREET_XY, STREET), PLAIN)
    many = np.zeros((MOST_PAIRS // 1000 + 1, 2))
    with pytest.raises(ParameterError, match="too many"):
        travel.minutes("road", many, np.zeros((1000, 2)))
    with pytest.raises(ParameterError, match="finite"):
        travel.minutes("road", places((np.nan, 0)), many)
    with pytest.raises(ParameterError, match="road, track"):
        travel.minutes("plane", many[:1], many[:1])  # type: ignore[arg-type]


def test_input_is_left_alone_and_asking_twice_changes_nothing() -> None:
    xy, ways = random_ways(3)
    travel, at = OverNetwork(network_of(xy, ways), PLAIN), xy[:4].copy()
    first = travel.minutes("foot", at, at)
    assert np.array_equal(travel.minutes("foot", at, at), first)
    assert np.array_equal(at, xy[:4])

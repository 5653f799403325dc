"""Equal-split kernels: against every single way, against sums done by hand, and their mass."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.network import kernel as network_kernel
from geo.hotspots.network.kernel import TooManyWaysError, cost_of_walks, spread_along, spread_counts
from geo.spatial.lixels import lixels_of
from tests.hotspots.network_walks import brute_mass, cumulated
from tests.spatial.networks_at_hand import graph, graphs, lattice, places_on, star

BOTH = pytest.mark.parametrize("continuous", [False, True], ids=["discontinuous", "continuous"])


def quartic(distance, reach):
    u = np.minimum(np.abs(distance) / reach, 1)
    return 15 / 16 * (1 - u * u) ** 2 / reach


def density_of_one(net, edge, along, reach, lixel_m=0.1, **kind):
    cut = lixels_of(net, lixel_m)
    held = spread_along(net, cut, np.array([edge]), np.array([float(along)]), np.ones(1), reach, **kind)
    return cut, held / cut.length_m


@given(graphs(6, 8, 20.0), st.integers(1, 4), st.integers(0, 999), st.floats(15, 75), st.floats(3, 40), st.booleans())
@settings(max_examples=120, deadline=None)
def test_equals_the_sum_over_all_ways(net, n, seed, reach, lixel_m, continuous):
    at = places_on(net, n, seed)
    mass = np.random.default_rng(seed).integers(1, 4, n).astype(float)
    cut = lixels_of(net, lixel_m)
    expected = brute_mass(net, cut, at.edge, at.along_m, mass, reach, continuous=continuous)
    found = spread_along(net, cut, at.edge, at.along_m, mass, reach, continuous=continuous)
    # Ways of nearly the same length are joined: an error of second order in a 256th of the reach.
    np.testing.assert_allclose(found, expected, atol=5e-5 * mass.sum())
    assert found.sum() == pytest.approx(mass.sum(), rel=5e-5)


@BOTH
def test_equals_the_sum_over_all_ways_to_rounding_where_none_are_joined(continuous):
    net = star(100, 70, 55, 35)
    cut = lixels_of(net, 7)
    edge, along = np.array([0, 0, 2, 3]), np.array([30.0, 90.0, 5.0, 35.0])
    expected = brute_mass(net, cut, edge, along, np.ones(4), 120, continuous=continuous)
    found = spread_along(net, cut, edge, along, np.ones(4), 120, continuous=continuous)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15)


@BOTH
def test_on_a_long_line_it_is_the_plain_kernel(continuous):
    net = graph([(0, 0), (400, 0), (1000, 0)], [(0, 1), (2, 1)])
    cut, density = density_of_one(net, 0, 390, 100, continuous=continuous)
    x = np.where(cut.edge == 0, 0, 1000) + np.where(cut.edge == 0, 1, -1) * (cut.number + 0.5) * cut.length_m
    np.testing.assert_allclose(density, quartic(x - 390, 100), atol=1e-8)


@BOTH
def test_a_dead_end_turns_mass_round(continuous):
    net = graph([(0, 0), (1000, 0)], [(0, 1)])
    cut, density = density_of_one(net, 0, 30, 100, continuous=continuous)
    x = (cut.number + 0.5) * cut.length_m
    np.testing.assert_allclose(density, quartic(x - 30, 100) + quartic(x + 30, 100), atol=1e-8)


@pytest.mark.parametrize("arms", [3, 4, 7])
def test_at_a_node_of_a_star(arms):
    """Okabe & Sugihara's two kernels where one node is within reach, written out."""
    net, s, reach = star(*[500] * arms), 40.0, 100.0
    for continuous in (False, True):
        cut, density = density_of_one(net, 0, s, reach, continuous=continuous)
        x = (cut.number + 0.5) * cut.length_m
        own = cut.edge == 0
        onward = 2 / arms if continuous else 1 / (arms - 1)
        back = (2 - arms) / arms if continuous else 0.0
        np.testing.assert_allclose(density[own], (quartic(x - s, reach) + back * quartic(x + s, reach))[own], atol=1e-8)
        np.testing.assert_allclose(density[~own], onward * quartic(x[~own] + s, reach), atol=1e-8)
        middle = cut.pointer[:-1]
        if continuous:  # and so it is: the same on all arms at the node
            np.testing.assert_allclose(density[middle], density[middle[1]], rtol=0.02)
        else:
            assert density[middle[0]] == pytest.approx((arms - 1) * density[middle[1]], rel=0.02)


@BOTH
def test_round_a_loop_mass_meets_itself(continuous):
    ring = graph([(0, 0), (0, 1), (1, 0)], [(0, 1), (1, 2), (2, 0)], [30.0, 40.0, 50.0])
    reach = 200.0
    cut, density = density_of_one(ring, 0, 10, reach, continuous=continuous)
    offset = np.array([0.0, 30.0, 70.0])[cut.edge] + (cut.number + 0.5) * cut.length_m
    turns = sum(quartic(offset - 10 + 120 * k, reach) for k in range(-3, 4))
    np.testing.assert_allclose(density, turns, rtol=2e-5)


@BOTH
def test_a_road_back_to_its_own_node(continuous):
    """A lollipop: mass goes round the ring both ways and comes out again."""
    net = graph([(0, 0), (100, 0)], [(0, 1), (1, 1)], [100.0, 60.0])
    cut = lixels_of(net, 10)
    expected = brute_mass(net, cut, [0], [70.0], [1.0], 150.0, continuous=continuous)
    found = spread_along(net, cut, np.array([0]), np.array([70.0]), np.ones(1), 150.0, continuous=continuous)
    np.testing.assert_allclose(found, expected, atol=2e-5)
    ring = found[cut.pointer[1] :]
    np.testing.assert_allclose(ring, ring[::-1], rtol=1e-9)


@BOTH
def test_in_a_lattice_ways_meet_and_nothing_is_lost(continuous):
    net = lattice(1000, 100)
    cut = lixels_of(net, 25)
    at = places_on(net, 30, 3)
    expected = brute_mass(net, cut, at.edge, at.along_m, np.ones(30), 450, continuous=continuous)
    found = spread_along(net, cut, at.edge, at.along_m, np.ones(30), 450, continuous=continuous)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert found.sum() == pytest.approx(30, rel=1e-9)
    assert found.min() >= -1e-12


@BOTH
@pytest.mark.parametrize("reach", [300.0, 900.0])
def test_on_crooked_streets_mass_is_kept_to_a_hundred_thousandth(reach, continuous):
    random = np.random.default_rng(5)
    net = lattice(2000, 100)
    lengths = net.lengths_m * random.uniform(0.7, 1.6, len(net))
    crooked = graph(net.nodes, np.column_stack([net.starts, net.ends]), lengths)
    at = places_on(crooked, 50, 1)
    cut = lixels_of(crooked, 50)
    found = spread_along(crooked, cut, at.edge, at.along_m, np.ones(50), reach, continuous=continuous)
    assert found.sum() == pytest.approx(50, rel=1e-5)
    assert found.min() >= -1e-9


def test_symmetry_between_two_places_of_the_discontinuous_kernel_on_a_line_of_twos():
    net = graph([(0, 0), (60, 0), (100, 0), (180, 0)], [(0, 1), (1, 2), (3, 2)])
    cut = lixels_of(net, 0.01)
    one, other = (np.array([0]), np.array([45.0])), (np.array([2]), np.array([66.0]))
    there = spread_along(net, cut, *one, np.ones(1), 70.0)[cut.at(*other)]
    back = spread_along(net, cut, *other, np.ones(1), 70.0)[cut.at(*one)]
    assert there == pytest.approx(back, rel=1e-2)


def test_many_short_edges_need_more_room_and_get_it(monkeypatch):
    net = graph([(0, 0), (0.5, 0), (0, 0.5), (50, 0)], [(0, 1), (1, 2), (2, 0), (0, 3)])
    cut = lixels_of(net, 1)
    held = spread_along(net, cut, np.array([3, 0]), np.array([10.0, 0.1]), np.ones(2), 40.0)
    monkeypatch.setattr(network_kernel, "_FIRST_ROOM", 4)
    np.testing.assert_array_equal(
        spread_along(net, cut, np.array([3, 0]), np.array([10.0, 0.1]), np.ones(2), 40.0), held
    )
    monkeypatch.setattr(network_kernel, "MOST_ENTRIES", 16)
    with pytest.raises(TooManyWaysError):
        spread_along(net, cut, np.array([3, 0]), np.array([10.0, 0.1]), np.ones(2), 40.0)
    with pytest.raises(TooManyWaysError):
        cost_of_walks(net, cut, np.array([3]), 40.0)


@given(graphs(6, 8), st.integers(1, 4), st.integers(0, 999), st.floats(15, 140), st.booleans())
@settings(max_examples=40, deadline=None)
def test_many_patterns_at_once_are_each_alone(net, patterns, seed, reach, continuous):
    cut = lixels_of(net, 20)
    counts = np.random.default_rng(seed).poisson(0.7, (len(cut), patterns))
    found = spread_counts(net, cut, counts, reach, continuous=continuous)
    for k in range(patterns):
        piece = np.repeat(np.arange(len(cut)), counts[:, k])
        middle = (cut.number[piece] + 0.5) * cut.length_m[piece]
        alone = spread_along(net, cut, cut.edge[piece], middle, np.ones(len(piece)), reach, continuous=continuous)
        # A walk that several places share may join ways that one alone would not reach.
        np.testing.assert_allclose(found[:, k], alone, atol=5e-5 * max(len(piece), 1))


def test_order_and_doubles_do_not_matter():
    net = lattice(400, 100)
    cut = lixels_of(net, 10)
    at = places_on(net, 40, 9)
    edge, along = np.append(at.edge, at.edge[:5]), np.append(at.along_m, at.along_m[:5])
    held = spread_along(net, cut, edge, along, np.ones(45), 150)
    turned = np.random.default_rng(1).permutation(45)
    np.testing.assert_allclose(spread_along(net, cut, edge[turned], along[turned], np.ones(45), 150), held, rtol=1e-12)
    mass = np.ones(40)
    mass[:5] = 2
    np.testing.assert_allclose(spread_along(net, cut, at.edge, at.along_m, mass, 150), held, rtol=1e-12)


def test_no_incidents_no_mass():
    net = lattice(200, 100)
    cut = lixels_of(net, 50)
    none = np.empty(0, dtype=np.int64)
    assert not spread_along(net, cut, none, np.empty(0), np.empty(0), 100).any()
    assert not spread_counts(net, cut, np.zeros((len(cut), 3), dtype=np.int64), 100).any()


def test_cost_counts_pieces_and_entries():
    line = graph([(0, 0), (1000, 0)], [(0, 1)])
    cost = cost_of_walks(line, lixels_of(line, 10), np.array([0]), 100)
    assert cost.entries == 0
    assert 20 <= cost.pieces <= 22
    net = lattice(2000, 100)
    near, far = (cost_of_walks(net, lixels_of(net, 50), np.arange(0, 800, 40), reach) for reach in (200, 500))
    assert near.entries < far.entries
    assert near.pieces < far.pieces


def test_the_kernel_itself():
    assert cumulated(1.0, 1.0) == pytest.approx(0.5)
    assert cumulated(5.0, 1.0) == pytest.approx(0.5)
    x = np.linspace(0, 1, 2001)
    np.testing.assert_allclose(np.diff(cumulated(x, 1.0)) / np.diff(x), quartic((x[1:] + x[:-1]) / 2, 1.0), atol=1e-6)

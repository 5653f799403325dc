"""A walk's list of entries: what is joined, what is divided, where it ends."""

from __future__ import annotations

import numpy as np
import pytest

from geo.hotspots.network.walk import STEPS, scratch_of, walk
from geo.spatial.lixels import lixels_of
from tests.spatial.networks_at_hand import graph, lattice, star


def entries(net, begin, reach, *, continuous=False, room=4096):
    """Return rows of end, distance, weight, moment, sorted; None when there was no room."""
    walked = scratch_of(room)
    cut = lixels_of(net, 10)
    around = net.node_of_end, *net.ends_at_node, net.lengths_m, cut.pointer
    count = walk(begin, float(reach), around, continuous, float(reach) / STEPS, walked)
    assert (walked[3] == -1).all(), "the table is left clean for the next walk"
    if count < 0:
        return None
    return sorted(zip(walked[0][:count].tolist(), *walked[2][:count, :3].T.tolist(), strict=True))


def test_a_star_divides_evenly_and_does_not_turn_back():
    found = entries(star(50, 60, 70), 0, 55)
    assert [(end, way) for end, way, *_ in found] == [(2, 0), (4, 0)]
    assert [weight for *_, weight, _ in found] == [0.5, 0.5]


def test_the_continuous_kernel_turns_back_with_a_negative_share():
    found = entries(star(50, 60, 70), 0, 45, continuous=True)
    assert [end for end, *_ in found] == [0, 2, 4]
    np.testing.assert_allclose([weight for *_, weight, _ in found], [-1 / 3, 2 / 3, 2 / 3])


def test_a_dead_end_turns_all_of_it():
    assert entries(star(50, 60, 70), 1, 40) == [(1, 0.0, 1.0, 0.0)]


def test_ways_of_equal_length_are_one_entry():
    net = lattice(400, 100)
    found = entries(net, 0, 350)
    pairs = [(end, way) for end, way, *_ in found]
    assert len(pairs) == len(set(pairs))
    assert {way for _, way in pairs} == {0.0, 100.0, 200.0, 300.0}
    for way in (0.0, 100.0, 200.0, 300.0):
        assert sum(weight for _, at, weight, _ in found if at == way) == pytest.approx(1)
    assert max(abs(moment) for *_, moment in found) < 1e-9


def test_ways_of_nearly_equal_length_keep_their_mean_length():
    net = graph([(0, 0), (1, 0), (2, 0), (3, 0)], [(0, 1), (1, 2), (1, 2), (2, 3)], [10, 30.0, 30.05, 90])
    found = entries(net, 1, 100)
    onward = [row for row in found if row[0] == 6 and row[1] < 60]
    assert len(onward) == 1
    _, way, weight, moment = onward[0]
    # Half of each way goes on; the other half of each turns into the other one.
    assert weight == pytest.approx(0.5)
    assert way + moment / weight == pytest.approx(30.025)


def test_without_room_it_says_so():
    assert entries(lattice(400, 100), 0, 350, room=8) is None


def test_a_tiny_loop_fades():
    net = graph([(0, 0), (1e-6, 0), (0, 1e-6), (100, 0)], [(0, 1), (1, 2), (2, 0), (0, 3)])
    found = entries(net, 7, 50)
    assert found is not None
    assert len(found) < 500

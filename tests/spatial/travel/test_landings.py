from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel.landings import landings
from tests.spatial.travel.graphs_at_hand import network_of

XY = np.array([(0.0, 0), (1000, 0), (1100, -500), (1100, 500), (0, 900), (2000, 0), (500, 500)])


def test_a_road_that_ends_near_a_river_is_a_landing() -> None:
    network = network_of(XY, [([0, 1], "primary", 0), ([2, 3], "river", 0), ([0, 4], "track", 0)])
    found = landings(network, 200)
    assert network.nodes[found.node].tolist() == [[1000, 0]]
    assert found.xy.tolist() == [[1100, 0]]
    assert found.distance_m.tolist() == pytest.approx([100])
    assert network.class_names[found.river_edge].tolist() == ["river"]
    assert len(landings(network, 99)) == 0


def test_a_bridge_is_no_landing_and_without_rivers_there_are_none() -> None:
    over = network_of(XY, [([0, 1, 5], "primary", 0), ([2, 3], "river", 0)])
    assert len(landings(over, 200)) == 0
    assert len(landings(network_of(XY, [([0, 1], "primary", 0)]), 200)) == 0

from __future__ import annotations

import numpy as np

from geo.spatial.travel.pieces import pieces_of, trapped_edges
from tests.spatial.travel.graphs_at_hand import network_of

XY = np.array([(0.0, 0), (1000, 0), (2000, 0), (0, 3000), (500, 3000), (2000, 700)])


def test_pieces_the_longest_first() -> None:
    network = network_of(XY, [([3, 4], "service", 0), ([0, 1], "primary", 0), ([1, 2], "service", 1)])
    found = pieces_of(network, np.ones(3, dtype=bool))
    assert found.length_m.tolist() == [2000, 500]
    assert found.of_edge.tolist() == [0 if network.nodes[node][1] == 0 else 1 for node in network.u]
    some = pieces_of(network, network.of_kind("river"))
    assert some.length_m.tolist() == []
    assert some.of_edge.tolist() == [-1, -1, -1]


def test_trapped_edges_lead_into_or_out_of_nowhere() -> None:
    ways = [([0, 1], "primary", 0), ([1, 2], "service", 1), ([5, 1], "residential", 1)]
    network = network_of(XY, ways)
    found = trapped_edges(network, np.ones(3, dtype=bool))
    assert {str(name) for name in network.class_names[found]} == {"service", "residential"}
    both = network_of(XY, [*ways, ([2, 5], "tertiary", 1)])
    assert len(trapped_edges(both, np.ones(len(both), dtype=bool))) == 0
    assert len(trapped_edges(network, np.zeros(3, dtype=bool))) == 0

from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel.mode_graph import mode_graph
from geo.spatial.travel.speeds import TravelSpeeds
from tests.spatial.travel.graphs_at_hand import PLAIN, network_of

XY = np.array([(0.0, 0), (1000, 0), (2000, 0), (500, 300), (0, 5000), (100, 5000)])


def test_arcs_are_the_quickest_between_two_nodes_each_way() -> None:
    ways = [([0, 1], "residential", 0), ([0, 3, 1], "primary", 1), ([1, 2], "tertiary", 1)]
    network = network_of(XY, ways)
    arcs = mode_graph(network, PLAIN, "road", "dry").arcs
    found = {
        (*network.nodes[tail], *network.nodes[head]): str(network.class_names[edge])
        for tail, head, edge in zip(arcs.tail, arcs.head, arcs.edge, strict=True)
    }
    assert found == {
        (0, 0, 1000, 0): "primary",
        (1000, 0, 0, 0): "residential",
        (1000, 0, 2000, 0): "tertiary",
    }


def test_nobody_stands_on_a_ferry_or_on_a_slip() -> None:
    network = network_of(XY, [([0, 1], "primary", 0), ([1, 2], "ferry", 0), ([4, 5], "service", 0)])
    graph = mode_graph(network, TravelSpeeds(), "road", "dry")
    assert network.class_names[graph.stops].tolist() == ["primary"]
    snapped = graph.snap(np.array([(1900.0, 0), (50, 5000)]), np.inf)
    assert snapped.off_m.tolist() == pytest.approx([900, np.hypot(0, 5000)])
    assert snapped.share.tolist() == pytest.approx([1, 0.05])
    assert snapped.xy.tolist() == [[1000, 0], pytest.approx([50, 0])]


def test_the_longest_piece_is_used_however_short() -> None:
    network = network_of(XY, [([4, 5], "service", 0)])
    assert len(mode_graph(network, TravelSpeeds(), "road", "dry").stops) == 1


def test_within_a_millimetre_of_its_end_a_place_stands_at_the_node() -> None:
    graph = mode_graph(network_of(XY, [([0, 1], "primary", 1)]), PLAIN, "road", "dry")
    snapped = graph.snap(np.array([(0.0005, 0.0), (999.9995, 0), (0.1, 0)]), 10)
    assert snapped.share.tolist() == pytest.approx([0, 1, 0.0001])
    assert snapped.share[0] == 0
    assert snapped.share[1] == 1

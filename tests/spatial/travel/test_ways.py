from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel.mode_graph import mode_graph
from geo.spatial.travel.ways import way_between
from tests.spatial.travel.graphs_at_hand import PLAIN, network_of

XY = np.array([(0.0, 0), (1000, 0), (1000, 1000), (2000, 1000), (0, 1000)])
WAYS = [([0, 1, 2], "unclassified", 0), ([3, 2], "primary", 0), ([2, 4, 0], "service", 1)]


@pytest.fixture(scope="module")
def graph():  # type: ignore[no-untyped-def]  # a graph
    return mode_graph(network_of(XY, WAYS), PLAIN, "road", "dry")


def way(graph, *places: tuple[float, float]) -> list[list[float]] | None:  # type: ignore[no-untyped-def]
    found = way_between(graph, graph.snap(np.array(places), 10))
    if found is None:
        return None
    kept = np.append(True, (np.diff(found, axis=0) != 0).any(axis=1))
    return found[kept].round(6).tolist()


def test_along_the_shape_of_the_edges_in_the_right_direction(graph) -> None:  # type: ignore[no-untyped-def]
    there = [[250, 0], [1000, 0], [1000, 1000], [1500, 1000]]
    assert way(graph, (250, 0), (1500, 1000)) == there
    assert way(graph, (1500, 1000), (250, 0)) == there[::-1]


def test_on_one_edge(graph) -> None:  # type: ignore[no-untyped-def]
    assert way(graph, (250, 0), (1000, 500)) == [[250, 0], [1000, 0], [1000, 500]]
    assert way(graph, (1000, 500), (250, 0)) == [[1000, 500], [1000, 0], [250, 0]]


def test_against_a_one_way_it_goes_round(graph) -> None:  # type: ignore[no-untyped-def]
    found = way(graph, (0, 500), (0, 700))
    assert found is not None
    assert found[0] == [0, 500]
    assert found[1] == [0, 0]
    assert found[-1] == [0, 700]


def test_no_way_is_none() -> None:
    xy = np.array([(0.0, 0), (1000, 0), (0, 500), (1000, 500)])
    apart = mode_graph(network_of(xy, [([0, 1], "primary", 0), ([2, 3], "primary", 0)]), PLAIN, "road", "dry")
    assert way(apart, (0, 0), (0, 500)) is None

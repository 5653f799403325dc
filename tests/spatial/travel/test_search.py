from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel import search
from geo.spatial.travel.mode_graph import mode_graph
from geo.spatial.travel.search import doors, keep_better, matrix, web_of
from tests.spatial.travel.graphs_at_hand import ORIGIN, PLAIN, network_of, random_ways

XY = np.array([(0.0, 0), (1000, 0), (2000, 0)])


def test_doors_cost_by_direction() -> None:
    graph = mode_graph(network_of(XY, [([0, 1], "unclassified", 1)]), PLAIN, "road", "dry")
    place = graph.snap(np.array([(250.0, 0)]), 10)
    out, into = doors(graph, place, leaving=True), doors(graph, place, leaving=False)
    assert out.minutes.tolist() == [[np.inf, pytest.approx(1.5)]]
    assert into.minutes.tolist() == [[pytest.approx(0.5), np.inf]]
    assert out.metres.tolist() == [[pytest.approx(250), pytest.approx(750)]]


def test_every_place_is_a_node_of_the_web() -> None:
    graph = mode_graph(network_of(XY, [([0, 1, 2], "unclassified", 0)]), PLAIN, "road", "dry")
    near = doors(graph, graph.snap(np.array([(250.0, 0), (500, 0)]), 10), leaving=True)
    web = web_of(graph, near, forwards=True)
    assert web.sought.shape == (4, 4)
    assert np.diff(web.indptr).tolist() == [1, 1, 2, 2]
    assert (web.sought.data > 0).all()


def test_either_side_and_any_step_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    xy, ways = random_ways(42)
    graph = mode_graph(network_of(xy, ways), PLAIN, "foot", "dry")
    many = graph.snap(np.random.default_rng(0).uniform(0, 2000, (9, 2)) + ORIGIN, np.inf)
    whole = matrix(graph, many, many, metres=False)
    monkeypatch.setattr(search, "_AT_ONCE", 1)
    np.testing.assert_array_equal(matrix(graph, many, many, metres=False), whole)


def test_of_two_ways_the_quicker_then_the_shorter_is_kept() -> None:
    best, length = np.array([5.0, 5, 5, np.inf]), np.array([100.0, 100, 100, np.inf])
    keep_better(best, length, np.array([4.0, 5, 6, np.inf]), np.array([900.0, 90, 1, 3]))
    assert best.tolist() == [4, 5, 5, np.inf]
    assert length.tolist() == [900, 90, 100, np.inf]

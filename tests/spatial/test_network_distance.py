from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.spatial import network_distance as module
from geo.spatial.network_distance import network_distance
from geo.spatial.networks import OnNetwork
from tests.spatial.networks_at_hand import graph, graphs, lattice, places_on


def by_floyd_warshall(net, origins, destinations):
    """All ways between nodes first, then all four combinations of ends, and the way along one edge."""
    n = len(net.nodes)
    ways = np.full((n, n), np.inf)
    ways[np.arange(n), np.arange(n)] = 0
    for a, b, long in zip(net.starts, net.ends, net.lengths_m, strict=True):
        ways[a, b] = min(ways[a, b], long)
        ways[b, a] = min(ways[b, a], long)
    for k in range(n):
        ways = np.minimum(ways, ways[:, [k]] + ways[[k], :])
    out = np.full((len(origins), len(destinations)), np.inf)
    for i, (e, s) in enumerate(zip(origins.edge, origins.along_m, strict=True)):
        for j, (f, t) in enumerate(zip(destinations.edge, destinations.along_m, strict=True)):
            for u, a in ((net.starts[e], s), (net.ends[e], net.lengths_m[e] - s)):
                for v, b in ((net.starts[f], t), (net.ends[f], net.lengths_m[f] - t)):
                    out[i, j] = min(out[i, j], a + ways[u, v] + b)
            if e == f:
                out[i, j] = min(out[i, j], abs(s - t))
    return out


@given(graphs(), st.integers(1, 15), st.integers(1, 15), st.integers(0, 999), st.sampled_from([None, 60.0, 150.0]))
@settings(max_examples=80, deadline=None)
def test_equals_floyd_warshall(net, n, k, seed, limit):
    origins, destinations = places_on(net, n, seed), places_on(net, k, seed + 1)
    expected = by_floyd_warshall(net, origins, destinations)
    found = network_distance(net, origins, destinations, limit)
    if limit is not None:
        near = np.abs(expected - limit) > 1e-6
        expected = np.where(expected > limit, np.inf, expected)
        found, expected = found[near], expected[near]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_in_parts_as_at_once(monkeypatch):
    net = lattice(500, 100)
    origins, destinations = places_on(net, 40, 1), places_on(net, 60, 2)
    whole = network_distance(net, origins, destinations)
    monkeypatch.setattr(module, "_AT_ONCE", 100)
    np.testing.assert_array_equal(network_distance(net, origins, destinations), whole)
    np.testing.assert_allclose(network_distance(net, destinations, origins), whole.T, rtol=1e-12)


def test_round_a_ring_the_shorter_way():
    ring = graph([(0, 0)], [(0, 0)], [100.0])
    at = ring.at([0, 0, 0], [0.1, 0.95, 0.5])
    np.testing.assert_allclose(network_distance(ring, at, at), [[0, 15, 40], [15, 0, 45], [40, 45, 0]])


def test_no_way_and_no_place():
    net = graph([(0, 0), (10, 0), (20, 0), (30, 0)], [(0, 1), (2, 3)])
    some = OnNetwork(np.array([0, 1, -1]), np.array([2.0, 3.0, 0.0]), np.zeros(3))
    found = network_distance(net, some, some)
    assert found.tolist() == [[0, np.inf, np.inf], [np.inf, 0, np.inf], [np.inf, np.inf, np.inf]]
    none = net.snap(np.empty((0, 2)))
    assert network_distance(net, none, some).shape == (0, 3)


def test_too_many_pairs_are_refused():
    net = lattice(200, 100)
    many = net.at(np.zeros(8000, dtype=int), np.zeros(8000))
    with pytest.raises(ParameterError, match="64,000,000 pairs"):
        network_distance(net, many, many)

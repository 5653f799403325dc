from __future__ import annotations

import numpy as np
import pytest

from geo.evaluation.candidates import candidates
from geo.spatial.networks import OnNetwork
from tests.evaluation.street_grid import network, street_grid


def test_nearest_first_within_the_radius() -> None:
    streets = network([(0, 0), (100, 0)], [(0, 30), (100, 30)])
    found = candidates(streets, np.array([[50.0, 10], [50, 500], [20, 29]]), 25, 8)
    assert found.near.tolist() == [True, False, True]
    assert found.edge[found.of(0)].tolist() == [0, 1]
    assert found.distance_m[found.of(0)].tolist() == [10, 20]
    assert found.along_m[found.of(2)].tolist() == [20]
    assert found.point(int(found.of(0)[0])).coords[0] == (50, 0)
    assert len(candidates(streets, np.array([[50.0, 10]]), 25, 1).edge) == 1


def test_against_all_edges() -> None:
    streets = street_grid(6, 80)
    rng = np.random.default_rng(2)
    places = rng.uniform(-50, 450, (60, 2))
    found = candidates(streets, places, 45, 100)
    everywhere = np.array([[line.distance(point) for line in streets.geometries] for point in _points(places)])
    for i in range(60):
        assert set(found.edge[found.of(i)]) == set(np.flatnonzero(everywhere[i] <= 45))
        assert found.distance_m[found.of(i)] == pytest.approx(np.sort(everywhere[i][everywhere[i] <= 45]))


def _points(places: np.ndarray) -> list[object]:
    import shapely

    return list(shapely.points(places))


def test_taking_and_placing() -> None:
    streets = network([(0, 0), (100, 0)], [(0, 30), (100, 30)])
    found = candidates(streets, np.array([[50.0, 10], [60, 20], [70, 90]]), 200, 8)
    answer = OnNetwork(np.full(3, -1), np.zeros(3), np.full(3, np.inf))
    found.take(np.array([0]), np.array([0]), answer)
    found.place(np.array([1, 2]), np.array([0]), 25, answer)
    assert answer.edge.tolist() == [0, 0, -1]
    assert answer.along_m.tolist() == [50, 60, 0]
    assert answer.distance_m.tolist() == [10, 20, np.inf]
    found.place(np.zeros(0, dtype=np.int64), np.array([0]), 25, answer)

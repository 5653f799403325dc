"""The contiguity graph is whole whatever the places."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.neighbours import as_adjacency, components, gabriel_edges, nearest_link, tied, without_wide_water


def brute_gabriel(x: np.ndarray, y: np.ndarray) -> set[tuple[int, int]]:
    edges = set()
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            mx, my, r2 = (x[i] + x[j]) / 2, (y[i] + y[j]) / 2, ((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2) / 4
            others = [(x[k] - mx) ** 2 + (y[k] - my) ** 2 for k in range(len(x)) if k not in {i, j}]
            if all(d2 >= r2 * (1 - 1e-9) for d2 in others):
                edges.add((i, j))
    return edges


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_gabriel_graph(seed: int) -> None:
    x, y = np.random.default_rng(seed).uniform(0, 1000, (2, 40))
    assert gabriel_edges(x, y) == brute_gabriel(x, y)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=20, unique=True))
def test_lattices_and_lines_give_one_piece(places: list[tuple[int, int]]) -> None:
    x, y = np.array(places, dtype=float).T * 500.0 + 450_000
    assert len(components(len(x), gabriel_edges(x, y))) == 1


def test_nearly_coincident_places_are_not_dropped() -> None:
    x = np.array([0.0, 1000, 0, 1000, 500, 500 + 1e-7])
    y = np.array([0.0, 0, 1000, 1000, 400, 400])
    assert len(components(6, gabriel_edges(x, y))) == 1


def test_wide_water_cuts_and_narrow_does_not() -> None:
    x, y = np.array([0.0, 10_000, 20_000]), np.zeros(3)
    edges = {(0, 1), (1, 2)}
    water = shapely.union_all([shapely.box(4000, -1, 5000, 1), shapely.box(12_000, -1, 18_000, 1)])
    assert without_wide_water(edges, x, y, water, 2000) == {(0, 1)}
    assert without_wide_water(edges, x, y, None, 2000) == edges


def test_pieces_are_tied_by_their_shortest_link() -> None:
    x, y = np.array([0.0, 1, 5, 6]), np.zeros(4)
    assert tied({(0, 1), (2, 3)}, x, y) == {(0, 1), (1, 2), (2, 3)}
    assert nearest_link([0, 1], [2, 3], x, y) == (1, 2)


def test_adjacency_goes_both_ways() -> None:
    starts, links = as_adjacency(3, {(0, 2)})
    assert starts.tolist() == [0, 1, 1, 2]
    assert links.tolist() == [2, 0]
    assert as_adjacency(1, set())[0].tolist() == [0, 0]

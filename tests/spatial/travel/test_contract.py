from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.spatial.travel.contract import Edges, Ways, contract


def contracted(*ways: tuple[list[int], int, int]) -> Edges:
    nodes, alike, oneway = zip(*ways, strict=True) if ways else ((), (), ())
    begins = np.concatenate([[0], np.cumsum([len(one) for one in nodes])]).astype(np.int64)
    flat = np.array([node for one in nodes for node in one], dtype=np.int64)
    return contract(Ways(flat, begins, np.array(alike, dtype=np.int64), np.array(oneway, dtype=np.int64)))


def chains(edges: Edges) -> list[list[int]]:
    return [one.tolist() for one in np.split(edges.corners, edges.begins[1:-1])] if len(edges.way) else []


def test_runs_of_one_class_become_one_edge() -> None:
    assert chains(contracted(([0, 1], 7, 0), ([2, 1], 7, 0), ([2, 3], 7, 0))) == [[0, 1, 2, 3]]


def test_a_change_of_class_is_kept_apart() -> None:
    assert chains(contracted(([0, 1], 7, 0), ([1, 2], 8, 0))) == [[0, 1], [1, 2]]


def test_directions_must_agree() -> None:
    edges = contracted(([0, 1], 7, 1), ([2, 1], 7, -1))
    assert chains(edges) == [[0, 1, 2]]
    assert edges.oneway.tolist() == [True]
    assert chains(contracted(([0, 1], 7, 1), ([2, 1], 7, 1))) == [[0, 1], [2, 1]]
    assert chains(contracted(([0, 1], 7, 1), ([1, 2], 7, 0))) == [[0, 1], [1, 2]]
    assert chains(contracted(([0, 1], 7, -1))) == [[1, 0]]


def test_a_junction_inside_a_way_cuts_it() -> None:
    assert chains(contracted(([0, 1, 2], 7, 0), ([1, 3], 7, 0))) == [[0, 1], [1, 2], [1, 3]]


def test_rings() -> None:
    assert chains(contracted(([0, 1, 2, 0], 7, 0))) == [[0, 1, 2, 0]]
    assert chains(contracted(([0, 1], 7, 0), ([1, 2, 0], 7, 0))) == [[0, 1, 2, 0]]
    assert chains(contracted(([0, 1, 2, 0], 7, 1), ([0, 5], 7, 0))) == [[0, 1, 2, 0], [0, 5]]


def test_a_way_that_touches_itself() -> None:
    assert chains(contracted(([0, 1, 2, 3, 1], 7, 0))) == [[0, 1], [1, 2, 3, 1]]


def test_nothing() -> None:
    assert chains(contracted()) == []


way = st.tuples(
    st.lists(st.integers(0, 7), min_size=2, max_size=5).filter(lambda one: all(np.diff(one) != 0)),
    st.integers(0, 1),
    st.sampled_from([-1, 0, 1]),
)


@given(st.lists(way, max_size=8))
def test_every_segment_is_in_exactly_one_edge_with_its_direction(ways: list[tuple[list[int], int, int]]) -> None:
    def steps(nodes: list[int], alike: int, oneway: int) -> list[tuple[int, int, int, bool]]:
        turned = nodes[::-1] if oneway < 0 else nodes
        pairs = pairwise(turned)
        return [(*(pair if oneway else sorted(pair)), alike, oneway != 0) for pair in pairs]  # type: ignore[misc]

    edges = contracted(*ways)
    given_steps = sorted(step for one in ways for step in steps(*one))
    found = sorted(
        step
        for nodes, origin, oneway in zip(chains(edges), edges.way, edges.oneway, strict=True)
        for step in steps(nodes, ways[origin][1], int(oneway))
    )
    assert found == given_steps
    inner = [node for nodes in chains(edges) for node in nodes[1:-1]]
    assert len(inner) == len(set(inner)), "a node inside an edge is on no other"

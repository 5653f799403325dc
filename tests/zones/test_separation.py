"""Walls part a place from the centre, and are found whenever too little comes through one."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones.neighbours import as_adjacency
from geo.zones.separation import broken, opposite


def reaches(n: int, edges: set[tuple[int, int]], centre: int, allowed: set[int]) -> set[int]:
    found, waiting = {centre}, [centre]
    while waiting:
        i = waiting.pop()
        for a, b in edges:
            for j in ({a, b} - {i}) if i in (a, b) else ():
                if j in allowed and j not in found:
                    found.add(j)
                    waiting.append(j)
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 8), st.integers(0, 100_000))
def test_every_wall_parts_and_none_is_missed(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    edges = {(int(random.integers(i)), i) for i in range(1, n)}
    edges |= {(j, i) for i in range(n) for j in range(i) if random.random() < 0.2}
    starts, links = as_adjacency(n, edges)
    alive = random.random(n) < 0.9
    alive[0] = True
    share = np.where(alive, random.choice([0.0, 0.3, 0.7, 1.0], n), 0.0)
    share[0] = 1.0
    places, walls = np.zeros(n + 2, dtype=np.int64), np.zeros((n + 2, n), dtype=np.bool_)
    found = broken(0, share, alive, starts, links, opposite(starts, links), 0.02, places, walls)
    open_places = set(np.flatnonzero(alive).tolist())
    for place, wall in zip(places[:found].tolist(), walls[:found], strict=True):
        members = set(np.flatnonzero(wall).tolist())
        assert 0 not in members
        assert place not in members
        assert place not in reaches(n, edges, 0, open_places - members)
        assert share[place] > share[wall].sum() + 0.01
    near = set(links[starts[0] : starts[1]].tolist())
    is_broken = any(
        share[i] > sum(share[list(wall)]) + 0.03 and i not in reaches(n, edges, 0, open_places - set(wall))
        for i in open_places - near - {0}
        for size in range(n - 1)
        for wall in itertools.combinations(sorted(open_places - {0, i}), size)
    )
    assert found > 0 or not is_broken


def test_each_link_knows_its_opposite() -> None:
    starts, links = as_adjacency(4, {(0, 1), (1, 2), (0, 3), (1, 3)})
    row = np.repeat(np.arange(4), np.diff(starts))
    back = opposite(starts, links)
    assert row[back].tolist() == links.tolist()
    assert links[back].tolist() == row.tolist()

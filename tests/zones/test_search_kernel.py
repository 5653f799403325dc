"""The compiled moves never tear a zone."""

from __future__ import annotations

import numpy as np
import pytest

from geo.zones import search_kernel as kernel
from geo.zones.districting import is_connected, judged
from tests.zones.making import problem


@pytest.mark.parametrize("seed", range(4))
def test_growing_and_moving_keep_zones_whole(seed: int) -> None:
    given = problem(50, 5, seed)
    centres = np.random.default_rng(seed).choice(50, 5, replace=False).astype(np.int64)
    labels = kernel.grown(centres, given.cost, given.starts, given.links)
    assert set(labels.tolist()) == set(range(5))
    before = judged(given, labels)
    limits = (given.low_min, given.high_min)
    cost = np.ascontiguousarray(given.cost)
    schedule = (1.0, 50.0, 0.1, 20_000, seed)  # price, hot, cold, proposals
    graph = (given.starts, given.links)
    _, moved = kernel.anneal(labels, before.centres.copy(), cost, given.workload_min, *graph, *limits, *schedule)
    for zone in range(5):
        assert is_connected(given, np.flatnonzero(moved == zone))


def test_recentring_agrees_with_plain_arithmetic() -> None:
    given = problem(30, 3, 1)
    labels = np.arange(30) % 3
    centres = np.zeros(3, dtype=np.int64)
    total = kernel.recentred(labels, centres, np.ascontiguousarray(given.cost))
    found = judged(given, labels)
    assert total == pytest.approx(found.cost)
    assert centres.tolist() == found.centres.tolist()


def test_taking_a_place_out_of_its_zone() -> None:
    starts, links = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])  # 0 - 1 - 2
    mark, queue = np.full(3, -1), np.zeros(3, dtype=np.int64)
    labels = np.array([0, 0, 0])
    assert not kernel.stays_whole(1, labels, starts, links, mark, queue, 1)
    assert kernel.stays_whole(0, labels, starts, links, mark, queue, 2)
    assert not kernel.stays_whole(0, np.array([0, 1, 1]), starts, links, mark, queue, 3)

"""Small districting problems of every kind, and every connected districting of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from geo.zones.districting import Districting, Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency


def odd_problem(n: int, zones: int, seed: int, *, forbidden: float = 0.15, slack: float = 0.5) -> Problem:
    """Return a problem with costs neither symmetric nor metric, forbidden pairs, and limits of its own."""
    random = np.random.default_rng(seed)
    cost = random.uniform(0, 100, (n, n)).round(2) + random.integers(0, 2, (n, n)) * 40
    cost[random.random((n, n)) < forbidden] = np.inf
    np.fill_diagonal(cost, random.uniform(0, 5, n).round(2))
    edges = {(i, int(random.integers(i))) for i in range(1, n)}
    edges |= {(i, j) for i in range(n) for j in range(i) if random.random() < 0.2}
    starts, links = as_adjacency(n, edges)
    work = random.uniform(5, 30, n).round(1)
    mean = float(work.sum()) / zones
    low, high = mean * (1 - slack * random.uniform(0.5, 1)), mean * (1 + slack * random.uniform(0.5, 1))
    return Problem(np.ascontiguousarray(cost), work, starts, links, zones, low, high)


def connected_districtings(problem: Problem) -> Iterator[Districting]:
    """Yield every districting into connected zones, lawful or not."""
    for rest in itertools.product(range(problem.zones), repeat=problem.n - 1):
        labels = np.array([0, *rest])
        if any(label > max(labels[:i], default=-1) + 1 for i, label in enumerate(labels)):
            continue  # the same zones under other numbers
        if len(set(labels.tolist())) == problem.zones and all(
            is_connected(problem, np.flatnonzero(labels == zone)) for zone in range(problem.zones)
        ):
            yield judged(problem, labels)

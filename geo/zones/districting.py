"""The districting problem as plain arrays, and what a solution of it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """Group n places into `zones` connected, balanced zones, each around one of its own places.

    Parameters
    ----------
    minutes
        (n, n) travel minutes between places, symmetric, zero on the diagonal.
    weight
        (n,) harm of each place, above zero.
    workload_min
        (n,) minutes of work per shift at each place, above zero.
    starts, links
        The contiguity graph: neighbours of i are `links[starts[i]:starts[i + 1]]`; connected.
    zones
        Number of zones, 1 to n.
    balance
        A zone's workload may differ from the mean by this share of it.
    """

    minutes: Floats
    weight: Floats
    workload_min: Floats
    starts: Ints
    links: Ints
    zones: int
    balance: float

    @property
    def n(self) -> int:
        """Number of places."""
        return len(self.weight)

    @property
    def cost(self) -> Floats:
        """(n, n): harm x minutes when place i (row) belongs to the zone around place k (column)."""
        return self.weight[:, None] * self.minutes

    @property
    def low_min(self) -> float:
        """Least workload of a balanced zone, minutes."""
        return (1 - self.balance) * float(self.workload_min.sum()) / self.zones

    @property
    def high_min(self) -> float:
        """Greatest workload of a balanced zone, minutes."""
        return (1 + self.balance) * float(self.workload_min.sum()) / self.zones


@dataclass(frozen=True)
class Districting:
    """A solution: the zone of each place (0 to zones - 1) and the place at each zone's centre."""

    labels: Ints
    centres: Ints
    cost: float
    imbalance: float

    @property
    def balanced(self) -> bool:
        """Whether every zone keeps the balance."""
        return self.imbalance <= 1e-9


def judged(problem: Problem, labels: Ints) -> Districting:
    """Return labels with the best centre of each zone, its cost (harm x minutes) and what balance it lacks.

    Parameters
    ----------
    problem
        What is solved.
    labels
        (n,) zone of each place; every zone has at least one.

    Returns
    -------
    Districting
        `imbalance` is the sum of minutes beyond the limits, as a share of the mean workload of a zone.
    """
    cost = problem.cost
    centres = np.zeros(problem.zones, dtype=np.int64)
    total = 0.0
    for zone in range(problem.zones):
        members = np.flatnonzero(labels == zone)
        sums = cost[np.ix_(members, members)].sum(axis=0)
        best = int(np.argmin(sums))
        centres[zone] = members[best]
        total += float(sums[best])
    work = np.bincount(labels, weights=problem.workload_min, minlength=problem.zones)
    beyond = np.maximum(work - problem.high_min, 0) + np.maximum(problem.low_min - work, 0)
    mean = float(problem.workload_min.sum()) / problem.zones
    return Districting(labels.astype(np.int64), centres, total, float(beyond.sum()) / mean)


def is_connected(problem: Problem, members: Ints) -> bool:
    """Whether places form one piece of the contiguity graph."""
    inside = {int(i) for i in members}
    if not inside:
        return False
    reached = {next(iter(inside))}
    waiting = list(reached)
    while waiting:
        i = waiting.pop()
        for j in problem.links[problem.starts[i] : problem.starts[i + 1]].tolist():
            if j in inside and j not in reached:
                reached.add(j)
                waiting.append(j)
    return len(reached) == len(inside)

"""The districting problem as plain arrays, and what a solution of it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """Group n places into `zones` connected zones of bounded workload, each around one of its own places.

    Parameters
    ----------
    cost
        (n, n) what it costs that place i (row) belongs to the zone around place k (column), at least zero; infinite
        where it may not (beyond the response limit), finite on the diagonal. It need be neither symmetric nor metric,
        so harm x minutes may carry penalties for mandates or for leaving today's zone.
    workload_min
        (n,) minutes of work per shift at each place, at least zero and not all zero.
    starts, links
        The contiguity graph: neighbours of i are `links[starts[i]:starts[i + 1]]`, each link in both directions.
    zones
        Number of zones, 1 to n.
    low_min, high_min
        Least and greatest workload of a zone, minutes.
    """

    cost: Floats
    workload_min: Floats
    starts: Ints
    links: Ints
    zones: int
    low_min: float
    high_min: float

    @classmethod
    def of_minutes(
        cls,
        minutes: Floats,
        weight: Floats,
        workload_min: Floats,
        starts: Ints,
        links: Ints,
        zones: int,
        balance: float,
    ) -> Problem:
        """Return the usual problem: harm x minutes, every workload within `balance` of the mean.

        Parameters
        ----------
        minutes
            (n, n) travel minutes from the place (row) to the centre (column); infinite beyond the response limit.
        weight
            (n,) harm of each place, above zero.
        workload_min, starts, links, zones
            As in `Problem`.
        balance
            A zone's workload may differ from the mean by this share of it.
        """
        mean = float(workload_min.sum()) / zones
        cost = np.ascontiguousarray(weight[:, None] * minutes, dtype=np.float64)
        return cls(cost, workload_min, starts, links, zones, (1 - balance) * mean, (1 + balance) * mean)

    @property
    def n(self) -> int:
        """Number of places."""
        return len(self.workload_min)

    @cached_property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """(n, n) whether place i (row) may belong to the zone around place k (column)."""
        return np.isfinite(self.cost)

    @cached_property
    def counted(self) -> Floats:
        """(n, n) `cost` with forbidden pairs at the place's dearest allowed cost.

        What a districting that cannot keep every limit is charged: a zone out of reach costs as much as the dearest
        one in reach, and how many places are out of reach is told beside it.
        """
        dearest = np.where(self.allowed, self.cost, 0.0).max(axis=1)
        return np.ascontiguousarray(np.where(self.allowed, self.cost, dearest[:, None]))

    @property
    def mean_min(self) -> float:
        """Mean workload of a zone, minutes."""
        return float(self.workload_min.sum()) / self.zones


@dataclass(frozen=True)
class Districting:
    """A solution: the zone of each place (0 to zones - 1) and the place at each zone's centre.

    Parameters
    ----------
    labels, centres
        (n,) zone of each place; (zones,) place at each zone's centre.
    cost
        Sum of `Problem.counted` over places and their centres.
    imbalance
        Minutes beyond the limits of workload, as a share of the mean workload of a zone.
    out_of_reach
        Number of places whose zone they may not belong to (infinite cost).
    """

    labels: Ints
    centres: Ints
    cost: float
    imbalance: float
    out_of_reach: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every zone keeps the limits of workload."""
        return self.imbalance <= 1e-9

    @property
    def lawful(self) -> bool:
        """Whether every limit is kept: workload and reach."""
        return self.balanced and self.out_of_reach == 0

    @property
    def rank(self) -> tuple[int, float, float]:
        """What makes one districting better than another: reach before balance before cost."""
        return (self.out_of_reach, 0.0 if self.balanced else round(self.imbalance, 9), self.cost)


def judged(problem: Problem, labels: Ints) -> Districting:
    """Return labels with the best centre of each zone, its cost and what balance and reach it lacks.

    Parameters
    ----------
    problem
        What is solved.
    labels
        (n,) zone of each place; every zone has at least one.

    Returns
    -------
    Districting
        `imbalance` is the sum of minutes beyond the limits, as a share of the mean workload of a zone. A zone's
        centre is the place that most of it may belong to; among those, the cheapest.
    """
    centres = np.zeros(problem.zones, dtype=np.int64)
    total, beyond_reach = 0.0, 0
    for zone in range(problem.zones):
        members = np.flatnonzero(labels == zone)
        pairs = np.ix_(members, members)
        sums = problem.counted[pairs].sum(axis=0)
        forbidden = (~problem.allowed[pairs]).sum(axis=0)
        best = int(np.lexsort((sums, forbidden))[0])
        centres[zone] = members[best]
        total += float(sums[best])
        beyond_reach += int(forbidden[best])
    work = np.bincount(labels, weights=problem.workload_min, minlength=problem.zones)
    beyond = np.maximum(work - problem.high_min, 0) + np.maximum(problem.low_min - work, 0)
    return Districting(labels.astype(np.int64), centres, total, float(beyond.sum()) / problem.mean_min, beyond_reach)


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

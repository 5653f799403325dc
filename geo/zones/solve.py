"""Districting from end to end: search, bound, proof; the best zones found and what is proven about them."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np

from geo.languages import Says
from geo.zones.bound import least_costs, lower_bound, open_pairs, steps_within
from geo.zones.districting import Districting, Floats, Ints, Problem
from geo.zones.exact import prove
from geo.zones.notices import PROOF_CUT_SHORT, SEARCH_CUT_SHORT, Notice
from geo.zones.relaxation import relax
from geo.zones.search import improved, search, usable, warm

OPTIMAL = "optimal, HiGHS: all candidate centres, limits of workload and contiguity kept"
ALL_TRIED = "optimal, every possibility looked at"
BALANCED = "Lagrangian p-median with limits of workload, all candidate centres; contiguity dropped"
CUT = "linear relaxation with limits of workload and contiguity cuts, all candidate centres"
BRANCHED = "branch and bound by HiGHS: all candidate centres, limits of workload and contiguity cuts"
WIDENED = "; limits of workload or reach widened to what the zones found need"
PLACES_TIED = Notice(
    "places_tied",
    Says(
        "Ada tempat yang tidak terhubung dengan yang lain; tempat itu dianggap bertetangga dengan tempat termurah.",
        "Some places are linked to no others; they count as neighbours of the place that is cheapest for them.",
    ),
)
_CLOSE = 1e-3
_MOST_TO_RELAX = 60_000
_SMALL = 2_500
_RELAX_ROUNDS = 80
_SHARE_TO_RELAX = 0.7
_HEATS = (0.3, 1.0)


@dataclass(frozen=True)
class Solved:
    """Zones and what is proven about them.

    Parameters
    ----------
    districting
        The best found: fewest places out of reach, then least beyond the limits of workload, then cheapest.
    bound, bound_kind
        No districting costs less than `bound`; what that was proven of. When the zones found keep every limit it
        holds for every districting that does; else for every one that goes no further beyond the limits than these.
    proven_optimal
        Whether nothing cheaper exists.
    notices
        What was cut short.
    """

    districting: Districting
    bound: float
    bound_kind: str
    proven_optimal: bool
    notices: tuple[Notice, ...] = ()

    @property
    def gap(self) -> float:
        """Share of the cost that better zones could save at most: (found - bound) / found."""
        cost = self.districting.cost
        return max(0.0, (cost - self.bound) / cost) if cost > 1e-9 else 0.0


def solve(problem: Problem, *, seed: int, seconds: float, known: Ints | None = None) -> Solved:
    """Find good zones and prove how good they are.

    Parameters
    ----------
    problem
        What is solved.
    seed
        Source of all randomness: the same seed gives the same zones wherever the time suffices.
    seconds
        Limit for everything: search, bound and proof (not for compiling at the first run on a machine).
    known
        (n,) labels of zones to begin from beside the random starts, such as today's zones.

    Returns
    -------
    Solved
        Never an exception: where no zones keep every limit, those that miss least, with what they miss.
    """
    warm()
    began = time.perf_counter()
    joined = joined_up(problem)
    notices = [] if joined is problem else [PLACES_TIED]
    problem = joined
    found, complete = search(problem, seed, 0.5 * seconds, known)
    if not complete:
        notices.append(SEARCH_CUT_SHORT)
    if problem.zones in {1, problem.n}:
        return Solved(found, found.cost, ALL_TRIED, True, tuple(notices))
    work = _Work(problem, found, np.random.default_rng([seed, 1]), began, seconds)
    work.bound_from_below()
    if not work.complete:
        notices.append(PROOF_CUT_SHORT)
    kind = work.kind if found.lawful else work.kind + WIDENED
    return Solved(work.best, min(work.bound, work.best.cost), kind, work.optimal, tuple(notices))


class _Work:
    """The best districting and bound so far, and what still tightens them."""

    def __init__(
        self, problem: Problem, found: Districting, random: np.random.Generator, began: float, seconds: float
    ) -> None:
        self.problem = problem if found.lawful else widened_to(problem, found)
        self.best = found
        self.random = random
        self.seconds = seconds
        self.deadline = began + seconds
        self.bound, self.kind = 0.0, BALANCED
        self.optimal, self.complete = False, True
        self._may_improve = found.lawful

    def bound_from_below(self) -> None:
        """Tighten until the gap is small, the problem too large, or the time over."""
        steps = steps_within(self.seconds, self.problem.n)
        lagrangian = lower_bound(self.problem, self.best.cost, balanced=True, iterations=steps)
        self.bound = lagrangian.value
        centres = lagrangian.centres
        self._begin_from(centres[self.problem.counted[:, centres].argmin(axis=1)])
        least = least_costs(self.problem, lagrangian)
        if self._close():
            return
        if int(open_pairs(least, self.best.cost).sum()) > _MOST_TO_RELAX:
            return
        now = time.perf_counter()
        relaxation = relax(
            self.problem,
            self.best,
            least,
            self._improve,
            close=_CLOSE,
            rounds=_RELAX_ROUNDS,
            deadline=now + _SHARE_TO_RELAX * max(0.0, self.deadline - now),
        )
        if relaxation.bound > self.bound:
            self.bound, self.kind = relaxation.bound, CUT
        small = int(relaxation.alive.sum()) <= _SMALL
        if not self._may_improve or (self._close() and not small):
            self.complete = relaxation.complete
            return
        proof = prove(
            self.problem,
            self.best,
            dataclasses.replace(relaxation, bound=self.bound),
            gap=0.0 if small else _CLOSE,
            deadline=self.deadline,
            repair=self._repaired,
        )
        self.best = proof.districting
        if proof.bound > self.bound:
            self.bound, self.kind = proof.bound, BRANCHED
        self.complete = proof.complete
        if proof.optimal and self.best.cost - self.bound <= 1e-6 * max(1.0, self.best.cost):
            self.optimal, self.kind = True, OPTIMAL

    def _close(self) -> bool:
        return self.best.cost - self.bound <= _CLOSE * self.best.cost

    def _improve(self, share: Floats) -> Districting:
        """Begin the search again from a fractional solution."""
        self._begin_from(share.argmax(axis=0).astype(np.int64))
        return self.best

    def _begin_from(self, labels: Ints) -> None:
        if self._may_improve:
            first = usable(self.problem, labels)
            for heat in _HEATS:
                self._keep(improved(self.problem, first, self.random, heat))

    def _repaired(self, labels: Ints) -> Districting:
        return improved(self.problem, usable(self.problem, labels), self.random, _HEATS[0])

    def _keep(self, found: Districting) -> None:
        if found.rank < self.best.rank:
            self.best = found


def widened_to(problem: Problem, found: Districting) -> Problem:
    """Return the problem with its limits widened just so far that a districting keeps them all.

    Parameters
    ----------
    problem
        What is solved.
    found
        Zones that break limits of workload, or of reach: then every place may belong to every zone, and
        forbidden pairs cost what `Problem.counted` says.
    """
    work = np.bincount(found.labels, weights=problem.workload_min, minlength=problem.zones)
    return dataclasses.replace(
        problem,
        cost=problem.counted if found.out_of_reach else problem.cost,
        low_min=min(problem.low_min, float(work.min())),
        high_min=max(problem.high_min, float(work.max())),
    )


def joined_up(problem: Problem) -> Problem:
    """Return the problem with its contiguity graph made one piece by the cheapest links; itself when it is one."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    n = problem.n
    graph = csr_matrix((np.ones(len(problem.links)), problem.links, problem.starts), shape=(n, n))
    count, part = connected_components(graph, directed=False)
    if count <= 1:
        return problem
    row = np.repeat(np.arange(n), np.diff(problem.starts))
    edges = set(zip(row.tolist(), problem.links.tolist(), strict=True))
    price = np.minimum(problem.counted, problem.counted.T)
    while (part != part[0]).any():
        inside, outside = np.flatnonzero(part == part[0]), np.flatnonzero(part != part[0])
        a, b = np.unravel_index(int(np.argmin(price[np.ix_(inside, outside)])), (len(inside), len(outside)))
        i, j = int(inside[a]), int(outside[b])
        edges |= {(i, j), (j, i)}
        part[part == part[j]] = part[i]
    ordered = np.array(sorted(edges), dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(np.bincount(ordered[:, 0], minlength=n))]).astype(np.int64)
    return dataclasses.replace(problem, starts=starts, links=np.ascontiguousarray(ordered[:, 1]))

"""The routing search from outside: a problem in, the best plan and a pool of good routes out, reproducible by seed."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.errors import ParameterError
from geo.languages import Says
from geo.routes.arrays import data_of, most_visits, refuse_absurd, shortest_price
from geo.routes.problem import Floats, Plan, Route, RouteProblem

if TYPE_CHECKING:
    from geo.routes.state_kernel import State, Work

POOL = 30_000
SLICE_SECONDS = 0.03
Progress = Callable[[float], None]


class Pool(NamedTuple):
    """Routes seen in good plans, as arrays that the kernel fills; `table` finds a route by its key."""

    seq: Any
    length: Any
    crew: Any
    worth: Any
    travel: Any
    key: Any
    table: Any
    size: Any


@dataclass(frozen=True)
class Found:
    """What a search found.

    `pool` lists routes of good plans as (crew, visits), those of the best plans first; `iterations` and `seconds`
    say how much was done.
    """

    plan: Plan
    pool: tuple[tuple[int, tuple[int, ...]], ...]
    iterations: int
    seconds: float


class Search:
    """A problem made ready for the kernels, with one current plan.

    Parameters
    ----------
    problem
        What is to be solved.
    """

    def __init__(self, problem: RouteProblem) -> None:
        refuse_absurd(problem)
        self.problem = problem
        self.data = data_of(problem)
        self.price = shortest_price(problem)
        self.stops = most_visits(problem)

    @cached_property
    def work(self) -> Work:
        """Room for trials."""
        from geo.routes.state_kernel import Work

        room = self.stops + 2
        return Work(
            a=np.zeros(room, dtype=np.int64),
            b=np.zeros(room, dtype=np.int64),
            times_a=np.zeros(room),
            times_b=np.zeros(room),
            old_a=np.zeros(room),
            old_b=np.zeros(room),
            spare=np.zeros(room),
            weight=np.zeros(self.problem.visits),
        )

    def empty(self) -> State:
        """Return a plan in which nobody goes anywhere."""
        from geo.routes.state_kernel import State

        visits, crews = self.problem.visits, self.problem.crews
        begins = np.asarray(self.problem.begins_min, dtype=float)
        return State(
            seq=np.zeros((crews, self.stops), dtype=np.int64),
            length=np.zeros(crews, dtype=np.int64),
            begin=np.full(visits, np.inf),
            early=np.zeros(visits),
            late=np.zeros(visits),
            crew=np.full(visits, -1, dtype=np.int64),
            travel=np.zeros(crews),
            departs=begins.copy(),
            back=begins.copy(),
            count=np.zeros(len(self.problem.agency_most_stops), dtype=np.int64),
            cost=np.full((visits, crews), np.inf),
            spot=np.zeros((visits, crews), dtype=np.int64),
            stale=np.ones(crews, dtype=np.bool_),
            stale_column=np.ones(crews, dtype=np.bool_),
            stale_row=np.ones(visits, dtype=np.bool_),
            touched=np.ones(crews, dtype=np.bool_),
            fresh=np.ones(crews, dtype=np.bool_),
        )

    def loaded(self, start: Plan | Sequence[tuple[int, Sequence[int]]]) -> State:
        """Return a plan, or that of given routes in their order; visits that break a rule there are left out.

        The times of a plan are respected, so that one that keeps every rule comes back whole.

        A route that cannot be had whole (because a visit of the same site elsewhere is too near in time, say) is
        built up visit by visit.
        """
        from geo.routes.state_kernel import replaced

        state, work = self.empty(), self.work
        routes: Sequence[tuple[int, Sequence[int]]]
        if isinstance(start, Plan):
            routes = [(route.crew, route.visits) for route in start.routes]
            for route in start.routes:
                state.begin[list(route.visits)] = route.begins_min
        else:
            routes = start
        for crew, visits in routes:
            wanted = [v for v in dict.fromkeys(visits) if state.crew[v] < 0 and self.problem.eligible[crew, v]]
            whole = wanted[: self.stops]
            if state.length[crew] == 0:
                work.a[: len(whole)] = whole
                if replaced(self.data, state, work, crew, len(whole), -1, 0):
                    continue
            state.begin[state.crew < 0] = np.inf  # the stated times cannot all be kept: forget those still to come
            for visit in wanted:
                n = int(state.length[crew])
                if n < self.stops:
                    work.a[:n] = state.seq[crew, :n]
                    work.a[n] = visit
                    replaced(self.data, state, work, crew, n + 1, -1, 0)
        return state

    def plan(self, state: State) -> Plan:
        """Return a plan in the problem's own terms."""
        problem = self.problem
        routes = []
        for k in range(problem.crews):
            visits = tuple(int(v) for v in state.seq[k, : state.length[k]])
            if visits:
                begins = tuple(float(state.begin[v]) for v in visits)
                routes.append(Route(k, visits, begins, float(state.departs[k]), float(state.back[k])))
        prize = float(sum(problem.prize[v] for route in routes for v in route.visits))
        travel = float(sum(state.travel[route.crew] for route in routes))
        return Plan(tuple(routes), prize, travel, prize - problem.travel_price * travel)

    def times(self, crew: int, visits: Sequence[int]) -> tuple[float, ...] | None:
        """Return when a crew's visits begin if no other crew goes anywhere; None when the route cannot be had."""
        from geo.routes.timing_kernel import timed

        n = len(visits)
        if n > min(self.stops, int(self.problem.most_stops[crew])) or not self.problem.eligible[crew, visits].all():
            return None
        self.work.a[:n] = visits
        begin, out = self._alone, self.work.times_a
        good, _, _ = timed(self.data, begin, crew, self.work.a, n, out, self.work.spare)
        begin[list(visits)] = np.inf
        return tuple(float(t) for t in out[:n]) if good else None

    @cached_property
    def _alone(self) -> Floats:
        return np.full(self.problem.visits, np.inf)

    def repaired(self, routes: Sequence[tuple[int, Sequence[int]]]) -> Plan:
        """Return given routes as a plan that keeps every rule; nothing is added."""
        return self.plan(self.loaded(routes))

    def run(
        self,
        *,
        seed: int,
        seconds: float | None = None,
        iterations: int | None = None,
        start: Plan | Sequence[tuple[int, Sequence[int]]] = (),
        cooler: float = 1.0,
        progress: Progress | None = None,
    ) -> Found:
        """Search.

        Parameters
        ----------
        seed
            Seed of the random numbers.
        seconds, iterations
            How long: by the clock (the answer then depends on the machine's speed) or by count (the same answer
            everywhere). One of them must be given; with both, whichever ends first.
        start
            A plan or routes to start from; what of it breaks a rule is left out.
        cooler
            Factor on the first temperature; less than 1 stays nearer to the start.
        progress
            Called with the share done, between 0 and 1; may raise to stop the search.
        """
        from geo.routes.search_kernel import climbed, iterate
        from geo.routes.state_kernel import copied

        if seconds is None and iterations is None:
            raise ParameterError(
                name="seconds", problem=Says("beri seconds atau iterations.", "give seconds or iterations.")
            )
        began = time.perf_counter()
        numbers = np.random.default_rng(seed)
        random = numbers.integers(1, 2**63, size=1, dtype=np.uint64)
        codes = numbers.integers(1, 2**63, size=self.problem.visits + self.problem.crews, dtype=np.uint64)
        pool = self._pool()
        state, trial, best = self.loaded(start), self.empty(), self.empty()
        scores = np.zeros(3)
        scores[0] = scores[1] = climbed(self.data, state, self.work, random, 1.0, 0.0, self.price)
        copied(state, best)
        hot = cooler * self._hot(state)
        planned = max(1, int(state.length.sum()))
        most = int(np.clip(planned // 4, 2, 25))
        done, slice_ = 0, 1 if iterations is None else 64
        while self.problem.visits and self.problem.crews:
            spent = time.perf_counter() - began
            share = 0.0 if iterations is None else 1.0 if done >= iterations else done / iterations
            if seconds is not None:
                share = max(share, spent / seconds if seconds > 0 else 1.0)
            if progress is not None:
                progress(min(1.0, share))
            if share >= 1.0:
                break
            many = slice_ if iterations is None else min(slice_, iterations - done)
            warmth = hot * (1.0 - share) ** 2 + 1e-9
            before = time.perf_counter()
            iterate(
                self.data, state, trial, best, self.work, pool, codes, random, scores, many, warmth, self.price, most,
                self.patience,
            )  # fmt: skip
            done += many
            if iterations is None:
                pace = (time.perf_counter() - before) / many
                slice_ = int(np.clip(SLICE_SECONDS / max(pace, 1e-7), 1, 4096))
        return Found(self.plan(best), listed(pool), done, time.perf_counter() - began)

    patience = 3000.0  # iterations without a gain after which the search goes back to the best plan
    heat = 0.25  # first temperature, as a share of the mean prize of a planned visit

    def _hot(self, state: State) -> float:
        """First temperature: a share of what a planned visit is worth (must-visits count with their plain prize)."""
        planned = np.flatnonzero(state.crew >= 0)
        prizes = self.problem.prize[planned] if len(planned) else self.problem.prize
        return self.heat * float(prizes.mean()) if len(prizes) else 0.0

    def _pool(self) -> Pool:
        rows = int(min(POOL, max(2000, 20_000_000 // max(1, self.stops))))
        return Pool(
            seq=np.zeros((rows, self.stops), dtype=np.int32),
            length=np.zeros(rows, dtype=np.int64),
            crew=np.zeros(rows, dtype=np.int64),
            worth=np.zeros(rows),
            travel=np.zeros(rows),
            key=np.zeros(rows, dtype=np.uint64),
            table=np.full(2 * rows + 1, -1, dtype=np.int64),
            size=np.zeros(1, dtype=np.int64),
        )


def search(
    problem: RouteProblem,
    *,
    seed: int = 0,
    seconds: float | None = None,
    iterations: int | None = None,
    start: Plan | None = None,
    progress: Progress | None = None,
) -> Found:
    """Look for a plan of most value by iterated local search with simulated annealing.

    Visits are put in by prize per added minute (to a random power, with noise), taken out by stretches of a route,
    around a place, or for earning little; 2-opt, or-opt, moves, exchanges and crossed tails shorten the routes, and
    visits left out replace lesser ones. About 200 to 20000 iterations a second, by size of the problem.

    Parameters
    ----------
    problem
        What is to be solved.
    seed, seconds, iterations, progress
        As for `Search.run`.
    start
        A plan to start from; what of it breaks a rule is left out.

    Returns
    -------
    Found
        The best plan, which keeps every rule, and a pool of routes.

    Raises
    ------
    ParameterError
        Neither `seconds` nor `iterations` was given, or the problem is too large.
    """
    return Search(problem).run(
        seed=seed, seconds=seconds, iterations=iterations, start=() if start is None else start, progress=progress
    )


def listed(pool: Pool) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the pool's routes, those seen in the best plans first."""
    size = int(pool.size[0])
    order = np.argsort(-pool.worth[:size], kind="stable")
    return tuple((int(pool.crew[r]), tuple(int(v) for v in pool.seq[r, : pool.length[r]])) for r in order)


def warm() -> None:
    """Compile the kernels (or fetch the compiled code), so that time limits measure the search alone."""
    two = np.array([[[0.0, 1.0], [1.0, 0.0]]])
    one = np.array([0])
    problem = RouteProblem(
        two, np.array([1]), one, np.ones(1), np.ones(1), np.array([0, 1]), np.zeros(1), np.full(1, 9.0),
        np.zeros(1, dtype=bool), one, one, one, np.zeros(1), np.full(1, 9.0), np.full(1, 8.0),
        np.ones((1, 1), dtype=bool), np.array([1]), np.ones((1, 1), dtype=bool), np.array([1]), 1.0,
    )  # fmt: skip
    search(problem, seed=0, iterations=2)
    search(dataclasses.replace(problem, separation_min=0.0), seed=0, iterations=1)

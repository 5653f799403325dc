"""Solves a routing problem: several searches, PyVRP, set packing over all their routes, and a last search."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from geo.errors import ParameterError
from geo.languages import Says
from geo.routes.bound import upper_bound
from geo.routes.near_best import near_best_plans
from geo.routes.packing import RouteList, packed
from geo.routes.problem import Plan, RouteProblem
from geo.routes.search import Search, warm
from geo.routes.vrp import proposed

SEARCH_SHARE, VRP_SHARE, PACKING_SHARE, LAST_SHARE = 0.70, 0.09, 0.08, 0.13
VRP_SECONDS = 0.2  # with less, PyVRP is not asked
PACKING_NODES = 200
PATIENCE_SECONDS = 60.0  # for the set packing when effort is counted, not timed


@dataclass(frozen=True)
class Solution:
    """A plan and how it came about.

    Parameters
    ----------
    plan
        The best plan found; it keeps every rule (a must-visit that is missing is named in `notices`).
    pool
        Good routes as (crew, visits), the most promising first: what other plans can be made of.
    seconds, seed
        Time that was taken (without compiling), and the seed.
    sources
        Value of the best plan of each source: `search 1`, `pyvrp 1`, ..., `packing`, `last search`.
    upper_bound
        A value that no plan exceeds (proven), or None when it was not worked out.
    notices
        What the user should know.
    """

    plan: Plan
    pool: RouteList
    seconds: float
    seed: int
    sources: dict[str, float] = field(default_factory=dict)
    upper_bound: float | None = None
    notices: tuple[Says, ...] = ()


def solve(
    problem: RouteProblem,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    seeds: int = 3,
    iterations: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Solution:
    """Look for a plan of most value.

    The iterated local search starts `seeds` times afresh, PyVRP as often; set packing chooses among all routes that
    they saw; a last search starts from the best plan so far.

    Parameters
    ----------
    problem
        What is to be solved.
    seconds
        Time to take. The answer then depends on the machine's speed.
    seed, seeds
        Seed of the random numbers; number of independent searches.
    iterations
        Iterations of each search in place of `seconds`: the same answer for the same seed on every machine.
    progress
        Called with the share done, from 0 to 1; may raise to stop.

    Returns
    -------
    Solution

    Raises
    ------
    ParameterError
        The problem is too large, or `seconds` or `seeds` are not positive.

    References
    ----------
    Vansteenwegen, Souffriau, Van Oudheusden (2011), The orienteering problem: a survey, EJOR 209, 1-10. Wouda, Lan,
    Kool (2024), PyVRP, INFORMS Journal on Computing 36, 943-955.
    """
    if not seconds > 0 or seeds < 1:
        raise ParameterError(
            name="seconds" if not seconds > 0 else "seeds",
            problem=Says("harus lebih dari nol.", "must be more than zero."),
        )
    warm()
    began = time.perf_counter()
    search = Search(problem)
    if not problem.visits or not problem.crews:
        return Solution(Plan((), 0.0, 0.0, 0.0), (), 0.0, seed, {}, 0.0, missing_musts(search, Plan((), 0.0, 0.0, 0.0)))
    tell = progress or (lambda share: None)
    best = Plan((), 0.0, 0.0, 0.0)
    sources: dict[str, float] = {}
    pools: list[RouteList] = []
    clock = None if iterations is not None else seconds

    def part(share: float) -> float | None:
        """Seconds for a step: its share, cut where earlier steps took longer."""
        return None if clock is None else max(0.01, min(share * clock, clock - (time.perf_counter() - began)))

    def offered(name: str, plan: Plan) -> None:
        nonlocal best
        sources[name] = max(plan.value, sources.get(name, -np.inf))
        if standing(problem, plan) > standing(problem, best):
            best = plan

    bound = upper_bound(problem, seconds=PATIENCE_SECONDS if clock is None else min(2.0, 0.1 * clock))
    begun = 0.0 if clock is None else (time.perf_counter() - began) / clock
    for turn in range(seeds):
        at = turn / seeds
        found = search.run(
            seed=seed + 7919 * turn,
            seconds=part((SEARCH_SHARE - begun) / seeds),
            iterations=iterations,
            # mypy cannot infer a lambda with a default.
            progress=lambda share, at=at: tell(0.8 * (at + share / seeds)),  # type: ignore[misc]
        )
        pools.append(found.pool)
        offered(f"search {turn + 1}", found.plan)
        limit = part(VRP_SHARE / seeds)
        if limit is None or limit >= VRP_SECONDS:
            proposal = proposed(problem, seconds=limit, iterations=iterations, seed=seed + turn)
            mended = search.run(seed=seed + turn, iterations=0, start=proposal.routes)
            pools.append((*routes_of(mended.plan), *proposal.routes))
            offered(f"pyvrp {turn + 1}", mended.plan)
    pool = merged(pools)
    tell(0.82)
    chosen = packed(
        search,
        pool,
        seconds=part(PACKING_SHARE) or PATIENCE_SECONDS,
        nodes=None if clock is not None else PACKING_NODES,
        start=best,
    )
    offered("packing", search.run(seed=seed, iterations=0, start=chosen).plan)
    left = None if clock is None else max(0.01, clock - (time.perf_counter() - began))
    last = search.run(
        seed=seed + 104_729,
        seconds=left,
        iterations=iterations,
        start=best,
        cooler=0.4,
        progress=lambda share: tell(0.87 + 0.13 * share),
    )
    offered("last search", last.plan)
    tell(1.0)
    return Solution(
        plan=best,
        pool=merged([routes_of(best), last.pool, pool]),
        seconds=time.perf_counter() - began,
        seed=seed,
        sources=sources,
        upper_bound=None if bound is None else max(bound, best.value),
        notices=missing_musts(search, best),
    )


def near_best(
    problem: RouteProblem,
    solution: Solution,
    *,
    count: int,
    loss: float = 0.1,
    seed: int = 0,
    seconds: float = 4.0,
    iterations: int | None = None,
) -> tuple[Plan, ...]:
    """Return different plans, each worth at least (1 - loss) of the best: something to draw from.

    Visits that many of the plans so far make are worth less in the next search, those that none makes have to be
    made in it. The searches start in turns from the pool packed anew for such prizes, and from some routes of an
    earlier plan.
    (Random prizes alone leave most places in all plans.)

    Parameters
    ----------
    problem, solution
        What was solved, and its solution.
    count
        Most plans; fewer come back when time runs out or there are no more.
    loss
        Share of the best value that a plan may lose, from 0 to 1.
    seed, seconds, iterations
        As for `solve`; `iterations` is for each plan.

    Returns
    -------
    tuple of Plan
        The best plan first; all keep every rule and make as many must-visits as the best.

    Raises
    ------
    ParameterError
        `count` is not positive or `loss` not between 0 and 1.
    """
    if count < 1 or not 0.0 <= loss <= 1.0:
        raise ParameterError(
            name="count" if count < 1 else "loss",
            problem=Says("count paling sedikit 1; loss antara 0 dan 1.", "count is at least 1; loss from 0 to 1."),
        )
    return near_best_plans(
        problem, solution.plan, solution.pool, count=count, loss=loss, seed=seed, seconds=seconds,
        iterations=iterations,
    )  # fmt: skip


def standing(problem: RouteProblem, plan: Plan) -> tuple[int, float]:
    """Return what makes a plan better than another: must-visits made, then value."""
    return sum(bool(problem.must[v]) for route in plan.routes for v in route.visits), plan.value


def routes_of(plan: Plan) -> RouteList:
    """Return the routes of a plan as (crew, visits)."""
    return tuple((route.crew, route.visits) for route in plan.routes)


def merged(pools: Sequence[RouteList]) -> RouteList:
    """Return the routes of several pools in turns, each once."""
    return tuple(dict.fromkeys(route for row in zip_longest(*pools) for route in row if route is not None))


def missing_musts(search: Search, plan: Plan) -> tuple[Says, ...]:
    """Say which must-visits a plan leaves out: those that no crew can make at all, and the others."""
    problem = search.problem
    made = {v for route in plan.routes for v in route.visits}
    missing = [int(v) for v in np.flatnonzero(problem.must) if v not in made]
    reachable = [v for v in missing if any(search.times(k, (v,)) is not None for k in range(problem.crews))]
    unreachable = [v for v in missing if v not in reachable]
    notices = []
    if unreachable:
        notices.append(
            Says(
                "Kunjungan wajib {visits} tidak dapat dicapai regu mana pun: periksa wewenang, jalan, jam buka, dan "
                "giliran jaga.",
                "No crew can make must-visits {visits}: check mandates, ways, windows and shifts.",
            ).filled(visits=unreachable)
        )
    if reachable:
        notices.append(
            Says(
                "Kunjungan wajib {visits} tidak termuat bersama kunjungan wajib lain: tambah regu atau waktu.",
                "Must-visits {visits} did not fit beside the other must-visits: add crews or time.",
            ).filled(visits=reachable)
        )
    return tuple(notices)

"""Different plans that are nearly as good as the best: the material of an unpredictable choice."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from geo.routes.arrays import search_prizes
from geo.routes.packing import RouteList, packed
from geo.routes.problem import Floats, Plan, RouteProblem
from geo.routes.search import Search

TRIES = 4  # searches for each plan wanted, at most
LIFTS, LIFT_ITERATIONS = 3, 8
PACKING_SECONDS = 0.1
PACKING_NODES = 50


def near_best_plans(
    problem: RouteProblem,
    best: Plan,
    pool: RouteList,
    *,
    count: int,
    loss: float,
    seed: int,
    seconds: float,
    iterations: int | None,
) -> tuple[Plan, ...]:
    """Return the best plan and others like `geo.routes.solve.near_best` says."""
    if count == 1 or not best.routes:
        return (best,)
    rng = np.random.default_rng(seed)
    search = Search(problem)
    plans = [best]
    seen = {_key(best)}
    musts = _musts(problem, best)
    floor = best.value - loss * abs(best.value)
    sites, site = np.unique(problem.site, return_inverse=True)
    in_plans = np.zeros(len(sites))
    in_plans[_sites(best, site)] += 1
    able = np.array([_can(search, v) for v in range(problem.visits)])
    strength = 0.6  # how much a place loses that all plans visit
    ends = time.perf_counter() + seconds
    for turn in range(TRIES * count):
        left = ends - time.perf_counter()
        if len(plans) >= count or (iterations is None and left <= 0):
            break
        share = in_plans / len(plans)
        noise = np.exp(rng.normal(0.0, 0.25, problem.visits))
        prize = problem.prize * noise * (1.0 - strength * share[site])
        never = np.flatnonzero(able & (in_plans[site] == 0) & ~problem.must)
        wanted = _drawn(problem, never, int(np.ceil(0.08 * max(1, len(in_plans[in_plans > 0])))), rng)
        must = problem.must.copy()
        must[wanted] = True
        other = Search(replace(problem, prize=prize, must=must))
        start = _start(other, plans, pool, turn, rng, None if iterations is None else PACKING_NODES)
        slot = None if iterations is not None else max(0.02, min(left, seconds / (2.5 * count)))
        plan = other.run(
            seed=int(rng.integers(2**31)), seconds=slot, iterations=iterations, start=start, cooler=0.3
        ).plan
        plan = search.plan(search.loaded(plan))
        for lift in range(LIFTS):  # a little search for the true prizes, until the plan is good enough
            if _musts(problem, plan) >= musts and plan.value >= floor:
                break
            plan = search.run(seed=lift, iterations=LIFT_ITERATIONS, start=plan, cooler=0.1).plan
        if _musts(problem, plan) < musts or plan.value < floor:
            strength *= 0.75
            continue
        strength = min(0.95, strength * 1.2)
        if _key(plan) not in seen:
            seen.add(_key(plan))
            plans.append(plan)
            in_plans[_sites(plan, site)] += 1
    return tuple(plans)


def _start(
    search: Search, plans: list[Plan], pool: RouteList, turn: int, rng: np.random.Generator, nodes: int | None
) -> RouteList:
    """Return routes to start from: in turns the pool packed anew and some routes of an earlier plan."""
    if turn % 5 == 4 and pool:
        some = [pool[i] for i in sorted(rng.permutation(len(pool))[:600])]
        prizes = search_prizes(search.problem)
        return packed(search, some, seconds=PACKING_SECONDS if nodes is None else 60.0, nodes=nodes, prizes=prizes)
    plan = plans[int(rng.integers(len(plans)))]
    return tuple((route.crew, route.visits) for route in plan.routes if rng.random() < 0.5)


def _drawn(problem: RouteProblem, never: np.ndarray, many: int, rng: np.random.Generator) -> np.ndarray:
    """Draw visits of different sites to be made this time, those of more prize more likely."""
    if not len(never):
        return never
    first = never[np.unique(problem.site[never], return_index=True)[1]]
    weight: Floats = problem.prize[first] + 1e-9
    weight = weight / weight.sum()
    return rng.choice(first, size=min(many, len(first)), replace=False, p=weight)


def _can(search: Search, visit: int) -> bool:
    return any(search.times(int(k), (visit,)) is not None for k in np.flatnonzero(search.problem.eligible[:, visit]))


def _sites(plan: Plan, site: np.ndarray) -> list[int]:
    return sorted({int(site[v]) for route in plan.routes for v in route.visits})


def _musts(problem: RouteProblem, plan: Plan) -> int:
    return sum(bool(problem.must[v]) for route in plan.routes for v in route.visits)


def _key(plan: Plan) -> frozenset[tuple[int, frozenset[int]]]:
    return frozenset((route.crew, frozenset(route.visits)) for route in plan.routes)

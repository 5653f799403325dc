"""Set packing: of a pool of routes, one for each crew, the choice of most value that keeps the rules between crews."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from geo.milp import Program
from geo.routes.arrays import search_prizes
from geo.routes.problem import Floats, Plan, RouteProblem
from geo.routes.search import Search

RouteList = tuple[tuple[int, tuple[int, ...]], ...]
MOST_ROUTES = 2500
ROUNDS = 12
TOLERANCE = 1e-6


def packed(
    search: Search,
    pool: Sequence[tuple[int, tuple[int, ...]]],
    *,
    seconds: float,
    nodes: int | None = None,
    prizes: Floats | None = None,
    start: Plan | None = None,
) -> RouteList:
    """Choose at most one route for each crew.

    Each visit is made at most once and no agency takes part in more visits than it may. Routes keep the times that
    they would have alone; where two chosen ones come to a site too near in time, a row that allows only one of all
    routes that come there in those minutes is added, and the choice is made again.

    Parameters
    ----------
    search
        The problem, made ready.
    pool
        Routes as (crew, visits), the most promising first; beyond 2500 they are not looked at.
    seconds, nodes
        Limits of the solver.
    prizes
        (visits,) prizes in place of the problem's.
    start
        A known plan; its routes are always looked at, at its times, so that the choice is never worse.

    Returns
    -------
    tuple
        Routes as (crew, visits); empty when the pool is, or when nothing was found in time.
    """
    problem = search.problem
    if not problem.visits or not problem.crews:
        return ()
    routes, times = _columns(search, start, pool)
    if not routes:
        return ()
    worth = search_prizes(problem) if prizes is None else prizes
    program = Program()
    objective = {}
    for crew, visits in routes:
        gain = float(worth[list(visits)].sum()) - problem.travel_price * travel_of(problem, crew, visits)
        objective[program.variable()] = -gain
    _rows(program, problem, routes)
    many = 0 if start is None else sum(bool(route.visits) for route in start.routes)
    first = [1.0] * many + [0.0] * (len(routes) - many)
    ends = time.perf_counter() + seconds
    chosen: list[int] = []
    for _ in range(ROUNDS):
        left = ends - time.perf_counter()
        if left <= 0 and chosen:
            break
        solved = program.minimise(objective, seconds=max(0.05, left), nodes=nodes, start=first, gap=1e-6)
        if solved is None:
            break
        chosen = [int(r) for r in np.flatnonzero(solved.values > 0.5)]
        cuts = _cuts(problem, routes, times, chosen)
        if not cuts:
            break
        for members in cuts:
            program.row(dict.fromkeys(members, 1.0), high=1.0)
    return tuple(routes[r] for r in chosen)


def travel_of(problem: RouteProblem, crew: int, visits: Sequence[int]) -> float:
    """Return the travel minutes of a route."""
    if not len(visits):
        return 0.0
    places = [int(problem.start[crew]), *(int(problem.place[v]) for v in visits), int(problem.end[crew])]
    return float(problem.minutes[problem.profile[crew], places[:-1], places[1:]].sum())


def _columns(
    search: Search, start: Plan | None, pool: Sequence[tuple[int, tuple[int, ...]]]
) -> tuple[list[tuple[int, tuple[int, ...]]], list[tuple[float, ...]]]:
    """Return the routes that can be had, each set of visits once for a crew, and their times."""
    routes, times = [], []
    seen: set[tuple[int, frozenset[int]]] = set()
    for route in start.routes if start is not None else ():
        if route.visits:
            seen.add((route.crew, frozenset(route.visits)))
            routes.append((route.crew, tuple(route.visits)))
            times.append(tuple(route.begins_min))
    for crew, visits in pool:
        key = (crew, frozenset(visits))
        if key in seen or not visits:
            continue
        seen.add(key)
        begins = search.times(crew, visits)
        if begins is not None:
            routes.append((crew, tuple(visits)))
            times.append(begins)
            if len(routes) == MOST_ROUTES:
                break
    return routes, times


def _rows(program: Program, problem: RouteProblem, routes: Sequence[tuple[int, tuple[int, ...]]]) -> None:
    of_crew: dict[int, list[int]] = defaultdict(list)
    of_visit: dict[int, list[int]] = defaultdict(list)
    for r, (crew, visits) in enumerate(routes):
        of_crew[crew].append(r)
        for v in visits:
            of_visit[v].append(r)
    for members in (*of_crew.values(), *of_visit.values()):
        if len(members) > 1:
            program.row(dict.fromkeys(members, 1.0), high=1.0)
    for agency, limit in enumerate(problem.agency_most_stops):
        terms = {
            r: float(len(visits)) for r, (crew, visits) in enumerate(routes) if problem.crew_of_agency[agency, crew]
        }
        if terms:
            program.row(terms, high=float(limit))


def _cuts(
    problem: RouteProblem,
    routes: Sequence[tuple[int, tuple[int, ...]]],
    times: Sequence[tuple[float, ...]],
    chosen: Sequence[int],
) -> list[list[int]]:
    """For each pair of chosen routes too near in time at a site: all routes that begin there in those minutes."""
    apart = problem.separation_min
    if apart <= 0:
        return []
    at_site: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for r in chosen:
        for v, t in zip(routes[r][1], times[r], strict=True):
            at_site[int(problem.site[v])].append((t, r))
    clashes = []
    for site, visits in at_site.items():
        ordered = sorted(visits)
        for (early, a), (late, b) in pairwise(ordered):
            if a != b and late - early < apart - TOLERANCE:
                clashes.append((site, late))
    cuts = []
    for site, late in clashes:
        members = {
            r
            for r, (_, visits) in enumerate(routes)
            for v, t in zip(visits, times[r], strict=True)
            if problem.site[v] == site and late - apart + TOLERANCE < t <= late
        }
        cuts.append(sorted(members))
    return cuts

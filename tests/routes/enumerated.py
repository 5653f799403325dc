"""The best plan of a tiny routing problem by enumeration: every choice, order and combination of windows.

Times are found without the solver's timing: for given orders, all ways of choosing a window for each visit and an
order in time for each pair of visits of one site leave differences between beginnings, whose feasibility is the
absence of a positive cycle (Bellman and Ford).
"""

from __future__ import annotations

from itertools import combinations, pairwise, permutations, product

import numpy as np

from geo.routes.problem import RouteProblem

EPS = 1e-7


def feasible(problem: RouteProblem, routes: dict[int, tuple[int, ...]]) -> bool:
    """Whether there are times for given routes."""
    visits = [v for route in routes.values() for v in route]
    number = {v: i + 1 for i, v in enumerate(visits)}
    arcs: list[tuple[int, int, float]] = []  # t[b] >= t[a] + w; node 0 is time 0
    nodes = len(visits) + 1
    for k, route in routes.items():
        out, back = nodes, nodes + 1
        nodes += 2
        chain = [out, *(number[v] for v in route), back]
        places = [problem.start[k], *(problem.place[v] for v in route), problem.end[k]]
        service = [0.0, *(problem.service_min[v] for v in route)]
        for i in range(len(chain) - 1):
            way = problem.minutes[problem.profile[k], places[i], places[i + 1]]
            if not np.isfinite(way):
                return False
            arcs.append((chain[i], chain[i + 1], way + service[i]))
        arcs += [(0, out, problem.begins_min[k]), (back, 0, -problem.ends_min[k])]
        if np.isfinite(problem.most_min[k]):
            arcs.append((back, out, -problem.most_min[k]))
    windows = [range(problem.window_starts[v], problem.window_starts[v + 1]) for v in visits]
    pairs = [(a, b) for a, b in combinations(visits, 2) if problem.site[a] == problem.site[b]]
    if problem.separation_min <= 0:
        pairs = []
    for chosen in product(*windows):
        spans = [
            arc
            for v, w in zip(visits, chosen, strict=True)
            for arc in ((0, number[v], problem.window_from[w]), (number[v], 0, -problem.window_to[w]))
        ]
        for order in product((False, True), repeat=len(pairs)):
            apart = [
                (number[b if turn else a], number[a if turn else b], problem.separation_min)
                for (a, b), turn in zip(pairs, order, strict=True)
            ]
            if _no_positive_cycle(nodes, arcs + spans + apart):
                return True
    return False


def _no_positive_cycle(nodes: int, arcs: list[tuple[int, int, float]]) -> bool:
    times = [0.0] * nodes
    for _ in range(nodes + 1):
        changed = False
        for a, b, w in arcs:
            if times[a] + w > times[b] + EPS:
                times[b] = times[a] + w
                changed = True
        if not changed:
            return True
    return False


def best_standing(problem: RouteProblem) -> tuple[int, float]:
    """Return the most must-visits, and then the most value, that any plan of up to two crews has."""
    options: list[list[tuple[int, ...]]] = []
    for k in range(problem.crews):
        mine: list[tuple[int, ...]] = [()]
        able = np.flatnonzero(problem.eligible[k])
        for size in range(1, min(len(able), problem.most_stops[k]) + 1):
            before = {tuple(sorted(r)) for r in mine if len(r) == size - 1}
            grown = [
                order
                for chosen in combinations(able.tolist(), size)
                if any(tuple(sorted(set(chosen) - {v})) in before for v in chosen)
                for order in permutations(chosen)
                if feasible(problem, {k: order})
            ]
            if not grown:
                break
            mine += grown
        options.append(mine)
    candidates = []
    for routes in product(*options):
        used = [v for route in routes for v in route]
        if len(set(used)) < len(used):
            continue
        counts = problem.crew_of_agency @ np.array([len(route) for route in routes])
        if (counts > problem.agency_most_stops).any():
            continue
        travel = sum(_travel(problem, k, route) for k, route in enumerate(routes))
        value = float(problem.prize[used].sum()) - problem.travel_price * travel
        candidates.append((int(problem.must[used].sum()), value, routes))
    candidates.sort(key=lambda c: (-c[0], -c[1]))
    for musts, value, routes in candidates:
        if feasible(problem, {k: route for k, route in enumerate(routes) if route}):
            return musts, value
    raise AssertionError("the empty plan is always feasible")


def _travel(problem: RouteProblem, k: int, route: tuple[int, ...]) -> float:
    if not route:
        return 0.0
    places = [problem.start[k], *(problem.place[v] for v in route), problem.end[k]]
    return float(sum(problem.minutes[problem.profile[k], a, b] for a, b in pairwise(places)))

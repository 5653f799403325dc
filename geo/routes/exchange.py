"""Plans near a known one that visit neglected places: these in, the least worth out, wherever a crew has the time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.routes.access import Floats
from geo.routes.problem import Plan, RouteProblem
from geo.routes.vary import valued

if TYPE_CHECKING:
    from geo.routes.search import Search

_MOST_OUT = 2  # stops given up for one
_POSITIONS = 4  # of least detour are tried
_MISSES = 10  # places tried in vain before a plan is left as it is


def exchanged(
    problem: RouteProblem, plans: Sequence[Plan], weight: Floats, *, count: int, least: float, seed: int
) -> tuple[Plan, ...]:
    """Return lawful plans made from known ones by putting neglected places into their routes.

    Parameters
    ----------
    problem
        Its prizes are the true ones.
    plans
        Plans to start from, taken in turns.
    weight
        (sites,) how much each site is wanted; 0: not at all.
    count
        How many plans to make.
    least
        Value below which no further place is put into a plan.
    seed
        Source of randomness: places are tried in random order, those of more weight earlier.

    Returns
    -------
    tuple of Plan
        Each keeps the must-visits of the plan it came from. Fewer than `count` when nothing can be exchanged.
    """
    from geo.routes.search import Search

    wanted = np.flatnonzero(weight > 0)
    if not len(wanted) or not plans:
        return ()
    random = np.random.default_rng(seed)
    search = Search(problem)
    first: dict[int, int] = {}
    for v in range(problem.visits):
        first.setdefault(int(problem.site[v]), v)
    made = []
    for turn in range(count):
        plan = plans[turn % len(plans)]
        # Keys u^(1/w): a random order in which weight counts (Efraimidis & Spirakis 2006).
        keys = random.random(len(wanted)) ** (1.0 / weight[wanted])
        order = [int(wanted[i]) for i in np.argsort(-keys, kind="stable")]
        routes = {route.crew: list(route.visits) for route in plan.routes}
        value, changed, misses = plan.value, False, 0
        for site in order:
            found = _put(problem, search, routes, first[site], weight)
            if found is None or value + found[2] < least:
                misses += 1
                if misses >= _MISSES:
                    break
                continue
            routes[found[0]], value, changed, misses = found[1], value + found[2], True, 0
        if changed:
            made.append(valued(problem, search.repaired([(k, v) for k, v in sorted(routes.items()) if v])))
    return tuple(made)


def _put(
    problem: RouteProblem, search: Search, routes: dict[int, list[int]], visit: int, weight: Floats
) -> tuple[int, list[int], float] | None:
    """Return the crew, its new visits and the gain, for the cheapest way to make a visit; None for no way."""
    if any(int(problem.site[v]) == int(problem.site[visit]) for visits in routes.values() for v in visits):
        return None
    best: tuple[int, list[int], float] | None = None
    for k in np.flatnonzero(problem.eligible[:, visit]):
        crew = int(k)
        kept = list(routes.get(crew, []))
        lost = 0.0
        free = sorted(
            (v for v in kept if not problem.must[v] and weight[int(problem.site[v])] <= 0),
            key=lambda v: float(problem.prize[v]),
        )
        room = _room(problem, routes, crew)
        for out in [None, *free[:_MOST_OUT]]:
            if out is None and not room:
                continue
            if out is not None:
                kept.remove(out)
                lost += float(problem.prize[out])
            gained = float(problem.prize[visit]) - lost
            if best is not None and gained <= best[2]:
                break
            visits = _inserted(problem, search, crew, kept, visit)
            if visits is not None:
                best = (crew, visits, gained)
                break
    return best


def _room(problem: RouteProblem, routes: dict[int, list[int]], crew: int) -> bool:
    """Whether every agency aboard may make one stop more."""
    counts = np.zeros(problem.crews)
    for k, visits in routes.items():
        counts[k] = len(visits)
    aboard = problem.crew_of_agency[:, crew]
    return bool((problem.crew_of_agency[aboard] @ counts + 1 <= problem.agency_most_stops[aboard]).all())


def _inserted(problem: RouteProblem, search: Search, crew: int, kept: list[int], visit: int) -> list[int] | None:
    """Return the visits with one more, where the detour is shortest and the times still hold."""
    minutes = problem.minutes[int(problem.profile[crew])]
    stops = [int(problem.start[crew]), *(int(problem.place[v]) for v in kept), int(problem.end[crew])]
    here = int(problem.place[visit])
    detours = [float(minutes[a, here] + minutes[here, b] - minutes[a, b]) for a, b in pairwise(stops)]
    for at in np.argsort(detours, kind="stable")[:_POSITIONS]:
        visits = [*kept[: int(at)], visit, *kept[int(at) :]]
        if search.times(crew, visits) is not None:
            return visits
    return None

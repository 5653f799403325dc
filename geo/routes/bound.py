"""A value that no plan of a routing problem exceeds: each crew as a knapsack of minutes, solved as a linear program."""

from __future__ import annotations

import numpy as np

from geo.milp import Program
from geo.routes.problem import Floats, RouteProblem

MOST_VARIABLES = 40_000


def upper_bound(problem: RouteProblem, *, seconds: float = 2.0) -> float | None:
    """Return a proven upper bound on the value of any plan, or None when it would take too long.

    A visit takes at least its service, half of the shortest way to it and half of the shortest way from it (by the
    crew's means of travel, among visits that it may make; a visit of the same site can only follow after the
    separation). These minutes have to fit into each crew's time; visits may be split between crews. Windows, the
    order of visits and the rules between crews are left away, so the bound is valid but not tight.

    Parameters
    ----------
    problem
        What is to be solved.
    seconds
        Limit of the solver.
    """
    if not problem.visits or not problem.crews:
        return 0.0
    if problem.visits * problem.crews > MOST_VARIABLES:
        return None
    program = Program()
    objective: dict[int, float] = {}
    of_visit: list[dict[int, float]] = [{} for _ in range(problem.visits)]
    of_agency: list[dict[int, float]] = [{} for _ in problem.agency_most_stops]
    for k in range(problem.crews):
        away = float(min(problem.ends_min[k] - problem.begins_min[k], problem.most_min[k]))
        visits = np.flatnonzero(problem.eligible[k])
        if away < 0 or not len(visits):
            continue
        work, travel, first = _least(problem, k, visits)
        used, stops = {}, {}
        for v, minutes, way in zip(visits, work, travel, strict=True):
            gain = float(problem.prize[v]) - problem.travel_price * float(way)
            if not np.isfinite(minutes) or minutes + first > away + 1e-6 or gain <= 0:
                continue
            x = program.variable(integer=False)
            objective[x] = -gain
            used[x], stops[x] = float(minutes), 1.0
            of_visit[v][x] = 1.0
            for a, terms in enumerate(of_agency):
                if problem.crew_of_agency[a, k]:
                    terms[x] = 1.0
        if used:
            program.row(used, high=max(0.0, away - first) + 1e-6)
            program.row(stops, high=float(problem.most_stops[k]))
    for terms in of_visit:
        if len(terms) > 1:
            program.row(terms, high=1.0)
    for terms, limit in zip(of_agency, problem.agency_most_stops, strict=True):
        if terms:
            program.row(terms, high=float(limit))
    if not objective:
        return 0.0
    solved = program.minimise(objective, seconds=seconds)
    if solved is None or not solved.optimal:
        return None
    return -solved.objective + 1e-6 * max(1.0, abs(solved.objective))


def _least(problem: RouteProblem, crew: int, visits: np.ndarray) -> tuple[Floats, Floats, float]:
    """Return for each visit the least minutes and the least travel, and the half ways at the crew's start and end."""
    minutes = problem.minutes[problem.profile[crew]]
    places = problem.place[visits]
    travel = minutes[np.ix_(places, places)]
    np.fill_diagonal(travel, np.inf)
    between = travel.copy()
    if problem.separation_min > 0:
        same = problem.site[visits][:, None] == problem.site[visits][None]
        apart = problem.separation_min - problem.service_min[visits][:, None]
        between = np.where(same, np.maximum(travel, apart), between)
        np.fill_diagonal(between, np.inf)
    out, home = minutes[problem.start[crew], places], minutes[places, problem.end[crew]]
    halves = [
        0.5 * (np.minimum(ways.min(axis=0), out) + np.minimum(ways.min(axis=1), home)) for ways in (between, travel)
    ]
    ends = 0.5 * (float(out.min()) + float(home.min()))
    return problem.service_min[visits] + halves[0], halves[1], ends

"""The routing problem handed to PyVRP: a second search whose routes join the pool; what it cannot say is mended here.

PyVRP knows prizes, means of travel, several windows and shifts, but neither visits of one site that have to be
apart nor most stops of crews and agencies. Its routes are therefore only proposals.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.routes.arrays import search_prizes, shortest_price
from geo.routes.problem import Ints, RouteProblem

SCALE = 1000  # PyVRP counts in whole numbers: thousandths of a minute
FORBIDDEN = 10**10  # thousandths of a minute: longer than any plan
MOST_CLIENTS = 1500
MOST_CELLS = 40_000_000
PRIZE_DIGITS = 10**6
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Proposal:
    """Routes as (crew, visits), perhaps none, and why there are none."""

    routes: tuple[tuple[int, tuple[int, ...]], ...]
    failed: str = ""


def proposed(
    problem: RouteProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
) -> Proposal:
    """Ask PyVRP for routes; whatever goes wrong there is an empty proposal, never an error.

    Parameters
    ----------
    problem
        What is to be solved.
    seconds, iterations
        Limits; one is needed.
    seed
        Seed of PyVRP's random numbers.

    Notes
    -----
    Travel, service and the beginnings of windows are rounded up to thousandths of a minute, their ends down, so
    that a route that PyVRP holds for possible is possible.
    """
    clients = len(problem.window_from)
    if not problem.visits or not problem.crews or clients > MOST_CLIENTS:
        return Proposal((), "size")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of scaling: the forbidden legs are long on purpose
            return Proposal(_solved(problem, seconds, iterations, seed))
    except (ArithmeticError, AttributeError, ImportError, LookupError, MemoryError, RuntimeError, TypeError,
            ValueError) as error:  # fmt: skip
        logger.warning("PyVRP gave no routes: %s", error)
        return Proposal((), f"{type(error).__name__}: {error}")


def _solved(
    problem: RouteProblem,
    seconds: float | None,
    iterations: int | None,
    seed: int,
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    import pyvrp
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

    data, visit_of = _data(problem, seed)
    limits: list[Any] = []
    if seconds is not None:
        limits.append(MaxRuntime(max(0.01, seconds)))
    if iterations is not None:
        limits.append(MaxIterations(iterations))
    answer = pyvrp.solve(data, MultipleCriteria(limits), seed=seed, collect_stats=False, display=False)
    return tuple(
        _within_stops(problem, int(route.vehicle_type()), [int(visit_of[a.idx]) for a in route if a.is_client()])
        for route in answer.best.routes()
    )


def _within_stops(problem: RouteProblem, crew: int, visits: list[int]) -> tuple[int, tuple[int, ...]]:
    """Keep the weightiest visits where PyVRP, for which loads are only dear, gave a crew too many."""
    most = int(problem.most_stops[crew])
    if len(visits) > most:
        prizes = search_prizes(problem)
        kept = set(sorted(visits, key=lambda v: (-prizes[v], v))[:most])
        visits = [v for v in visits if v in kept]
    return crew, tuple(visits)


def _data(problem: RouteProblem, seed: int) -> tuple[Any, list[int]]:
    """Build PyVRP's problem: a client for each window of each visit, a vehicle type for each crew."""
    import pyvrp

    crews, visits = problem.crews, problem.visits
    places = np.concatenate([problem.place, problem.start, problem.end]).astype(np.int64)
    kinds, kind_of = _kinds(problem)
    if len(kinds) * len(places) ** 2 > MOST_CELLS:
        raise MemoryError("too many means of travel and mandates for PyVRP")
    prizes = search_prizes(problem)
    plain = problem.prize[problem.prize > 0]
    unit = PRIZE_DIGITS / float(plain.max()) if len(plain) else 1.0
    price = shortest_price(problem)
    distances: list[Any] = []
    durations: list[Any] = []
    for profile, allowed in kinds:
        minutes = problem.minutes[profile][np.ix_(places, places)]
        barred = np.concatenate([~allowed, np.zeros(2 * crews, dtype=bool)])
        closed = ~np.isfinite(minutes) | barred[:, None] | barred[None, :]
        reachable = np.where(closed, 0.0, minutes)
        duration = np.where(closed, FORBIDDEN, np.ceil(reachable * SCALE - 1e-6).astype(np.int64))
        distance = np.where(closed, FORBIDDEN, np.rint(reachable * price * unit).astype(np.int64))
        np.fill_diagonal(duration, 0)
        np.fill_diagonal(distance, 0)
        distances.append(distance)
        durations.append(duration)
    late = int(np.ceil(float(np.max(problem.ends_min)) * SCALE)) + 1
    origin = min(0.0, float(np.min(problem.begins_min)))

    def minute(value: float, *, up: bool) -> int:
        scaled = (min(float(value), late / SCALE) - origin) * SCALE
        return max(0, int(np.ceil(scaled - 1e-6) if up else np.floor(scaled + 1e-6)))

    slots = _slots(problem, seed)
    clients: list[Any] = []
    groups: list[Any] = []
    visit_of: list[int] = []
    for v in range(visits):
        windows = range(int(problem.window_starts[v]), int(problem.window_starts[v + 1]))
        low, high = slots[v]
        usable = [
            (
                minute(max(problem.window_from[w], low), up=True),
                minute(min(problem.window_to[w], high), up=False),
            )
            for w in windows
            if min(problem.window_to[w], high) >= max(problem.window_from[w], low)
        ]
        usable = [(a, b) for a, b in usable if a <= b]
        group = len(groups) if len(usable) > 1 else None
        mine = list(range(len(clients), len(clients) + len(usable)))
        for a, b in usable:
            clients.append(
                pyvrp.Client(
                    location=v,
                    service_duration=int(np.ceil(float(problem.service_min[v]) * SCALE - 1e-6)),
                    delivery=[1],
                    tw_early=a,
                    tw_late=b,
                    prize=int(min(prizes[v] * unit, 1e12)),
                    required=False,
                    group=group,
                )
            )
            visit_of.append(v)
        if group is not None:
            groups.append(pyvrp.ClientGroup(mine, required=False))
    depots = [pyvrp.Depot(location=visits + i) for i in range(2 * crews)]
    vehicles = [
        pyvrp.VehicleType(
            start_depot=k,
            end_depot=crews + k,
            tw_early=minute(problem.begins_min[k], up=True),
            tw_late=minute(problem.ends_min[k], up=False),
            shift_duration=int(min(float(problem.most_min[k]) * SCALE, FORBIDDEN)),
            profile=kind_of[k],
            capacity=[int(problem.most_stops[k])],
        )
        for k in range(crews)
    ]
    locations = [pyvrp.Location(0, 0) for _ in places]
    return (
        pyvrp.ProblemData(locations, clients, depots, vehicles, distances, durations, groups),
        visit_of,
    )


def _slots(problem: RouteProblem, seed: int) -> list[tuple[float, float]]:
    """Share out the time of each site among its visits, `separation_min` apart, at places drawn by seed.

    Where there is too little time for all of them, only the most valued visits are given any.
    """
    slots = [(-np.inf, np.inf)] * problem.visits
    if problem.separation_min <= 0:
        return slots
    rng = np.random.default_rng(seed)
    _, numbers = np.unique(problem.site, return_inverse=True)
    for visits in np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1]):
        spans = [slice(int(problem.window_starts[v]), int(problem.window_starts[v + 1])) for v in visits]
        low = min((float(w) for s in spans for w in problem.window_from[s]), default=0.0)
        high = max((float(w) for s in spans for w in problem.window_to[s]), default=0.0)
        low, high = max(low, float(np.min(problem.begins_min))), min(high, float(np.max(problem.ends_min)))
        many = int(min(len(visits), 1 + max(0.0, high - low) // problem.separation_min))
        free = max(0.0, high - low - (many - 1) * problem.separation_min)
        cuts = np.concatenate([[0.0], np.sort(rng.random(many - 1)), [1.0]]) * free
        order = sorted(visits, key=lambda v: (not problem.must[v], -problem.prize[v]))
        for place, v in enumerate(rng.permutation(order[:many])):
            apart = low + place * problem.separation_min
            slots[int(v)] = (apart + float(cuts[place]), apart + float(cuts[place + 1]))
        for v in order[many:]:
            slots[int(v)] = (np.inf, -np.inf)
    return slots


def _kinds(problem: RouteProblem) -> tuple[list[tuple[int, Any]], list[int]]:
    """Return the different pairs of means of travel and mandate, and the number of each crew's pair."""
    seen: dict[tuple[int, bytes], int] = {}
    kinds: list[tuple[int, Any]] = []
    kind_of: list[int] = []
    profile: Ints = problem.profile
    for k in range(problem.crews):
        key = (int(profile[k]), np.asarray(problem.eligible[k], dtype=bool).tobytes())
        if key not in seen:
            seen[key] = len(kinds)
            kinds.append((int(profile[k]), np.asarray(problem.eligible[k], dtype=bool)))
        kind_of.append(seen[key])
    return kinds, kind_of

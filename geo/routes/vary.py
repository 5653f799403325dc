"""Unpredictable plans: chances for many near-best plans, so that every place that can be visited sometimes is."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.errors import RoutesError
from geo.languages import Says
from geo.milp import Program
from geo.routes.access import Floats
from geo.routes.notices import Notice
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan, RouteProblem

More = Callable[[RouteProblem, Floats, Sequence[Plan], int], Sequence[Plan]]
_ROUNDS = 60
_IDLE_ROUNDS = 4
_SLACK = 1e-7
_TANGENTS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
_LP_SECONDS = 5.0
_LIKELY = 8


@dataclass(frozen=True)
class Mixture:
    """Plans with the chance of each.

    Parameters
    ----------
    plans, chances
        Plans that may be drawn and their chances, likeliest first; chances sum to 1.
    site_chance
        (sites,) chance that a plan drawn visits each site.
    expected_value, best_value
        Mean value of a drawn plan, and value of the best plan known.
    floor
        Least chance of a site; 0 when some site is in no plan.
    explored
        Share of the stops, in the mean, at places that the best plan leaves out.
    short
        Sites whose chance stays below the one asked for.
    pool, rounds
        Plans that were weighed, and how often further ones were asked for.
    notices
        What could not be kept.
    """

    plans: tuple[Plan, ...]
    chances: tuple[float, ...]
    site_chance: Floats
    expected_value: float
    best_value: float
    floor: float
    explored: float
    short: tuple[int, ...]
    pool: int
    rounds: int
    notices: tuple[Notice, ...] = ()


def vary(
    problem: RouteProblem,
    best: Plan,
    plans: Sequence[Plan],
    parameters: RouteParameters,
    *,
    more: More | None = None,
    seed: int = 0,
    seconds: float = 10.0,
) -> Mixture:
    """Give near-best plans chances that make the patrol hard to foretell and leave no place alone.

    Parameters
    ----------
    problem, best, plans
        The problem, its best plan and others; those that leave out more must-visits than `best` are not used.
    parameters
        `loss`, `min_visit_chance`, `cap`, `explore_share`.
    more
        Finds further plans, asked until no site's chance is too low or nothing improves: called with the problem with
        raised prizes, how much each site is wanted ((sites,) 0 to 1), the likeliest plans so far, and a seed. None:
        only the plans given.
    seed, seconds
        Source of randomness for `more`, and how long to go on asking.

    Returns
    -------
    Mixture
        Of the chances q >= 0 with sum 1, mean value >= best - loss x \\|best\\| and q <= cap, by linear programs one
        after another: least shortfall of visit chances below the floor and of exploration below its share; then the
        largest least chance of the sites that some plan visits; then the largest entropy (by tangents).

    Raises
    ------
    RoutesError
        When the linear program cannot be solved.

    References
    ----------
    Pita et al. (2008), AAMAS (ARMOR), and Chen et al. (2017), AAMAS (OPERA): randomised patrols by a mixture of
    plans; Shannon (1948), Bell System Technical Journal 27 (entropy).
    """
    began = time.perf_counter()
    pool = _Pool(problem, best)
    pool.take(plans)
    found = _chances(problem, pool, parameters)
    rounds, idle, strength = 0, 0, 1.0
    while more is not None and rounds < _ROUNDS and idle < _IDLE_ROUNDS:
        short = _short(problem, found.site_chance, parameters)
        if not len(short) or time.perf_counter() - began > seconds:
            break
        missing = np.maximum(0.0, 1.0 - found.site_chance / max(parameters.min_visit_chance, 1e-9))
        likely = [pool.plans[int(r)] for r in np.argsort(-found.chances, kind="stable")[:_LIKELY]]
        pool.take(more(_raised(problem, missing, strength), missing, likely, seed + 1 + rounds))
        rounds += 1
        again = _chances(problem, pool, parameters)
        better = again.shortfall < found.shortfall - 1e-6 or again.least > found.least + 1e-6
        idle, strength = (0, strength) if better else (idle + 1, strength * 3)
        found = again if again.shortfall <= found.shortfall + 1e-9 else found
    return _mixture(problem, pool, found, parameters, rounds)


class _Pool:
    """Different plans, each valued by the problem's own prizes, none with fewer must-visits than the best."""

    def __init__(self, problem: RouteProblem, best: Plan) -> None:
        self.problem = problem
        self.best = valued(problem, best)
        self.musts = _musts(problem, best)
        self.plans: list[Plan] = []
        self._seen: set[Any] = set()
        self.take([best])

    def take(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            key = tuple(sorted((route.crew, route.visits) for route in plan.routes if route.visits))
            if key not in self._seen and _musts(self.problem, plan) >= self.musts:
                self._seen.add(key)
                self.plans.append(valued(self.problem, plan))


def valued(problem: RouteProblem, plan: Plan) -> Plan:
    """Return the plan with prize, travel minutes and value as the problem counts them."""
    prize, travel = 0.0, 0.0
    for route in plan.routes:
        stops = [int(problem.start[route.crew]), *(int(problem.place[v]) for v in route.visits)]
        stops.append(int(problem.end[route.crew]))
        minutes = problem.minutes[int(problem.profile[route.crew])]
        travel += float(sum(minutes[a, b] for a, b in itertools.pairwise(stops)))
        prize += float(sum(problem.prize[v] for v in route.visits))
    return replace(plan, prize=prize, travel_min=travel, value=prize - problem.travel_price * travel)


def visited(problem: RouteProblem, plans: Sequence[Plan], sites: int) -> Floats:
    """Return (plans, sites): 1 where a plan visits a site at least once."""
    table = np.zeros((len(plans), sites))
    for row, plan in enumerate(plans):
        for route in plan.routes:
            table[row, problem.site[list(route.visits)]] = 1.0
    return table


def _musts(problem: RouteProblem, plan: Plan) -> int:
    return sum(bool(problem.must[v]) for route in plan.routes for v in route.visits)


@dataclass(frozen=True)
class _Found:
    chances: Floats
    site_chance: Floats
    shortfall: float
    least: float
    explored: float
    any_rare: bool
    cap: float


def _chances(problem: RouteProblem, pool: _Pool, parameters: RouteParameters) -> _Found:
    """Solve the linear programs, the later ones without giving up anything of the earlier."""
    plans = pool.plans
    sites = int(problem.site.max()) + 1 if problem.visits else 0
    table = visited(problem, plans, sites)
    reachable = table.any(axis=0)
    value = np.array([plan.value for plan in plans])
    stops = np.array([sum(len(route.visits) for route in plan.routes) for plan in plans], dtype=np.float64)
    usual = table[0] > 0
    rare = np.array([sum(not usual[problem.site[v]] for r in plan.routes for v in r.visits) for plan in plans])
    cap = max(parameters.cap, 1.0 / len(plans))
    # A thousandth of the loss is kept back for the solver's tolerance.
    least_value = pool.best.value - 0.999 * parameters.loss * abs(pool.best.value)
    while True:
        program = Program()
        q = [program.variable(0.0, cap, integer=False) for _ in plans]
        program.row(dict.fromkeys(q, 1.0), low=1, high=1)
        # Values are scaled so that the tolerance of the solver means the same everywhere.
        scale = max(abs(pool.best.value), 1e-9)
        program.row(dict(zip(q, value / scale, strict=True)), low=least_value / scale - _SLACK)
        gap: dict[int, float] = {}
        for s in np.flatnonzero(reachable):
            short = program.variable(0.0, 1.0, integer=False)
            terms = {q[r]: 1.0 for r in np.flatnonzero(table[:, s])}
            program.row({**terms, short: 1.0}, low=parameters.min_visit_chance)
            gap[short] = 1.0
        if parameters.explore_share > 0 and rare.any():
            short = program.variable(0.0, float(max(stops.max(), 1.0)), integer=False)
            terms = dict(zip(q, rare - parameters.explore_share * stops, strict=True))
            program.row({**terms, short: 1.0}, low=0.0)
            gap[short] = 0.01  # places come before their number
        solved = program.minimise(gap, seconds=_LP_SECONDS)
        if solved is not None:
            break
        if cap >= 1.0:  # the best plan alone is always within the loss
            raise RoutesError(problem=Says("peluang rencana tidak terhitung", "the plans' chances cannot be computed"))
        cap = min(1.0, cap * 1.25)
    shortfall = solved.objective
    program.row(gap, high=shortfall + _SLACK)
    least = program.variable(0.0, 1.0, integer=False)
    for s in np.flatnonzero(reachable):
        program.row({**{q[r]: 1.0 for r in np.flatnonzero(table[:, s])}, least: -1.0}, low=0.0)
    second = program.minimise({least: -1.0}, seconds=_LP_SECONDS)
    if second is not None:
        program.row({least: 1.0}, low=float(second.values[least]) - _SLACK)
    spread = []
    for chance in q:  # entropy -q ln q lies below each of its tangents
        height = program.variable(0.0, 1.0, integer=False)
        for at in _TANGENTS:
            slope = -math.log(at) - 1
            program.row({height: 1.0, chance: -slope}, high=-at * math.log(at) - slope * at)
        spread.append(height)
    third = program.minimise(dict.fromkeys(spread, -1.0), seconds=_LP_SECONDS)
    last = third or second or solved
    chances = np.maximum(np.asarray(last.values)[q], 0.0)
    chances[chances < 1e-5] = 0.0
    chances /= chances.sum()
    seen = np.clip(chances @ table, 0.0, 1.0)
    return _Found(
        chances,
        seen,
        # Sites in no plan fall short by the whole floor: a plan that finds one is no worse.
        shortfall + parameters.min_visit_chance * float((~reachable).sum()),
        float(seen[reachable].min()) if reachable.any() else 0.0,
        float(chances @ rare / max(chances @ stops, 1e-9)),
        not usual.all(),
        cap,
    )


def _short(problem: RouteProblem, site_chance: Floats, parameters: RouteParameters) -> Any:
    return np.flatnonzero(site_chance < parameters.min_visit_chance - 1e-4)


def _raised(problem: RouteProblem, missing: Floats, strength: float) -> RouteProblem:
    """Return the problem with the first visits of neglected sites worth more, the more neglected the more."""
    prize = problem.prize.copy()
    mean = float(prize.mean())
    for visit in np.unique(problem.site, return_index=True)[1]:
        prize[visit] += strength * mean * missing[problem.site[visit]]
    return replace(problem, prize=prize)


def _mixture(problem: RouteProblem, pool: _Pool, found: _Found, parameters: RouteParameters, rounds: int) -> Mixture:
    order = [int(r) for r in np.argsort(-found.chances, kind="stable") if found.chances[r] > 0]
    chances = tuple(float(found.chances[r]) for r in order)
    short = tuple(int(s) for s in _short(problem, found.site_chance, parameters))
    notices = []
    if found.cap > parameters.cap + 1e-9:
        text = Says(
            "Satu rencana dapat berpeluang {got} %, lebih dari batas {cap} %: rencana yang cukup baik terlalu sedikit.",
            "One plan may have a chance of {got} %, above the limit of {cap} %: too few plans are good enough.",
        )
        got = round(100 * max(chances), 1)
        if max(chances) > parameters.cap + 1e-6:
            notices.append(Notice("cap_raised", text.filled(got=got, cap=round(100 * parameters.cap, 1))))
    if found.any_rare and found.explored < parameters.explore_share - 1e-3:
        text = Says(
            "Perhentian di tempat yang jarang dikunjungi {got} %, diminta {asked} %: nilai tidak boleh turun lagi.",
            "Stops at rarely visited places: {got} %, asked for {asked} %: the value may not fall further.",
        )
        told = text.filled(got=round(100 * found.explored, 1), asked=round(100 * parameters.explore_share, 1))
        notices.append(Notice("exploration_short", told))
    values = np.array([pool.plans[r].value for r in range(len(found.chances))])  # later plans changed nothing
    return Mixture(
        plans=tuple(pool.plans[r] for r in order),
        chances=chances,
        site_chance=found.site_chance,
        expected_value=float(found.chances @ values),
        best_value=pool.best.value,
        floor=float(found.site_chance.min()) if len(found.site_chance) else 0.0,
        explored=found.explored,
        short=short,
        pool=len(pool.plans),
        rounds=rounds,
        notices=tuple(notices),
    )

"""Zones and crews together: places nobody there may act on go to crews that may, and the better whole is kept."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np

from geo.zones.districting import Districting, Floats, Ints, Problem, is_connected, judged
from geo.zones.lawful import Ground, Law, ZoneNeed, needs_on
from geo.zones.search import improved as reached
from geo.zones.staff import Staffing, crew_of, staff

_PRICES_MIN = (4.0, 12.0, 36.0)  # minutes that a unit of harm without a lawful lead is worth
_HEATS = (0.3, 0.1, 1.0)  # how far the search looks from where it is, round after round
_PARTNER = 0.25  # what a missing partner is worth against a missing lead
_LEGAL = ("no_lead_harm", "mandate_gap_harm", "partner_gap_harm")
_SWEEPS = 6


@dataclass(frozen=True)
class Joint:
    """Zones, what each asks for, and who goes."""

    found: Districting
    needs: list[ZoneNeed]
    staffing: Staffing
    base_weight: float

    @property
    def rank(self) -> tuple[float, ...]:
        """What makes one better than another: limits of the zones, the terms of the crews in order, then travel."""
        limits = (float(self.found.out_of_reach), 0.0 if self.found.balanced else round(self.found.imbalance, 6))
        return (*limits, *self.staffing.rank, round(self.travel, 6))

    @property
    def travel(self) -> float:
        """The travel term: cost of the districting and weighted minutes from bases."""
        return self.found.cost + self.base_weight * self.staffing.terms["base_travel_min"]


def staffed(ground: Ground, law: Law, found: Districting, seconds: float, load: float | None = None) -> Joint:
    """Return a districting with its needs and its crews."""
    needs = needs_on(ground, found)
    return Joint(found, needs, staff(needs, law, seconds, load=load), law.parameters.base_weight)


def improved(
    problem: Problem, ground: Ground, law: Law, first: Joint, *, most_travel: float, seed: int, seconds: float
) -> tuple[Joint, bool]:
    """Redraw zones after their crews, and keep what is better as a whole.

    Parameters
    ----------
    problem
        The districting problem whose limits every answer keeps.
    ground, law
        The law over the places; agencies and units.
    first
        The zones of least travel with their crews.
    most_travel
        How long the travel term may grow for the sake of the terms above it.
    seed, seconds
        Source of randomness, and a limit: no step is begun after it.

    Returns
    -------
    tuple
        The best whole in the order of `Joint.rank`, and whether all rounds were made.

    Notes
    -----
    Each round does two things. Places on a border that would be better served next door change sides, crews as they
    are, where zones stay connected, in reach and within their limits of workload. And the zones are searched anew
    from where they are, a place paying for every zone around a centre whose present crews may not act on it, at
    several prices. After each of them crews are assigned anew.
    """
    best = first
    deadline = time.perf_counter() + seconds
    rounds = law.parameters.feedback_rounds if problem.zones > 1 and law.region.units else 0
    random = np.random.default_rng([seed, 2])
    for number in range(rounds):
        if not any(best.staffing.terms[term] > 1e-9 for term in _LEGAL):
            break
        start, tried = best, [_exchanged(problem, ground, law, best, most_travel, deadline)]
        for price in _PRICES_MIN:
            if time.perf_counter() > deadline:
                return best, False
            priced = _priced(problem, ground, start, price)
            again = reached(priced, judged(priced, start.found.labels), random, _HEATS[number % len(_HEATS)])
            tried.append(again.labels)
        for labels in tried:
            found = judged(problem, labels)
            if found.rank[:2] > best.found.rank[:2] or found.cost > most_travel:
                continue
            if time.perf_counter() > deadline:
                return best, False
            other = staffed(ground, law, found, 2.0, first.staffing.load)
            if other.travel <= most_travel and other.rank < best.rank:
                best = other
    return best, True


def _priced(problem: Problem, ground: Ground, joint: Joint, price_min: float) -> Problem:
    """Return the problem with a price on every centre whose zone's crews may not act on the place."""
    price = np.column_stack([_worth(*ground.mandates.uncovered(crew.present)) for crew in joint.staffing.crews])
    return dataclasses.replace(problem, cost=problem.cost + price_min * price[:, joint.found.labels])


def _worth(lost: Floats, missing: Floats) -> Floats:
    return lost + _PARTNER * missing


def _exchanged(problem: Problem, ground: Ground, law: Law, joint: Joint, most_travel: float, deadline: float) -> Ints:
    """Move places over borders to zones whose crews may act on them, crews as they are, until the deadline."""
    labels = joint.found.labels.copy()
    left = most_travel - joint.travel
    units = {unit.unit_id: unit for unit in law.region.units}
    crews = [[units[unit_id] for unit_id in crew.units] for crew in joint.staffing.crews]
    uncovered = [ground.mandates.uncovered(crew.present) for crew in joint.staffing.crews]
    worth = np.column_stack([_worth(*pair) for pair in uncovered])
    work: Floats = np.bincount(labels, weights=problem.workload_min, minlength=problem.zones).astype(np.float64)
    legal = [tuple(crew.terms[term] for term in _LEGAL) for crew in joint.staffing.crews]
    centres = joint.found.centres
    for _ in range(_SWEEPS):
        moved = False
        gain = worth[np.arange(problem.n), labels]
        for i in np.lexsort((np.arange(problem.n), -gain)):
            here = int(labels[i])
            near = {int(labels[j]) for j in problem.links[problem.starts[i] : problem.starts[i + 1]]} - {here}
            if time.perf_counter() > deadline:
                return labels
            for there in sorted(near, key=lambda zone: (worth[i, zone], zone)):
                if worth[i, there] > worth[i, here] - 1e-9 and legal[here][0] <= 0:
                    continue
                longer = float(problem.cost[i, centres[there]] - problem.counted[i, centres[here]])
                if longer > left or not _may_move(problem, labels, work, centres, int(i), there):
                    continue
                labels[i] = there
                pair = needs_on(ground, _part(labels, centres, here, there))
                new = [
                    tuple(crew_of(need, crews[zone], law, joint.staffing.load).terms[term] for term in _LEGAL)
                    for need, zone in zip(pair, (here, there), strict=True)
                ]
                if _sum(new) < _sum([legal[here], legal[there]]):
                    legal[here], legal[there] = new
                    work[here] -= problem.workload_min[i]
                    work[there] += problem.workload_min[i]
                    left -= longer
                    moved = True
                    break
                labels[i] = here
        if not moved:
            break
    return labels


def _sum(terms: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(round(sum(values), 6) for values in zip(*terms, strict=True))


def _part(labels: Ints, centres: Ints, here: int, there: int) -> Districting:
    """Return two zones of a districting as zones 0 and 1 (all others as 2, which nobody asks about)."""
    two = np.full(len(labels), 2, dtype=np.int64)
    two[labels == here], two[labels == there] = 0, 1
    return Districting(two, centres[[here, there]], 0.0, 0.0)


def _may_move(problem: Problem, labels: Ints, work: Floats, centres: Ints, i: int, there: int) -> bool:
    here, minutes = int(labels[i]), problem.workload_min[i]
    if i == centres[here] or not problem.allowed[i, centres[there]]:
        return False
    if work[here] - minutes < problem.low_min - 1e-9 or work[there] + minutes > problem.high_min + 1e-9:
        return False
    rest = np.flatnonzero(labels == here)
    return is_connected(problem, rest[rest != i])

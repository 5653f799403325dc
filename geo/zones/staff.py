"""Units to zones, solved to proven optimality: leads first, then mandates, partners, reach, time, least travel."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from geo.agencies.region import Unit
from geo.errors import ZonesError
from geo.languages import Says
from geo.milp import Program, Solved
from geo.spatial.travel.modes import Mode
from geo.zones.lawful import Law, ZoneNeed

TERMS = (
    "no_lead_harm",
    "mandate_gap_harm",
    "partner_gap_harm",
    "unreached_harm",
    "missing_crews",
    "shortfall_min",
    "imbalance_min",
    "base_travel_min",
)
_LEAST_LOAD = 0.5


@dataclass(frozen=True)
class Crew:
    """Who goes to one zone, and what of its need is left.

    Parameters
    ----------
    lead
        Code of the agency that leads, or None.
    partners
        Other agencies with a crew in the zone, those with most lawful harm first.
    units, modes
        Unit ids, sorted, and their means of travel.
    capacity_min, travel_min
        Minutes left for work after the way there and back; minutes of that way, one way, all crews.
    terms
        What the zone adds to each term of `TERMS`.
    """

    lead: str | None
    partners: tuple[str, ...]
    units: tuple[str, ...]
    modes: frozenset[Mode]
    capacity_min: float
    travel_min: float
    terms: dict[str, float]

    @property
    def present(self) -> frozenset[str]:
        """Agencies with a crew there."""
        return frozenset(self.partners) | ({self.lead} if self.lead is not None else set())


@dataclass(frozen=True)
class Staffing:
    """Crews by zone, and each term of the objective in its order of importance (proven least, one after another).

    `load` is the share of the crews' minutes that work was balanced to.
    """

    crews: tuple[Crew, ...]
    terms: dict[str, float]
    proven: bool
    load: float

    @property
    def rank(self) -> tuple[float, ...]:
        """The terms above travel in their order, rounded so that solver tolerances do not decide."""
        return tuple(round(self.terms[term], 4) for term in TERMS[:-1])


def load_of(needs: list[ZoneNeed], law: Law) -> float:
    """Return the share of the crews' minutes to fill with work.

    As the parameter `load` says, else all work over what all crews can do (each in the zone nearest to its base), at
    least a half and at most all.
    """
    if law.parameters.load > 0:
        return law.parameters.load
    able = 0.0
    for unit in law.region.units:
        if unit.available:
            left = [capacity_min(unit, need) for need in needs if law.may_go(unit, need)]
            able += max(left, default=0.0)
    work = sum(need.workload_min for need in needs)
    return min(1.0, max(_LEAST_LOAD, work / able)) if able > 0 else 1.0


def capacity_min(unit: Unit, need: ZoneNeed) -> float:
    """Return the minutes of a unit's shift left for work in a zone, after the way there and back."""
    return max(0.0, unit.shift_min - 2 * need.base_min[unit.unit_id])


def crew_of(need: ZoneNeed, units: list[Unit], law: Law, load: float) -> Crew:
    """Return who leads and helps when some units go to a zone, and every term that this leaves there."""
    present = {unit.agency for unit in units}
    order = sorted(present, key=lambda code: (-round(need.lawful.get(code, 0.0), 9), code))
    able = [code for code in order if code in need.leads]
    lead_harm = {code: sum(d.harm for d in need.demands if code in d.leads) for code in able}
    lead = max(able, key=lambda code: round(lead_harm[code], 9), default=None)
    gaps = [(demand.harm, *demand.uncovered(present)) for demand in need.demands]
    capacity = sum(capacity_min(unit, need) for unit in units)
    modes = frozenset(unit.mode for unit in units)
    alpha, asked = law.parameters.balance, load * capacity
    travel = sum(need.base_min[unit.unit_id] for unit in units)
    terms = {
        "no_lead_harm": 0.0 if lead is not None else need.harm,
        "mandate_gap_harm": sum(harm for harm, no_lead, _ in gaps if no_lead),
        "partner_gap_harm": sum(harm * missing for harm, _, missing in gaps),
        "unreached_harm": sum(harm for by, harm in need.reach.items() if not by & modes),
        "missing_crews": float(max(0, law.parameters.crews_per_zone - len(units))),
        "shortfall_min": max(0.0, need.workload_min - capacity),
        "imbalance_min": max(0.0, need.workload_min - (1 + alpha) * asked, (1 - alpha) * asked - need.workload_min),
        "base_travel_min": travel,
    }
    partners = tuple(code for code in order if code != lead)
    return Crew(lead, partners, tuple(sorted(u.unit_id for u in units)), modes, capacity, travel, terms)


class Model:
    """The program of one staffing, and which variable means what.

    Terms that no crew can change are constants, kept apart from the program.
    """

    def __init__(self, needs: list[ZoneNeed], law: Law, load: float) -> None:
        self.needs, self.law, self.load = needs, law, load
        self.program = Program()
        self.objectives: dict[str, dict[int, float]] = {term: {} for term in TERMS}
        self.constants: dict[str, float] = dict.fromkeys(TERMS, 0.0)
        units = sorted((unit for unit in law.region.units if unit.available), key=lambda unit: unit.unit_id)
        self.units: dict[str, Unit] = {unit.unit_id: unit for unit in units}
        self.sent: dict[tuple[str, int], int] = {}
        self.present: list[dict[str, int]] = []
        for unit in units:
            for zone, need in enumerate(needs):
                if law.may_go(unit, need):
                    self.sent[unit.unit_id, zone] = self.program.variable()
            mine = {v: 1.0 for (u, _), v in self.sent.items() if u == unit.unit_id}
            if len(mine) > 1:
                self.program.row(mine, high=1)
        for zone in range(len(needs)):
            self._rules(zone)
        for (unit_id, zone), variable in self.sent.items():
            # a thousandth of a minute each: no crew goes where it is not needed
            self.objectives["base_travel_min"][variable] = needs[zone].base_min[unit_id] + 1e-3

    def _rules(self, zone: int) -> None:
        program, need = self.program, self.needs[zone]
        mine = {unit_id: v for (unit_id, where), v in self.sent.items() if where == zone}
        present: dict[str, int] = {}
        for code in sorted({self.units[unit_id].agency for unit_id in mine}):
            crews = {v: -1.0 for unit_id, v in mine.items() if self.units[unit_id].agency == code}
            # continuous is enough: it is wanted as great as may be, and then it is 0 or 1
            present[code] = program.variable(integer=False)
            program.row({present[code]: 1.0, **crews}, high=0)
        self.present.append(present)
        self._cover("no_lead_harm", {present[c]: 1.0 for c in need.leads if c in present}, 1, need.harm)
        sums: dict[tuple[str, frozenset[str], int], float] = {}
        for demand in need.demands:
            for term, codes, needed in (("mandate_gap_harm", demand.leads, 1),
                                        ("partner_gap_harm", demand.helpers, demand.needed)):  # fmt: skip
                key = (term, codes & frozenset(present), needed)
                sums[key] = sums.get(key, 0.0) + demand.harm
        for (term, codes, needed), harm in sums.items():
            self._cover(term, {present[c]: 1.0 for c in sorted(codes)}, needed, harm)
        for by, harm in need.reach.items():
            self._cover("unreached_harm", {v: 1.0 for u, v in mine.items() if self.units[u].mode in by}, 1, harm)
        wanted = self.law.parameters.crews_per_zone
        if wanted:
            self._cover("missing_crews", dict.fromkeys(mine.values(), 1.0), wanted, 1.0)
        capacity = {v: capacity_min(self.units[unit_id], need) for unit_id, v in mine.items()}
        short = program.variable(0, need.workload_min, integer=False)
        program.row({**capacity, short: 1.0}, low=need.workload_min)
        self.objectives["shortfall_min"][short] = 1.0
        most = max(need.workload_min, sum(capacity.values()))
        off = program.variable(0, most, integer=False)
        alpha = self.law.parameters.balance
        program.row({**{v: (1 + alpha) * self.load * c for v, c in capacity.items()}, off: 1.0}, low=need.workload_min)
        program.row({**{v: (1 - alpha) * self.load * c for v, c in capacity.items()}, off: -1.0},
                    high=need.workload_min)  # fmt: skip
        self.objectives["imbalance_min"][off] = 1.0

    def _cover(self, term: str, variables: dict[int, float], needed: int, price: float) -> None:
        """Ask for `needed` of some variables; each one missing costs `price` in a term."""
        at_most = min(len(variables), needed) if term != "missing_crews" else needed
        self.constants[term] += price * (needed - at_most)
        if at_most and variables:
            missing = self.program.variable(0, at_most, integer=False)
            self.program.row({**variables, missing: 1.0}, low=at_most)
            self.objectives[term][missing] = price
        elif at_most:
            self.constants[term] += price * at_most

    def crews(self, solved: Solved) -> tuple[Crew, ...]:
        """Return the crews of a solution."""
        on = solved.values > 0.5
        return tuple(
            crew_of(need, [self.units[u] for (u, where), v in self.sent.items() if where == zone and on[v]],
                    self.law, self.load)
            for zone, need in enumerate(self.needs)
        )  # fmt: skip


def staff(needs: list[ZoneNeed], law: Law, seconds: float, *, load: float | None = None) -> Staffing:
    """Send units to zones.

    Parameters
    ----------
    needs
        What each zone asks for.
    law
        Agencies and units of the region.
    seconds
        Time for all stages; each gets two seconds even when it is used up.
    load
        Share of the crews' minutes to fill with work; None: as `load_of` says.

    Returns
    -------
    Staffing
        The terms of `TERMS` are made least one after another, each keeping the ones before it: harm of zones without
        a lawful lead, harm without a mandated lead, harm x agencies missing, harm out of reach, crews missing, minutes
        of work without a crew, minutes beyond the balance with the crews' time, and minutes from bases. `proven` says
        that every stage was solved to optimality.

    Raises
    ------
    ZonesError
        When not even a first answer was found in the time given; give more.
    """
    load = load_of(needs, law) if load is None else load
    model = Model(needs, law, load)
    deadline = time.perf_counter() + seconds
    proven = True
    solved: Solved | None = None
    reached: dict[str, float] = {}
    for term in TERMS:
        objective = model.objectives[term]
        if not objective or (reached and reached[term] - model.constants[term] <= 1e-9):
            model.program.row(objective, high=1e-7)  # nothing is least
            continue
        left = max(2.0, deadline - time.perf_counter())
        answer = model.program.minimise(objective, seconds=left)
        if answer is None:
            proven = False
            continue
        solved = answer
        proven = proven and answer.optimal
        # What the crews really reach, without the solver's tolerances: the next stages must be able to keep it.
        reached = _sums(model.crews(answer))
        kept = reached[term] - model.constants[term]
        model.program.row(objective, high=kept + 1e-6 * max(1.0, kept))
    if solved is None:
        problem = Says(
            "penugasan regu tidak selesai dalam waktunya; beri waktu lebih lama",
            "assigning crews did not end in its time; allow more",
        )
        raise ZonesError(problem=problem)
    crews = model.crews(solved)
    return Staffing(crews, _sums(crews), proven, load)


def _sums(crews: tuple[Crew, ...]) -> dict[str, float]:
    return {term: math.fsum(crew.terms[term] for crew in crews) for term in TERMS}

"""Units to zones, solved to proven optimality: first lawful leads, then partners, reach, capacity, least travel."""

from __future__ import annotations

import time
from dataclasses import dataclass

from geo.agencies.region import Unit
from geo.errors import ZonesError
from geo.languages import Says
from geo.zones.lawful import Law, ZoneNeed
from geo.zones.milp import Program, Solved

TERMS = ("no_lead_harm", "missing_partner_harm", "unreached_harm", "shortfall_min", "travel_min")


@dataclass(frozen=True)
class Crew:
    """Who goes to one zone.

    Parameters
    ----------
    lead
        Code of the agency that leads, or None.
    partners
        Other agencies with a crew in the zone, those that the kind requires first.
    required
        How many of them count as the partners that the kind requires.
    units
        Unit ids, sorted.
    capacity_min, travel_min
        Minutes left for work after the way there and back; minutes of that way, one way, all crews.
    shortfall_min, missing_partners
        Minutes of work without a crew, and partners that the kind requires and nobody is.
    no_boat, only_boats
        Part of the zone lies on open water and no boat goes; part of it lies far from water and only boats go.
    """

    lead: str | None
    partners: tuple[str, ...]
    required: int
    units: tuple[str, ...]
    capacity_min: float
    travel_min: float
    shortfall_min: float
    missing_partners: int
    no_boat: bool
    only_boats: bool


@dataclass(frozen=True)
class Staffing:
    """Crews by zone, and each term of the objective in its order of importance (proven least, one after another)."""

    crews: tuple[Crew, ...]
    terms: dict[str, float]
    proven: bool


class _Model:
    """The program and which variable means what."""

    def __init__(self, needs: list[ZoneNeed], law: Law) -> None:
        self.needs, self.law = needs, law
        self.program = Program()
        self.objectives: dict[str, dict[int, float]] = {term: {} for term in TERMS}
        agencies = {agency.code: agency for agency in law.region.agencies}
        available = sorted((u for u in law.region.units if u.available), key=lambda u: u.unit_id)
        self.units: dict[str, Unit] = {unit.unit_id: unit for unit in available}
        self.sent: dict[tuple[str, int], int] = {}
        for unit in available:
            for zone, need in enumerate(needs):
                if unit.unit_id in need.travel_min and law.may_send(agencies[unit.agency], need):
                    self.sent[unit.unit_id, zone] = self.program.variable()
            mine = {v: 1.0 for (u, _), v in self.sent.items() if u == unit.unit_id}
            if mine:
                self.program.row(mine, high=1)
        self.lead: dict[tuple[str, int], int] = {}
        self.partner: dict[tuple[str, int], int] = {}
        for zone in range(len(needs)):
            self._rules(zone)
        for (unit_id, zone), variable in self.sent.items():
            # a thousandth of a minute each: no crew goes where it is not needed
            self.objectives["travel_min"][variable] = needs[zone].travel_min[unit_id] + 1e-3

    def crews_of(self, zone: int, agency: str | None = None, *, boats: bool | None = None) -> dict[int, float]:
        """Return the variables of units that may go to a zone (of one agency; only boats, or only others)."""
        return {
            variable: 1.0
            for (unit_id, where), variable in self.sent.items()
            if where == zone
            and (agency is None or self.units[unit_id].agency == agency)
            and (boats is None or (self.units[unit_id].mode == "river") is boats)
        }

    def _rules(self, zone: int) -> None:
        program, need = self.program, self.needs[zone]
        for agency in self.law.leads(need):
            crews = self.crews_of(zone, agency.code)
            if crews:
                variable = self.lead[agency.code, zone] = program.variable()
                program.row({variable: 1.0, **dict.fromkeys(crews, -1.0)}, high=0)
        no_lead = program.variable()
        program.row({**{v: 1.0 for (_, z), v in self.lead.items() if z == zone}, no_lead: 1.0}, 1, 1)
        self.objectives["no_lead_harm"][no_lead] = need.harm
        for agency in self.law.partners(need):
            crews = self.crews_of(zone, agency.code)
            if crews:
                variable = self.partner[agency.code, zone] = program.variable()
                leading = self.lead.get((agency.code, zone))
                program.row({variable: 1.0, **dict.fromkeys(crews, -1.0)}, high=0)
                if leading is not None:  # the lead is no partner of its own
                    program.row({variable: 1.0, leading: 1.0}, high=1)
        if need.partners_needed:
            missing = program.variable(0, need.partners_needed, integer=False)
            mine = {v: 1.0 for (_, z), v in self.partner.items() if z == zone}
            program.row({**mine, missing: 1.0}, low=need.partners_needed)
            self.objectives["missing_partner_harm"][missing] = need.harm
        if need.afloat_share > 0:
            unreached = program.variable()
            program.row({**self.crews_of(zone, boats=True), unreached: 1.0}, low=1)
            self.objectives["unreached_harm"][unreached] = need.harm * need.afloat_share
        if need.wet_share < 1:
            unreached = program.variable()
            program.row({**self.crews_of(zone, boats=False), unreached: 1.0}, low=1)
            self.objectives["unreached_harm"][unreached] = need.harm * (1 - need.wet_share)
        shortfall = program.variable(0, need.workload_min, integer=False)
        capacity = {v: self.capacity_min(u, zone) for (u, z), v in self.sent.items() if z == zone}
        program.row({**capacity, shortfall: 1.0}, low=need.workload_min)
        self.objectives["shortfall_min"][shortfall] = 1.0

    def capacity_min(self, unit_id: str, zone: int) -> float:
        """Return the minutes of a unit's shift left for work in a zone, after the way there and back."""
        return max(0.0, self.units[unit_id].shift_min - 2 * self.needs[zone].travel_min[unit_id])


def staff(needs: list[ZoneNeed], law: Law, seconds: float) -> Staffing:
    """Send units to zones.

    Parameters
    ----------
    needs
        What each zone asks for.
    law
        Agencies and units of the region.
    seconds
        Time for all stages; each gets two seconds even when it is used up.

    Returns
    -------
    Staffing
        The terms of `TERMS` are made least one after another, each keeping the ones before it: harm of zones
        without a lawful lead, harm x partners missing, harm out of reach, minutes of work without a crew, and
        minutes of travel. `proven` says that every stage was solved to optimality.

    Raises
    ------
    ZonesError
        When not even a first answer was found in the time given; give more.
    """
    model = _Model(needs, law)
    deadline = time.perf_counter() + seconds
    proven = True
    solved: Solved | None = None
    terms: dict[str, float] = {}
    for term in TERMS:
        objective = model.objectives[term]
        left = max(2.0, deadline - time.perf_counter())
        start = None if solved is None else list(solved.values)
        answer = model.program.minimise(objective, seconds=left, start=start)
        if answer is None:
            problem = Says(
                "penugasan regu tidak selesai dalam waktunya; beri waktu lebih lama",
                "assigning crews did not end in its time; allow more",
            )
            raise ZonesError(problem=problem)
        solved = answer
        proven = proven and answer.optimal
        terms[term] = max(0.0, answer.objective)
        if objective and term != TERMS[-1]:
            slack = 1e-6 * max(1.0, abs(answer.objective))
            model.program.row(objective, high=answer.objective + slack)
    assert solved is not None
    crews = tuple(_crew(model, zone, solved) for zone in range(len(needs)))
    terms["travel_min"] = sum(crew.travel_min for crew in crews)
    return Staffing(crews, terms, proven)


def _crew(model: _Model, zone: int, solved: Solved) -> Crew:
    need, on = model.needs[zone], solved.values > 0.5
    units = sorted(unit_id for (unit_id, where), v in model.sent.items() if where == zone and on[v])
    lead = next((code for (code, where), v in model.lead.items() if where == zone and on[v]), None)
    present = {model.units[unit_id].agency for unit_id in units} - {lead}
    lawful = [agency.code for agency in model.law.partners(need) if agency.code in present]
    others = sorted(present - set(lawful))
    capacity = sum(model.capacity_min(unit_id, zone) for unit_id in units)
    boats = any(model.units[unit_id].mode == "river" for unit_id in units)
    return Crew(
        lead=lead,
        partners=(*lawful, *others),
        required=min(len(lawful), need.partners_needed),
        units=tuple(units),
        capacity_min=capacity,
        travel_min=sum(need.travel_min[unit_id] for unit_id in units),
        shortfall_min=max(0.0, need.workload_min - capacity),
        missing_partners=max(0, need.partners_needed - len(lawful)),
        no_boat=bool(units) and need.afloat_share > 0 and not boats,
        only_boats=bool(units) and need.wet_share < 1 and all(model.units[u].mode == "river" for u in units),
    )

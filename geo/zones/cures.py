"""The smallest single change that would meet each unmet rule: tried one after another by assigning crews anew."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geo.agencies.region import Unit
from geo.languages import Says, duration_says
from geo.spatial.travel.modes import MODES
from geo.zones.districting import Districting, Ints, Problem
from geo.zones.feedback import Joint
from geo.zones.gaps import Cure, Gap, kind_name, mode_name, names
from geo.zones.lawful import Ground, Law, ZoneNeed, needs_on, with_jurisdiction, with_mandate
from geo.zones.staff import TERMS, Model, capacity_min

_TERM = {
    "no_lead": "no_lead_harm",
    "mandate_missing": "mandate_gap_harm",
    "partner_missing": "partner_gap_harm",
    "unreached": "unreached_harm",
    "few_crews": "missing_crews",
    "workload": "shortfall_min",
    "balance": "imbalance_min",
}
_LEGAL = ("no_lead", "mandate_missing", "partner_missing")
_MOST_OF_A_SORT = 4  # changes of one sort (units, agencies, neighbours) tried for one gap
_NEW = "+1"
_SECONDS_EACH = 2.0
NO_SINGLE_CHANGE = Cure(
    "none",
    Says(
        "Tidak ada satu perubahan pun yang menutupnya; perlu beberapa sekaligus.",
        "No single change mends it; several together are needed.",
    ),
)


@dataclass(frozen=True)
class _Change:
    """One change: what is told of it, and zones and law as they would be (which zone holds the gap then)."""

    cure: Cure
    needs: list[ZoneNeed]
    law: Law
    zone: int


class Cures:
    """Looks for cures of the gaps of one staffing.

    Parameters
    ----------
    joint
        Zones and crews as they are.
    problem, ground, law
        What they were made from.
    zone_ids
        The zones' ids, for texts.
    seconds
        No change is tried after so long (`complete` tells).
    """

    def __init__(
        self, joint: Joint, problem: Problem, ground: Ground, law: Law, zone_ids: Sequence[str], seconds: float
    ) -> None:
        self.joint, self.problem, self.ground, self.law, self.zone_ids = joint, problem, ground, law, zone_ids
        self.deadline = time.perf_counter() + seconds
        self.complete = True
        self.tried = 0

    def of(self, gap: Gap, zone: int) -> Cure | None:
        """Return the first change, from small to great, that mends a gap and makes no term above it worse.

        Parameters
        ----------
        gap, zone
            The gap, and the number of its zone.

        Returns
        -------
        Cure or None
            `NO_SINGLE_CHANGE` when none of them does; None when time ran out before that could be said.

        Notes
        -----
        For each change crews of all zones are assigned anew with the rule held: the terms above the rule's own may not
        grow, and its own must fall by all that this gap is, so that nothing is mended here by being broken elsewhere.
        """
        if gap.why == "limits":
            return self._limit(gap)
        if gap.why == "place":
            return NO_SINGLE_CHANGE
        for change in self._changes(gap, zone):
            if time.perf_counter() > self.deadline:
                self.complete = False
                return None
            self.tried += 1
            if self._mends(gap, change):
                return change.cure
        return NO_SINGLE_CHANGE

    def _limit(self, gap: Gap) -> Cure:
        if gap.rule == "balance":
            says = Says(
                "Longgarkan keseimbangan menjadi {share} %.", "Let workloads differ by {share} % from the mean."
            ).filled(share=math.ceil(100 * gap.amount))
            return Cure("balance", says)
        if not math.isfinite(gap.amount):
            return NO_SINGLE_CHANGE
        minutes = math.ceil(gap.amount)
        return Cure("response_limit", _limit_says(minutes, None), minutes=float(minutes))

    def _mends(self, gap: Gap, change: _Change) -> bool:
        """Assign crews anew with the rule held at the gap's zone; higher terms may not grow."""
        terms, term = self.joint.staffing.terms, _TERM[gap.rule]
        model = Model(change.needs, change.law, self.joint.staffing.load)
        for higher in TERMS[: TERMS.index(term)]:
            most = terms[higher] - model.constants[higher]
            if most < -1e-6:
                return False
            model.program.row(model.objectives[higher], high=most + 1e-6 * max(1.0, most))
        if not _held(model, gap, change.zone):
            return False
        answer = model.program.minimise(model.objectives[term], seconds=_SECONDS_EACH)
        if answer is None:
            return False
        crews = model.crews(answer)
        reached = math.fsum(crew.terms[term] for crew in crews)
        return reached <= terms[term] - gap.amount + 1e-4 * max(1.0, gap.amount)

    def _changes(self, gap: Gap, zone: int) -> Iterator[_Change]:
        yield from self._units(gap, zone)
        if gap.rule in _LEGAL:
            yield from self._mandates(gap, zone)
            yield from self._jurisdictions(gap, zone)
        yield from self._one_more(gap, zone)
        yield from self._fewer_zones(zone)

    def _units(self, gap: Gap, zone: int) -> Iterator[_Change]:
        """Make a unit available; station one whose base is too far; or wait longer for it."""
        law, need = self.law, self.joint.needs[zone]
        limit = law.parameters.response_limit_min
        helps = [u for u in law.region.units if law.may_send(u.agency, need) and need.suits(u.mode)
                 and (gap.rule not in _LEGAL or u.agency in gap.agencies_that_could)]  # fmt: skip
        helps.sort(key=lambda unit: (need.base_min[unit.unit_id], unit.unit_id))
        told = [(unit, need.base_min[unit.unit_id]) for unit in helps]
        for unit, minutes in [(u, m) for u, m in told if not u.available and m <= limit][:_MOST_OF_A_SORT]:
            ready = [dataclasses.replace(u, available=True) if u is unit else u for u in law.region.units]
            says = Says(
                "Sediakan {unit} ({agency}), {away} dari pangkalannya.",
                "Make {unit} of {agency} available, {away} from its base.",
            ).filled(unit=unit.name, agency=names(law, [unit.agency]), away=duration_says(minutes))
            yield self._with_units(Cure("unit_available", says, unit.unit_id, unit.agency, minutes=round(minutes, 1)),
                                   ready, self.joint.needs, zone)  # fmt: skip
        far = [(u, m) for u, m in told if u.available and m > limit]
        for unit, minutes in far[:_MOST_OF_A_SORT]:
            needs = self._needs_with(zone, dataclasses.replace(need, base_min={**need.base_min, unit.unit_id: 0.0}))
            away = duration_says(minutes) if math.isfinite(minutes) else Says("tanpa jalan", "with no way")
            says = Says(
                "Tempatkan {unit} ({agency}) di zona ini; pangkalannya terlalu jauh ({away}).",
                "Station {unit} of {agency} in this zone; its base is too far ({away}).",
            ).filled(unit=unit.name, agency=names(law, [unit.agency]), away=away)
            yield self._with_units(Cure("unit_stationed", says, unit.unit_id, unit.agency, minutes=0.0),
                                   list(law.region.units), needs, zone)  # fmt: skip
        for unit, minutes in [(u, m) for u, m in far if math.isfinite(m)][:_MOST_OF_A_SORT]:
            longer = math.ceil(minutes)
            wider = law.parameters.model_copy(update={"response_limit_min": float(longer)})
            cure = Cure("response_limit", _limit_says(longer, unit), unit.unit_id, unit.agency, minutes=float(longer))
            yield _Change(cure, self.joint.needs, dataclasses.replace(law, parameters=wider), zone)

    def _mandates(self, gap: Gap, zone: int) -> Iterator[_Change]:
        """An agreement: agencies with a crew in the zone first, then those that could send one."""
        law, need, kind = self.law, self.joint.needs[zone], gap.kind
        if kind is None:
            return
        lead = gap.rule != "partner_missing"
        present = self.joint.staffing.crews[zone].present
        near = {u.agency for u in law.region.units if u.available
                and need.base_min[u.unit_id] <= law.parameters.response_limit_min and need.suits(u.mode)}  # fmt: skip
        order = sorted((present | near) - set(gap.agencies_that_could), key=lambda code: (code not in present, code))
        for code in order[: 2 * _MOST_OF_A_SORT]:
            agency = law.agency(code)
            if gap.rule == "no_lead" and need.cover[code] < law.parameters.lead_cover - 1e-9:
                continue
            says = (
                Says(
                    "Perjanjian yang memberi {agency} mandat memimpin untuk {kind} di zona ini.",
                    "An agreement that gives {agency} a lead mandate for {kind} in this zone.",
                )
                if lead
                else Says(
                    "Perjanjian yang memberi {agency} mandat mendukung untuk {kind} di zona ini.",
                    "An agreement that gives {agency} a support mandate for {kind} in this zone.",
                )
            ).filled(agency=names(law, [code]), kind=kind_name(law, kind))
            cure = Cure("lead_mandate" if lead else "support_mandate", says, None, code, kind)
            yield _Change(cure, self._needs_with(zone, with_mandate(need, agency, kind, law, lead=lead)), law, zone)

    def _jurisdictions(self, gap: Gap, zone: int) -> Iterator[_Change]:
        law, need, kind = self.law, self.joint.needs[zone], gap.kind
        if kind is None:
            return
        able = [a for a in law.region.agencies if need.cover[a.code] < 1 - 1e-9
                and (a.may_support(kind) if gap.rule == "partner_missing" else a.may_lead(kind))]  # fmt: skip
        able.sort(key=lambda agency: (-round(need.cover[agency.code], 6), agency.code))
        for agency in able[:_MOST_OF_A_SORT]:
            says = Says(
                "Perluas wilayah hukum {agency} hingga mencakup zona ini untuk {kind}.",
                "Extend the jurisdiction of {agency} over this zone for {kind}.",
            ).filled(agency=names(law, [agency.code]), kind=kind_name(law, kind))
            cure = Cure("jurisdiction", says, None, agency.code, kind)
            yield _Change(cure, self._needs_with(zone, with_jurisdiction(need, agency)), law, zone)

    def _one_more(self, gap: Gap, zone: int) -> Iterator[_Change]:
        """A new unit in the zone: of an agency that may help, by the means of travel that it has and that suit."""
        law, need = self.law, self.joint.needs[zone]
        could = [code for code in gap.agencies_that_could if law.may_send(code, need)]
        for code in sorted(could, key=lambda code: (-round(need.lawful[code], 6), code))[:_MOST_OF_A_SORT]:
            own = [unit.mode for unit in law.region.units if unit.agency == code]
            modes = [mode for mode in MODES if need.suits(mode)]
            modes.sort(key=lambda mode: -own.count(mode))
            if gap.rule == "unreached":
                modes = [m for m in MODES if any(m in by and not by & self.joint.staffing.crews[zone].modes
                                                 for by in need.reach)]  # fmt: skip
            for mode in modes[:1]:
                shifts = [unit.shift_min for unit in law.region.units] or [480.0]
                shift = float(np.median(shifts))
                new = Unit(_NEW, code, _NEW, mode, 2, shift, math.nan, math.nan)
                says = Says(
                    "Tambah satu regu {agency} ({mode}) untuk zona ini.", "One more {mode} crew of {agency} here."
                ).filled(agency=names(law, [code]), mode=mode_name(mode))
                needs = [dataclasses.replace(n, base_min={**n.base_min, _NEW: 0.0 if number == zone else math.inf})
                         for number, n in enumerate(self.joint.needs)]  # fmt: skip
                yield self._with_units(Cure("unit_more", says, None, code), [*law.region.units, new], needs, zone)

    def _fewer_zones(self, zone: int) -> Iterator[_Change]:
        """Join the zone to each neighbour, lightest first."""
        problem, found = self.problem, self.joint.found
        labels = found.labels
        near: set[int] = set()
        for i in np.flatnonzero(labels == zone):
            near |= {int(labels[j]) for j in problem.links[problem.starts[i] : problem.starts[i + 1]]}
        for other in sorted(near - {zone}, key=lambda k: (self.joint.needs[k].workload_min, k))[:_MOST_OF_A_SORT]:
            kept = [k for k in range(problem.zones) if k != other]
            merged = np.where(labels == other, zone, labels)
            one = self._joined(merged, zone)
            needs = [one if k == zone else self.joint.needs[k] for k in kept]
            says = Says(
                "Gabungkan zona ini dengan {other}: {n} zona, satu lebih sedikit.",
                "Join this zone with {other}: {n} zones, one fewer.",
            ).filled(other=self.zone_ids[other], n=problem.zones - 1)
            yield _Change(Cure("fewer_zones", says), needs, self.law, kept.index(zone))

    def _joined(self, merged: Ints, zone: int) -> ZoneNeed:
        members = np.flatnonzero(merged == zone)
        sums = self.problem.counted[np.ix_(members, members)].sum(axis=0)
        centre = int(members[int(np.argmin(sums))])
        part = np.where(merged == zone, 0, 1).astype(np.int64)
        return needs_on(self.ground, Districting(part, np.array([centre]), 0.0, 0.0))[0]

    def _needs_with(self, zone: int, need: ZoneNeed) -> list[ZoneNeed]:
        return [need if number == zone else other for number, other in enumerate(self.joint.needs)]

    def _with_units(self, cure: Cure, units: list[Unit], needs: list[ZoneNeed], zone: int) -> _Change:
        region = dataclasses.replace(self.law.region, units=tuple(units))
        return _Change(cure, needs, dataclasses.replace(self.law, region=region), zone)


def _limit_says(minutes: int, unit: Unit | None) -> Says:
    if unit is None:
        return Says(
            "Naikkan batas waktu tempuh menjadi {minutes} menit.", "Raise the response limit to {minutes} minutes."
        ).filled(minutes=minutes)
    return Says(
        "Naikkan batas waktu tempuh menjadi {minutes} menit ({unit}).",
        "Raise the response limit to {minutes} minutes ({unit}).",
    ).filled(minutes=minutes, unit=unit.name)


def _held(model: Model, gap: Gap, zone: int) -> bool:
    """Ask the program to keep the gap's rule in its zone; False when that is impossible from the start."""
    need, program = model.needs[zone], model.program
    mine = {unit_id: v for (unit_id, where), v in model.sent.items() if where == zone}

    def present(codes: frozenset[str] | tuple[str, ...]) -> dict[int, float]:
        return {v: 1.0 for code, v in model.present[zone].items() if code in codes}

    rows: list[tuple[dict[int, float], float]] = []
    if gap.rule == "no_lead":
        rows = [(present(need.leads), 1)]
    elif gap.rule == "mandate_missing":
        rows = [(present(d.leads), 1) for d in need.demands if d.kind == (gap.kind or "")]
    elif gap.rule == "partner_missing":
        rows = [(present(d.helpers), d.needed) for d in need.demands if d.kind == (gap.kind or "")]
    elif gap.rule == "unreached":
        rows = [({v: 1.0 for u, v in mine.items() if model.units[u].mode in by}, 1) for by in need.reach if by]
    elif gap.rule == "few_crews":
        rows = [(dict.fromkeys(mine.values(), 1.0), model.law.parameters.crews_per_zone)]
    else:
        capacity = {v: capacity_min(model.units[u], need) for u, v in mine.items()}
        alpha, load = model.law.parameters.balance, model.load
        if gap.rule == "workload":
            rows = [(capacity, need.workload_min)]
        else:
            rows = [({v: (1 + alpha) * load * c for v, c in capacity.items()}, need.workload_min)]
            program.row({v: (1 - alpha) * load * c for v, c in capacity.items()}, high=need.workload_min)
    for variables, low in rows:
        if sum(variables.values()) < low * (1 - 1e-9):
            return False
        program.row(variables, low=low)
    return True

"""What each zone asks for, and who may answer: lawful leads and helpers, crews that suit it, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from geo.agencies.region import Agency, Region, Unit
from geo.spatial.travel.modes import MODES, Mode
from geo.spatial.travel.protocol import Travel
from geo.zones.access import base_minutes
from geo.zones.atoms import Atoms
from geo.zones.districting import Districting, Floats
from geo.zones.mandates import Demand, Mandates, mandates_of
from geo.zones.parameters import ZoneParameters

_NOTABLE = 0.1  # kinds with less of a zone's harm are not told
_SUITS = 0.5  # a means of travel that reaches less of a zone's harm is of no use there


@dataclass(frozen=True)
class ZoneNeed:
    """What one zone asks for.

    Parameters
    ----------
    members, centre
        Its atoms, and the one at its centre.
    kind
        Its weightiest kind, or None when no kind is known and the region has no `INFO`.
    kinds
        Kinds with a notable share of its harm, weightiest first.
    harm, workload_min
        Its harm and minutes of work per shift.
    demands
        Its harm by kind and by the agencies that may act on it.
    cover, lawful
        By agency: share of its harm in the jurisdiction, and share on which the agency may act by any mandate.
    leads
        Agencies that may lead the zone as a whole.
    reach
        Its harm by the means of travel that get there.
    base_min
        Minutes from base to centre of every unit of the region, by its own means; `inf` where it cannot get there.
    """

    members: npt.NDArray[np.int64]
    centre: int
    kind: str | None
    kinds: tuple[str, ...]
    harm: float
    workload_min: float
    demands: tuple[Demand, ...]
    cover: dict[str, float]
    lawful: dict[str, float]
    leads: tuple[str, ...]
    reach: dict[frozenset[Mode], float]
    base_min: dict[str, float] = field(default_factory=dict)

    def suits(self, mode: Mode) -> bool:
        """Whether a means of travel reaches at least half of the zone's harm that anything reaches."""
        reachable = sum(harm for modes, harm in self.reach.items() if modes)
        mine = sum(harm for modes, harm in self.reach.items() if mode in modes)
        return reachable > 0 and mine >= _SUITS * reachable * (1 - 1e-12)


@dataclass(frozen=True)
class Law:
    """Who may lead, help and be sent, as the region and the parameters say."""

    region: Region
    parameters: ZoneParameters

    def agency(self, code: str) -> Agency:
        """Return the agency of a code."""
        return next(agency for agency in self.region.agencies if agency.code == code)

    def leads(self, need: ZoneNeed) -> list[Agency]:
        """Return agencies that may lead the zone: a lead mandate for its weightiest kind and jurisdiction over it."""
        return [self.agency(code) for code in need.leads]

    def may_send(self, code: str, need: ZoneNeed) -> bool:
        """Whether an agency may send crews: it may act, by some mandate, on enough of the zone's harm."""
        return need.lawful.get(code, 0.0) >= max(self.parameters.partner_cover - 1e-9, 1e-9)

    def may_go(self, unit: Unit, need: ZoneNeed) -> bool:
        """Whether a unit could go if it were available: by law, by its means of travel and in time."""
        return (
            self.may_send(unit.agency, need)
            and need.suits(unit.mode)
            and need.base_min.get(unit.unit_id, np.inf) <= self.parameters.response_limit_min
        )


@dataclass(frozen=True)
class Ground:
    """What all districtings of the same atoms share: the law over them, and the way from each base to each of them."""

    atoms: Atoms
    region: Region
    parameters: ZoneParameters
    mandates: Mandates
    base_min: Floats


def ground_of(atoms: Atoms, region: Region, parameters: ZoneParameters, travel: Travel | None = None) -> Ground:
    """Return the law and the travel from bases over some atoms (units by atoms minutes, rows in the region's order)."""
    to_metres = Transformer.from_crs(4326, atoms.hotspots.crs, always_xy=True)
    if region.units:
        x, y = to_metres.transform([unit.lon for unit in region.units], [unit.lat for unit in region.units])
        bases = np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    else:
        bases = np.zeros((0, 2))
    places = np.column_stack([atoms.x, atoms.y])
    minutes = base_minutes(region.units, bases, places, parameters, travel)
    return Ground(atoms, region, parameters, mandates_of(atoms, region), minutes)


def needs_of(
    atoms: Atoms, found: Districting, region: Region, parameters: ZoneParameters, travel: Travel | None = None
) -> list[ZoneNeed]:
    """Return what each zone asks for, in the order of the districting's labels."""
    return needs_on(ground_of(atoms, region, parameters, travel), found)


def needs_on(ground: Ground, found: Districting) -> list[ZoneNeed]:
    """Return what each zone of a districting asks for, the ground being known."""
    return [
        _need(ground, np.flatnonzero(found.labels == zone), int(centre)) for zone, centre in enumerate(found.centres)
    ]


def _need(ground: Ground, members: npt.NDArray[np.int64], centre: int) -> ZoneNeed:
    atoms, law, region = ground.atoms, ground.mandates, ground.region
    sums = sorted(
        ((float(harm), kind) for kind, harm in zip(law.kinds, law.harm[members].sum(axis=0), strict=True) if harm > 0),
        key=lambda item: (-round(item[0], 9), item[1]),
    )
    total = sum(harm for harm, _ in sums)
    kinds = tuple(k for number, (harm, k) in enumerate(sums) if k and (number == 0 or harm / total >= _NOTABLE))
    kind = sums[0][1] or None
    cover, lawful = law.cover(members), law.lawful(members)
    low = ground.parameters.lead_cover - 1e-9
    leads = tuple(a.code for a in region.agencies if a.may_lead(sums[0][1]) and cover[a.code] >= low)
    return ZoneNeed(
        members=members,
        centre=centre,
        kind=kind,
        kinds=kinds,
        harm=float(atoms.harm[members].sum()),
        workload_min=float(atoms.workload_min[members].sum()),
        demands=law.demands(members),
        cover=cover,
        lawful=lawful,
        leads=leads,
        reach=_reach(atoms, members),
        base_min={u.unit_id: float(row[centre]) for u, row in zip(region.units, ground.base_min, strict=True)},
    )


def _reach(atoms: Atoms, members: npt.NDArray[np.int64]) -> dict[frozenset[Mode], float]:
    by_mode = {mode: atoms.reached_by(mode) for mode in MODES}
    found: dict[frozenset[Mode], float] = {}
    for i in members:
        modes = frozenset(mode for mode in MODES if by_mode[mode][i])
        found[modes] = found.get(modes, 0.0) + float(atoms.harm[i])
    return dict(sorted(found.items(), key=lambda item: sorted(item[0])))


def with_mandate(need: ZoneNeed, agency: Agency, kind: str, law: Law, *, lead: bool) -> ZoneNeed:
    """Return the need as it would be if an agreement gave an agency a mandate for one kind there.

    Parameters
    ----------
    need, agency, kind, law
        The zone, and who would get which mandate.
    lead
        A lead mandate, else one to support.
    """
    demands = tuple(d.with_mandate(agency.code, lead=lead) if d.kind == kind else d for d in need.demands)
    of_kind = sum(d.harm for d in need.demands if d.kind == kind)
    before = sum(d.harm for d in need.demands if d.kind == kind and agency.code in d.helpers)
    lawful = {**need.lawful, agency.code: need.lawful[agency.code] + (of_kind - before) / need.harm}
    weightiest = lead and kind == (need.kind or "") and agency.code not in need.leads
    covers = need.cover[agency.code] >= law.parameters.lead_cover - 1e-9
    return replace(
        need, demands=demands, lawful=lawful, leads=(*need.leads, agency.code) if weightiest and covers else need.leads
    )


def with_jurisdiction(need: ZoneNeed, agency: Agency) -> ZoneNeed:
    """Return the need as it would be if an agency's jurisdiction took in the whole zone."""
    demands = tuple(
        d.with_mandate(agency.code, lead=agency.may_lead(d.kind)) if agency.may_support(d.kind) else d
        for d in need.demands
    )
    mandated = sum(d.harm for d in need.demands if agency.may_support(d.kind))
    new_lead = agency.may_lead(need.kind or "") and agency.code not in need.leads
    return replace(
        need,
        demands=demands,
        cover={**need.cover, agency.code: 1.0},
        lawful={**need.lawful, agency.code: mandated / need.harm},
        leads=(*need.leads, agency.code) if new_lead else need.leads,
    )

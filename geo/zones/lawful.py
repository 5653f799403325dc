"""Who may do what in a zone: weightiest kind, lawful leads and partners, crews that reach it and how long they take."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.agencies.region import Agency, Region, Unit
from geo.zones.atoms import Atoms
from geo.zones.districting import Districting
from geo.zones.parameters import ZoneParameters

UNCLASSIFIED = "INFO"
_NOTABLE = 0.1  # a kind with at least this share of a zone's harm gives its agencies something to do there


@dataclass(frozen=True)
class ZoneNeed:
    """What one zone asks for.

    Parameters
    ----------
    members
        Its atoms.
    centre
        The atom at its centre.
    kind
        Its weightiest kind, or None when no kind is known and the region has no `INFO`.
    kinds
        Kinds with a notable share of its harm, weightiest first.
    partners_needed
        Agencies that the kind asks for beside the lead.
    harm, workload_min
        Its harm and minutes of work per shift.
    cover
        Share of its harm inside each agency's jurisdiction, by code.
    wet_share, afloat_share
        Share of its harm that boats reach, and that only boats reach.
    travel_min
        Minutes from base to the centre for every available unit whose means of travel suits the zone.
    """

    members: npt.NDArray[np.int64]
    centre: int
    kind: str | None
    kinds: tuple[str, ...]
    partners_needed: int
    harm: float
    workload_min: float
    cover: dict[str, float]
    wet_share: float
    afloat_share: float
    travel_min: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Law:
    """Which agencies may act where and about what, as the region says."""

    region: Region
    parameters: ZoneParameters

    def leads(self, need: ZoneNeed) -> list[Agency]:
        """Return agencies that may lead the zone: a lead mandate for its kind, and jurisdiction over it."""
        kind = need.kind
        if kind is None:
            return []
        low = self.parameters.lead_cover - 1e-9
        return [a for a in self.region.agencies if a.may_lead(kind) and need.cover[a.code] >= low]

    def partners(self, need: ZoneNeed) -> list[Agency]:
        """Return agencies that may take part because of the zone's weightiest kind."""
        kind = need.kind
        if kind is None:
            return []
        low = self.parameters.partner_cover - 1e-9
        return [a for a in self.region.agencies if a.may_support(kind) and need.cover[a.code] >= max(low, 1e-9)]

    def may_send(self, agency: Agency, need: ZoneNeed) -> bool:
        """Whether an agency may send crews at all: a mandate for a notable kind there, and some jurisdiction."""
        low = max(self.parameters.partner_cover - 1e-9, 1e-9)
        return need.cover[agency.code] >= low and any(agency.may_support(kind) for kind in need.kinds)


def needs_of(atoms: Atoms, found: Districting, region: Region, parameters: ZoneParameters) -> list[ZoneNeed]:
    """Return what each zone asks for, in the order of the districting's labels."""
    inside = _inside_by_agency(atoms, region)
    base = _bases(atoms, region)
    partners = {str(c): int(p) for c, p in zip(region.kinds["code"], region.kinds["partners_needed"], strict=True)}
    needs = []
    for zone, centre in enumerate(found.centres):
        members = np.flatnonzero(found.labels == zone)
        harm = atoms.harm[members]
        share = harm / harm.sum()
        kinds = _notable_kinds(atoms, members, region)
        kind = kinds[0] if kinds else None
        wet = float(share[atoms.by_water[members]].sum())
        afloat = float(share[atoms.only_by_water[members]].sum())
        travel = {
            unit.unit_id: minutes
            for unit in region.units
            if unit.available and _suits(unit, wet, afloat)
            for minutes in [_travel_min(base[unit.unit_id], int(centre), atoms, unit, parameters)]
            if minutes <= parameters.response_limit_min
        }
        needs.append(
            ZoneNeed(
                members=members,
                centre=int(centre),
                kind=kind,
                kinds=kinds,
                partners_needed=partners.get(kind, 0) if kind else 0,
                harm=float(harm.sum()),
                workload_min=float(atoms.workload_min[members].sum()),
                cover={code: float(share[covered[members]].sum()) for code, covered in inside.items()},
                wet_share=wet,
                afloat_share=afloat,
                travel_min=travel,
            )
        )
    return needs


def _suits(unit: Unit, wet: float, afloat: float) -> bool:
    """A boat suits a zone mostly near water, other crews one that is not mostly on open water."""
    return wet >= 0.5 if unit.mode == "river" else afloat <= 0.5


def _notable_kinds(atoms: Atoms, members: npt.NDArray[np.int64], region: Region) -> tuple[str, ...]:
    sums = atoms.kind_harm.iloc[members].sum()
    sums = sums[sums > 0]
    if sums.empty:
        return (UNCLASSIFIED,) if UNCLASSIFIED in set(region.kinds["code"]) else ()
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    total = float(sums.sum())
    return tuple(str(code) for number, (code, harm) in enumerate(ordered) if number == 0 or harm / total >= _NOTABLE)


def _inside_by_agency(atoms: Atoms, region: Region) -> dict[str, npt.NDArray[np.bool_]]:
    """Return which atoms lie in each agency's jurisdiction (one without limits covers all)."""
    to_degrees = Transformer.from_crs(atoms.hotspots.crs, 4326, always_xy=True)
    lon, lat = to_degrees.transform(atoms.x, atoms.y)
    return {
        agency.code: (
            np.ones(atoms.n, dtype=bool)
            if agency.jurisdiction is None
            else np.asarray(shapely.intersects_xy(agency.jurisdiction, lon, lat))
        )
        for agency in region.agencies
    }


def _bases(atoms: Atoms, region: Region) -> dict[str, tuple[float, float]]:
    to_metres = Transformer.from_crs(4326, atoms.hotspots.crs, always_xy=True)
    return {unit.unit_id: to_metres.transform(unit.lon, unit.lat) for unit in region.units}


def _travel_min(base: tuple[float, float], centre: int, atoms: Atoms, unit: Unit, parameters: ZoneParameters) -> float:
    metres = float(np.hypot(base[0] - atoms.x[centre], base[1] - atoms.y[centre]))
    return float(parameters.minutes(metres, parameters.speed_kmh(unit.mode)))

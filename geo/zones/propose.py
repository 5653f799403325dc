"""From hotspots to joint patrol zones with their crews, a proven bound, and everything that could not be met."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np

from geo.agencies.region import Region
from geo.languages import Says
from geo.spatial.travel.protocol import Travel
from geo.tables.zones import ZONES
from geo.zones.atoms import Atoms, make_atoms, usable_hotspots
from geo.zones.districting import Districting, judged
from geo.zones.districts import Districts, districts_of, zones_wanted
from geo.zones.feedback import Joint, improved, staffed
from geo.zones.fit_units import fit_region
from geo.zones.gaps import kind_name
from geo.zones.lawful import Ground, Law, ground_of
from geo.zones.notices import (
    CURES_CUT_SHORT,
    FEEDBACK_CUT_SHORT,
    NO_HOTSPOTS,
    STAFFING_UNPROVEN,
    Notice,
    about_region,
    fewer_zones,
    in_pieces,
    no_lawful_lead,
    off_every_network,
)
from geo.zones.parameters import ZoneParameters
from geo.zones.solve import ALL_TRIED, Solved, solve, widened_to
from geo.zones.stability import Changes, Today, changes_of, keep_cost, read_today, zone_ids_of
from geo.zones.staff import TERMS
from geo.zones.staff_bound import staff_travel_bound
from geo.zones.zone_rows import table_of

NOTHING = "nothing to solve"
_STRAIGHT = Says(
    "garis lurus × faktor {detour}; {inside} km/jam di dalam zona, tanpa jaringan jalan atau sungai",
    "straight lines x detour {detour}; {inside} km/h inside zones, no network of roads or rivers",
)
_SOLVE, _FEEDBACK, _STAFF, _CURES = 0.42, 0.2, 0.1, 0.05  # shares of the time limit


@dataclass(frozen=True)
class Proposal:
    """Joint zones and what is proven about them.

    Parameters
    ----------
    zones
        Form of `geo.tables.zones`, metric CRS of the hotspots, heaviest first.
    gaps
        Every rule not met: `{zone_id, rule, kind, agencies_that_could, amount, hotspots, text_id, text_en, cure,
        cure_id, cure_en}`; `cure` is the smallest single change that mends it, `{change, unit, agency, kind, minutes}`.
    bound, gap, bound_kind
        The travel term (`travel` of the terms) of no plan with these or better terms above it is less than `bound`;
        `gap` = (found - bound) / found, a share; and how the bound was proven.
    terms
        Every term of the objective: those of `geo.zones.staff.TERMS`; `cut_off_harm` (hotspots that no passable link
        or only a too long way joins to their zone); `district_harm_min`, `moved` (hotspots that leave today's zone),
        `moved_penalty` and their sum with weighted minutes from bases, `travel`; `unavoidable_gap_harm`, which no plan
        with these crews can avoid; `imbalance` (minutes beyond the balance of zones, as a share of a mean zone);
        `staffing_proven` (1 or 0).
    seconds, seed, notices
        Time taken, source of randomness, what the user should know.
    changes
        What moves against today's plan; None without one.
    travel
        What the minutes rest on.
    """

    zones: gpd.GeoDataFrame
    gaps: list[dict[str, Any]]
    gap: float
    bound: float
    bound_kind: str
    seconds: float
    seed: int
    terms: dict[str, float] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    changes: Changes | None = None
    travel: Says = _STRAIGHT


def propose(
    hotspots: gpd.GeoDataFrame,
    region: Region,
    parameters: ZoneParameters | None = None,
    *,
    seed: int = 0,
    time_limit_s: float = 10.0,
    travel: Travel | None = None,
    today: gpd.GeoDataFrame | None = None,
    without_units: Sequence[str] = (),
) -> Proposal:
    """Propose joint patrol zones: group hotspots into connected, balanced zones and send lawful crews.

    Parameters
    ----------
    hotspots
        Metric CRS; columns hotspot_id, n, harm, kinds (JSON: count by kind code) and geometry. The order of rows does
        not matter. Rows without a shape, and ids that stand twice, are told and left out.
    region
        Agencies with mandates and jurisdictions, units with bases, kinds, places and waters. Units that cannot be
        counted on (no base, no minutes, base off the network) are told and left out.
    parameters
        Number of zones, balance, visits, speeds, limits; None: defaults.
    seed
        Source of all randomness: the same seed gives the same zones.
    time_limit_s
        Seconds that everything may take, about.
    travel
        Travel over a network, in the hotspots' CRS; None: straight lines with the parameters' detour and speeds.
    today
        The current plan (form of `geo.tables.zones`): zones keep their ids, and hotspots that leave their zone cost
        `keep_price`. None: no plan.
    without_units
        Ids of units that are not there today, such as crews off sick.

    Returns
    -------
    Proposal
        No zones and a notice when there are no hotspots.

    Raises
    ------
    UnprojectedError
        When the hotspots are in degrees; mend it with ``table.to_crs(region.crs)``.
    TableError, ZonesError
        When a column is missing, or there are too many hotspots.

    References
    ----------
    Hess, Weaver, Siegfeldt, Whelan & Zitlau (1965), Operations Research 13, 998-1006 (districting by location);
    Beasley (1993), European Journal of Operational Research 65, 383-399 (the bound).
    """
    began = time.perf_counter()
    parameters = parameters or ZoneParameters()
    told = _STRAIGHT.filled(detour=parameters.detour, inside=parameters.district_speed_kmh)
    if travel is not None:
        told = travel.says
    if hotspots.empty:
        return _nothing(hotspots, seed, began, [NO_HOTSPOTS], told)
    usable, notices = usable_hotspots(hotspots)
    if usable.empty:
        return _nothing(hotspots, seed, began, [*notices, NO_HOTSPOTS], told)
    region, odd = fit_region(region, travel, hotspots.crs, without_units)
    notices += [*odd, *about_region(region)]
    atoms = make_atoms(usable, region, parameters, travel)
    plan = read_today(today, atoms) if today is not None and len(today) else None
    districts = _districts(atoms, region, parameters, plan, notices)
    ground, law = ground_of(atoms, region, parameters, travel), Law(region, parameters)
    solved, joint = _solved(districts, ground, law, plan, seed, time_limit_s, notices)
    joint = _heaviest_first(joint, ground)
    order = list(range(districts.problem.zones))
    zone_ids = zone_ids_of(joint.found.labels, atoms, order, plan)
    left = 0.8 * time_limit_s - (time.perf_counter() - began)
    tabled = table_of(joint, districts, ground, law, zone_ids, max(_CURES * time_limit_s, left))
    if not tabled.cures_complete:
        notices.append(CURES_CUT_SHORT)
    notices += _about_places(ground, atoms)
    changes = changes_of(plan, tabled.zones) if plan is not None else None
    bound, kind = _bound(solved, joint, ground, law)
    terms = _terms(joint, districts, ground, tabled.cut_off_harm, changes)
    gap = max(0.0, (joint.travel - bound) / joint.travel) if joint.travel > 1e-9 else 0.0
    return Proposal(
        zones=tabled.zones,
        gaps=tabled.gaps,
        gap=gap,
        bound=bound,
        bound_kind=kind,
        seconds=time.perf_counter() - began,
        seed=seed,
        terms=terms,
        notices=tuple(notices),
        changes=changes,
        travel=told,
    )


def _districts(
    atoms: Atoms, region: Region, parameters: ZoneParameters, plan: Today | None, notices: list[Notice]
) -> Districts:
    today = len(set(plan.of_atom.tolist()) - {-1}) if plan is not None else None
    zones = zones_wanted(float(atoms.workload_min.sum()), atoms.n, region, parameters, today)
    if parameters.zones > zones:
        notices.append(fewer_zones(parameters.zones, zones))
    keep = keep_cost(plan, atoms, parameters.keep_price) if plan is not None else None
    return districts_of(atoms, zones, parameters, keep)


def _solved(
    districts: Districts,
    ground: Ground,
    law: Law,
    plan: Today | None,
    seed: int,
    time_limit_s: float,
    notices: list[Notice],
) -> tuple[Solved, Joint]:
    """Districting, crews for it, and zones redrawn after the crews."""
    began, problem = time.perf_counter(), districts.problem
    known = plan.of_atom if plan is not None and (plan.of_atom >= 0).any() else None
    solved = solve(problem, seed=seed, seconds=_SOLVE * time_limit_s, known=known)
    notices += solved.notices
    # What the zones found break, the proof allows: zones redrawn may break no more, or the bound would not hold.
    limits = problem if solved.districting.lawful else widened_to(problem, solved.districting)
    found = judged(limits, solved.districting.labels)
    first = staffed(ground, law, found, _STAFF * time_limit_s)
    most = max(first.travel, solved.bound / (1 - law.parameters.law_gap))
    spare = (_SOLVE + _FEEDBACK) * time_limit_s - (time.perf_counter() - began)  # what the solver left
    seconds = max(_FEEDBACK * time_limit_s, spare)
    joint, complete = improved(limits, ground, law, first, most_travel=most, seed=seed, seconds=seconds)
    if not complete:
        notices.append(FEEDBACK_CUT_SHORT)
    if not joint.staffing.proven:
        notices.append(STAFFING_UNPROVEN)
    if limits is not problem:  # centres as the limits themselves would have them
        again = judged(problem, joint.found.labels)
        joint = staffed(ground, law, again, _STAFF * time_limit_s, first.staffing.load)
    return solved, joint


def _heaviest_first(joint: Joint, ground: Ground) -> Joint:
    """Number the zones by harm, the heaviest first."""
    found = joint.found
    zones = len(found.centres)
    first = [int(np.flatnonzero(found.labels == zone)[0]) for zone in range(zones)]
    order = sorted(range(zones), key=lambda zone: (-round(joint.needs[zone].harm, 6), first[zone]))
    rank = np.empty(zones, dtype=np.int64)
    rank[order] = np.arange(zones)
    renamed = Districting(rank[found.labels], found.centres[order], found.cost, found.imbalance, found.out_of_reach)
    crews = dataclasses.replace(joint.staffing, crews=tuple(joint.staffing.crews[zone] for zone in order))
    return Joint(renamed, [joint.needs[zone] for zone in order], crews, joint.base_weight)


def _about_places(ground: Ground, atoms: Atoms) -> list[Notice]:
    """Say what the places themselves make impossible."""
    told: list[Notice] = []
    pieces = atoms.pieces()
    if len(pieces) > 1:
        largest = max(pieces, key=lambda piece: (float(atoms.workload_min[piece].sum()), -piece[0]))
        alone = [i for piece in pieces if piece is not largest for i in piece]
        told.append(in_pieces(len(pieces), atoms.hotspots_at(np.array(sorted(alone), dtype=np.int64))))
    if atoms.off_network:
        used = {unit.mode for unit in ground.region.units if unit.available} or {"road"}
        lost = np.flatnonzero(np.all([~atoms.reached_by(mode) for mode in sorted(used)], axis=0))
        if len(lost):
            told.append(off_every_network(atoms.hotspots_at(lost)))
    lacking = _unavoidable(ground)
    if lacking and ground.region.agencies:
        law = Law(ground.region, ground.parameters)
        kinds = [kind_name(law, kind or None) for kind in sorted(lacking)]
        both = [kind if isinstance(kind, Says) else Says(kind, kind) for kind in kinds]
        told.append(no_lawful_lead(both, sum(lacking.values())))
    return told


def _unavoidable(ground: Ground) -> dict[str, float]:
    return ground.mandates.unavoidable({unit.agency for unit in ground.region.units if unit.available})


def _terms(
    joint: Joint, districts: Districts, ground: Ground, cut_off_harm: float, changes: Changes | None
) -> dict[str, float]:
    price = districts.moved_price(joint.found)
    moved = [move for move in changes.hotspots if move["from_zone"] and move["to_zone"]] if changes is not None else []
    return {
        **{term: round(joint.staffing.terms[term], 6) for term in TERMS},
        "cut_off_harm": round(cut_off_harm, 6),
        "district_harm_min": joint.found.cost - price,
        "moved": float(len(moved)),
        "moved_penalty": price,
        "travel": joint.travel,
        "unavoidable_gap_harm": round(float(sum(_unavoidable(ground).values())), 6),
        "imbalance": joint.found.imbalance,
        "staffing_proven": float(joint.staffing.proven),
    }


def _bound(solved: Solved, joint: Joint, ground: Ground, law: Law) -> tuple[float, str]:
    """Return a bound of the travel term for every plan with these or better terms above it, and how it was proven.

    The zones' part holds for every districting; the part of the bases for every choice of centres that is sent as many
    of the wanted crews as here, whoever may go where.
    """
    terms, zones = joint.staffing.terms, len(joint.found.centres)
    if zones == ground.atoms.n and joint.staffing.proven:
        return joint.travel, f"{ALL_TRIED}; crews optimal"
    crews = law.parameters.crews_per_zone
    sent = crews * zones - round(terms["missing_crews"])
    available = [number for number, unit in enumerate(ground.region.units) if unit.available]
    minutes = ground.base_min[available]
    minutes = np.where(minutes <= law.parameters.response_limit_min, minutes, np.inf)
    seats = np.repeat(minutes, max(crews, 1), axis=1)  # of a zone at any place
    bases = staff_travel_bound(seats, sent, 1) if sent else 0.0
    bases = bases if np.isfinite(bases) else 0.0
    bound = min(solved.bound + law.parameters.base_weight * bases, joint.travel)
    return (
        bound,
        f"zones: {solved.bound_kind}; bases: assignment of the wanted crews to any centres; terms above as found",
    )


def _nothing(hotspots: gpd.GeoDataFrame, seed: int, began: float, notices: list[Notice], travel: Says) -> Proposal:
    empty = ZONES.empty()
    zones = empty.set_crs(hotspots.crs, allow_override=True) if hotspots.crs is not None else empty
    zero = ("cut_off_harm", "district_harm_min", "moved", "moved_penalty", "travel", "unavoidable_gap_harm")
    terms = {**dict.fromkeys((*TERMS, *zero, "imbalance"), 0.0), "staffing_proven": 1.0}
    return Proposal(
        zones, [], 0.0, 0.0, NOTHING, time.perf_counter() - began, seed, terms, tuple(notices), None, travel
    )

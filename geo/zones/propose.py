"""From hotspots to joint patrol zones with their crews, a proven bound, and everything that could not be met."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.tables.zones import ZONES
from geo.zones.atoms import Atoms, make_atoms
from geo.zones.bound import lower_bound
from geo.zones.districting import Districting, Ints, Problem, judged
from geo.zones.exact import prove
from geo.zones.explain import explanation, names_of
from geo.zones.gaps import gaps_of
from geo.zones.lawful import Law, ZoneNeed, needs_of
from geo.zones.neighbours import as_adjacency, components, tied
from geo.zones.notices import (
    NO_HOTSPOTS,
    PROOF_CUT_SHORT,
    SEARCH_CUT_SHORT,
    STAFFING_UNPROVEN,
    Notice,
    about_region,
    fewer_zones,
)
from geo.zones.outline import outlines
from geo.zones.parameters import ZoneParameters
from geo.zones.search import search, warm
from geo.zones.staff import TERMS, Staffing, staff

OPTIMAL = "optimal, HiGHS: all candidate centres, balance and contiguity kept"
ALL_TRIED = "optimal, every possibility looked at"
BALANCED = "Lagrangian p-median with workload balance, all candidate centres; contiguity dropped"
PLAIN = "Lagrangian p-median, all candidate centres; contiguity and balance dropped"
NOTHING = "nothing to solve"
_MOST_FOR_BALANCED_BOUND = 800
_MOST_ZONES = 60
_CREWS_OF_A_ZONE = 2


@dataclass(frozen=True)
class Proposal:
    """Joint zones and what is proven about them.

    Parameters
    ----------
    zones
        Form of `geo.tables.zones`, metric CRS of the hotspots, heaviest first.
    gaps
        `{zone_id, rule, kind, agencies_that_could, text_id, text_en}` for every rule not met.
    bound, gap, bound_kind
        No districting of these hotspots into as many zones has less harm x minutes than `bound`;
        `gap` = (found - bound) / found, a share; and how the bound was proven.
    terms
        Every term of the objective: `district_harm_min`, then those of `geo.zones.staff.TERMS`, `imbalance`
        (minutes beyond the balance, as a share of a mean zone), `staffing_proven` (1 or 0).
    seconds, seed, notices
        Time taken, source of randomness, what the user should know.
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


def propose(
    hotspots: gpd.GeoDataFrame,
    region: Region,
    parameters: ZoneParameters | None = None,
    *,
    seed: int = 0,
    time_limit_s: float = 10.0,
) -> Proposal:
    """Propose joint patrol zones: group hotspots into connected, balanced zones and send lawful crews.

    Parameters
    ----------
    hotspots
        Metric CRS; columns hotspot_id (each once), n, harm, kinds (JSON: count by kind code) and geometry. The order
        of rows does not matter.
    region
        Agencies with mandates and jurisdictions, units with bases, kinds, places and waters.
    parameters
        Number of zones, balance, visits, speeds, limits; None: defaults.
    seed
        Source of all randomness: the same seed gives the same zones.
    time_limit_s
        Seconds that the search and the proof may take, about.

    Returns
    -------
    Proposal
        No zones and a notice when there are no hotspots.

    Raises
    ------
    UnprojectedError
        When the hotspots are in degrees; mend it with ``table.to_crs(region.crs)``.
    TableError, ZonesError
        When a column is missing, an id stands twice, a shape is empty, or there are too many hotspots.

    References
    ----------
    Hess, Weaver, Siegfeldt, Whelan & Zitlau (1965), Operations Research 13, 998-1006 (districting by location);
    Beasley (1993), European Journal of Operational Research 65, 383-399 (the bound).
    """
    began = time.perf_counter()
    parameters = parameters or ZoneParameters()
    if hotspots.empty:
        return _nothing(hotspots, seed, began)
    notices: list[Notice] = []
    atoms = make_atoms(hotspots, region, parameters)
    problem = _problem(atoms, region, parameters, notices)
    found, value, kind = _districted(problem, seed, time_limit_s, notices)
    found = _heaviest_first(problem, atoms, found)
    law = Law(region, parameters)
    needs = needs_of(atoms, found, region, parameters)
    staffing = staff(needs, law, 0.2 * time_limit_s)
    if not staffing.proven:
        notices.append(STAFFING_UNPROVEN)
    notices.extend(about_region(region))
    zones, gaps = _table(atoms, problem, found, needs, staffing, law)
    terms = {
        "district_harm_min": found.cost,
        **{term: round(staffing.terms[term], 6) for term in TERMS},
        "imbalance": found.imbalance,
        "staffing_proven": float(staffing.proven),
    }
    gap = max(0.0, (found.cost - value) / found.cost) if found.cost > 1e-9 else 0.0
    seconds = time.perf_counter() - began
    return Proposal(zones, gaps, gap, value, kind, seconds, seed, terms, tuple(notices))


def zones_wanted(workload_min: float, atoms: int, region: Region, parameters: ZoneParameters) -> int:
    """Return how many zones to make: as asked, else as the workload and the crews suggest.

    Parameters
    ----------
    workload_min
        Minutes of work per shift at all hotspots.
    atoms
        Number of places: never more zones than that.
    region, parameters
        Its available units, and the number asked for.

    Notes
    -----
    An automatic number gives each zone at most about one shift of work, to be shared by two crews, and never asks for
    more zones than half the crews; without units a shift of 480 minutes and at most 12 zones are assumed.
    """
    if parameters.zones:
        return min(parameters.zones, atoms)
    shifts = [unit.shift_min for unit in region.units if unit.available]
    shift = sum(shifts) / len(shifts) if shifts else 480.0
    wanted = math.ceil(workload_min / shift)
    most = max(1, len(shifts) // _CREWS_OF_A_ZONE) if shifts else 12
    return max(1, min(wanted, most, atoms, _MOST_ZONES))


def _problem(atoms: Atoms, region: Region, parameters: ZoneParameters, notices: list[Notice]) -> Problem:
    zones = zones_wanted(float(atoms.workload_min.sum()), atoms.n, region, parameters)
    if parameters.zones > zones:
        notices.append(fewer_zones(parameters.zones, zones))
    starts, links = as_adjacency(atoms.n, tied(atoms.edges, atoms.x, atoms.y))
    metres = np.hypot(atoms.x[:, None] - atoms.x[None, :], atoms.y[:, None] - atoms.y[None, :])
    minutes = parameters.minutes(metres, parameters.district_speed_kmh)
    return Problem(minutes, atoms.harm, atoms.workload_min, starts, links, zones, parameters.balance)


def _districted(
    problem: Problem, seed: int, time_limit_s: float, notices: list[Notice]
) -> tuple[Districting, float, str]:
    warm()
    began = time.perf_counter()
    found, complete = search(problem, seed, 0.5 * time_limit_s)
    if not complete:
        notices.append(SEARCH_CUT_SHORT)
    if problem.zones in {1, problem.n}:
        return found, found.cost, ALL_TRIED
    asked = found.balanced and problem.n <= _MOST_FOR_BALANCED_BOUND
    bound = lower_bound(problem, found.cost, balanced=asked)
    deadline = began + 0.8 * time_limit_s
    proof = prove(problem, found, bound, deadline) if asked else None
    if proof is not None:
        return proof.districting, proof.bound, OPTIMAL
    if asked and time.perf_counter() >= deadline:
        notices.append(PROOF_CUT_SHORT)
    return found, min(bound.value, found.cost), BALANCED if asked else PLAIN


def _heaviest_first(problem: Problem, atoms: Atoms, found: Districting) -> Districting:
    harm = np.bincount(found.labels, weights=atoms.harm, minlength=problem.zones)
    first = [int(np.flatnonzero(found.labels == zone)[0]) for zone in range(problem.zones)]
    order = sorted(range(problem.zones), key=lambda zone: (-round(float(harm[zone]), 6), first[zone]))
    rank = np.empty(problem.zones, dtype=np.int64)
    rank[order] = np.arange(problem.zones)
    return judged(problem, rank[found.labels])


def _table(
    atoms: Atoms, problem: Problem, found: Districting, needs: list[ZoneNeed], staffing: Staffing, law: Law
) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    region, parameters = law.region, law.parameters
    boundary = gpd.GeoSeries([region.boundary], crs=4326).to_crs(atoms.hotspots.crs).iloc[0]
    drawn = outlines(atoms, found.labels, boundary, parameters.margin_m)
    names = names_of(atoms, needs, region)
    zone_of_hotspot = found.labels[atoms.of_hotspot]
    rows, all_gaps = [], []
    for zone, (need, crew) in enumerate(zip(needs, staffing.crews, strict=True)):
        zone_id = f"Z{zone + 1:02d}"
        mine = atoms.hotspots[zone_of_hotspot == zone]
        incidents = int(pd.to_numeric(mine["n"], errors="coerce").fillna(0).sum())
        work = need.workload_min
        off = max(work - problem.high_min, problem.low_min - work, 0.0)
        gaps = gaps_of(zone_id, need, crew, law, cut_off=_cut_off(atoms, need), off_balance=off)
        name, where = names[zone]
        told = explanation(zone_id, where, need, crew, gaps, law, hotspots=len(mine), incidents=incidents)
        listed = [gap.as_dict() for gap in gaps]
        all_gaps.extend(listed)
        rows.append(
            {
                "zone_id": zone_id,
                "rank": zone + 1,
                "name": name,
                "lead": crew.lead,
                "partners": json.dumps(list(crew.partners)),
                "units": json.dumps(list(crew.units)),
                "hotspots": json.dumps(mine["hotspot_id"].tolist()),
                "n": incidents,
                "harm": round(need.harm, 6),
                "workload_min": round(work, 3),
                "capacity_min": round(crew.capacity_min, 3),
                "travel_min": round(crew.travel_min, 3),
                "gaps": json.dumps(listed, ensure_ascii=False),
                "explanation_id": told.id,
                "explanation_en": told.en,
            }
        )
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=drawn, crs=atoms.hotspots.crs)
    return ZONES.shaped(table), all_gaps


def _cut_off(atoms: Atoms, need: ZoneNeed) -> list[str]:
    """Return the zone's hotspots that no passable link joins to its centre."""
    inside = {int(i) for i in need.members}
    edges = {(i, j) for i, j in atoms.edges if i in inside and j in inside}
    reached = next(part for part in components(atoms.n, edges) if need.centre in part)
    lost: Ints = np.array(sorted(inside - set(reached)), dtype=np.int64)
    return [str(i) for i in atoms.hotspots["hotspot_id"][np.isin(atoms.of_hotspot, lost)]]


def _nothing(hotspots: gpd.GeoDataFrame, seed: int, began: float) -> Proposal:
    empty = ZONES.empty()
    zones = empty.set_crs(hotspots.crs, allow_override=True) if hotspots.crs is not None else empty
    terms = {"district_harm_min": 0.0, **dict.fromkeys(TERMS, 0.0), "imbalance": 0.0, "staffing_proven": 1.0}
    return Proposal(zones, [], 0.0, 0.0, NOTHING, time.perf_counter() - began, seed, terms, (NO_HOTSPOTS,))

"""The table of zones: one row each with outline, name, crews, every term, unmet rules with their cures, explanation."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.tables.zones import ZONES
from geo.zones.cures import Cures
from geo.zones.districting import Districting
from geo.zones.districts import Districts, cut_off
from geo.zones.explain import explanation, names_of
from geo.zones.feedback import Joint
from geo.zones.gaps import Gap, crew_gaps, place_gaps
from geo.zones.lawful import Ground, Law
from geo.zones.outline import outlines


@dataclass(frozen=True)
class Tabled:
    """The table, all gaps as they stand in it, harm out of reach inside zones, and whether all cures were tried."""

    zones: gpd.GeoDataFrame
    gaps: list[dict[str, Any]]
    cut_off_harm: float
    cures_complete: bool


def table_of(
    joint: Joint, districts: Districts, ground: Ground, law: Law, zone_ids: list[str], cure_seconds: float
) -> Tabled:
    """Write down a proposal.

    Parameters
    ----------
    joint, districts, ground, law
        Zones in the order of their rank, and what they were made from.
    zone_ids
        Their ids.
    cure_seconds
        How long cures may be looked for.
    """
    atoms, region, parameters = ground.atoms, law.region, law.parameters
    problem, found = districts.problem, joint.found
    boundary = gpd.GeoSeries([region.boundary], crs=4326).to_crs(atoms.hotspots.crs).iloc[0]
    drawn = outlines(atoms, found.labels, boundary, parameters.margin_m)
    places = names_of(atoms, joint.needs, region)
    cures = Cures(joint, problem, ground, law, zone_ids, cure_seconds)
    zone_of_hotspot = found.labels[atoms.of_hotspot]
    rows, all_gaps, lost_harm = [], [], 0.0
    for zone, (need, crew) in enumerate(zip(joint.needs, joint.staffing.crews, strict=True)):
        lost = cut_off(atoms, need.members, need.centre)
        far = need.members[~problem.allowed[need.members, need.centre]]
        far = far[~np.isin(far, lost)]
        lost_harm += float(atoms.harm[lost].sum() + atoms.harm[far].sum())
        off = max(need.workload_min - problem.high_min, problem.low_min - need.workload_min, 0.0)
        gaps = [
            *crew_gaps(zone_ids[zone], need, crew, law, joint.staffing.load),
            *place_gaps(
                zone_ids[zone],
                need,
                law,
                cut_off=atoms.hotspots_at(lost),
                too_far=atoms.hotspots_at(far),
                far_min=float(districts.minutes[far, need.centre].max()) if len(far) else 0.0,
                off_balance=off,
                workload_share=abs(need.workload_min / problem.mean_min - 1),
            ),
        ]
        gaps = [_cured(gap, cures, zone) for gap in gaps]
        mine = atoms.hotspots[zone_of_hotspot == zone]
        incidents = int(pd.to_numeric(mine["n"], errors="coerce").fillna(0).sum())
        name, where = places[zone]
        told = explanation(zone_ids[zone], where, need, crew, gaps, law, hotspots=len(mine), incidents=incidents)
        listed = [gap.as_dict() for gap in gaps]
        all_gaps.extend(listed)
        rows.append(
            {
                "zone_id": zone_ids[zone],
                "rank": zone + 1,
                "name": name,
                "lead": crew.lead,
                "partners": json.dumps(list(crew.partners)),
                "units": json.dumps(list(crew.units)),
                "hotspots": json.dumps(mine["hotspot_id"].tolist()),
                "n": incidents,
                "harm": round(need.harm, 6),
                "workload_min": round(need.workload_min, 3),
                "capacity_min": round(crew.capacity_min, 3),
                "travel_min": round(crew.travel_min, 3),
                "terms": json.dumps(_terms(crew.terms, _inside_min(problem.counted, found, zone))),
                "gaps": json.dumps(listed, ensure_ascii=False),
                "explanation_id": told.id,
                "explanation_en": told.en,
            }
        )
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=drawn, crs=atoms.hotspots.crs)
    return Tabled(ZONES.shaped(table), all_gaps, lost_harm, cures.complete)


def _cured(gap: Gap, cures: Cures, zone: int) -> Gap:
    cure = cures.of(gap, zone)
    return gap if cure is None else gap.cured_by(cure)


def _inside_min(cost: Any, found: Districting, zone: int) -> float:
    return float(cost[found.labels == zone, found.centres[zone]].sum())


def _terms(terms: dict[str, float], inside: float) -> dict[str, float]:
    named = {**terms, "district_harm_min": inside}
    return {term: round(value, 3) for term, value in named.items() if math.isfinite(value)}

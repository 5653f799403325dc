"""Checks finished zones against their hotspots, links and units, knowing nothing of how they were made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.agencies.region import Region

_SLIVER_M2 = 1.0


def check_zones(
    zones: gpd.GeoDataFrame,
    hotspots: gpd.GeoDataFrame,
    region: Region,
    gaps: Sequence[dict[str, Any]],
    links: Iterable[tuple[str, str]] | None = None,
) -> list[str]:
    """Return everything that is wrong with a proposal; an empty list when it is sound.

    Parameters
    ----------
    zones
        Form of `geo.tables.zones`, in the metric CRS of the hotspots.
    hotspots
        hotspot_id and geometry (areas).
    region
        Agencies and units; only units with `available` may be sent.
    gaps
        The proposal's unmet rules: what they name is allowed to be broken.
    links
        Pairs of hotspot ids between which crews can pass; None: contiguity is not checked.

    Notes
    -----
    Checked: one row per zone; outlines that are valid, areal and apart from each other, and cover their own hotspots;
    every hotspot in exactly one zone; hotspots that overlap in the same zone; every zone in one piece over the links
    but for hotspots that a gap `unreached` names; units sent once, available, of an agency with some mandate; a lead
    that is present, or a gap `no_lead`.
    """
    faults: list[str] = []
    ids = [str(zone_id) for zone_id in zones["zone_id"]]
    if len(set(ids)) < len(ids):
        faults.append("a zone has more than one row")
    members = {str(row.zone_id): [str(i) for i in json.loads(row.hotspots)] for row in zones.itertuples()}
    faults += _outlines(zones, hotspots, members)
    zone_of: dict[str, str] = {}
    for zone_id, mine in members.items():
        for hotspot_id in mine:
            if hotspot_id in zone_of:
                faults.append(f"hotspot {hotspot_id} is in {zone_of[hotspot_id]} and in {zone_id}")
            zone_of[hotspot_id] = zone_id
    missing = set(hotspots["hotspot_id"].astype(str)) - set(zone_of)
    faults += [f"hotspot {hotspot_id} is in no zone" for hotspot_id in sorted(missing)]
    faults += _overlapping_apart(hotspots, zone_of)
    if links is not None:
        faults += _pieces(members, hotspots, gaps, links)
    return faults + _crews(zones, region, gaps)


def _outlines(zones: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame, members: dict[str, list[str]]) -> list[str]:
    faults: list[str] = []
    shapes = zones.geometry.to_numpy()
    ids = [str(zone_id) for zone_id in zones["zone_id"]]
    for zone_id, shape in zip(ids, shapes, strict=True):
        if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"} or not shape.is_valid:
            faults.append(f"the outline of {zone_id} is no valid area")
    if faults:
        return faults
    for i, j in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
        if i < j and shapely.area(shapely.intersection(shapes[i], shapes[j])) > 1e-6:
            faults.append(f"{ids[i]} and {ids[j]} overlap")
    own = dict(zip(hotspots["hotspot_id"].astype(str), hotspots.geometry, strict=True))
    for zone_id, shape in zip(ids, shapes, strict=True):
        for hotspot_id in members[zone_id]:
            inside = own.get(hotspot_id)
            if inside is not None and shapely.area(shapely.difference(shapely.make_valid(inside), shape)) > _SLIVER_M2:
                faults.append(f"{zone_id} does not cover its hotspot {hotspot_id}")
    return faults


def _overlapping_apart(hotspots: gpd.GeoDataFrame, zone_of: dict[str, str]) -> list[str]:
    shapes = shapely.make_valid(hotspots.geometry.to_numpy())
    ids = hotspots["hotspot_id"].astype(str).to_numpy()
    faults = []
    for i, j in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
        apart = i < j and zone_of.get(ids[i]) != zone_of.get(ids[j])
        if apart and shapely.area(shapely.intersection(shapes[i], shapes[j])) > _SLIVER_M2:
            faults.append(f"hotspots {ids[i]} and {ids[j]} overlap but lie in two zones")
    return faults


def _pieces(
    members: dict[str, list[str]],
    hotspots: gpd.GeoDataFrame,
    gaps: Sequence[dict[str, Any]],
    links: Iterable[tuple[str, str]],
) -> list[str]:
    """Say which zones are in several pieces; hotspots that share their place are linked, named ones are left out."""
    linked: dict[str, set[str]] = {}
    shapes = shapely.make_valid(hotspots.geometry.to_numpy())
    ids = hotspots["hotspot_id"].astype(str).to_numpy()
    touching = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    same = [(ids[i], ids[j]) for i, j in touching if i < j]
    for a, b in [*((str(a), str(b)) for a, b in links), *same]:
        linked.setdefault(a, set()).add(b)
        linked.setdefault(b, set()).add(a)
    faults = []
    for zone_id, mine in members.items():
        named = {str(i) for gap in gaps if gap["zone_id"] == zone_id and gap["rule"] == "unreached"
                 for i in gap.get("hotspots", ())}  # fmt: skip
        left = set(mine) - named
        if not left:
            continue
        waiting = [min(left)]
        left.discard(waiting[0])
        for one in waiting:
            reached = linked.get(one, set()) & left
            left -= reached
            waiting += sorted(reached)
        if left:
            faults.append(f"no passable link leads within {zone_id} to {', '.join(sorted(left))}")
    return faults


def _crews(zones: gpd.GeoDataFrame, region: Region, gaps: Sequence[dict[str, Any]]) -> list[str]:
    faults: list[str] = []
    units = {unit.unit_id: unit for unit in region.units if unit.available}
    agencies = {agency.code: agency for agency in region.agencies}
    sent: dict[str, str] = {}
    for row in zones.itertuples():
        mine = [str(unit_id) for unit_id in json.loads(row.units)]
        for unit_id in mine:
            if unit_id not in units:
                faults.append(f"{row.zone_id} is sent {unit_id}, which is not available")
            elif not (agencies[units[unit_id].agency].mandates or agencies[units[unit_id].agency].general_lead):
                faults.append(f"{row.zone_id} is sent {unit_id} of an agency without any mandate")
            if unit_id in sent:
                faults.append(f"{unit_id} is sent to {sent[unit_id]} and to {row.zone_id}")
            sent[unit_id] = str(row.zone_id)
        present = {units[unit_id].agency for unit_id in mine if unit_id in units}
        lead = row.lead if isinstance(row.lead, str) else None
        partners = set(json.loads(row.partners))
        if lead is None:
            if not any(gap["zone_id"] == row.zone_id and gap["rule"] == "no_lead" for gap in gaps):
                faults.append(f"{row.zone_id} has no lead, and no gap says so")
        elif lead not in present:
            faults.append(f"{row.zone_id} is led by {lead}, which has no crew there")
        if partners != present - {lead}:
            faults.append(f"the partners of {row.zone_id} are not the other agencies with a crew there")
        if not np.isfinite(row.workload_min):
            faults.append(f"{row.zone_id} has no workload")
    return faults

"""Which agencies and units can be counted on: whatever is odd about the others is told, and they are left out."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import Transformer

from geo.agencies.region import Agency, Region, Unit
from geo.spatial.travel.protocol import Travel
from geo.zones.notices import Notice, about_units


def fit_region(
    region: Region, travel: Travel | None, crs: object, without: Sequence[str] = ()
) -> tuple[Region, list[Notice]]:
    """Return the region with the agencies and units that zones can count on, and what was odd.

    Parameters
    ----------
    region
        As it was read, or built by hand.
    travel
        A network that bases must be near to, or None.
    crs
        Metric coordinate system of the hotspots, in which `travel` is asked.
    without
        Ids of units that are not there today (off sick): they stay in the region, as not available.

    Returns
    -------
    tuple
        Units that stand twice, have no base, no minutes, no known agency, or a base off the network of their means of
        travel are gone; a base outside the region is told and kept.
    """
    told: dict[str, list[str]] = {}
    agencies: list[Agency] = []
    for agency in region.agencies:
        if any(agency.code == known.code for known in agencies):
            told.setdefault("agency_stands_twice", []).append(agency.code)
        else:
            agencies.append(agency)
    units: list[Unit] = []
    for unit in region.units:
        fault = _fault(unit, {agency.code for agency in agencies}, {known.unit_id for known in units})
        if fault:
            told.setdefault(fault, []).append(unit.unit_id)
        else:
            units.append(unit)
    lost = _off_network(units, travel, crs)
    told["unit_off_network"] = [unit.unit_id for unit in units if unit.unit_id in lost]
    units = [unit for unit in units if unit.unit_id not in lost]
    inside = shapely.intersects_xy(region.boundary, [u.lon for u in units], [u.lat for u in units])
    told["base_outside_region"] = [unit.unit_id for unit, is_in in zip(units, inside, strict=True) if not is_in]
    away = Counter(str(unit_id) for unit_id in without)
    told["unit_unknown"] = sorted(set(away) - {unit.unit_id for unit in region.units})
    units = [dataclasses.replace(u, available=False) if u.unit_id in away else u for u in units]
    fit = dataclasses.replace(region, agencies=tuple(agencies), units=tuple(units))
    return fit, [about_units(code, ids) for code, ids in told.items() if ids]


def _fault(unit: Unit, agencies: set[str], known: set[str]) -> str | None:
    if unit.unit_id in known:
        return "unit_stands_twice"
    if unit.lon is None or unit.lat is None or not (math.isfinite(unit.lon) and math.isfinite(unit.lat)):
        return "unit_without_base"
    if not (math.isfinite(unit.shift_min) and unit.shift_min > 0):
        return "unit_without_minutes"
    return None if unit.agency in agencies else "unit_without_agency"


def _off_network(units: list[Unit], travel: Travel | None, crs: object) -> set[str]:
    if travel is None or not travel.over_network or not units:
        return set()
    to_metres = Transformer.from_crs(4326, crs, always_xy=True)
    lost: set[str] = set()
    for mode in sorted({unit.mode for unit in units}):
        mine = [unit for unit in units if unit.mode == mode]
        x, y = to_metres.transform([unit.lon for unit in mine], [unit.lat for unit in mine])
        away_m = travel.off_network_m(mode, np.column_stack([x, y]).astype(np.float64))
        lost |= {unit.unit_id for unit, metres in zip(mine, away_m, strict=True) if not math.isfinite(metres)}
    return lost

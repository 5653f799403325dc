"""Today's zones: which hotspot is in which, what leaving it costs, and what a new proposal changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo.languages import Says
from geo.zones.atoms import Atoms
from geo.zones.districting import Floats, Ints


@dataclass(frozen=True)
class Today:
    """The current plan over the atoms of a new one.

    Parameters
    ----------
    zone_ids
        Its zones, sorted.
    of_atom
        (n,) number of the zone each atom is in today (of most of its hotspots), -1 for none.
    of_hotspot, of_unit
        Zone id by hotspot id and by unit id.
    leads
        Lead agency by zone id.
    """

    zone_ids: tuple[str, ...]
    of_atom: Ints
    of_hotspot: dict[str, str]
    of_unit: dict[str, str]
    leads: dict[str, str | None]


@dataclass(frozen=True)
class Changes:
    """What a proposal changes against today's zones.

    Parameters
    ----------
    hotspots, units
        `{hotspot_id, from_zone, to_zone}` and `{unit_id, from_zone, to_zone}` of those that move; a zone is None
        where there is none: a hotspot that is new or gone, a unit that stayed at its base.
    zones_new, zones_gone
        Ids of zones that are only in the proposal, or only in today's plan.
    says
        The changes in a sentence.
    """

    hotspots: tuple[dict[str, Any], ...]
    units: tuple[dict[str, Any], ...]
    zones_new: tuple[str, ...]
    zones_gone: tuple[str, ...]
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `hotspots, units, zones_new, zones_gone, summary_id, summary_en`."""
        return {
            "hotspots": list(self.hotspots),
            "units": list(self.units),
            "zones_new": list(self.zones_new),
            "zones_gone": list(self.zones_gone),
            "summary_id": self.says.id,
            "summary_en": self.says.en,
        }


def read_today(today: gpd.GeoDataFrame, atoms: Atoms) -> Today:
    """Read the current plan.

    Parameters
    ----------
    today
        Form of `geo.tables.zones`: zone_id, lead, hotspots and units (JSON lists) are used.
    atoms
        Of the new proposal.
    """
    of_hotspot: dict[str, str] = {}
    of_unit: dict[str, str] = {}
    leads: dict[str, str | None] = {}
    for row in today.sort_values("zone_id").itertuples():
        zone_id = str(row.zone_id)
        leads[zone_id] = row.lead if isinstance(row.lead, str) else None
        of_hotspot.update({str(i): zone_id for i in _listed(row.hotspots)})
        of_unit.update({str(i): zone_id for i in _listed(row.units)})
    zone_ids = tuple(leads)
    number = {zone_id: k for k, zone_id in enumerate(zone_ids)}
    votes = np.zeros((atoms.n, max(len(zone_ids), 1)))
    for atom, hotspot_id in zip(atoms.of_hotspot, atoms.hotspots["hotspot_id"], strict=True):
        if hotspot_id in of_hotspot:
            votes[atom, number[of_hotspot[hotspot_id]]] += 1
    of_atom = np.where(votes.any(axis=1), votes.argmax(axis=1), -1).astype(np.int64)
    return Today(zone_ids, of_atom, of_hotspot, of_unit, leads)


def _listed(value: object) -> list[Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return list(found) if isinstance(found, list | tuple) else []


def keep_cost(today: Today, atoms: Atoms, price_min: float) -> Floats:
    """Return (n, n) what it costs that atom i belongs to the zone around k, a place of another zone today.

    `price_min` minutes x mean harm of a hotspot for each hotspot that moves; places that are new are free.
    """
    hotspots = np.bincount(atoms.of_hotspot, minlength=atoms.n)
    each = price_min * float(atoms.harm.sum()) / max(len(atoms.hotspots), 1)
    known = (today.of_atom[:, None] >= 0) & (today.of_atom[None, :] >= 0)
    moves = known & (today.of_atom[:, None] != today.of_atom[None, :])
    return np.where(moves, each * hotspots[:, None], 0.0)


def zone_ids_of(labels: Ints, atoms: Atoms, order: list[int], today: Today | None) -> list[str]:
    """Return an id for each zone: today's where it shares most harm with one, else the first free number.

    Parameters
    ----------
    labels, atoms
        Zone of each atom.
    order
        The zones, heaviest first: free numbers are given in this order.
    today
        The current plan, or None.
    """
    zones = int(labels.max()) + 1
    ids: dict[int, str] = {}
    if today is not None and today.zone_ids:
        from scipy.optimize import linear_sum_assignment

        shared = np.zeros((zones, len(today.zone_ids)))
        known = today.of_atom >= 0
        np.add.at(shared, (labels[known], today.of_atom[known]), atoms.harm[known])
        for zone, old in zip(*linear_sum_assignment(-shared), strict=True):
            if shared[zone, old] > 0:
                ids[int(zone)] = today.zone_ids[int(old)]
    taken = set(ids.values()) | (set(today.zone_ids) if today is not None else set())
    number = 0
    for zone in order:
        while zone not in ids:
            number += 1
            if f"Z{number:02d}" not in taken:
                ids[zone] = f"Z{number:02d}"
    return [ids[zone] for zone in range(zones)]


def changes_of(today: Today, zones: gpd.GeoDataFrame) -> Changes:
    """Compare a proposal (form of `geo.tables.zones`) with today's plan."""
    of_hotspot: dict[str, str] = {}
    of_unit: dict[str, str] = {}
    for row in zones.itertuples():
        of_hotspot.update(dict.fromkeys(_listed(row.hotspots), row.zone_id))
        of_unit.update(dict.fromkeys(_listed(row.units), row.zone_id))
    hotspots = _moved("hotspot_id", today.of_hotspot, of_hotspot)
    units = _moved("unit_id", today.of_unit, of_unit)
    new = tuple(sorted(set(zones["zone_id"]) - set(today.zone_ids)))
    gone = tuple(sorted(set(today.zone_ids) - set(zones["zone_id"])))
    crossing = sum(1 for move in hotspots if move["from_zone"] and move["to_zone"])
    if not (hotspots or units or new or gone):
        says = Says("Sama dengan zona hari ini.", "The same as today's zones.")
    else:
        says = Says(
            "{crossing} titik rawan pindah zona, {new} baru, {gone} hilang; {units} regu berpindah tugas; "
            "{zones_new} zona baru, {zones_gone} zona hilang.",
            "{crossing} hotspots change zone, {new} are new, {gone} are gone; {units} crews change their task; "
            "{zones_new} zones are new, {zones_gone} are gone.",
        ).filled(
            crossing=crossing,
            new=sum(1 for move in hotspots if not move["from_zone"]),
            gone=sum(1 for move in hotspots if not move["to_zone"]),
            units=len(units),
            zones_new=len(new),
            zones_gone=len(gone),
        )
    return Changes(hotspots, units, new, gone, says)


def _moved(key: str, before: dict[str, str], after: dict[str, str]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {key: one, "from_zone": before.get(one), "to_zone": after.get(one)}
        for one in sorted(set(before) | set(after))
        if before.get(one) != after.get(one)
    )

"""Joint crews: the agencies of a zone in one vehicle or boat, its lead aboard."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from geo.agencies.region import Agency, Region, Unit
from geo.languages import Says
from geo.routes.notices import Notice, listed
from geo.routes.parameters import RouteParameters
from geo.spatial.travel.modes import Mode

Vehicle = Literal["land", "water"]
_LEND_FROM = 4  # people: a unit of fewer stays together


@dataclass(frozen=True)
class Crew:
    """A joint team in one vehicle or boat.

    Parameters
    ----------
    crew_id
        Zone and kind of vehicle, for example `Z01-land`; the same from run to run.
    zone_id, zone_name
        The zone that it patrols.
    lead
        Agency that leads it.
    agencies
        Agencies aboard, the lead first.
    units
        Units whose people are aboard, the vehicle's first.
    mode
        Means of travel of the vehicle.
    people
        How many go.
    shift_min
        The shortest shift of its units: they go and return together.
    lon, lat
        The vehicle's base.
    """

    crew_id: str
    zone_id: str
    zone_name: str
    lead: str
    agencies: tuple[str, ...]
    units: tuple[str, ...]
    mode: Mode
    people: int
    shift_min: float
    lon: float
    lat: float

    @property
    def vehicle(self) -> Vehicle:
        """Whether it goes on land or on water."""
        return "water" if self.mode == "river" else "land"


@dataclass(frozen=True)
class Crews:
    """The crews that can go, zones in their order, and what the user should know."""

    crews: tuple[Crew, ...]
    notices: tuple[Notice, ...]


def make_crews(
    zones: gpd.GeoDataFrame, region: Region, parameters: RouteParameters, *, without_units: Collection[str] = ()
) -> Crews:
    """Make the crews of every zone.

    Parameters
    ----------
    zones
        Form of `geo.tables.zones`: zone_id, rank, name, lead, partners, units (JSON lists).
    region
        Units with their bases, shifts and people; agencies with their mandates.
    parameters
        Seats of a vehicle.
    without_units
        Units that cannot go today (sick, called away).

    Returns
    -------
    Crews
        At most two of a zone, one on land and one on water. The vehicle is that of the lead's largest unit of that
        kind, else of the largest unit; everybody of the kind rides along. A crew without a unit of the lead takes
        half the people of the lead's largest unit with 4 or more; where the lead can spare nobody, a partner that may
        lead some kind of incident itself leads that crew, else it does not go. A unit without base, with a shift of
        0 minutes, unavailable, unknown or already in another zone is named and left out.
    """
    units = {unit.unit_id: unit for unit in region.units}
    agencies = {agency.code: agency for agency in region.agencies}
    usable, notices = _usable(zones, units, agencies, set(without_units))
    crews: list[Crew] = []
    for row in _rows(zones):
        zone_id, lead = str(row["zone_id"]), row.get("lead")
        mine = [units[unit_id] for unit_id in usable.get(zone_id, ())]
        if not isinstance(lead, str) or not lead or lead not in agencies:
            notices.append(_no_lead(zone_id))
        elif not mine:
            notices.append(_no_unit(zone_id))
        else:
            made, told = _of_zone(row, mine, agencies)
            crews.extend(made)
            notices.extend(told)
    notices.extend(_crowded(crew, parameters.seats) for crew in crews if crew.people > parameters.seats)
    return Crews(tuple(crews), tuple(notices))


def ids_of(value: object) -> list[str]:
    """Read a JSON list of ids (text or list); anything else is an empty list."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    return [str(item) for item in found] if isinstance(found, list | tuple) else []


def _rows(zones: gpd.GeoDataFrame) -> list[Mapping[str, Any]]:
    table = pd.DataFrame(zones.drop(columns="geometry", errors="ignore"))
    rows = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    return sorted(rows, key=lambda row: str(row["zone_id"]))


def _usable(
    zones: gpd.GeoDataFrame, units: Mapping[str, Unit], agencies: Mapping[str, Agency], absent: set[str]
) -> tuple[dict[str, list[str]], list[Notice]]:
    """Return by zone the units that can go, and name the others with the reason."""
    notices: list[Notice] = []
    found: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    for row in _rows(zones):
        zone_id = str(row["zone_id"])
        for unit_id in dict.fromkeys(ids_of(row.get("units"))):
            unit = units.get(unit_id)
            why = _unusable(unit, agencies, absent)
            if why is None and unit_id in taken:
                why = Says("sudah bertugas di zona {z}", "already goes to zone {z}").filled(z=taken[unit_id])
            if why is not None:
                name = unit.name if unit is not None else unit_id
                told = Says(
                    "Kesatuan {name} ({unit}) tidak ikut di zona {zone}: {why}.",
                    "Unit {name} ({unit}) does not go to zone {zone}: {why}.",
                )
                notices.append(
                    Notice("unit_left_out", told.filled(name=name, unit=unit_id, zone=zone_id, why=why)),
                )
                continue
            taken[unit_id] = zone_id
            found.setdefault(zone_id, []).append(unit_id)
    return found, notices


def _unusable(unit: Unit | None, agencies: Mapping[str, Agency], absent: set[str]) -> Says | None:
    if unit is None:
        return Says("tidak ada di agencies.toml wilayah ini", "it is not in this region's agencies.toml")
    if unit.unit_id in absent:
        return Says("berhalangan hari ini", "it cannot go today")
    if not unit.available:
        return Says("tidak tersedia (available = false)", "it is not available (available = false)")
    if unit.agency not in agencies:
        return Says("instansinya ({a}) tidak dikenal", "its agency ({a}) is unknown").filled(a=unit.agency)
    if not (math.isfinite(unit.lon) and math.isfinite(unit.lat)):
        return Says("belum punya pangkalan; isi base", "it has no base; fill in base")
    if not unit.shift_min > 0:
        return Says("giliran jaganya 0 menit; isi shift_min", "its shift is 0 minutes; fill in shift_min")
    return None


def _of_zone(
    row: Mapping[str, Any], mine: list[Unit], agencies: Mapping[str, Agency]
) -> tuple[list[Crew], list[Notice]]:
    lead = str(row["lead"])
    partners = ids_of(row.get("partners"))
    groups: dict[Vehicle, list[Unit]] = {
        "land": [u for u in mine if u.mode != "river"],
        "water": [u for u in mine if u.mode == "river"],
    }
    without = [kind for kind, group in groups.items() if group and all(u.agency != lead for u in group)]
    lender = max(
        (u for u in mine if u.agency == lead and u.crew >= _LEND_FROM), key=lambda u: (u.crew, u.unit_id), default=None
    )
    crews: list[Crew] = []
    notices: list[Notice] = []
    for kind, group in groups.items():
        if not group:
            continue
        lent = lender if kind in without else None
        leading: str | None = lead
        if kind in without and lent is None:
            leading = _other_lead(group, partners, agencies)
            notices.append(_lead_elsewhere(str(row["zone_id"]), kind, lead, leading))
        if leading is None:
            continue
        people = sum(u.crew for u in group) + (lent.crew // 2 if lent else 0)
        if lender is not None and lender in group and len(without) > 0:
            people -= lender.crew // 2
        crews.append(_crew(row, kind, group, lent, leading, partners, people))
    return crews, notices


def _crew(
    row: Mapping[str, Any],
    kind: Vehicle,
    group: list[Unit],
    lent: Unit | None,
    lead: str,
    partners: list[str],
    people: int,
) -> Crew:
    vehicle = max(group, key=lambda u: (u.agency == lead, u.crew, u.unit_id))
    aboard = group if lent is None else [*group, lent]
    codes = {u.agency for u in aboard}
    order = [code for code in [lead, *partners, *sorted(codes)] if code in codes]
    others = sorted(u.unit_id for u in aboard if u is not vehicle)
    name = row.get("name")
    return Crew(
        crew_id=f"{row['zone_id']}-{kind}",
        zone_id=str(row["zone_id"]),
        zone_name=name if isinstance(name, str) else str(row["zone_id"]),
        lead=lead,
        agencies=tuple(dict.fromkeys(order)),
        units=(vehicle.unit_id, *others),
        mode=vehicle.mode,
        people=people,
        shift_min=min(u.shift_min for u in aboard),
        lon=vehicle.lon,
        lat=vehicle.lat,
    )


def _other_lead(group: list[Unit], partners: list[str], agencies: Mapping[str, Agency]) -> str | None:
    codes = {u.agency for u in group}
    order = [code for code in [*partners, *sorted(codes)] if code in codes]
    lawful = [c for c in order if agencies[c].general_lead or any(m.role == "lead" for m in agencies[c].mandates)]
    return lawful[0] if lawful else None


def _no_lead(zone_id: str) -> Notice:
    text = Says(
        "Zona {zone} tidak punya instansi pemimpin yang sah, jadi tidak ada regu yang berangkat ke sana.",
        "Zone {zone} has no lawful lead agency, so no crew goes there.",
    )
    return Notice("zone_without_lead", text.filled(zone=zone_id))


def _no_unit(zone_id: str) -> Notice:
    text = Says(
        "Zona {zone} tidak punya kesatuan yang dapat berangkat, jadi tidak ada rute di sana.",
        "Zone {zone} has no unit that can go, so there is no route there.",
    )
    return Notice("zone_without_units", text.filled(zone=zone_id))


def _lead_elsewhere(zone_id: str, kind: Vehicle, lead: str, leading: str | None) -> Notice:
    vehicle = Says("perahu", "boat") if kind == "water" else Says("kendaraan darat", "land vehicle")
    if leading is None:
        text = Says(
            "Regu {vehicle} zona {zone} tidak berangkat: pemimpin {lead} tidak punya orang untuk ikut, dan instansi "
            "lain di regu itu tidak berwenang memimpin.",
            "The {vehicle} crew of zone {zone} does not go: the lead {lead} has nobody to spare, and no other agency "
            "of that crew may lead.",
        )
        return Notice("crew_without_lead", text.filled(vehicle=vehicle, zone=zone_id, lead=lead))
    text = Says(
        "Regu {vehicle} zona {zone} dipimpin {leading}: pemimpin zona {lead} tidak punya orang untuk ikut.",
        "The {vehicle} crew of zone {zone} is led by {leading}: the zone's lead {lead} has nobody to spare.",
    )
    return Notice("crew_led_by_partner", text.filled(vehicle=vehicle, zone=zone_id, lead=lead, leading=leading))


def _crowded(crew: Crew, seats: int) -> Notice:
    text = Says(
        "Regu {crew} berjumlah {people} orang, satu kendaraan memuat {seats}: pakai kendaraan kedua beriringan, atau "
        "kurangi kesatuan ({units}).",
        "Crew {crew} has {people} people, one vehicle seats {seats}: take a second vehicle in convoy, or fewer units "
        "({units}).",
    )
    told = text.filled(crew=crew.crew_id, people=crew.people, seats=seats, units=listed(list(crew.units)))
    return Notice("crew_crowded", told)

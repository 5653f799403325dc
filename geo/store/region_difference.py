"""What differs between two packs of one region: kinds, agencies, units, places, objects and layers, told by name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from geo.agencies.region import Region
from geo.languages import Says

Subject = Literal["region", "boundary", "kind", "agency", "unit", "place", "object", "layer", "orders"]
Action = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, its code or name, and for a change the values before and after."""

    subject: Subject
    action: Action
    code: str
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form; `fields` as name to [before, after]."""
        fields = {name: list(pair) for name, pair in self.fields.items()}
        return {"subject": self.subject, "action": self.action, "code": self.code, "fields": fields}


def difference(old: Region, new: Region, files: Mapping[str, tuple[bytes | None, bytes | None]]) -> list[Change]:
    """Tell what a new pack changes.

    Parameters
    ----------
    old, new
        The region before and after.
    files
        File name to its content before and after, of the files that differ; None where it is not there.

    Returns
    -------
    list of Change
        In the order region, boundary, kinds, agencies, units, places, objects, layers, orders; empty when the two mean
        the same (a comment alone changes nothing).
    """
    found: list[Change] = []
    top = ("name", "title_id", "title_en", "crs", "timezone", "synthetic", "note", "home_agency")
    if fields := _fields(_manifest(old), _manifest(new), top):
        found.append(Change("region", "changed", new.name, fields))
    if not old.boundary.equals_exact(new.boundary, 0):
        areas = [f"{region.boundary_m().area / 1e6:.1f} km²" for region in (old, new)]
        found.append(Change("boundary", "changed", "boundary", {"area": (areas[0], areas[1])}))
    found += _compared("kind", _kinds(old), _kinds(new))
    found += _compared("agency", _agencies(old), _agencies(new))
    found += _compared("unit", _units(old), _units(new))
    found += _compared("place", _rows(old.places, "name"), _rows(new.places, "name"))
    found += _compared("object", _rows(old.objects, "object_id"), _rows(new.objects, "object_id"))
    found += _compared("layer", _layers(old, files, 0), _layers(new, files, 1))
    if "orders.toml" in files and old.order_form != new.order_form:
        found.append(Change("orders", "changed", "orders.toml"))
    return found


def _compared(subject: Subject, old: Mapping[str, dict[str, str]], new: Mapping[str, dict[str, str]]) -> list[Change]:
    found = [Change(subject, "removed", code) for code in old if code not in new]
    for code, values in new.items():
        if code not in old:
            found.append(Change(subject, "added", code))
        elif fields := _fields(old[code], values, tuple(dict.fromkeys((*old[code], *values)))):
            found.append(Change(subject, "changed", code, fields))
    return found


def _fields(old: Mapping[str, str], new: Mapping[str, str], names: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _manifest(region: Region) -> dict[str, str]:
    note = region.note or Says("", "")
    return {
        "name": region.name,
        "title_id": region.title.id,
        "title_en": region.title.en,
        "crs": str(region.crs),
        "timezone": region.timezone,
        "synthetic": str(region.synthetic).lower(),
        "note": f"{note.id} / {note.en}" if region.note else "",
        "home_agency": region.home_agency,
    }


def _kinds(region: Region) -> dict[str, dict[str, str]]:
    return {str(row["code"]): _texts(row) for row in region.kinds.to_dict("records")}


def _agencies(region: Region) -> dict[str, dict[str, str]]:
    # Mandates stand in kinds.csv and are told there.
    return {
        one.code: {
            "name_id": one.name.id,
            "name_en": one.name.en,
            "short": one.short,
            "legal": one.legal,
            "legal_status": "V" if one.verified else "U",
            "jurisdiction": "" if one.jurisdiction is None else f"{one.jurisdiction.area:.9f}",
        }
        for one in region.agencies
    }


def _units(region: Region) -> dict[str, dict[str, str]]:
    return {
        one.unit_id: {
            "agency": one.agency,
            "name": one.name,
            "mode": one.mode,
            "crew": str(one.crew),
            "shift_min": f"{one.shift_min:g}",
            "base": "" if np.isnan(one.lon) else f"{one.lon:.6f}, {one.lat:.6f}",
            "available": str(one.available).lower(),
        }
        for one in region.units
    }


def _rows(table: pd.DataFrame, key: str) -> dict[str, dict[str, str]]:
    plain = pd.DataFrame(table).copy()
    if "geometry" in plain:
        plain["geometry"] = ["" if one is None or one.is_empty else one.wkt for one in table.geometry]
    return {str(row[key]): _texts(row) for row in plain.to_dict("records")}


def _layers(
    region: Region, files: Mapping[str, tuple[bytes | None, bytes | None]], side: int
) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {}
    for name, layer in region.layers.items():
        content = files.get(f"{name}.geojson", (None, None))[side]
        told[name] = {"features": str(len(layer)), "bytes": "" if content is None else str(len(content))}
        if content is not None:
            told[name]["sha256"] = hashlib.sha256(content).hexdigest()[:12]
    return told


def _texts(row: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)

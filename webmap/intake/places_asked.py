"""Places as a citizen may choose them from a list, and what a place that was pointed at lies in."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geo.agencies.region import Region

_MOST_VILLAGES = 400
DISTRICTS = "districts"


@dataclass(frozen=True)
class District:
    """A district (kecamatan) of the list: code, name, villages."""

    code: str
    name: str
    villages: tuple[str, ...]


def listed(region: Region) -> tuple[District, ...]:
    """Return the districts by name, each with the places that the region knows in it."""
    if DISTRICTS not in region.layers:
        return ()
    villages: dict[str, list[str]] = {}
    places = region.places
    if len(places) <= _MOST_VILLAGES and "district" in places.columns:
        for name, district in zip(places["name"].astype(str), places["district"].astype(str), strict=True):
            villages.setdefault(district, []).append(name)
    layer = region.layers[DISTRICTS]
    found = [
        District(str(code), str(name), tuple(sorted(set(villages.get(str(name), [])))))
        for code, name in zip(layer["code"], layer["name"], strict=True)
    ]
    return tuple(sorted(found, key=lambda district: district.name))


def chosen(region: Region, value: str) -> tuple[str, str | None] | None:
    """Return district code and village of a value of the list (`CODE` or `CODE/VILLAGE`), or None when it is none."""
    code, _, village = value.partition("/")
    for district in listed(region):
        if district.code == code and (not village or village in district.villages):
            return code, village or None
    return None


def district_at(region: Region, lon: float, lat: float) -> str | None:
    """Return the code of the district that holds a point (degrees), or None."""
    if DISTRICTS not in region.layers:
        return None
    layer = region.layers[DISTRICTS]
    inside = shapely.contains_xy(layer.geometry.to_numpy(), lon, lat)
    return str(layer["code"].to_numpy()[inside][0]) if inside.any() else None


def is_outside(region: Region, lon: float, lat: float) -> bool:
    """Say whether a point lies outside the region, or on its open water beyond the districts."""
    return not bool(shapely.contains_xy(region.boundary, lon, lat))

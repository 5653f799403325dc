"""Names of a release's rows, made from their published outlines and the region's places: no two are alike."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from geo.agencies.region import Region
from geo.languages import Says
from geo.tables.releases import DISTRICT

_CELL = Says("Bidang {side} km dekat {place}", "Area of {side} km near {place}")
_CELL_ALONE = Says("Bidang {side} km", "Area of {side} km")
_AWAY = Says("{name} ({km} km di {where})", "{name} ({km} km {where})")
_NUMBERED = Says("{name}, {number}", "{name}, {number}")
_WHERE = (
    Says("timur", "east"), Says("timur laut", "north-east"), Says("utara", "north"), Says("barat laut", "north-west"),
    Says("barat", "west"), Says("barat daya", "south-west"), Says("selatan", "south"), Says("tenggara", "south-east"),
)  # fmt: skip


def row_names(features: list[dict[str, Any]], region: Region) -> list[Says]:
    """Return a name for every row of a release.

    A district has its own name. A cell is named by the nearest place of the region to its middle; where several would
    share a name, each says how far and in which direction it lies from that place, and its number if need be.

    Parameters
    ----------
    features
        As a release's JSON form has them.
    region
        Its districts, places and metric CRS.
    """
    cells = [number for number, one in enumerate(features) if one["properties"]["level"] != DISTRICT]
    named = _cell_names([features[number] for number in cells], region)
    by_number = dict(zip(cells, named, strict=True))
    districts: dict[str, str] = {}
    if "districts" in region.layers:
        layer = region.layers["districts"]
        districts = dict(zip(layer["code"].astype(str), layer["name"].astype(str), strict=True))
    codes = [str(one["properties"]["cell_id"]) for one in features]
    plain = [Says(districts.get(code, code), districts.get(code, code)) for code in codes]
    return [by_number.get(number, plain[number]) for number in range(len(features))]


def _cell_names(cells: list[dict[str, Any]], region: Region) -> list[Says]:
    sides = [int(one["properties"]["level"].removesuffix("m")) // 1000 for one in cells]
    if not cells or not len(region.places):
        named = {number: _CELL_ALONE.filled(side=side) for number, side in enumerate(sides)}
    else:
        outlines = [shapely.from_geojson(json.dumps(one["geometry"])) for one in cells]
        middles = gpd.GeoSeries([shape.representative_point() for shape in outlines], crs=4326).to_crs(region.crs)
        places = gpd.GeoSeries(region.places.geometry.to_numpy(), crs=4326).to_crs(region.crs)
        nearest = shapely.STRtree(places.to_numpy()).nearest(middles.to_numpy())
        words = region.places["name"].astype(str).to_numpy()[nearest]
        named = {n: _CELL.filled(side=side, place=words[n]) for n, side in enumerate(sides)}
        for number in _alike(named):
            away = middles.iloc[number], places.iloc[nearest[number]]
            named[number] = _AWAY.filled(name=named[number], **_from(away[1], away[0]))
    for number in _alike(named):
        column_row = str(cells[number]["properties"]["cell_id"]).partition(":")[2]
        named[number] = _NUMBERED.filled(name=named[number], number=column_row)
    return [named[number] for number in range(len(cells))]


def _alike(named: Mapping[int, Says]) -> list[int]:
    often = Counter(name.id for name in named.values())
    return [number for number, name in named.items() if often[name.id] > 1]


def _from(place: shapely.Point, middle: shapely.Point) -> dict[str, Any]:
    east, north = middle.x - place.x, middle.y - place.y
    return {
        "km": max(1, round(math.hypot(east, north) / 1000)),
        "where": _WHERE[round(math.degrees(math.atan2(north, east)) / 45) % 8],
    }

"""The ground under released maps: the region's own outline, waters, roads and places; nothing of it is secret."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from flask import Blueprint, Response

from geo.agencies.region import Region
from webmap.ground_credits import DRAWN, ground_sources
from webmap.released.answers import lasting
from webmap.services import services
from webmap.settings import WebSettings

LAYERS = DRAWN
_COARSE = 0.0015  # degrees: half a pixel where the whole region fills a desk's screen
_MOST_PLACES = 60
_KEEP_SECONDS = 3600


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/peta/dasar`: all layers of the ground in one answer."""

    @room.get("/peta/dasar")
    def ground() -> Response:
        region = services().region()
        return lasting(services().kept(("ground",), lambda: _packed(region)), seconds=_KEEP_SECONDS)


def _packed(region: Region) -> bytes:
    layers = {name: _features(region, name) for name in LAYERS}
    told = {
        "layers": {name: features for name, features in layers.items() if features},
        "sources": ground_sources(region),
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _features(region: Region, name: str) -> list[dict[str, Any]]:
    if name == "places":
        table = region.places.head(_MOST_PLACES)
    elif name == "boundary":
        table = gpd.GeoDataFrame({"name": [""]}, geometry=[region.boundary], crs=4326)
    elif name in region.layers:
        table = region.layers[name]
    else:
        return []
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    coarse = shapely.set_precision(shapely.simplify(shapes, _COARSE), 0.0001)
    named = "name" in table.columns
    return [
        {
            "type": "Feature",
            "properties": {"name": str(table["name"].iloc[number])} if named and name == "places" else {},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for number, shape in enumerate(coarse)
        if shape is not None and not shape.is_empty
    ]

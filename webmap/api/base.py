"""The ground of the map, layer by layer: boundary, waters, forest, districts, rivers, roads, places."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from flask import Blueprint, Response, abort

from geo.agencies.region import Region
from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.display import as_geojson, simplified
from webmap.services import services
from webmap.settings import WebSettings

# In drawing order. A region has those that its pack holds; `boundary` and `places` are there always.
LAYERS = ("boundary", "forest", "waters", "fairways", "districts", "rivers", "roads", "places")
_TOLD = ("name", "kind")
_MOST_PLACES = 400
_KEEP_SECONDS = 300


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/base` (which layers there are) and `/base/<layer>` (one of them as GeoJSON)."""

    @room.get("/base")
    def layers() -> Response:
        questions.only(())
        return answer(packed({"layers": layers_of(services().region())}), keep_seconds=_KEEP_SECONDS)

    @room.get("/base/<layer>")
    def one(layer: str) -> Response:
        questions.only(())
        region = services().region()
        if layer not in layers_of(region):
            abort(404)
        return answer(
            services().kept(("base", layer), lambda: packed(as_features(region, layer))), keep_seconds=_KEEP_SECONDS
        )


def layers_of(region: Region) -> list[str]:
    """Return the names of a region's layers in drawing order."""
    return [name for name in LAYERS if name in {"boundary", "places"} or len(region.layers.get(name, ()))]


def as_features(region: Region, layer: str) -> dict[str, Any]:
    """Return one layer as a GeoJSON collection fit for a screen, with the sources its features name."""
    table = _table(region, layer)
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    if layer != "places":
        shapes = simplified(shapes)
    features = []
    for shape, (_, row) in zip(shapes, table.iterrows(), strict=True):
        if shape is None or shape.is_empty:
            continue
        told = {name: str(row[name]) for name in _TOLD if name in table.columns and isinstance(row[name], str)}
        features.append({"type": "Feature", "properties": told, "geometry": as_geojson(shape)})
    sources = sorted({str(text) for text in table["source"].dropna()}) if "source" in table.columns else []
    return {"type": "FeatureCollection", "sources": [text for text in sources if text][:5], "features": features}


def _table(region: Region, layer: str) -> gpd.GeoDataFrame:
    if layer == "boundary":
        return gpd.GeoDataFrame({"name": [region.title.id]}, geometry=[region.boundary], crs="EPSG:4326")
    if layer == "places":
        return region.places.head(_MOST_PLACES)
    return region.layers[layer]

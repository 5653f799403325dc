"""The sure core of each hotspot: the places that nine of ten resamples of the data put into it."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response, request

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.api.display import as_geojson, simplified
from webmap.services import services
from webmap.settings import WebSettings

CORE = 0.9
_ROUNDING = 1e-9


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/borders`, which takes `run` (default: the latest finished one)."""

    @room.get("/borders")
    def borders() -> Response:
        questions.only({"run"})
        run = services().hotspot_run(request.args.get("run", "latest"))
        if run is None:
            return answer(packed({"run": None, "inclusion": CORE, "features": []}))
        key = ("borders", run["run_id"])
        return answer(services().kept(key, lambda: packed(_cores(str(run["run_id"]), settings.most_areas))))


def _cores(run_id: str, most: int) -> dict[str, Any]:
    """Return the cores of the highest ranks as GeoJSON; hotspots without a sure core have none."""
    store = services().store
    ranked = store.result(run_id, "hotspots").sort_values("rank")["hotspot_id"].astype(str).head(most)
    table = store.result(run_id, "borders")
    table = table[(table["inclusion"] >= CORE - _ROUNDING) & table["hotspot_id"].isin(set(ranked))]
    table = table.sort_values("inclusion").drop_duplicates("hotspot_id")
    shapes = simplified(np.asarray(table.geometry.to_numpy(), dtype=object))
    features = [
        {"type": "Feature", "properties": {"id": str(name)}, "geometry": as_geojson(shape)}
        for name, shape in zip(table["hotspot_id"], shapes, strict=True)
        if shape is not None and not shape.is_empty
    ]
    return {"run": {"run_id": run_id}, "inclusion": CORE, "type": "FeatureCollection", "features": features}

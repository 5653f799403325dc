"""The ground of the little map on which a citizen points: outlines, rivers, roads, names; coarse, for a 2G phone."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import shapely
from flask import Blueprint, Response, request

from geo.agencies.region import Region
from webmap.services import services
from webmap.settings import WebSettings

_LINES = ("districts", "rivers", "roads")
_TOLERANCE = 0.002  # degrees, about 200 m
_MOST_POINTS = 6000
_MOST_PLACES = 200


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the ground as one JSON document."""
    _ = settings

    @room.get("/lapor/peta.json")
    def ground() -> Response:
        body = services().kept(("lapor-ground",), lambda: json.dumps(drawn(services().region())).encode())
        answer = Response(body, mimetype="application/json")
        answer.headers["Cache-Control"] = "public, max-age=86400"
        answer.set_etag(hashlib.sha256(body).hexdigest()[:16])
        answer.make_conditional(request)
        return answer


def drawn(region: Region) -> dict[str, Any]:
    """Return bounds, outlines as lists of [lat, lon], and names with their places."""
    left = _MOST_POINTS
    lines: dict[str, list[list[list[float]]]] = {}
    shapes = {"boundary": [region.boundary]}
    shapes |= {name: list(region.layers[name].geometry) for name in _LINES if name in region.layers}
    for name, some in shapes.items():
        lines[name] = []
        for shape in some:
            for line in _lines(shape):
                left -= len(line)
                if left >= 0:
                    lines[name].append(line)
    places = region.places.head(_MOST_PLACES)
    names = [
        [str(name), round(point.y, 4), round(point.x, 4)]
        for name, point in zip(places["name"], places.geometry, strict=True)
    ]
    west, south, east, north = region.bounds
    return {"bounds": [[south, west], [north, east]], "lines": lines, "places": names}


def _lines(shape: Any) -> list[list[list[float]]]:
    simple = shapely.simplify(shape.boundary if shape.geom_type.endswith("Polygon") else shape, _TOLERANCE)
    found = []
    for part in shapely.get_parts(simple):
        points = shapely.get_coordinates(part)
        if len(points) > 1:
            found.append(np.round(points[:, ::-1], 4).tolist())
    return found

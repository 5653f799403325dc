"""From plain coordinates to geometries, each number judged before any geometry library sees it (RFC 7946)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

MAX_VERTICES = 200_000
MAX_FILE_VERTICES = 1_000_000
MAX_COLLECTION_DEPTH = 10
LARGEST = 1e30  # beyond it stand the signs for "no data" of several formats

Position = tuple[float, float]


class ShapeError(ValueError):
    """A geometry that cannot be made: reason code of `geo.sources.reasons`, offending value, values of the sentence."""

    def __init__(self, reason: str, value: str = "", **detail: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value[:200]
        self.detail = detail


def position(value: Any) -> Position:
    """Return x and y of one position; a height is left aside.

    Raises
    ------
    ShapeError
        `geometry_not_numbers`, `not_finite` or `placeholder_coordinates`.
    """
    if not isinstance(value, list | tuple) or len(value) < 2:
        raise ShapeError("geometry_not_numbers", str(value))
    x, y = value[0], value[1]
    if type(x) not in {int, float} or type(y) not in {int, float}:
        raise ShapeError("geometry_not_numbers", str(value))
    try:
        x, y = float(x), float(y)
    except OverflowError as error:
        raise ShapeError("not_finite", str(value)) from error
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ShapeError("not_finite", str(value))
    if abs(x) > LARGEST or abs(y) > LARGEST:
        raise ShapeError("placeholder_coordinates", f"{x}, {y}")
    return x, y


def positions(value: Any, at_least: int) -> npt.NDArray[np.float64]:
    """Return positions as an array of shape (n, 2).

    Raises
    ------
    ShapeError
        As `position`; `empty_geometry`, `too_few_points` or `too_many_vertices`.
    """
    if not isinstance(value, list | tuple):
        raise ShapeError("geometry_not_numbers", str(value)[:200])
    if not value:
        raise ShapeError("empty_geometry")
    if len(value) > MAX_VERTICES:
        raise ShapeError("too_many_vertices", n=len(value), limit=MAX_VERTICES)
    found = np.array([position(one) for one in value], dtype=np.float64)
    if len(found) < at_least:
        raise ShapeError("too_few_points", str(value))
    return found


def polygon(rings: Any) -> BaseGeometry:
    """Make a polygon from its rings, outer first; rings must be closed (an open one is refused, never closed for you).

    Raises
    ------
    ShapeError
        As `positions`; `unclosed_ring`.
    """
    if not isinstance(rings, list | tuple):
        raise ShapeError("geometry_not_numbers", str(rings)[:200])
    if not rings:
        raise ShapeError("empty_geometry")
    outlines = []
    for ring in rings:
        outline = positions(ring, 1)
        if len(outline) > 1 and (outline[0] != outline[-1]).any():
            raise ShapeError("unclosed_ring", f"{outline[0].tolist()} … {outline[-1].tolist()}")
        if len(outline) < 4:
            raise ShapeError("too_few_points", str(ring)[:200])
        outlines.append(outline)
    return shapely.Polygon(outlines[0], outlines[1:])


def count_vertices(coordinates: Any) -> int:
    """Count the positions of any coordinates member without recursion; stops above the limit of one geometry."""
    waiting, count = [coordinates], 0
    while waiting and count <= MAX_VERTICES:
        one = waiting.pop()
        if isinstance(one, list | tuple) and one:
            if isinstance(one[0], list | tuple):
                waiting.extend(one)
            else:
                count += 1
    return count


def shape_of(geometry: Mapping[str, Any] | None) -> BaseGeometry:
    """Make a geometry from a GeoJSON geometry object.

    Raises
    ------
    ShapeError
        With the reason code; nothing is repaired.
    """
    return _shape_of(geometry, 0)


def _shape_of(geometry: Any, depth: int) -> BaseGeometry:
    if geometry is None:
        raise ShapeError("null_geometry")
    if not isinstance(geometry, Mapping):
        raise ShapeError("unknown_geometry_type", str(geometry))
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return _collection(geometry.get("geometries"), depth)
    maker = _MAKERS.get(kind) if isinstance(kind, str) else None
    if maker is None:
        raise ShapeError("unknown_geometry_type", str(kind))
    coordinates = geometry.get("coordinates")
    if coordinates is None or coordinates == []:
        raise ShapeError("empty_geometry")
    if (n := count_vertices(coordinates)) > MAX_VERTICES:
        raise ShapeError("too_many_vertices", n=n, limit=MAX_VERTICES)
    return maker(coordinates)


def _collection(members: Any, depth: int) -> BaseGeometry:
    if depth >= MAX_COLLECTION_DEPTH:
        raise ShapeError("too_deep", limit=MAX_COLLECTION_DEPTH)
    if not isinstance(members, list) or not members:
        raise ShapeError("empty_geometry")
    return shapely.GeometryCollection([_shape_of(one, depth + 1) for one in members])


def _many(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ShapeError("geometry_not_numbers", str(value)[:200])
    return value


_MAKERS: dict[str, Any] = {
    "Point": lambda one: shapely.Point(position(one)),
    "MultiPoint": lambda one: shapely.MultiPoint(positions(one, 1)),
    "LineString": lambda one: shapely.LineString(positions(one, 2)),
    "MultiLineString": lambda one: shapely.MultiLineString([positions(line, 2) for line in _many(one)]),
    "Polygon": polygon,
    "MultiPolygon": lambda one: shapely.MultiPolygon([polygon(rings) for rings in _many(one)]),
}

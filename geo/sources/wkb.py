"""Well-known binary, walked and measured before a geometry library reads it (OGC 06-103r4, section 8).

A cut or lying WKB makes GEOS raise at best; a deeply nested collection kills the process.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geo.sources.shapes import LARGEST, MAX_COLLECTION_DEPTH, MAX_VERTICES, ShapeError

_POINT_BYTES = 21
_PLAIN_POINT = b"\x01\x01\x00\x00\x00"
_NAMES = {8: "CircularString", 9: "CompoundCurve", 10: "CurvePolygon", 11: "MultiCurve", 12: "MultiSurface",
          13: "Curve", 14: "Surface", 15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}  # fmt: skip


def from_wkb(values: Sequence[bytes | None]) -> tuple[npt.NDArray[np.object_], dict[int, ShapeError]]:
    """Make geometries (heights dropped) from WKB.

    Parameters
    ----------
    values
        WKB of each record (ISO or EWKB, either byte order), None where there is none.

    Returns
    -------
    tuple
        Object array of geometries (None where refused), and the refused by their place: `null_geometry`, `bad_wkb`,
        `empty_geometry`, `placeholder_coordinates`, `not_finite`, `unsupported_geometry`, `unclosed_ring`,
        `too_few_points`, `too_many_vertices` or `too_deep`.
    """
    made = np.full(len(values), None, dtype=object)
    faults: dict[int, ShapeError] = {}
    plain = [
        at
        for at, value in enumerate(values)
        if value is not None and len(value) == _POINT_BYTES and value[:5] == _PLAIN_POINT
    ]
    if plain:
        content = b"".join(values[at][5:] for at in plain)  # type: ignore[index]  # plain ones are not None
        places = np.frombuffer(content, dtype="<f8").reshape(-1, 2)
        sound = np.isfinite(places).all(axis=1) & (np.abs(np.where(np.isfinite(places), places, 0)) <= LARGEST).all(
            axis=1
        )
        where = np.asarray(plain)
        made[where[sound]] = shapely.points(places[sound])
        for at, (x, y) in zip(where[~sound].tolist(), places[~sound].tolist(), strict=True):
            faults[at] = _point_fault(x, y)
    done = set(plain)
    for at, value in enumerate(values):
        if at in done:
            continue
        try:
            made[at] = _one(value)
        except ShapeError as fault:
            faults[at] = fault
    return made, faults


def _one(value: bytes | None) -> shapely.Geometry:
    if value is None:
        raise ShapeError("null_geometry")
    end, vertices = _walk(value, 0, 0)
    if vertices == 0:
        raise ShapeError("empty_geometry")
    if end != len(value):
        raise ShapeError("bad_wkb", f"{len(value)} byte, {end}")
    try:
        return shapely.force_2d(shapely.from_wkb(value))
    except (shapely.errors.GEOSException, ValueError, TypeError) as error:
        raise ShapeError("bad_wkb", str(error)) from error


def _walk(value: bytes, at: int, depth: int) -> tuple[int, int]:
    """Measure one geometry that begins at `at`; return where it ends and its vertices."""
    if depth > MAX_COLLECTION_DEPTH:
        raise ShapeError("too_deep", limit=MAX_COLLECTION_DEPTH)
    if at + 5 > len(value) or value[at] not in {0, 1}:
        raise ShapeError("bad_wkb")
    order = "<" if value[at] == 1 else ">"
    (code,) = struct.unpack_from(order + "I", value, at + 1)
    at += 5
    flags, kind = code & 0xE0000000, code & 0x1FFFFFFF
    thousands, kind = divmod(kind, 1000)
    if thousands > 3 or (flags and thousands):
        raise ShapeError("bad_wkb")
    dimensions = 2 + bool(flags & 0x80000000) + bool(flags & 0x40000000) + {0: 0, 1: 1, 2: 1, 3: 2}[thousands]
    if flags & 0x20000000:
        at += 4
    if kind == 1:
        return _walk_positions(value, at, order, dimensions, 1, 0)
    if kind in _NAMES:
        raise ShapeError("unsupported_geometry", _NAMES[kind])
    if not 2 <= kind <= 7:
        raise ShapeError("bad_wkb")
    n, at = _count(value, at, order)
    if kind == 2:
        return _walk_positions(value, at, order, dimensions, n, 2)
    vertices = 0
    for _ in range(n):
        if kind == 3:
            points, at = _count(value, at, order)
            at, inside = _walk_positions(value, at, order, dimensions, points, 4)
        else:
            at, inside = _walk(value, at, depth + 1)
        vertices += inside
        if vertices > MAX_VERTICES:
            raise ShapeError("too_many_vertices", n=vertices, limit=MAX_VERTICES)
    return at, vertices


def _count(value: bytes, at: int, order: str) -> tuple[int, int]:
    if at + 4 > len(value):
        raise ShapeError("bad_wkb")
    (n,) = struct.unpack_from(order + "I", value, at)
    if n > len(value):
        raise ShapeError("bad_wkb")
    return n, at + 4


def _walk_positions(value: bytes, at: int, order: str, dimensions: int, n: int, at_least: int) -> tuple[int, int]:
    end = at + 8 * dimensions * n
    if end > len(value):
        raise ShapeError("bad_wkb")
    if n > MAX_VERTICES:
        raise ShapeError("too_many_vertices", n=n, limit=MAX_VERTICES)
    places = np.frombuffer(value, dtype=order + "f8", count=dimensions * n, offset=at).reshape(n, dimensions)[:, :2]
    if at_least == 0 and np.isnan(places).all():  # how WKB writes an empty point
        return end, 0
    if not np.isfinite(places).all() or (np.abs(places) > LARGEST).any():
        worst = places[~(np.abs(places) <= LARGEST).all(axis=1)][0]
        raise _point_fault(*worst.tolist())
    if 0 < n < at_least:
        raise ShapeError("too_few_points")
    if at_least == 4 and n and (places[0] != places[-1]).any():
        raise ShapeError("unclosed_ring")
    return end, n


def _point_fault(x: float, y: float) -> ShapeError:
    if np.isnan(x) and np.isnan(y):
        return ShapeError("empty_geometry")
    if not (np.isfinite(x) and np.isfinite(y)):
        return ShapeError("not_finite", f"{x}, {y}")
    return ShapeError("placeholder_coordinates", f"{x:g}, {y:g}")

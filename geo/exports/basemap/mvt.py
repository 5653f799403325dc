"""Vector tiles, Mapbox Vector Tile 2.1: shapes in whole tile units to bytes, the same bytes for the same content."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

EXTENT = 4096
Value = str | int | float | bool
Feature = tuple[BaseGeometry, Mapping[str, Value]]
_MOVE, _LINE, _CLOSE = 1, 2, 7
_POINT, _LINESTRING, _POLYGON = 1, 2, 3
_KIND_OF = {0: _POINT, 1: _LINESTRING, 2: _LINESTRING, 3: _POLYGON, 4: _POINT, 5: _LINESTRING, 6: _POLYGON}


def encode_tile(layers: Iterable[tuple[str, Sequence[Feature]]]) -> bytes:
    """Encode the layers of one tile.

    Parameters
    ----------
    layers
        Name and features of each layer, in drawing order; shapes in tile units (0 to `EXTENT`, y downwards, whole
        numbers, a margin outside allowed), polygons valid. What is no point, line or polygon is left out.

    Returns
    -------
    bytes
        The tile, uncompressed; empty when no feature is left.
    """
    parts = []
    for name, features in layers:
        body = _layer(name, features)
        if body:
            parts.append(_block(3, body))
    return b"".join(parts)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[str, Value], int] = {}
    told = []
    for shape, attributes in features:
        kind = _KIND_OF.get(int(shapely.get_type_id(shape)))
        commands = _geometry(shape, kind) if kind is not None else None
        if kind is None or commands is None or not len(commands):
            continue
        tags = []
        for key, value in attributes.items():
            tags += [keys.setdefault(key, len(keys)), values.setdefault((type(value).__name__, value), len(values))]
        body = _block(2, varints(tags)) + varints([3 << 3, kind]) + _block(4, varints(commands))
        told.append(_block(2, body))
    if not told:
        return b""
    return b"".join(
        [
            varints([15 << 3, 2]),
            _block(1, name.encode()),
            *told,
            *(_block(3, key.encode()) for key in keys),
            *(_block(4, _value(value)) for _, value in values),
            varints([5 << 3, EXTENT]),
        ]
    )


def _geometry(shape: BaseGeometry, kind: int | None) -> npt.NDArray[np.uint64] | None:
    """Return the drawing commands of a shape, the pen starting at 0, 0."""
    parts = shapely.get_parts(shape)
    pen = np.zeros((1, 2), dtype=np.int64)
    if kind == _POINT:
        at = _whole(shapely.get_coordinates(parts))
        return np.concatenate([[_command(_MOVE, len(at))], _steps(at, pen)]) if len(at) else None
    runs: list[npt.NDArray[np.int64]] = []
    if kind == _POLYGON:
        for polygon in shapely.orient_polygons(parts, exterior_cw=False):  # y is downwards: seen as clockwise
            rings = [_whole(shapely.get_coordinates(ring))[:-1] for ring in shapely.get_rings(polygon)]
            # A ring of which rounding left no area is no ring; without its outer ring a polygon has no holes either.
            if rings and _has_area(rings[0]):
                runs += [ring for ring in rings if _has_area(ring)]
    else:
        runs = [run for part in parts if len(run := _moved(_whole(shapely.get_coordinates(part)))) > 1]
    commands: list[npt.NDArray[np.uint64]] = []
    for run in runs:
        steps = _steps(run, pen)
        pen = run[-1:]
        commands += [
            np.array([_command(_MOVE, 1)], dtype=np.uint64),
            steps[:2],
            np.array([_command(_LINE, len(run) - 1)], dtype=np.uint64),
            steps[2:],
        ]
        if kind == _POLYGON:
            commands.append(np.array([_command(_CLOSE, 1)], dtype=np.uint64))
    return np.concatenate(commands) if commands else None


def _whole(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.rint(xy).astype(np.int64)


def _moved(run: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return a line without corners that repeat the one before."""
    return run[np.append(True, (np.diff(run, axis=0) != 0).any(axis=1))[: len(run)]]


def _has_area(ring: npt.NDArray[np.int64]) -> bool:
    if len(ring) < 3:
        return False
    x, y = ring[:, 0], ring[:, 1]
    return bool((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() != 0)


def _command(name: int, count: int) -> int:
    return (name & 7) | (count << 3)


def _steps(run: npt.NDArray[np.int64], pen: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    steps = np.diff(run, axis=0, prepend=pen).ravel()
    return ((steps << 1) ^ (steps >> 63)).astype(np.uint64)


def _block(field: int, body: bytes) -> bytes:
    return varints([(field << 3) | 2, len(body)]) + body


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return varints([7 << 3, int(value)])
    if isinstance(value, int):
        return varints([6 << 3, (value << 1) ^ (value >> 63)])
    if isinstance(value, float):
        return varints([(3 << 3) | 1]) + struct.pack("<d", value)
    return _block(1, value.encode())


def varints(numbers: Sequence[int] | npt.NDArray[np.uint64]) -> bytes:
    """Return whole numbers (0 to 2**64 - 1) as protobuf varints, one after the other."""
    values = np.asarray(numbers, dtype=np.uint64)
    if not len(values):
        return b""
    columns = []
    kept = []
    rest = values
    alive = np.ones(len(values), dtype=bool)
    while alive.any():
        low = (rest & np.uint64(0x7F)).astype(np.uint8)
        rest = rest >> np.uint64(7)
        more = rest > 0
        columns.append(np.where(more, low | 0x80, low).astype(np.uint8))
        kept.append(alive)
        alive = alive & more
    return np.stack(columns, axis=1)[np.stack(kept, axis=1)].tobytes()

"""Cuts things to draw into tiles, zoom by zoom: what is too small at a zoom is left out, the rest simplified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import ParameterError
from geo.exports.basemap.grid import MARGIN, mercator
from geo.exports.basemap.mvt import EXTENT, encode_tile
from geo.exports.basemap.pmtiles_file import tile_number
from geo.languages import Says
from geo.pipelines.basemap_themes import THEMES, Themed, one_kind
from geo.progress import Progress

MOST_TILES = 200_000
LOWEST, HIGHEST = 0, 15
_PIXEL = 8  # tile units of a screen's pixel: a tile is drawn 512 pixels wide
_TOLERANCE = 0.75 * _PIXEL
_FINEST = 0.25 * _PIXEL  # at the last zoom, which is drawn larger still
_LEAST_AREA = (2 * _PIXEL) ** 2
_LEAST_LENGTH = 2 * _PIXEL
_STAGE = Says("Memotong ubin, zoom {z}", "Cutting tiles, zoom {z}")
Box = tuple[float, float, float, float]


def cut_tiles(
    things: Sequence[Themed], bounds: Box, zooms: tuple[int, int], progress: Progress
) -> Iterator[tuple[int, bytes]]:
    """Cut things into tiles.

    Parameters
    ----------
    things
        Shapes in degrees with theme and first zoom.
    bounds
        What the tiles cover (degrees); things outside are left out.
    zooms
        Lowest and highest zoom.
    progress
        Told as each zoom begins and as its rows are done; an exception it raises ends the work.

    Yields
    ------
    tuple
        Number and content of each tile that is not empty, zoom by zoom.

    Raises
    ------
    ParameterError
        When there would be more than `MOST_TILES` tiles.
    """
    low, high = zooms
    expected = [tiles_over(bounds, z) for z in range(low, high + 1)]
    if sum(expected) > MOST_TILES:
        problem = Says(
            "{n} ubin, terbanyak {most}; turunkan zoom tertinggi atau potong lapisannya.",
            "{n} tiles, at most {most}; lower the highest zoom or cut the layers.",
        )
        raise ParameterError(name="--zoom", problem=problem.filled(n=sum(expected), most=MOST_TILES))
    shapes = shapely.transform(np.asarray([one.shape for one in things], dtype=object), mercator, interleaved=True)
    done = 0
    for z, n in zip(range(low, high + 1), expected, strict=True):
        share, step = done / sum(expected), n / sum(expected)
        yield from _of_zoom(things, shapes, bounds, z, z == high, _within(progress, share, step, z))
        done += n


def tiles_over(bounds: Box, z: int) -> int:
    """Return how many tiles of a zoom touch the bounds."""
    x0, y0, x1, y1 = _range(bounds, z)
    return (x1 - x0 + 1) * (y1 - y0 + 1)


def _range(bounds: Box, z: int) -> tuple[int, int, int, int]:
    west, south, east, north = bounds
    corners = mercator(np.array([[west, north], [east, south]])) * (1 << z)
    (x0, y0), (x1, y1) = np.clip(np.floor(corners), 0, (1 << z) - 1).astype(int)
    return int(x0), int(y0), int(x1), int(y1)


def _within(progress: Progress, share: float, step: float, z: int) -> Any:
    def tell(part: float) -> None:
        progress(min(1.0, share + step * part), _STAGE.filled(z=z))

    return tell


def _of_zoom(
    things: Sequence[Themed], shapes: npt.NDArray[np.object_], bounds: Box, z: int, last: bool, tell: Any
) -> Iterator[tuple[int, bytes]]:
    x0, y0, x1, y1 = _range(bounds, z)
    tell(0.0)
    wanted = [place for place, one in enumerate(things) if one.min_zoom <= z]
    if not wanted:
        return
    size = EXTENT * (1 << z)
    scaled = shapely.transform(shapes[wanted], lambda xy: xy * size)
    scaled = shapely.simplify(scaled, _FINEST if last else _TOLERANCE)
    kept = ~shapely.is_empty(scaled) & _large_enough(scaled)
    scaled, chosen = scaled[kept], [things[wanted[place]] for place in np.flatnonzero(kept)]
    if not len(scaled):
        return
    reach = shapely.bounds(scaled)
    for y in range(y0, y1 + 1):
        tell((y - y0) / (y1 - y0 + 1))
        top, bottom = y * EXTENT - MARGIN, (y + 1) * EXTENT + MARGIN
        rows = np.flatnonzero((reach[:, 1] <= bottom) & (reach[:, 3] >= top))
        if not len(rows):
            continue
        strip = shapely.clip_by_rect(scaled[rows], x0 * EXTENT - MARGIN, top, (x1 + 1) * EXTENT + MARGIN, bottom)
        inside = ~shapely.is_empty(strip)
        rows, strip = rows[inside], strip[inside]
        across = shapely.bounds(strip)
        for x in range(x0, x1 + 1):
            left, right = x * EXTENT - MARGIN, (x + 1) * EXTENT + MARGIN
            here = np.flatnonzero((across[:, 0] <= right) & (across[:, 2] >= left))
            if not len(here):
                continue
            pieces = shapely.clip_by_rect(strip[here], left, top, right, bottom)
            corner = np.array([x * EXTENT, y * EXTENT])
            content = _tile([chosen[place] for place in rows[here]], pieces, corner)
            if content:
                yield tile_number(z, x, y), content


def _tile(things: Sequence[Themed], pieces: npt.NDArray[np.object_], corner: npt.NDArray[np.int64]) -> bytes:
    """Encode one tile: its pieces in the order of the themes, corners in whole tile units, still valid."""
    local = shapely.transform(pieces, lambda xy: xy - corner)
    local = shapely.set_precision(_mended(local), 1.0)
    layers: dict[str, list[tuple[Any, Mapping[str, Any]]]] = {name: [] for name in THEMES}
    for one, shape in zip(things, local, strict=True):
        if not shape.is_empty:
            layers[one.theme].append((shape, one.attributes))
    return encode_tile((name, rows) for name, rows in layers.items() if rows)


def _mended(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return shapes of one kind each, valid where clipping bent them."""
    bad = ~shapely.is_valid(shapes)
    if bad.any():
        shapes = shapes.copy()
        shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return one_kind(shapes)


def _large_enough(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    size = shapely.get_dimensions(shapes)
    fits: npt.NDArray[np.bool_] = np.where(
        size == 2,
        shapely.area(shapes) >= _LEAST_AREA,
        np.where(size == 1, shapely.length(shapes) >= _LEAST_LENGTH, True),
    )
    return fits

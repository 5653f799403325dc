"""The rows of a release: cells merged until they may be shown, and districts for what may not be shown in cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.privacy.hierarchy import DECIMALS, Hierarchy, Ints, published_outlines
from geo.privacy.kinds_split import split
from geo.privacy.merging import UNKNOWN, Merged, band, merge
from geo.privacy.released import shown
from geo.tables.releases import DISTRICT

Barred = Collection[tuple[str, str]]
"""(level, cell id) of what must not be shown though it could be; (level, id + `/kinds`): not be split."""
_SHARE = 0.95
_SPLIT = "/kinds"


def unsplit(row_id: tuple[str, str]) -> tuple[str, str]:
    """Return what bars a row's split by kind, but not its count."""
    return row_id[0], row_id[1] + _SPLIT


def cell_rows(
    places: gpd.GeoDataFrame,
    hierarchy: Hierarchy,
    kinds: Sequence[str],
    k: int,
    *,
    households: Ints | None = None,
    barred: Barred = (),
) -> list[dict[str, Any]]:
    """Return one row per piece of the area.

    Parameters
    ----------
    places
        Columns kind and geometry (points), any CRS.
    hierarchy
        The area's cells.
    kinds
        Codes in a fixed order.
    k
        Fewest incidents shown.
    households
        (finest cells,) households, or None where nobody knows.
    barred
        What must not be shown though it could be.

    Returns
    -------
    list
        Rows without release_id and period: level, cell_id, n_low, n_high, kinds, suppressed, geometry (published form).
    """
    metric = places.to_crs(hierarchy.crs)
    at = hierarchy.find(metric.geometry.x.to_numpy(), metric.geometry.y.to_numpy())
    number = np.array([kinds.index(kind) for kind in places["kind"]], dtype=np.int64)
    number, at = number[at >= 0], at[at >= 0]
    size = len(hierarchy.cells[0])
    counts, closed = np.bincount(at, minlength=size), _positions(hierarchy, barred)
    merged = merge(counts, hierarchy.parent, k, households=households, barred=closed)
    by_kind = np.zeros((len(merged.n), len(kinds)), dtype=np.int64)
    np.add.at(by_kind, (merged.owner[at], number), 1)
    outlines = published_outlines(_outlines(merged, hierarchy), hierarchy.crs, hierarchy.cell_m)
    rows = []
    for piece in range(len(merged.n)):
        level, node = int(merged.level[piece]), merged.node[piece : piece + 1]
        name = f"{hierarchy.grids[level].cell_m:.0f}m", hierarchy.ids(level, node)[0]
        whole = band(int(merged.n[piece]), k, int(merged.most[piece])) if merged.shown[piece] else None
        may_split = whole is not None and unsplit(name) not in barred
        parts = split(by_kind[piece].tolist(), kinds, k, int(merged.most[piece])) if may_split else ()
        rows.append({"level": name[0], "cell_id": name[1], **shown(parts, whole), "geometry": outlines[piece]})
    return rows


def _positions(hierarchy: Hierarchy, barred: Barred) -> list[tuple[int, int]]:
    wanted, found = set(barred), []
    for level, grid in enumerate(hierarchy.grids):
        side = f"{grid.cell_m:.0f}m"
        if any(name == side for name, _ in wanted):
            ids = hierarchy.ids(level, np.arange(len(hierarchy.cells[level])))
            found += [(level, position) for position, cell_id in enumerate(ids) if (side, cell_id) in wanted]
    return found


def _outlines(merged: Merged, hierarchy: Hierarchy) -> npt.NDArray[np.object_]:
    """Return each piece's outline: its cell's own, without the finer pieces in it."""
    key = list(zip(merged.level.tolist(), merged.node.tolist(), strict=True))
    # A left-over of the coarsest level stands last: it is what holds finer pieces there, never the other way round.
    piece_of = {name: piece for piece, name in enumerate(key)}
    holes: dict[int, list[BaseGeometry]] = {}
    own = np.array([hierarchy.outlines[level][node] for level, node in key], dtype=object)
    for piece, (level, node) in enumerate(key):
        while level < len(hierarchy.parent):
            level, node = level + 1, int(hierarchy.parent[level][node])  # noqa: PLW2901 - climbs from the piece's own cell
            if (level, node) in piece_of:
                holes.setdefault(piece_of[level, node], []).append(own[piece])
                break
    outlines = own.copy()
    for piece, inner in holes.items():
        outlines[piece] = shapely.difference(own[piece], shapely.union_all(inner))
    return outlines


def district_rows(
    places: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    kinds: Sequence[str],
    masked: Collection[str],
    k: int,
    *,
    area: BaseGeometry | None = None,
    barred: Barred = (),
) -> list[dict[str, Any]]:
    """Return one row per district, for kinds that may not be shown in cells.

    A district is shown with at least k incidents that are not all of one masked kind.

    Parameters
    ----------
    places
        Columns kind and geometry (points), any CRS.
    districts
        Columns code and geometry, any CRS.
    kinds, masked
        Codes in a fixed order, and the masked ones among them.
    k
        Fewest incidents shown.
    area
        EPSG:4326; only districts that lie in it (95 % of them) count. None: all.
    barred
        What must not be shown though it could be.

    Returns
    -------
    list
        As `cell_rows`, with the level `district` and the district's code as its id.
    """
    polygons = districts.to_crs(4326).geometry.to_numpy()
    codes = districts["code"].astype("str").to_numpy()
    inside = _district_of(places.geometry, polygons)
    number = np.array([kinds.index(kind) for kind in places["kind"]], dtype=np.int64)
    by_kind = np.zeros((len(polygons) + 1, len(kinds)), dtype=np.int64)
    np.add.at(by_kind, (inside, number), 1)
    rows = []
    wanted = set(in_area(districts, area))
    for place in np.argsort(codes, kind="stable").tolist():
        if codes[place] not in wanted:
            continue
        counts = by_kind[place].tolist()
        n, name = sum(counts), (DISTRICT, str(codes[place]))
        of_one_kind = any(counts[kinds.index(kind)] == n for kind in masked if kind in kinds)
        whole = band(n, k) if n >= k and not of_one_kind and name not in barred else None
        parts = split(counts, kinds, k, UNKNOWN) if whole is not None and unsplit(name) not in barred else ()
        geometry = _coarse(polygons[place])
        rows.append({"level": name[0], "cell_id": name[1], **shown(parts, whole), "geometry": geometry})
    return rows


def in_area(districts: gpd.GeoDataFrame, area: BaseGeometry | None) -> list[str]:
    """Return the codes of the districts that lie in an area (EPSG:4326; None: all), 95 % of them at least."""
    codes = districts["code"].astype("str").to_numpy()
    if area is None:
        return [str(code) for code in codes]
    polygons = districts.to_crs(4326).geometry.to_numpy()
    inside = shapely.area(shapely.intersection(polygons, area)) >= _SHARE * shapely.area(polygons)
    return [str(code) for code in codes[inside]]


def districts_at(points: gpd.GeoSeries, districts: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the code of the district that each point (any CRS) lies in, empty for none."""
    codes = np.array([*districts["code"].astype("str"), ""], dtype=object)
    return codes[_district_of(points, districts.to_crs(4326).geometry.to_numpy())]


def _district_of(points: gpd.GeoSeries, polygons: npt.NDArray[np.object_]) -> Ints:
    inside = np.full(len(points), len(polygons), dtype=np.int64)
    point, polygon = shapely.STRtree(polygons).query(points.to_crs(4326).to_numpy(), predicate="intersects")
    np.minimum.at(inside, point, polygon)  # a place on a border belongs to the first of its districts
    return inside


def _coarse(polygon: BaseGeometry) -> BaseGeometry:
    step = 10.0**-DECIMALS
    coarse = shapely.set_precision(polygon, step)
    if coarse.is_empty:  # smaller than a step
        coarse = shapely.box(*np.add(np.round(polygon.centroid.coords[0] * 2, DECIMALS), (-step, -step, step, step)))
    return shapely.transform(coarse, lambda xy: np.round(xy, DECIMALS))

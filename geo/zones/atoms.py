"""From hotspots to what zones are made of: places with harm, kinds, workload, access and neighbours."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region
from geo.errors import TableError, ZonesError
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.zones.districting import Floats
from geo.zones.neighbours import Edges, components, gabriel_edges, without_wide_water
from geo.zones.parameters import ZoneParameters

MOST_HOTSPOTS = 2000
WIDE_WATER_M = 2000.0
_NEEDED = ("hotspot_id", "n", "harm", "kinds")
_SAME_PLACE_M = 0.01


@dataclass(frozen=True)
class Atoms:
    """Places that stay together: a hotspot, or several that overlap or share their middle.

    Parameters
    ----------
    hotspots
        The hotspots in the order of their ids (form of `geo.tables.hotspots`, metric CRS).
    of_hotspot
        (hotspots,) the atom of each.
    x, y
        (n,) middle of each atom, metres.
    harm, workload_min
        (n,) harm (above zero) and minutes of work per shift.
    kind_harm
        (n, kinds) harm by kind code, columns sorted.
    by_water, only_by_water
        (n,) whether boats reach it, and whether nothing else does.
    edges
        Passable links; may leave several pieces.
    """

    hotspots: gpd.GeoDataFrame
    of_hotspot: npt.NDArray[np.int64]
    x: Floats
    y: Floats
    harm: Floats
    workload_min: Floats
    kind_harm: pd.DataFrame
    by_water: npt.NDArray[np.bool_]
    only_by_water: npt.NDArray[np.bool_]
    edges: Edges

    @property
    def n(self) -> int:
        """Number of atoms."""
        return len(self.x)

    def pieces(self) -> list[list[int]]:
        """Return the connected pieces of the passable links."""
        return components(self.n, self.edges)


def make_atoms(hotspots: gpd.GeoDataFrame, region: Region, parameters: ZoneParameters) -> Atoms:
    """Turn hotspots into atoms.

    Parameters
    ----------
    hotspots
        Metric CRS; columns hotspot_id (each once), n, harm, kinds (JSON: count by kind code), geometry (areas).
    region
        Gives harm per kind and the water.
    parameters
        Visits, speeds, access.

    Raises
    ------
    UnprojectedError, TableError
        When the table is in degrees, or a column is missing.
    ZonesError
        When an id stands twice, a geometry is empty, or there are more than `MOST_HOTSPOTS`.
    """
    table = _checked(hotspots)
    shapes = np.asarray(table.geometry.array, dtype=object)
    of_hotspot = _groups(shapes)
    n = int(of_hotspot.max()) + 1
    middles = _middles(shapes)
    mx, my = shapely.get_x(middles), shapely.get_y(middles)
    first = np.array([int(np.flatnonzero(of_hotspot == atom)[0]) for atom in range(n)])
    x, y = mx[first], my[first]
    harm = np.bincount(of_hotspot, weights=_weights(table), minlength=n).astype(np.float64)
    visited = np.bincount(of_hotspot, minlength=n).astype(np.float64)
    near_m = _nearest_m(x, y)
    local_min = parameters.minutes(near_m, parameters.district_speed_kmh)
    workload = parameters.visits_per_shift * (visited * parameters.visit_min + local_min)
    water = _water(region, hotspots.crs)
    by_water, only_by_water = _access(x, y, region, water, parameters, hotspots.crs)
    boats = any(unit.available and unit.mode == "river" for unit in region.units)
    edges = gabriel_edges(x, y)
    if not boats:
        edges = without_wide_water(edges, x, y, water, WIDE_WATER_M)
    kind_harm = _kind_harm(table, of_hotspot, n, region)
    return Atoms(table, of_hotspot, x, y, harm, workload, kind_harm, by_water, only_by_water, edges)


def _checked(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    require_metric(hotspots)
    missing = [name for name in _NEEDED if name not in hotspots]
    if missing:
        raise TableError(table="hotspots", missing=missing, present=list(hotspots.columns))
    if len(hotspots) > MOST_HOTSPOTS:
        problem = Says(
            "{n} titik rawan, paling banyak {most}; naikkan jumlah kejadian minimum, atau pilih jenis atau periode",
            "{n} hotspots, {most} at most; raise the least number of incidents, or choose kinds or a period",
        )
        raise ZonesError(problem=problem.filled(n=len(hotspots), most=MOST_HOTSPOTS))
    ids = hotspots["hotspot_id"].astype(str)
    twice = sorted(ids[ids.duplicated()].unique())
    if twice:
        problem = Says("nomor titik rawan berulang: {ids}", "hotspot ids that stand twice: {ids}")
        raise ZonesError(problem=problem.filled(ids=twice[:5]))
    empty = hotspots.geometry.isna() | hotspots.geometry.is_empty
    if empty.any():
        problem = Says("titik rawan tanpa bentuk: {ids}", "hotspots without a shape: {ids}")
        raise ZonesError(problem=problem.filled(ids=sorted(ids[empty])[:5]))
    return hotspots.assign(hotspot_id=ids).sort_values("hotspot_id", ignore_index=True)


def _weights(table: gpd.GeoDataFrame) -> Floats:
    """Return the harm of each hotspot; its count where no harm is known, and never nothing."""
    harm = pd.to_numeric(table["harm"], errors="coerce").to_numpy(dtype=np.float64)
    count = pd.to_numeric(table["n"], errors="coerce").to_numpy(dtype=np.float64)
    weight = np.where(np.isfinite(harm) & (harm > 0), harm, np.nan_to_num(count))
    return np.where(weight > 0, weight, 1.0)


def _groups(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Put hotspots that overlap, or whose middles coincide, into one group; numbered by first member."""
    middles = _middles(shapes)
    tree = shapely.STRtree(shapes)
    pairs = {(int(a), int(b)) for a, b in tree.query(shapes, predicate="intersects").T if a < b}
    overlapping = {(a, b) for a, b in pairs if shapely.area(shapely.intersection(shapes[a], shapes[b])) > 1.0}
    close = shapely.STRtree(middles).query(middles, predicate="dwithin", distance=_SAME_PLACE_M).T
    overlapping |= {(int(a), int(b)) for a, b in close if a < b}
    groups = np.zeros(len(shapes), dtype=np.int64)
    for number, members in enumerate(components(len(shapes), overlapping)):
        groups[members] = number
    return groups


def _middles(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the centroid of each shape, or a point inside where the centroid lies outside."""
    centroids = shapely.centroid(shapes)
    inside = shapely.intersects(shapes, centroids)
    return np.where(inside, centroids, shapely.point_on_surface(shapes))


def _nearest_m(x: Floats, y: Floats) -> Floats:
    if len(x) < 2:
        return np.zeros(len(x))
    from scipy.spatial import KDTree

    distance, _ = KDTree(np.column_stack([x, y])).query(np.column_stack([x, y]), k=2)
    return np.asarray(distance[:, 1], dtype=np.float64)


def _kind_harm(table: gpd.GeoDataFrame, of_hotspot: npt.NDArray[np.int64], n: int, region: Region) -> pd.DataFrame:
    weights = {str(code): float(harm) for code, harm in zip(region.kinds["code"], region.kinds["harm"], strict=True)}
    found: dict[str, Floats] = {}
    for atom, text in zip(of_hotspot, table["kinds"], strict=True):
        for code, count in _counts(text).items():
            found.setdefault(code, np.zeros(n))[atom] += count * weights.get(code, 1.0)
    return pd.DataFrame({code: found[code] for code in sorted(found)}, index=pd.RangeIndex(n))


def _counts(text: object) -> dict[str, float]:
    """Read `{"CURAT": 3}` (or a list of objects with code or kind, and n); anything else counts as unknown."""
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return {}
    if isinstance(value, list):
        value = {
            str(item.get("code") or item.get("kind")): item.get("n", 0) for item in value if isinstance(item, dict)
        }
    if not isinstance(value, dict):
        return {}
    return {
        str(code): float(count)
        for code, count in value.items()
        if isinstance(count, int | float) and math.isfinite(count) and count > 0
    }


def _water(region: Region, crs: object) -> BaseGeometry | None:
    layer = region.layers.get("waters")
    if layer is None or layer.empty:
        return None
    areas = layer[layer.geom_type.isin(["Polygon", "MultiPolygon"])]
    return shapely.union_all(areas.to_crs(crs).geometry.to_numpy()) if len(areas) else None


def _access(
    x: Floats, y: Floats, region: Region, water: BaseGeometry | None, parameters: ZoneParameters, crs: object
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Say which places boats reach (near water), and which only boats reach (on open water)."""
    places = shapely.points(x, y)
    reach: list[BaseGeometry] = [] if water is None else [water]
    for name in ("rivers", "fairways"):
        layer = region.layers.get(name)
        if layer is not None and len(layer):
            reach.append(shapely.union_all(layer.to_crs(crs).geometry.to_numpy()))
    only = np.zeros(len(x), dtype=bool) if water is None else shapely.intersects(water, places)
    if not reach:  # nothing is known of water here: boats are neither needed nor forbidden
        return np.ones(len(x), dtype=bool), only
    near = shapely.distance(shapely.union_all(reach), places) <= parameters.water_access_m
    return np.asarray(near | only), np.asarray(only)

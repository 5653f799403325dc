"""From hotspots to what zones are made of: places with harm, kinds, workload, access and neighbours."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.errors import TableError, ZonesError
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.protocol import Travel
from geo.zones.access import Access, access_of
from geo.zones.districting import Floats
from geo.zones.neighbours import Edges, components, gabriel_edges
from geo.zones.notices import Notice, hotspot_left_out
from geo.zones.parameters import ZoneParameters

MOST_HOTSPOTS = 2000
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
    minutes
        (n, n) minutes between atoms inside a zone; None: not asked.
    off_network
        (n,) by means of travel, atoms that its network does not come near.
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
    minutes: Floats | None = None
    off_network: Mapping[Mode, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def reached_by(self, mode: Mode) -> npt.NDArray[np.bool_]:
        """Return (n,) whether a means of travel reaches each atom."""
        reached = self.by_water if mode == "river" else ~self.only_by_water
        return reached & ~self.off_network[mode] if mode in self.off_network else reached

    @property
    def n(self) -> int:
        """Number of atoms."""
        return len(self.x)

    def hotspots_at(self, members: npt.NDArray[np.int64]) -> list[str]:
        """Return the ids of the hotspots of some atoms, sorted."""
        return [str(i) for i in self.hotspots["hotspot_id"][np.isin(self.of_hotspot, members)]]

    def linked(self) -> list[tuple[str, str]]:
        """Return the passable links as pairs of hotspot ids (the first hotspot of each atom)."""
        first = [str(self.hotspots["hotspot_id"].iloc[i]) for i in np.unique(self.of_hotspot, return_index=True)[1]]
        return [(first[i], first[j]) for i, j in sorted(self.edges)]

    def pieces(self) -> list[list[int]]:
        """Return the connected pieces of the passable links."""
        return components(self.n, self.edges)


def make_atoms(
    hotspots: gpd.GeoDataFrame, region: Region, parameters: ZoneParameters, travel: Travel | None = None
) -> Atoms:
    """Turn hotspots into atoms.

    Parameters
    ----------
    hotspots
        Metric CRS; columns hotspot_id (each once), n, harm, kinds (JSON: count by kind code), geometry (areas).
        At least one must be usable (`usable_hotspots`).
    region
        Gives harm per kind, the water, and the means of travel of available units.
    parameters
        Visits, speeds, access.
    travel
        A network, or None: straight lines with a detour.

    Raises
    ------
    UnprojectedError, TableError
        When the table is in degrees, or a column is missing.
    ZonesError
        When there are more than `MOST_HOTSPOTS`.
    """
    table, _ = usable_hotspots(hotspots)
    shapes = np.asarray(table.geometry.array, dtype=object)
    of_hotspot = _groups(shapes)
    n = int(of_hotspot.max()) + 1
    middles = _middles(shapes)
    mx, my = shapely.get_x(middles), shapely.get_y(middles)
    first = np.array([int(np.flatnonzero(of_hotspot == atom)[0]) for atom in range(n)])
    x, y = mx[first], my[first]
    harm = np.bincount(of_hotspot, weights=_weights(table), minlength=n).astype(np.float64)
    visited = np.bincount(of_hotspot, minlength=n).astype(np.float64)
    access = access_of(x, y, gabriel_edges(x, y), region, parameters, hotspots.crs, travel)
    workload = parameters.visits_per_shift * (visited * parameters.visit_min + _local_min(x, y, access, parameters))
    kind_harm = _kind_harm(table, of_hotspot, n, region)
    return Atoms(
        table,
        of_hotspot,
        x,
        y,
        harm,
        workload,
        kind_harm,
        access.by_water,
        access.only_by_water,
        access.links,
        access.minutes,
        access.off_network,
    )


def usable_hotspots(hotspots: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return the hotspots that zones can be made of, in the order of their ids, and what was left out.

    An id that stands twice keeps its row of greatest harm; a hotspot without a shape is left out.

    Raises
    ------
    UnprojectedError, TableError, ZonesError
        As `make_atoms`.
    """
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
    notices: list[Notice] = []
    table = hotspots.assign(hotspot_id=hotspots["hotspot_id"].astype(str))
    shapes = np.asarray(table.geometry.array, dtype=object)
    bad = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if bad.any():
        notices.append(hotspot_left_out("without_shape", sorted(table["hotspot_id"][bad])))
        table = table[~bad]
    again = table["hotspot_id"].duplicated(keep=False)
    if again.any():
        notices.append(hotspot_left_out("stands_twice", sorted(table["hotspot_id"][again].unique())))
        corner = shapely.bounds(np.asarray(table.geometry.array, dtype=object))
        order = np.lexsort((corner[:, 1], corner[:, 0], -_weights(table)))
        table = table.iloc[order].drop_duplicates("hotspot_id")
    return table.sort_values("hotspot_id", ignore_index=True), notices


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


def _local_min(x: Floats, y: Floats, access: Access, parameters: ZoneParameters) -> Floats:
    """Return the minutes from each place to its nearest other one; along a straight line where no way is known."""
    if len(x) < 2:
        return np.zeros(len(x))
    from scipy.spatial import KDTree

    distance, _ = KDTree(np.column_stack([x, y])).query(np.column_stack([x, y]), k=2)
    straight = np.asarray(parameters.minutes(distance[:, 1], parameters.district_speed_kmh), dtype=np.float64)
    nearest = (access.minutes + np.diag(np.full(len(x), np.inf))).min(axis=1)
    return np.where(np.isfinite(nearest), nearest, straight)


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

"""The places worth a visit: hotspots and vital objects, read from their tables."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.errors import RoutesError, TableError
from geo.languages import Says
from geo.routes.access import kind_shares
from geo.routes.crews import ids_of
from geo.routes.notices import Notice, listed
from geo.routes.parameters import RouteParameters
from geo.routes.windows import Hours, busy_hours, profile_of
from geo.spatial.crs import require_metric

MOST_PLACES = 1000
_HOTSPOT_NEEDS = ("hotspot_id", "n", "harm", "kinds", "geometry")
_ZONE_NEEDS = ("zone_id", "lead", "partners", "units", "hotspots", "geometry")


@dataclass(frozen=True)
class Site:
    """A place that a plan may visit.

    Parameters
    ----------
    kind, place_id, name
        Hotspot or vital object, its id, and a name that people know.
    x, y
        Where the crew stops, metres.
    weight
        Worth of the first visit: harm of a hotspot, weight of an object.
    visit_min
        Length of a visit.
    must
        Whether a plan has to visit it.
    zone_id
        The zone it belongs to, or None.
    hours, profile
        Advised hours of the day (empty: any time) and the 24 counts that they come from.
    kinds
        Share of each kind in its harm, largest first.
    rank, n, counts, area_km2
        Rank and incidents of a hotspot, count of each kind, its area.
    off_hours
        Whether the plan may visit it outside its hours, because these lie outside the shift.
    """

    kind: Literal["hotspot", "object"]
    place_id: str
    name: str
    x: float
    y: float
    weight: float
    visit_min: float
    must: bool = False
    zone_id: str | None = None
    hours: Hours = ()
    profile: tuple[float, ...] | None = None
    kinds: Mapping[str, float] = field(default_factory=dict)
    rank: int | None = None
    n: int = 0
    counts: Mapping[str, float] = field(default_factory=dict)
    area_km2: float = 0.0
    off_hours: bool = False


def read_sites(
    hotspots: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    objects: gpd.GeoDataFrame,
    region: Region,
    parameters: RouteParameters,
) -> tuple[tuple[Site, ...], tuple[Notice, ...]]:
    """Read hotspots, heaviest first, then vital objects as sites.

    Parameters
    ----------
    hotspots
        Metric CRS; columns hotspot_id, n, harm, kinds (JSON) and geometry; rank, hours and area_km2 where there are.
    zones
        Form of `geo.tables.zones`: which hotspots belong to which zone.
    objects
        Form of `geo.tables.objects`, any CRS.
    region, parameters
        Names of places and kinds; which objects, how long a visit, which hours.

    Raises
    ------
    UnprojectedError
        When hotspots or zones are in degrees; mend it with ``table.to_crs(region.crs)``.
    TableError, RoutesError
        When a column is missing, or there are more than `MOST_PLACES` places.
    """
    for name, table, needs in (("hotspots", hotspots, _HOTSPOT_NEEDS), ("zones", zones, _ZONE_NEEDS)):
        missing = [column for column in needs if column not in table]
        if missing:
            raise TableError(table=name, missing=missing, present=list(table.columns))
        if len(table):
            require_metric(table)
    chosen = _chosen_objects(objects, parameters)
    total = len(hotspots) + len(chosen)
    if total > MOST_PLACES:
        problem = Says(
            "{n} tempat, paling banyak {most}; naikkan jumlah kejadian minimum titik rawan atau kurangi objek",
            "{n} places, {most} at most; raise the hotspots' least number of incidents or choose fewer objects",
        )
        raise RoutesError(problem=problem.filled(n=total, most=MOST_PLACES))
    sound, notices = _sound(hotspots, "hotspot_id", Says("titik rawan", "hotspots"))
    found = _hotspot_sites(sound, zones, region, parameters)
    sound, told = _sound(chosen, "object_id", Says("objek", "objects"))
    found += _object_sites(sound, hotspots.crs)
    return tuple(found), (*notices, *told, *_about_hours(found, parameters))


def _hotspot_sites(
    table: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, region: Region, parameters: RouteParameters
) -> list[Site]:
    if table.empty:
        return []
    zone_of: dict[str, str] = {}
    for zone_id, text in sorted(zip(zones["zone_id"].astype(str), zones["hotspots"], strict=True), key=lambda z: z[0]):
        for hotspot_id in ids_of(text):
            zone_of.setdefault(hotspot_id, zone_id)
    weight = _weights(table)
    most = float(weight.max())
    middles = _middles(table.geometry.to_numpy())
    names = _names(middles, table.crs, region)
    sites = []
    rows = pd.DataFrame(table.drop(columns="geometry")).to_dict("records")
    area_km2 = shapely.area(table.geometry.to_numpy()) / 1e6
    for row, heavy, point, place, area in zip(rows, weight, middles, names, area_km2, strict=True):
        hotspot_id = str(row["hotspot_id"])
        profile = profile_of(row.get("hours"))
        timed = sum(profile) if profile is not None else 0.0
        enough = profile is not None and timed >= parameters.window_least - 1e-6
        hours = busy_hours(profile, parameters.window_share) if profile is not None and enough else ()
        sites.append(
            Site(
                kind="hotspot",
                place_id=hotspot_id,
                name=f"{place} ({hotspot_id})" if place else hotspot_id,
                x=float(shapely.get_x(point)),
                y=float(shapely.get_y(point)),
                weight=float(heavy),
                visit_min=parameters.visit_min + (parameters.visit_most_min - parameters.visit_min) * heavy / most,
                zone_id=zone_of.get(hotspot_id),
                hours=() if hours == ((0, 24),) else hours,
                profile=profile if enough else None,
                kinds=kind_shares(row.get("kinds"), region),
                rank=_whole(row.get("rank")),
                n=_whole(row.get("n")) or 0,
                counts=kind_counts(row.get("kinds")),
                area_km2=float(area),
            )
        )
    return sorted(sites, key=lambda site: (-site.weight, site.place_id))


def kind_counts(value: object) -> dict[str, float]:
    """Read counts by kind code, largest first; empty for anything else."""
    try:
        counts = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    if not isinstance(counts, Mapping):
        return {}
    found = {str(c): float(n) for c, n in counts.items() if isinstance(n, int | float) and 0 < n < math.inf}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _object_sites(table: gpd.GeoDataFrame, crs: Any) -> list[Site]:
    if table.empty:
        return []
    points = _middles((table.to_crs(crs) if table.crs is not None and crs is not None else table).geometry.to_numpy())
    rows = pd.DataFrame(table.drop(columns="geometry")).to_dict("records")
    return [
        Site(
            kind="object",
            place_id=str(row["object_id"]),
            name=str(row.get("name") or row["object_id"]),
            x=float(shapely.get_x(point)),
            y=float(shapely.get_y(point)),
            weight=_number(row.get("weight"), 1.0),
            visit_min=_number(row.get("visit_min"), 15.0),
            must=bool(row.get("must") is True or row.get("must") == 1),
        )
        for row, point in zip(rows, points, strict=True)
    ]


def _chosen_objects(objects: gpd.GeoDataFrame, parameters: RouteParameters) -> gpd.GeoDataFrame:
    if parameters.objects == "none" or objects.empty:
        return objects.iloc[:0]
    missing = [name for name in ("object_id", "geometry") if name not in objects]
    if missing:
        raise TableError(table="objects", missing=missing, present=list(objects.columns))
    if parameters.objects == "all":
        return objects
    return objects[objects["must"].fillna(False).astype(bool)] if "must" in objects else objects.iloc[:0]


def _sound(table: gpd.GeoDataFrame, id_column: str, what: Says) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Leave out rows without a shape and ids that stand twice, and name them."""
    if table.empty:
        return table, []
    notices = []
    ids = table[id_column].astype(str)
    shapes = table.geometry
    finite = np.isfinite(shapely.bounds(shapes.to_numpy())).all(axis=1)
    shapeless = np.asarray(shapes.isna() | shapes.is_empty) | ~finite
    if shapeless.any():
        text = Says(
            "Tanpa letak yang sah, dilewati ({what}): {ids}.", "Without a valid place, left out ({what}): {ids}."
        )
        notices.append(Notice("no_place", text.filled(what=what, ids=listed(sorted(ids[shapeless])))))
    twice = np.asarray(ids.duplicated())
    if (twice & ~shapeless).any():
        text = Says("Nomor berulang, hanya yang pertama dipakai ({what}): {ids}.",
                    "Ids that stand twice, only the first is used ({what}): {ids}.")  # fmt: skip
        notices.append(Notice("id_twice", text.filled(what=what, ids=listed(sorted(set(ids[twice & ~shapeless]))))))
    return table[~shapeless & ~twice], notices


def _weights(table: gpd.GeoDataFrame) -> Any:
    """Return each hotspot's harm; its count where no harm is known, and never nothing."""
    harm = pd.to_numeric(table["harm"], errors="coerce").to_numpy(dtype=np.float64)
    count = pd.to_numeric(table["n"], errors="coerce").to_numpy(dtype=np.float64)
    weight = np.where(np.isfinite(harm) & (harm > 0), harm, np.where(np.isfinite(count), count, 0.0))
    return np.where(weight > 0, weight, 1.0)


def _middles(shapes: Any) -> Any:
    """Return the centroid of each shape, or a point inside where the centroid lies outside."""
    centroids = shapely.centroid(shapes)
    valid = shapely.is_valid(shapes)
    inside = np.where(valid, shapely.intersects(np.where(valid, shapes, centroids), centroids), True)
    return np.where(inside, centroids, shapely.point_on_surface(np.where(valid, shapes, centroids)))


def _names(points: Any, crs: Any, region: Region) -> list[str]:
    """Return the name of the place nearest to each point; empty texts when the region names none."""
    if not len(region.places):
        return [""] * len(points)
    places = region.places.to_crs(crs)
    nearest = shapely.STRtree(places.geometry.to_numpy()).nearest(points)
    return [str(places["name"].iloc[int(i)]) for i in nearest]


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float | np.integer) and math.isfinite(value) else None


def _number(value: Any, absent: float) -> float:
    return float(value) if isinstance(value, int | float | np.number) and math.isfinite(value) and value > 0 else absent


def _about_hours(sites: list[Site], parameters: RouteParameters) -> list[Notice]:
    unknown = [site.place_id for site in sites if site.kind == "hotspot" and site.profile is None]
    if not unknown:
        return []
    text = Says(
        "{n} titik rawan boleh dikunjungi kapan saja: kurang dari {least} kejadian yang jamnya diketahui ({ids}).",
        "{n} hotspots may be visited at any time: fewer than {least} incidents of known hour ({ids}).",
    )
    return [Notice("any_time", text.filled(n=len(unknown), least=parameters.window_least, ids=listed(unknown)))]

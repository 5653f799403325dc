"""Incidents as methods may rely on them: in metres, a point each, inside the study area, columns filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import NotPointsError, ParameterError
from geo.hotspots.ground import Ground
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.tables.incidents import UNCLASSIFIED

if TYPE_CHECKING:
    from geo.spatial.exposure import Exposure
    from geo.spatial.networks import Network

_POINT = 0
_FARTHEST_M = 1e8  # no CRS of the Earth goes farther
StudyArea: TypeAlias = BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame | None


@dataclass(frozen=True)
class Checked:
    """Incidents ready for a method.

    Parameters
    ----------
    incidents
        Those inside the study area, with kind, harm, occurred_from, occurred_to, time_precision and plain points,
        on a RangeIndex.
    inside
        Which rows of the given table they are, one boolean per row.
    index
        The given table's index.
    ground
        Study area (masked parts cut out), exposure and network, in the table's CRS.
    notices
        What was left out or assumed.
    left_out
        How many of the given rows take no part, by reason: `outside_study_area`, `masked`, `stacked`.
    """

    incidents: gpd.GeoDataFrame
    inside: npt.NDArray[np.bool_]
    index: pd.Index
    ground: Ground
    notices: list[Says]
    left_out: Mapping[str, int]

    def without(self, left: npt.NDArray[np.bool_], reason: str) -> Checked:
        """Return the same without some of the incidents.

        Parameters
        ----------
        left
            Which of `incidents` are left out, one boolean each.
        reason
            Why, a key of `left_out`.
        """
        inside = self.inside.copy()
        inside[self.inside] = ~left
        kept = self.incidents[~left].reset_index(drop=True)
        return replace(self, incidents=kept, inside=inside, left_out={**self.left_out, reason: int(left.sum())})


def checked(
    table: gpd.GeoDataFrame,
    study_area: StudyArea = None,
    *,
    mask: StudyArea = None,
    exposure: Exposure | None = None,
    network: Network | None = None,
    timezone: str = "UTC",
) -> Checked:
    """Check incidents and make them uniform; the table itself is not touched.

    Parameters
    ----------
    table
        Points in a metric CRS; kind (`INFO`), harm (1.0), occurred_from and occurred_to (unknown) and
        time_precision (`unknown`) may be missing; other columns and z are ignored.
    study_area
        Polygon in the table's CRS (metres), or a GeoSeries or GeoDataFrame in any named CRS; None: not known.
    mask
        Where no incident can happen (sea, lakes), given like the study area; cut out of it, or out of the incidents'
        convex hull when the study area is not known. Incidents in it take no part and are counted in a notice.
    exposure, network, timezone
        As `geo.hotspots.ground.Ground` holds them.

    Raises
    ------
    UnprojectedError
        When the table is not in metres; mend it with `table.to_crs(table.estimate_utm_crs())`.
    NotPointsError
        When a row has no valid point; drop such rows or take representative points.
    ParameterError
        When the study area or the mask is no polygon, is empty, or looks as if it were in degrees, or the mask leaves
        nothing of the study area.
    """
    require_metric(table)
    points = np.asarray(table.geometry.array)
    places = shapely.get_coordinates(points) if _all_points(points) else _refuse(table, points)
    if not (np.abs(places) <= _FARTHEST_M).all():
        _refuse(table, points)
    area = _area("study_area", study_area, table)
    notices: list[Says] = []
    left_out: dict[str, int] = {}
    inside = np.ones(len(table), dtype=bool)
    if (masked := _area("mask", mask, table)) is not None:
        area = _cut(area, masked, places)
        shapely.prepare(masked)
        inside = ~np.asarray(shapely.contains_xy(masked, places[:, 0], places[:, 1]), dtype=bool)
        if hidden := int((~inside).sum()):
            left_out["masked"] = hidden
            notices.append(
                Says(
                    "{n} kejadian di daerah yang ditutup (misalnya laut) tidak ikut dihitung.",
                    "{n} incidents in masked areas (such as the sea) take no part.",
                ).filled(n=hidden)
            )
    if area is not None and len(table):
        shapely.prepare(area)
        within = np.asarray(shapely.intersects_xy(area, places[:, 0], places[:, 1]), dtype=bool)
        outside = int((inside & ~within).sum())
        inside &= within
        if outside:
            left_out["outside_study_area"] = outside
            notices.append(
                Says(
                    "{n} kejadian di luar wilayah kajian tidak ikut dihitung.",
                    "{n} incidents outside the study area take no part.",
                ).filled(n=outside)
            )
    plain = _plain(table, inside, places, notices)
    return Checked(plain, inside, table.index, Ground(area, exposure, network, timezone), notices, left_out)


def _all_points(points: npt.NDArray[np.object_]) -> bool:
    return bool((shapely.get_type_id(points) == _POINT).all() and not shapely.is_empty(points).any())


def _refuse(table: gpd.GeoDataFrame, points: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    good = (shapely.get_type_id(points) == _POINT) & ~shapely.is_empty(points)
    good[good] = (np.abs(shapely.get_coordinates(points[good])) <= _FARTHEST_M).all(axis=1)
    first = table.index[int(np.flatnonzero(~good)[0])]
    raise NotPointsError(table="incidents", n=int((~good).sum()), row=str(first))


def _plain(
    table: gpd.GeoDataFrame, inside: npt.NDArray[np.bool_], places: npt.NDArray[np.float64], notices: list[Says]
) -> gpd.GeoDataFrame:
    kept = table.index[inside]
    n = len(kept)

    def column(name: str, otherwise: object, dtype: str) -> pd.Series:
        if name not in table.columns:
            return pd.Series([otherwise] * n if dtype == "str" else np.full(n, otherwise), dtype=dtype)
        values = table[name].array[inside] if len(kept) < len(table) else table[name].array
        return pd.Series(values)

    moments = {}
    for name in ("occurred_from", "occurred_to"):
        source = name if name in table.columns else "occurred_from"
        values = column(source, np.datetime64("NaT", "us"), "datetime64[us]")
        moments[name] = pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    harm = column("harm", 1.0, "float64").astype("float64")
    if unweighted := int(harm.isna().sum()):
        notices.append(
            Says(
                "{n} kejadian tanpa bobot kerugian dihitung dengan bobot 1.",
                "{n} incidents without a harm weight count with weight 1.",
            ).filled(n=unweighted)
        )
    kind = column("kind", UNCLASSIFIED, "str")
    precision = column("time_precision", "unknown", "str")
    return gpd.GeoDataFrame(
        {
            "kind": kind.fillna(UNCLASSIFIED),
            "harm": harm.fillna(1.0),
            **moments,
            "time_precision": precision.fillna("unknown"),
        },
        geometry=gpd.GeoSeries.from_xy(places[inside, 0], places[inside, 1], crs=table.crs),
    )


def _cut(area: BaseGeometry | None, masked: BaseGeometry, places: npt.NDArray[np.float64]) -> BaseGeometry | None:
    whole = area if area is not None else shapely.convex_hull(shapely.multipoints(places))
    if area is None and whole.area <= 0:
        return None
    left = _polygons(shapely.difference(whole, masked))
    if left is None:
        problem = Says("menutup seluruh wilayah kajian.", "covers the whole study area.")
        raise ParameterError(name="mask", problem=problem)
    return left


def _polygons(geometry: BaseGeometry) -> BaseGeometry | None:
    parts = [
        part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"} and part.area > 0
    ]
    return shapely.union_all(parts) if parts else None


def _area(name: str, study_area: StudyArea, table: gpd.GeoDataFrame) -> BaseGeometry | None:
    if study_area is None:
        return None
    if isinstance(study_area, gpd.GeoSeries | gpd.GeoDataFrame):
        if study_area.crs is None:
            raise ParameterError(name=name, problem=Says("tidak punya CRS.", "has no CRS."))
        area = shapely.union_all(np.asarray(study_area.geometry.to_crs(table.crs).make_valid().array))
    else:
        area = study_area
    if not shapely.is_valid(area):
        area = shapely.make_valid(area)
    area = _polygons(area)
    if area is None or not np.isfinite(area.bounds).all():
        problem = Says("harus bidang (poligon) yang tidak kosong.", "must be a polygon that is not empty.")
        raise ParameterError(name=name, problem=problem)
    west, south, east, north = area.bounds
    if west >= -180 and east <= 180 and south >= -90 and north <= 90 and len(table) and table.total_bounds[2] > 360:
        problem = Says(
            "tampak dalam derajat, sedangkan tabel dalam meter; beri GeoSeries dengan CRS-nya.",
            "looks as if it were in degrees while the table is in metres; give a GeoSeries with its CRS.",
        )
        raise ParameterError(name=name, problem=problem)
    return area

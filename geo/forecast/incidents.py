"""Incidents as a forecast may use them: in metres, inside the study area, with a local day; the rest is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import NotPointsError, ParameterError, TableError
from geo.forecast.raster import Floats, Integers
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.spatial.periods import zone

if TYPE_CHECKING:
    import numpy.typing as npt
    from pyproj import CRS

_POINT = 0
_TO_THE_DAY = ("minute", "hour", "day")
StudyArea: TypeAlias = BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame


@dataclass(frozen=True)
class Dated:
    """Places and local days of the incidents that take part.

    Parameters
    ----------
    x, y
        Metres, in `crs`.
    day
        Whole days since 1970-01-01, local time, in which the incident may have begun (`occurred_from`).
    area
        Study area in the same CRS.
    crs
        The table's.
    notices
        What was left out.
    """

    x: Floats
    y: Floats
    day: Integers
    area: BaseGeometry
    crs: CRS
    notices: list[Says]


def dated(table: gpd.GeoDataFrame, study_area: StudyArea, *, timezone: str = "UTC", with_patrol: bool = False) -> Dated:
    """Take from a table what a forecast may use; the table itself is not touched.

    Parameters
    ----------
    table
        Points in a metric CRS with `occurred_from` (UTC moments). `time_precision` may be missing: then every moment is
        taken to be known to the day; `origin` may be missing: then none counts as found by patrol.
    study_area
        Polygon in the table's CRS, or a GeoSeries or GeoDataFrame in any named CRS.
    timezone
        IANA name; a day begins at its local midnight.
    with_patrol
        Keep incidents that patrols discovered. They lie where patrols were sent, so that a forecast taught by them
        sends patrols where patrols went.

    Raises
    ------
    UnprojectedError
        When the table is not in metres; mend it with `table.to_crs(table.estimate_utm_crs())`.
    NotPointsError
        When a row has no valid point; drop such rows.
    TableError
        When there is no column `occurred_from`.
    ParameterError
        When the study area is no polygon, or the time zone is unknown.
    """
    require_metric(table)
    if "occurred_from" not in table.columns:
        raise TableError(table="incidents", missing="occurred_from", present=list(table.columns))
    points = np.asarray(table.geometry.array)
    good = np.asarray((shapely.get_type_id(points) == _POINT) & ~shapely.is_empty(points), dtype=bool)
    good[good] = np.isfinite(shapely.get_coordinates(points[good])).all(axis=1)
    if not good.all():
        first = table.index[int(np.flatnonzero(~good)[0])]
        raise NotPointsError(table="incidents", n=int((~good).sum()), row=str(first))
    area = _area(study_area, table)
    places = shapely.get_coordinates(points).reshape(-1, 2)
    moments = pd.to_datetime(table["occurred_from"], utc=True)
    known = moments.notna().to_numpy()
    if "time_precision" in table.columns:
        known = known & table["time_precision"].isin(_TO_THE_DAY).to_numpy()
    shapely.prepare(area)
    within = np.asarray(shapely.intersects_xy(area, places[:, 0], places[:, 1]), dtype=bool)
    ours = np.ones(len(table), dtype=bool)
    if not with_patrol and "origin" in table.columns:
        ours = ~(table["origin"] == "patrol").fillna(False).to_numpy(dtype=bool)
    notices = _left_out(within, known, ours)
    kept = within & known & ours
    local = moments[kept].dt.tz_convert(zone(timezone)).dt.tz_localize(None)
    day = local.to_numpy().astype("datetime64[D]").astype(np.int64)
    return Dated(places[kept, 0], places[kept, 1], day, area, table.crs, notices)


def _left_out(within: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_], ours: npt.NDArray[np.bool_]) -> list[Says]:
    told = (
        (
            ~within,
            Says(
                "{n} kejadian di luar wilayah kajian tidak ikut dihitung.",
                "{n} incidents outside the study area take no part.",
            ),
        ),
        (
            within & ~known,
            Says(
                "{n} kejadian yang harinya tidak diketahui tidak ikut dihitung.",
                "{n} incidents whose day is not known take no part.",
            ),
        ),
        (
            within & known & ~ours,
            Says(
                "{n} kejadian temuan patroli tidak ikut dihitung, agar patroli tidak hanya kembali ke tempat yang "
                "pernah dipatroli.",
                "{n} incidents that patrols discovered take no part, lest patrols be sent only where they went before.",
            ),
        ),
    )
    return [says.filled(n=int(rows.sum())) for rows, says in told if rows.any()]


def _area(study_area: StudyArea, table: gpd.GeoDataFrame) -> BaseGeometry:
    if isinstance(study_area, gpd.GeoSeries | gpd.GeoDataFrame):
        if study_area.crs is None:
            raise ParameterError(name="study_area", problem=Says("tidak punya CRS.", "has no CRS."))
        whole = shapely.union_all(np.asarray(study_area.geometry.to_crs(table.crs).make_valid().array))
    else:
        whole = study_area if study_area is None or shapely.is_valid(study_area) else shapely.make_valid(study_area)
    parts = [
        part for part in shapely.get_parts(whole) if part.geom_type in {"Polygon", "MultiPolygon"} and part.area > 0
    ]
    area = shapely.union_all(parts) if parts else None
    if area is None or not np.isfinite(area.bounds).all():
        problem = Says("harus bidang (poligon) yang tidak kosong.", "must be a polygon that is not empty.")
        raise ParameterError(name="study_area", problem=problem)
    west, south, east, north = area.bounds
    if west >= -180 and east <= 180 and south >= -90 and north <= 90 and len(table) and table.total_bounds[2] > 360:
        problem = Says(
            "tampak dalam derajat, sedangkan tabel dalam meter; beri GeoSeries dengan CRS-nya.",
            "looks as if it were in degrees while the table is in metres; give a GeoSeries with its CRS.",
        )
        raise ParameterError(name="study_area", problem=problem)
    return area

"""Was the nearest crew sent? Straight-line distance from each report to the crews on duty."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError, TableError
from geo.languages import Says
from geo.spatial.crs import metric_crs_of


def nearest_crew(reports: gpd.GeoDataFrame, crews: gpd.GeoDataFrame, *, moment: str = "occurred_from") -> pd.DataFrame:
    """Find the crew nearest to each report, as the crow flies.

    Parameters
    ----------
    reports
        Points in any named CRS with the moment column.
    crews
        Points in any named CRS with `unit`; where `begins` and `ends` are there, a crew counts only for reports between
        them (an empty end of a row is open).
    moment
        Column of the reports that tells when a crew had to be on duty.

    Returns
    -------
    DataFrame
        Columns unit and distance_km on the reports' index; empty where no crew was on duty or the report has no place
        or time. Of equally near crews the first by name. Roads and rivers may make another crew the faster one.

    Raises
    ------
    TableError
        When a column is missing.
    ParameterError
        When a table has no CRS.
    """
    for frame, name, column in ((reports, "reports", moment), (crews, "crews", "unit")):
        if column not in frame.columns:
            raise TableError(table=name, missing=column, present=list(frame.columns))
        if frame.crs is None:
            raise ParameterError(name=name, problem=Says("tabel tidak punya CRS.", "the table has no CRS."))
    ordered = crews[_is_point(crews)].sort_values("unit", kind="stable")
    units = ordered["unit"].astype("str").tolist()
    found: list[str | None] = [None] * len(reports)
    distances = np.full(len(reports), np.nan)
    usable = np.flatnonzero(_is_point(reports) & reports[moment].notna().to_numpy())
    if len(units) and len(usable):
        crs = metric_crs_of(reports.iloc[usable])
        places = shapely.get_coordinates(np.asarray(reports.iloc[usable].geometry.to_crs(crs).array))
        posts = shapely.get_coordinates(np.asarray(ordered.geometry.to_crs(crs).array))
        when = pd.to_datetime(reports[moment], utc=True).iloc[usable]
        for position, place, then in zip(usable.tolist(), places, when, strict=True):
            away = np.hypot(*(posts - place).T)
            away[~_on_duty(ordered, then)] = np.inf
            best = int(away.argmin())
            if np.isfinite(away[best]):
                found[position], distances[position] = units[best], away[best] / 1000
    return pd.DataFrame(
        {"unit": pd.Series(found, dtype="str").to_numpy(), "distance_km": distances}, index=reports.index
    )


def _on_duty(crews: pd.DataFrame, moment: pd.Timestamp) -> npt.NDArray[np.bool_]:
    duty = np.ones(len(crews), dtype=bool)
    if "begins" in crews.columns:
        begins = pd.to_datetime(crews["begins"], utc=True)
        duty &= (begins.isna() | (begins <= moment)).to_numpy()
    if "ends" in crews.columns:
        ends = pd.to_datetime(crews["ends"], utc=True)
        duty &= (ends.isna() | (ends > moment)).to_numpy()
    return duty


def _is_point(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    shapes = np.asarray(frame.geometry.array)
    good = np.asarray((shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes), dtype=bool)
    good[good] = np.isfinite(shapely.get_coordinates(shapes[good])).all(axis=1)
    return good

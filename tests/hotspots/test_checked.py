"""Incidents are checked before a method sees them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import NotPointsError, ParameterError, TableError, UnprojectedError
from geo.hotspots.checked import checked
from tests.hotspots.places import CRS, ORIGIN, incidents_at

SQUARE = shapely.box(*ORIGIN, *(ORIGIN + 100))


def test_missing_columns_get_their_defaults():
    ready = checked(incidents_at([ORIGIN]))
    row = ready.incidents.iloc[0]
    assert (row["kind"], row["harm"], row["time_precision"]) == ("INFO", 1.0, "unknown")
    assert pd.isna(row["occurred_from"])
    assert str(ready.incidents["occurred_to"].dtype) == "datetime64[us, UTC]"


def test_given_columns_are_kept_and_a_missing_end_is_the_beginning():
    moment = pd.Timestamp("2026-01-02T03:04Z")
    table = incidents_at([ORIGIN, ORIGIN], kind=["A", None], harm=[2.5, np.nan], occurred_from=[moment, pd.NaT])
    ready = checked(table)
    assert ready.incidents["kind"].tolist() == ["A", "INFO"]
    assert ready.incidents["harm"].tolist() == [2.5, 1.0]
    assert ready.incidents["occurred_to"].iloc[0] == moment
    assert [notice.en for notice in ready.notices] == ["1 incidents without a harm weight count with weight 1."]


@pytest.mark.parametrize("crs", ["EPSG:4326", None, "EPSG:2913"])
def test_tables_not_in_metres_are_refused(crs):
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy([104.7], [-2.9]), crs=crs)
    with pytest.raises(UnprojectedError, match="to_crs"):
        checked(table)


@pytest.mark.parametrize(
    "bad",
    [None, shapely.Point(), shapely.Point(np.inf, 0), shapely.Point(1e9, 0), SQUARE, shapely.MultiPoint([(0, 0)])],
)
def test_rows_without_a_point_are_refused_and_named(bad):
    table = gpd.GeoDataFrame({"x": [1, 2]}, geometry=[shapely.Point(*ORIGIN), bad], crs=CRS, index=["a", "b"])
    with pytest.raises(NotPointsError, match="1 rows have no valid point, the first is row b") as refused:
        checked(table)
    assert isinstance(refused.value, TableError)


def test_the_study_area_keeps_those_inside_and_on_its_border():
    table = incidents_at([ORIGIN, ORIGIN + 50, ORIGIN + 101])
    ready = checked(table, SQUARE)
    assert ready.inside.tolist() == [True, True, False]
    assert len(ready.incidents) == 2
    assert ready.notices[0].id == "1 kejadian di luar wilayah kajian tidak ikut dihitung."


def test_a_study_area_with_a_crs_of_its_own():
    area = gpd.GeoSeries([SQUARE], crs=CRS).to_crs(4326)
    assert checked(incidents_at([ORIGIN + 50]), area).ground.area.area == pytest.approx(10_000, rel=1e-6)


def test_an_invalid_study_area_is_mended():
    bow = shapely.Polygon(np.add(ORIGIN, [[0, 0], [100, 100], [100, 0], [0, 100]]))
    assert checked(incidents_at([ORIGIN]), bow).ground.area.is_valid


@pytest.mark.parametrize(
    ("area", "told"),
    [
        (shapely.Point(*ORIGIN), "must be a polygon"),
        (shapely.Polygon(), "must be a polygon"),
        (shapely.LineString([ORIGIN, ORIGIN + 5]), "must be a polygon"),
        (shapely.box(104, -3, 105, -2), "degrees"),
        (gpd.GeoSeries([SQUARE]), "no CRS"),
    ],
)
def test_study_areas_that_are_none_are_refused(area, told):
    with pytest.raises(ParameterError, match=told):
        checked(incidents_at([ORIGIN]), area)


def test_no_rows():
    ready = checked(incidents_at(np.empty((0, 2))), SQUARE)
    assert len(ready.incidents) == 0
    assert str(ready.incidents["occurred_from"].dtype) == "datetime64[us, UTC]"

"""Incidents for a forecast: local days, patrol finds left out, everything counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import NotPointsError, ParameterError, TableError, UnprojectedError
from geo.forecast.incidents import dated
from tests.forecast import scenes


def test_the_day_is_the_local_one_of_the_earliest_moment():
    table = scenes.table(1, 1)
    table["occurred_from"] = pd.to_datetime(["2026-08-31T17:30:00Z"])
    table["occurred_to"] = pd.to_datetime(["2026-09-02T00:00:00Z"])
    for timezone, wanted in (("Asia/Jakarta", "2026-09-01"), ("UTC", "2026-08-31")):
        found = dated(table, scenes.AREA, timezone=timezone)
        assert np.datetime64(int(found.day[0]), "D") == np.datetime64(wanted)


def test_what_takes_no_part_is_counted():
    table = scenes.table(20, 10)
    table.loc[0:1, "time_precision"] = "month"
    table.loc[2, "occurred_from"] = pd.NaT
    table.loc[3:6, "origin"] = "patrol"
    table.loc[7, "geometry"] = shapely.Point(-50, 5)
    before = table.copy()
    found = dated(table, scenes.AREA)
    assert len(found.day) == 12
    assert [says.en.split()[0] for says in found.notices] == ["1", "3", "4"]
    assert all(says.id != says.en for says in found.notices)
    assert len(dated(table, scenes.AREA, with_patrol=True).day) == 16
    pd.testing.assert_frame_equal(table, before)


def test_missing_columns_and_bad_tables():
    table = scenes.table(5, 5)
    assert len(dated(table[["occurred_from", "geometry"]], scenes.AREA).day) == 5
    with pytest.raises(TableError, match="occurred_from"):
        dated(table.drop(columns="occurred_from"), scenes.AREA)
    with pytest.raises(UnprojectedError):
        dated(table.to_crs(4326), scenes.AREA)
    table.loc[2, "geometry"] = None
    with pytest.raises(NotPointsError):
        dated(table, scenes.AREA)


@pytest.mark.parametrize(
    "area",
    [None, shapely.Point(0, 0), shapely.Polygon(), shapely.box(100, -3, 105, 2), gpd.GeoSeries([scenes.AREA])],
    ids=["none", "point", "empty", "degrees", "no crs"],
)
def test_study_areas_that_are_none(area):
    with pytest.raises(ParameterError, match="study_area"):
        dated(scenes.table(50, 5), area)


def test_a_study_area_in_degrees_with_its_crs_is_taken_over():
    area = gpd.GeoSeries([scenes.AREA], crs=scenes.CRS).to_crs(4326)
    assert len(dated(scenes.table(50, 5), area).day) == 50


def test_no_row_at_all():
    assert len(dated(scenes.table(5, 5).iloc[:0], scenes.AREA).day) == 0

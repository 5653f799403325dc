from __future__ import annotations

from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError, TableError
from geo.evaluation.nearest_crew import nearest_crew
from tests.evaluation.grounds import CRS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def points(xs, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(500_000 + 1000 * x, 9_700_000) for x in xs], crs=CRS)


def test_is_the_brute_force_minimum():
    random = np.random.default_rng(2)
    reports = points(random.uniform(0, 50, 30), occurred_from=[pd.Timestamp(NOON)] * 30)
    crews = points(random.uniform(0, 50, 8), unit=[f"U{n}" for n in range(8)])
    found = nearest_crew(reports, crews.to_crs("EPSG:4326"))
    assert found.index.equals(reports.index)
    for row, place in zip(found.itertuples(), reports.geometry, strict=True):
        away = crews.distance(place)
        assert row.unit == crews["unit"].iloc[int(away.argmin())]
        assert row.distance_km == pytest.approx(away.min() / 1000, abs=1e-5)


def test_only_crews_on_duty_count():
    day = timedelta(days=1)
    crews = points([0, 5, 9], unit=["a", "b", "c"], begins=[NOON + day, NOON - day, None], ends=[None, NOON, None])
    found = nearest_crew(points([0], occurred_from=[NOON]), crews)
    assert found["unit"].tolist() == ["c"]
    assert nearest_crew(points([0], occurred_from=[NOON]), crews.iloc[:2])["unit"].isna().all()


def test_ties_go_to_the_first_name_and_gaps_stay_empty():
    crews = points([0, 2, 7], unit=["z", "a", "far"])
    reports = points([1, 3, 4], occurred_from=[NOON, None, NOON])
    reports.loc[2, "geometry"] = None
    found = nearest_crew(reports, crews)
    assert found["unit"].tolist()[0] == "a"
    assert found["unit"].isna().tolist() == [False, True, True]


def test_nobody_and_nothing():
    reports = points([1], occurred_from=[NOON])
    assert nearest_crew(reports, points([], unit=[]))["unit"].isna().all()
    assert len(nearest_crew(reports.iloc[:0], points([1], unit=["a"]))) == 0


def test_nonsense_is_refused():
    reports, crews = points([1], occurred_from=[NOON]), points([1], unit=["a"])
    with pytest.raises(TableError, match="unit"):
        nearest_crew(reports, crews.drop(columns="unit"))
    with pytest.raises(ParameterError):
        nearest_crew(reports.set_crs(None, allow_override=True), crews)

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError, TableError
from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.response import response_times
from tests.evaluation.grounds import CRS

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(days=30)
FAST = EvaluationParameters(resamples=200)


def reports(minutes, xs=None):
    xs = [0.0] * len(minutes) if xs is None else xs
    when = [START + timedelta(minutes=m) for m in minutes]
    frame = {"incident_id": [f"I{n}" for n in range(len(minutes))], "occurred_from": pd.to_datetime(when, utc=True)}
    return gpd.GeoDataFrame(frame, geometry=[shapely.Point(500_000 + x, 9_700_000) for x in xs], crs=CRS)


def visits(spans, xs=None):
    xs = [0.0] * len(spans) if xs is None else xs
    begins = pd.to_datetime([START + timedelta(minutes=a) for a, _ in spans], utc=True)
    ends = pd.to_datetime([START + timedelta(minutes=b) for _, b in spans], utc=True)
    return gpd.GeoDataFrame({"begins": begins, "ends": ends}, geometry=[shapely.Point(500_000 + x, 9_700_000) for x in xs], crs=CRS)  # fmt: skip  # noqa: E501


def timed(given, arrivals, **options):
    return response_times(given, arrivals, data_as_of=options.pop("data_as_of", END), parameters=FAST, **options)


def test_first_arrival_after_the_report_and_near_it():
    given = reports([0, 100, 200], xs=[0, 0, 5_000])
    arrivals = visits([(-60, -50), (25, 40), (130, 140), (205, 215)], xs=[0, 400, 0, 0])
    found = timed(given, arrivals)
    assert found.times["minutes"].tolist() == [25.0, 30.0, 1_440.0]  # the third: nobody within 500 m
    assert found.times["arrived"].tolist() == [True, True, False]
    assert found.times.index.equals(given.index)
    assert (found.n, found.arrived) == (3, 2)
    assert found.median_min == 30
    assert math.isnan(found.p90_min)
    assert found.within_target == pytest.approx(2 / 3)


def test_a_crew_already_there_arrives_at_once():
    assert timed(reports([10]), visits([(0, 20)])).times["minutes"].tolist() == [0.0]


def test_the_nearest_in_time_wins_even_when_listed_later():
    assert timed(reports([0]), visits([(50, 60), (5, 6), (20, 30)])).median_min == 5


def test_unreached_reports_wait_until_the_record_ends():
    found = timed(reports([0, 5]), visits([(7, 8)], xs=[9_000]), data_as_of=START + timedelta(minutes=65))
    assert found.times["minutes"].tolist() == [65.0, 60.0]
    assert found.arrived == 0
    assert math.isnan(found.median_min)
    assert found.intervals["median_min"] == (math.inf, math.inf)
    assert "2 of 2 reports" in " ".join(says.en for says in found.notices)


def test_an_arrival_beyond_the_horizon_is_none():
    found = timed(reports([0]), visits([(1_500, 1_510)]))
    assert found.times["arrived"].tolist() == [False]


def test_leaving_out_the_unreached_would_flatter():
    """Ten reports are reached after 10 minutes, ten by nobody: the naive median of the reached would be 10 minutes."""
    given = reports([60 * n for n in range(20)], xs=[0, 20_000] * 10)
    found = timed(given, visits([(60 * n + 10, 60 * n + 12) for n in range(0, 20, 2)]))
    assert found.arrived == 10
    assert found.within_target == pytest.approx(0.5)
    assert math.isnan(found.p90_min)


def test_time_precision_and_bad_rows_are_told():
    given = reports(range(6)).assign(time_precision=["minute", "hour", "day", "minute", "minute", "minute"])
    given.loc[3, "occurred_from"] = pd.NaT
    given.loc[4, "geometry"] = None
    given.loc[5, "occurred_from"] = pd.Timestamp(END + timedelta(days=1))
    found = timed(given, visits([(9, 10)]))
    told = " ".join(says.en for says in found.notices)
    assert found.n == 1
    assert "2 reports whose time is not recorded to the minute" in told
    assert "2 reports or arrivals without place or time" in told
    assert "1 reports after the end" in told
    assert "Only 1 reports" in told


def test_no_reports_or_no_arrivals():
    nothing = timed(reports([]), visits([(0, 1)]))
    assert nothing.n == 0
    assert "no reports" in nothing.notices[-1].en
    alone = timed(reports([0, 1]), visits([]))
    assert (alone.n, alone.arrived) == (2, 0)
    assert json.loads(json.dumps(alone.as_dict(), allow_nan=False))["median_min"] is None
    assert json.loads(json.dumps(nothing.as_dict(), allow_nan=False))["intervals"] == {}


def test_the_interval_holds_the_median_as_often_as_it_says():
    random = np.random.default_rng(11)
    held = 0
    for seed in range(150):
        minutes = np.arange(40) * 2_000.0
        delays = random.exponential(30, 40)
        found = timed(reports(minutes), visits([(m + d, m + d + 1) for m, d in zip(minutes, delays, strict=True)]), data_as_of=START + timedelta(days=90), seed=seed)  # fmt: skip  # noqa: E501
        low, high = found.intervals["median_min"]
        held += low <= 30 * math.log(2) <= high
    assert 0.88 <= held / 150 <= 0.995


def test_the_same_seed_gives_the_same():
    given, arrivals = reports([0, 60, 120, 180]), visits([(5, 6), (70, 71), (190, 191)])
    assert timed(given, arrivals, seed=4).intervals == timed(given, arrivals, seed=4).intervals


def test_another_moment_column_and_crs():
    given = reports([0]).rename(columns={"occurred_from": "reported"}).to_crs("EPSG:4326")
    assert timed(given, visits([(12, 13)]), moment="reported").median_min == 12


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: timed(reports([0]).drop(columns="occurred_from"), visits([(0, 1)])),
        lambda: timed(reports([0]), visits([(0, 1)]).drop(columns="begins")),
    ],
)
def test_a_missing_column_is_refused(wrong):
    with pytest.raises(TableError):
        wrong()


def test_no_crs_or_zone_is_refused():
    with pytest.raises(ParameterError):
        timed(reports([0]).set_crs(None, allow_override=True), visits([(0, 1)]))
    with pytest.raises(ParameterError):
        timed(reports([0]), visits([(0, 1)]), data_as_of=datetime(2026, 4, 1))

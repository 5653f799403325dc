"""Counts per cluster."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from geo.errors import ParameterError
from geo.hotspots.checked import checked
from geo.hotspots.profile import profiles
from tests.hotspots.places import incidents_at


def table_of(moments, to=None, **columns):
    begin = pd.to_datetime(pd.Series(moments), utc=True)
    columns.setdefault("time_precision", ["minute"] * len(begin))
    table = incidents_at(np.zeros((len(begin), 2)), occurred_from=begin, **columns)
    if to is not None:
        table["occurred_to"] = pd.to_datetime(pd.Series(to), utc=True)
    return checked(table).incidents


def test_counts_harm_kinds_and_period():
    table = table_of(
        ["2026-01-05T18:30Z", "2026-01-06T18:10Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z"],
        kind=["B", "A", "B", "A"],
        harm=[1.5, 2.0, 4.0, 100.0],
    )
    row = profiles(table, np.array([3, 3, 3, -1]), "Asia/Jakarta").loc[3]
    assert (row["n"], row["harm"]) == (3, 7.5)
    assert list(json.loads(row["kinds"]).items()) == [("B", 2), ("A", 1)]
    assert row["first"] == pd.Timestamp("2026-01-05T18:30Z")
    assert row["last"] == pd.Timestamp("2026-02-01T00:00Z")


def test_hours_and_weekdays_are_local():
    table = table_of(["2026-01-05T18:30Z", "2026-01-05T18:10Z", "2026-01-05T05:00Z"])  # Tuesday 01:30 in Jakarta
    row = profiles(table, np.zeros(3, dtype=np.int64), "Asia/Jakarta").loc[0]
    hours, weekdays = json.loads(row["hours"]), json.loads(row["weekdays"])
    assert (len(hours), len(weekdays)) == (24, 7)
    assert (hours[1], hours[12]) == (2, 1)
    assert (weekdays[1], weekdays[0]) == (2, 1)
    assert row["timed"] == 3


def test_a_time_counts_only_as_far_as_it_is_known():
    table = table_of(
        ["2026-01-05T01:00Z"] * 5,
        to=["2026-01-05T01:30Z", "2026-01-05T09:00Z", "2026-01-09T00:00Z", "2026-01-05T01:00Z", "2026-01-31T00:00Z"],
        time_precision=["minute", "minute", "minute", "day", "month"],
    )
    row = profiles(table, np.zeros(5, dtype=np.int64), "UTC").loc[0]
    hours, weekdays = json.loads(row["hours"]), json.loads(row["weekdays"])
    assert row["timed"] == 1
    # Half an hour, eight hours, almost four days and a whole day count by shares; a month tells nothing.
    assert sum(hours) == pytest.approx(4, abs=0.02)
    assert hours[12] == pytest.approx(4 / 95 + 1 / 24, abs=0.001)
    assert sum(weekdays) == pytest.approx(4, abs=0.02)


def test_a_day_without_an_hour_is_no_midnight_hotspot():
    table = table_of(["2026-01-05T00:00Z", "2026-01-06T00:00Z"], time_precision=["day", "month"])
    row = profiles(table, np.zeros(2, dtype=np.int64), "UTC").loc[0]
    assert json.loads(row["hours"]) == [0.042] * 24
    assert json.loads(row["weekdays"]) == [1, 0, 0, 0, 0, 0, 0]
    assert row["timed"] == 0


def trend_of(first_half, second_half, days=365):
    start, length = pd.Timestamp("2025-01-01", tz="UTC"), pd.Timedelta(days=days)
    ends = [start, start + length]  # noise that spans the period
    early = [start + length * 0.25] * first_half
    late = [start + length * 0.75] * second_half
    labels = np.array([-1, -1] + [0] * (first_half + second_half))
    return profiles(table_of(ends + early + late), labels, "UTC").loc[0]


@pytest.mark.parametrize(
    ("first", "second", "trend"),
    [
        (5, 20, "rising"),
        (20, 5, "falling"),
        (10, 14, "steady"),
        (0, 10, "rising"),
        (0, 9, "unknown"),
        (5000, 5400, "steady"),
    ],
)
def test_trend_needs_evidence_and_size(first, second, trend):
    row = trend_of(first, second)
    assert (row["before"], row["after"], row["trend"]) == (first, second, trend)


@pytest.mark.parametrize(("first", "second"), [(12, 29), (13, 30), (3, 13), (4, 14), (3, 14)])
def test_trend_agrees_with_the_exact_test(first, second):
    significant = binomtest(first, first + second, 0.5).pvalue < 0.01
    assert (trend_of(first, second)["trend"] == "rising") == significant


def test_a_short_period_tells_no_trend():
    assert trend_of(5, 30, days=59)["trend"] == "unknown"


def test_undated_incidents_tell_nothing():
    row = profiles(table_of([pd.NaT] * 12, time_precision=["unknown"] * 12), np.zeros(12, dtype=np.int64), "UTC").loc[0]
    assert (row["n"], row["timed"], row["trend"]) == (12, 0, "unknown")
    assert pd.isna(row["first"])


def test_no_clusters_and_a_wrong_zone():
    table = table_of(["2026-01-05T01:00Z"])
    assert len(profiles(table, np.array([-1]), "UTC")) == 0
    with pytest.raises(ParameterError, match="time zone"):
        profiles(table, np.array([0]), "Asia/Nowhere")

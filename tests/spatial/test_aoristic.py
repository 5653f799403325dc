"""Intervals count in every hour that they may belong to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.spatial.aoristic import aoristic_weeks


def weeks_of(*intervals, timezone="UTC", **more):
    begin = pd.to_datetime(pd.Series([one[0] for one in intervals]), utc=True)
    end = pd.to_datetime(pd.Series([one[1] for one in intervals]), utc=True)
    return aoristic_weeks(begin, end, timezone, **more)


def test_a_moment_counts_in_its_local_hour():
    week = weeks_of(("2026-01-05T18:30Z", "2026-01-05T18:30Z"), timezone="Asia/Jakarta")[0]  # Tuesday 01:30
    assert week[1, 1] == 1
    assert week.sum() == 1


def test_a_theft_between_friday_and_monday_counts_in_every_hour_between():
    week = weeks_of(("2026-01-09T18:00Z", "2026-01-12T08:00Z"))[0]  # 62 hours
    np.testing.assert_allclose(week[4, 18:], 1 / 62)
    np.testing.assert_allclose(week[5], 1 / 62)
    np.testing.assert_allclose(week[6], 1 / 62)
    np.testing.assert_allclose(week[0, :8], 1 / 62)
    assert week[1:4].sum() == 0
    assert week.sum() == pytest.approx(1)


def test_a_whole_day_counts_in_all_its_hours():
    week = weeks_of(("2026-01-07T00:00Z", "2026-01-08T00:00Z"))[0]
    np.testing.assert_allclose(week[2], 1 / 24)
    assert week.sum() == pytest.approx(1)


def test_whole_weeks_count_alike_in_all_hours():
    np.testing.assert_allclose(weeks_of(("2026-01-07T03:20Z", "2026-01-28T03:20Z"))[0], 1 / 168)


def test_unknown_and_turned_intervals_and_groups():
    begin = pd.Series(pd.to_datetime(["2026-01-05T01:00Z", None, "2026-01-05T03:00Z", "2026-01-05T05:00Z"], utc=True))
    end = pd.Series(pd.to_datetime([None, "2026-01-05T02:00Z", "2026-01-05T01:00Z", "2026-01-05T06:00Z"], utc=True))
    weeks = aoristic_weeks(begin, end, "UTC", np.array([0, 0, 1, -1]), 3)
    assert weeks.sum(axis=(1, 2)).tolist() == [1, 1, 0]
    assert (weeks[0, 0, 1], weeks[1, 0, 3]) == (1, 1)
    with pytest.raises(ParameterError, match="time zone"):
        aoristic_weeks(begin, end, "Asia/Nowhere")


@given(st.lists(st.tuples(st.integers(0, 3 * 10_080), st.integers(0, 3 * 10_080)), min_size=1, max_size=8))
def test_equals_minute_by_minute_counting(minutes):
    monday = pd.Timestamp("2026-01-05", tz="UTC")
    begin = pd.Series([monday + pd.Timedelta(minutes=start) for start, _ in minutes])
    end = pd.Series([monday + pd.Timedelta(minutes=start + length) for start, length in minutes])
    slow = np.zeros(168)
    for start, length in minutes:
        if length == 0:
            slow[start // 60 % 168] += 1
        else:
            slow += np.bincount(np.arange(start, start + length) // 60 % 168, minlength=168) / length
    np.testing.assert_allclose(aoristic_weeks(begin, end, "UTC")[0].ravel(), slow, atol=1e-9)

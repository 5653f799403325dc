from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from geo.errors import ParameterError
from geo.spatial.periods import hour_and_weekday_profiles, local_clock, start_of, zone


def test_days_are_local_and_the_last_is_included() -> None:
    assert start_of("2026-08-01", "Asia/Jakarta") == datetime(2026, 7, 31, 17, tzinfo=UTC)
    assert start_of("2026-08-01", "Asia/Jakarta", end=True) == datetime(2026, 8, 1, 17, tzinfo=UTC)
    assert start_of("2026-08-01T10:00+07:00", "UTC", end=True) == datetime(2026, 8, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["kemarin", "2026-13-01", "", "NaT"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        start_of(text, "Asia/Jakarta")


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="Mars"):
        zone("Mars/Olympus")


def test_a_day_or_month_is_never_a_midnight() -> None:
    moments = pd.Series(pd.to_datetime(["2026-08-12T07:30Z", "2026-08-11T17:00Z", "2026-07-31T17:00Z", None], utc=True))
    precision = pd.Series(["minute", "day", "month", "unknown"])
    hours, weekdays, timed = hour_and_weekday_profiles(moments, precision, "Asia/Jakarta")
    assert timed == 1
    assert hours[14] == 1
    assert hours.sum() == 1
    assert weekdays[2] == 2  # both on Wednesday 12 August, local time
    assert weekdays.sum() == 2


def test_local_clock_says_minus_one_for_what_is_not_known() -> None:
    moments = pd.Series(pd.to_datetime(["2026-08-12T07:30Z", "2026-08-11T17:00Z", "2026-07-31T17:00Z", None], utc=True))
    precision = pd.Series(["hour", "day", "month", "minute"])
    hour, weekday = local_clock(moments, precision, "Asia/Jakarta")
    assert hour.tolist() == [14, -1, -1, -1]
    assert weekday.tolist() == [2, 2, -1, -1]

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.hot_cells.whole_periods import AUTOMATIC_DAYS, ENOUGH_PERIODS, whole_periods

JAKARTA = "Asia/Jakarta"


def moments(*texts: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(texts), utc=True).astype("datetime64[us, UTC]")


def test_counts_back_from_the_last_day():
    when = moments("2026-01-01T05:00Z", "2026-01-04T05:00Z", "2026-01-05T05:00Z", "2026-01-17T05:00Z")
    found = whole_periods(when, when, JAKARTA, 7)
    assert (found.count, found.days, found.early) == (2, 7, 1)
    assert (found.first, found.last) == (date(2026, 1, 4), date(2026, 1, 17))
    assert found.of.tolist() == [-1, 0, 0, 1]
    assert found.timed.all()


def test_days_begin_at_local_midnight():
    # 17:30 UTC is half past midnight of the next day in Jakarta.
    when = moments("2026-01-01T16:30Z", "2026-01-01T17:30Z", "2026-01-02T16:59Z")
    found = whole_periods(when, when, JAKARTA, 1)
    assert found.of.tolist() == [0, 1, 1]
    assert whole_periods(when, when, "UTC", 1).of.tolist() == [0, 0, 1]


def test_days_of_23_and_25_hours_are_days():
    when = moments(
        "2026-03-28T00:30Z", "2026-03-29T21:30Z", "2026-03-30T00:30Z", "2026-10-24T22:30Z", "2026-10-25T22:30Z"
    )
    found = whole_periods(when, when, "Europe/Berlin", 1)
    begun = date(2026, 3, 28).toordinal()
    local = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 25)]
    assert found.of.tolist() == [day.toordinal() - begun for day in local]


def test_an_interval_counts_by_its_middle_unless_it_is_longer_than_a_period():
    begin = moments("2026-01-01T00:00Z", "2026-01-03T18:00Z", "2026-01-01T00:00Z", None, "2026-01-08T00:00Z")
    end = moments("2026-01-02T00:00Z", "2026-01-04T18:00Z", "2026-02-01T00:00Z", "2026-01-02T00:00Z", None)
    found = whole_periods(begin, end, "UTC", 4)
    assert (found.undated, found.vague) == (1, 1)
    assert found.timed.tolist() == [True, True, False, False, True]
    assert found.of.tolist() == [0, 0, -1, -1, 1]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 24 * 4000), min_size=1, max_size=60),
    st.one_of(st.none(), st.integers(1, 400)),
    st.sampled_from(["UTC", JAKARTA, "America/Chicago"]),
)
def test_every_incident_is_in_a_whole_period_or_before_all(hours, days, timezone):
    when = pd.Series(pd.Timestamp("2015-05-05T03:00Z") + pd.to_timedelta(hours, unit="h"))
    found = whole_periods(when, when, timezone, days)
    local = when.dt.tz_convert(timezone).dt.date.map(date.toordinal).to_numpy()
    end = found.last.toordinal() + 1
    if found.count:
        assert end == local.max() + 1
        assert end - found.first.toordinal() == found.count * found.days
        assert (np.sum(local < found.first.toordinal())) == found.early == np.sum(found.of == -1)
        within = found.of >= 0
        np.testing.assert_array_equal(found.of[within], (local[within] - found.first.toordinal()) // found.days)
        assert found.first.toordinal() - local.min() < found.days
        assert found.of.max() == found.count - 1
    else:
        assert (found.of == -1).all()
    if days is None:
        span = local.max() - local.min() + 1
        assert found.days in AUTOMATIC_DAYS
        assert found.days == 1 or span // found.days >= ENOUGH_PERIODS
        longer = [length for length in AUTOMATIC_DAYS if length > found.days]
        assert all(span // length < ENOUGH_PERIODS for length in longer)


def test_nothing_and_nothing_dated():
    for when in (moments(), moments(None, None)):
        found = whole_periods(when, when, "UTC")
        assert (found.count, found.early, found.undated) == (0, 0, len(when))
        assert not found.timed.any()


def test_refuses_an_unknown_zone():
    when = moments("2026-01-01T00:00Z")
    with pytest.raises(ParameterError, match="Mars"):
        whole_periods(when, when, "Mars/Olympus")

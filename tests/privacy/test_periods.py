"""Periods are those of the calendar, in local time, and due only when they are over and the delay is past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.privacy.periods import Period, periods_due
from tests.privacy.samples import agreement

DAYS = st.dates(date(1900, 1, 1), date(9000, 12, 31))
KINDS = st.sampled_from(["month", "quarter", "year"])


@given(DAYS, KINDS)
def test_every_day_lies_in_one_period_of_each_kind(day: date, kind: str) -> None:
    period = Period.holding(day, kind)  # type: ignore[arg-type]  # drawn from the three
    assert period.first_day <= day < period.next_day
    assert Period.parse(period.label) == period
    assert period.following.first_day == period.next_day
    assert Period.parse(period.months[0]).first_day == period.first_day
    assert Period.parse(period.months[-1]).next_day == period.next_day


@pytest.mark.parametrize("label", ["", "2026-13", "2026-00", "2026-Q5", "26-03", "2026-3", "2026-03-01", "9999", "x"])
def test_other_stretches_of_time_are_no_periods(label: str) -> None:
    with pytest.raises(ParameterError):
        Period.parse(label)


def test_a_month_begins_at_local_midnight() -> None:
    start, end = Period.parse("2026-03").bounds("Asia/Jakarta")
    assert start == datetime(2026, 2, 28, 17, tzinfo=UTC)
    assert end - start == timedelta(days=31)


def test_only_whole_periods_with_their_delay_past_are_due() -> None:
    monthly = agreement(delay_days=30)
    at = datetime(2026, 5, 31, 1, tzinfo=UTC)  # 08:00 local on 31 May: April ended 31 days ago
    assert [p.label for p in periods_due(monthly, "Asia/Jakarta", date(2026, 2, 10), at)] == [
        "2026-02",
        "2026-03",
        "2026-04",
    ]
    before = datetime(2026, 5, 30, 16, tzinfo=UTC)  # 23:00 local on 30 May
    assert [p.label for p in periods_due(monthly, "Asia/Jakarta", date(2026, 3, 1), before)] == ["2026-03"]

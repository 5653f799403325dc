"""Working days: a weekend does not count, the day of arrival neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from geo.store.service.reports_due import FOLLOW_DAYS, FORWARD_DAYS, due


@pytest.mark.parametrize(
    ("received", "days", "end"),
    [
        ("2026-11-23T05:00", 3, "2026-11-26T17:00"),  # Monday noon, to Thursday midnight in Jakarta
        ("2026-11-26T05:00", 3, "2026-12-01T17:00"),  # Thursday: Friday, Monday, Tuesday
        ("2026-11-28T05:00", 3, "2026-12-02T17:00"),  # Saturday
        ("2026-11-27T16:59", 1, "2026-11-30T17:00"),  # Friday 23:59 local
        ("2026-11-27T17:01", 1, "2026-11-30T17:00"),  # Saturday 00:01 local
    ],
)
def test_the_last_day_counts_to_its_end(received: str, days: int, end: str) -> None:
    moment = datetime.fromisoformat(received).replace(tzinfo=UTC)
    assert due(moment, days, "Asia/Jakarta") == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_the_promise_to_citizens() -> None:
    assert (FORWARD_DAYS, FOLLOW_DAYS) == (3, 5)

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from geo.errors import ParameterError
from geo.spatial.periods import start_of, zone


def test_days_are_local_and_the_last_is_included() -> None:
    assert start_of("2026-08-01", "Asia/Jakarta") == datetime(2026, 7, 31, 17, tzinfo=UTC)
    assert start_of("2026-08-01", "Asia/Jakarta", end=True) == datetime(2026, 8, 1, 17, tzinfo=UTC)
    assert start_of("2026-08-01T10:00+07:00", "UTC", end=True) == datetime(2026, 8, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["kemarin", "2026-13-01", "", "NaT", "0000-01-01T00:00", "-0001-01-01", "0001-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        start_of(text, "Asia/Jakarta")


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="Mars"):
        zone("Mars/Olympus")

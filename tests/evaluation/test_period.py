from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from geo.errors import ParameterError
from geo.evaluation.period import Period, iso, period_of

JANUARY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))


def test_moments_become_utc_whole_seconds():
    wib = timezone(timedelta(hours=7))
    one = Period(datetime(2026, 1, 1, 7, tzinfo=wib), datetime(2026, 2, 1, 7, 0, 0, 5, tzinfo=wib))
    assert one == JANUARY
    assert one.days == 31


def test_comes_back_from_its_dict():
    assert period_of(JANUARY.as_dict()) == JANUARY
    assert JANUARY.as_dict() == {"begins": "2026-01-01T00:00:00Z", "ends": "2026-02-01T00:00:00Z"}


def test_overlap_needs_a_common_moment():
    february = Period(JANUARY.ends, datetime(2026, 3, 1, tzinfo=UTC))
    assert not JANUARY.overlaps(february)
    assert JANUARY.overlaps(Period(datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (datetime(2026, 1, 1), datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 2, 1, tzinfo=UTC)),
    ],
)
def test_nonsense_is_refused(begins, ends):
    with pytest.raises(ParameterError):
        Period(begins, ends)


def test_iso():
    assert iso(datetime(2026, 1, 1, 0, 0, 0, 9, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


def test_a_period_is_written_from_moment_to_moment():
    assert JANUARY.text() == "2026-01-01T00:00:00Z..2026-02-01T00:00:00Z"

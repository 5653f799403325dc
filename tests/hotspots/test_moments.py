"""The moment of an incident is the middle of its interval, if that is short enough."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.moments import MICROSECONDS_PER_DAY, left_out, moments, too_few, window_microseconds

DAY = float(MICROSECONDS_PER_DAY)


def table(*rows):
    """Return incidents of (from, to, precision)."""
    begin, end, precision = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "occurred_from": pd.to_datetime(pd.Series(begin), utc=True).astype("datetime64[us, UTC]"),
            "occurred_to": pd.to_datetime(pd.Series(end), utc=True).astype("datetime64[us, UTC]"),
            "time_precision": list(precision),
        }
    )


def test_the_middle_of_the_interval():
    rows = table(
        ("2026-01-01T00:00", "2026-01-01T00:00", "minute"),
        ("2026-01-02T00:00", "2026-01-04T00:00", "minute"),
        ("2026-01-02T06:00", None, "hour"),
    )
    found = moments(rows, 14)
    assert found.usable.all()
    assert found.n_without == 0
    assert (found.microseconds / DAY).tolist() == [0, 2, 1.25]


def test_a_day_is_its_noon_whether_its_end_is_given_or_not():
    rows = table(
        ("2026-01-01", "2026-01-02", "day"),
        ("2026-01-03", "2026-01-03", "day"),
        ("2026-01-05", None, "day"),
    )
    assert (moments(rows, 1).microseconds / DAY).tolist() == [0, 2, 4]
    assert moments(rows, 0.5).usable.tolist() == [False, False, False]


def test_times_not_known_closely_enough_take_no_part():
    rows = table(
        (None, None, "minute"),
        (None, "2026-01-01", "minute"),
        ("2026-01-01", "2026-01-01", "unknown"),
        ("2026-01-01", "2026-01-02", "year"),
        ("2026-01-01", "2026-02-01", "month"),
        ("2026-01-01", "2026-01-01", "month"),
        ("2026-01-05", "2026-01-01", "minute"),
        ("2026-01-01", "2026-01-15", "minute"),
        ("2026-01-01", "2026-01-16", "minute"),
    )
    assert moments(rows, 14).usable.tolist() == [False] * 7 + [True, False]
    assert moments(rows, 31).usable.tolist() == [False] * 4 + [True, True, False, True, True]
    assert moments(rows, 14).n_without == 8


def test_differences_are_exact_over_a_century():
    rows = table(
        ("1925-01-01T10:07:00.000001", None, "minute"),
        ("2026-01-01T10:07:00.000001", None, "minute"),
        ("2026-01-15T10:07:00.000001", None, "minute"),
        ("2026-01-29T10:07:00.000002", None, "minute"),
    )
    at = moments(rows, 14).microseconds
    assert (np.diff(at)[1:] <= window_microseconds(14)).tolist() == [True, False]


def test_no_incidents_at_all():
    rows = table(("2026-01-01", "2026-01-01", "minute")).iloc[:0]
    assert moments(rows, 14).microseconds.tolist() == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_notices_hold_their_numbers(language):
    assert "1.234" in left_out(1234).id
    assert "1,234" in left_out(1234).en
    assert "7" in too_few(2, 7).text(language)
    assert "2" in too_few(2, 7).text(language)

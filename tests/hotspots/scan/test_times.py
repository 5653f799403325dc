"""Periods of whole local days up to the end of the data, and intervals of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.scan.times import intervals, periods_of
from tests.hotspots.places import ORIGIN, incidents_at


def table(starts, ends=None, precision="minute"):
    moments = pd.to_datetime(starts, utc=True).astype("datetime64[us, UTC]")
    until = moments if ends is None else pd.to_datetime(ends, utc=True).astype("datetime64[us, UTC]")
    return incidents_at(
        np.tile(ORIGIN, (len(starts), 1)), occurred_from=moments, occurred_to=until, time_precision=precision
    )


def test_intervals_shortest_and_earliest_first():
    first, last = intervals(4, 2, "retrospective")
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [
        (0, 0), (1, 1), (2, 2), (3, 3), (0, 1), (1, 2), (2, 3),
    ]  # fmt: skip
    first, last = intervals(4, 3, "prospective")
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(3, 3), (2, 3), (1, 3)]
    assert [one.tolist() for one in intervals(4, 2, "none")] == [[0], [3]]
    assert [one.tolist() for one in intervals(1, 1, "retrospective")] == [[0], [0]]


def test_periods_are_counted_back_from_the_last_local_day():
    # 17:00 UTC is midnight in Jakarta: the first incident falls on 2 January, the last on 16 January.
    found = periods_of(table(["2026-01-01T17:00", "2026-01-02T16:59", "2026-01-15T17:30"]), "Asia/Jakarta", 7)
    assert found.period.tolist() == [0, 0, 2]
    assert [edge.isoformat() for edge in found.edges] == [
        "2026-01-01T17:00:00+00:00",
        "2026-01-02T17:00:00+00:00",
        "2026-01-09T17:00:00+00:00",
        "2026-01-16T17:00:00+00:00",
    ]
    assert found.share.tolist() == pytest.approx([1 / 15, 7 / 15, 7 / 15])


def test_automatic_length_makes_at_most_26_periods():
    for span, days in [(10, 1), (26, 1), (27, 7), (300, 14), (900, 91), (4_000, 182), (40_000, 365)]:
        ends = pd.Timestamp("2020-01-01T12:00") + pd.to_timedelta([0, span - 1], unit="D")
        found = periods_of(table(ends), "UTC", None)
        assert found.days == days
        assert found.share.size == -(-span // days)
        assert found.share.sum() == pytest.approx(1)


def test_times_that_are_not_known_well_enough():
    starts = ["2026-01-01", "2026-01-05", None, "2026-01-20"]
    ends = ["2026-01-01", "2026-01-14", None, "2026-01-27"]
    assert periods_of(table(starts, ends), "UTC", 7).period.tolist() == [0, -1, -1, 2]
    assert periods_of(table(starts, starts, "month"), "UTC", 7) is None
    assert periods_of(table(starts, starts, "month"), "UTC", 28).period.tolist() == [0, 0, -1, 0]
    assert periods_of(table([None, None]), "UTC", None) is None
    assert periods_of(table([]), "UTC", None) is None


def test_a_missing_end_is_the_beginning():
    assert periods_of(table(["2026-01-01", "2026-01-20"], [None, None]), "UTC", 7).period.tolist() == [0, 2]


def test_days_that_begin_without_a_midnight():
    # In Cairo the clock was set from 0:00 to 1:00 on 28 April 2023.
    found = periods_of(table(["2023-04-26T12:00", "2023-04-28T12:00"]), "Africa/Cairo", 1)
    assert found.edges[2].isoformat() == "2023-04-27T22:00:00+00:00"
    assert found.period.tolist() == [0, 2]

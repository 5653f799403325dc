"""Written moments: each form that people use, and each that cannot be one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.moments import Moment, Unreadable, read_clock, read_moment


@pytest.mark.parametrize(
    ("text", "wall", "precision", "offset_min"),
    [
        ("12 Agustus 2026 pukul 14.30 WIB", datetime(2026, 8, 12, 14, 30), "minute", 420),
        ("12 Agt 2026 14:30", datetime(2026, 8, 12, 14, 30), "minute", None),
        ("Jumat, 3 Juli 2026", datetime(2026, 7, 3), "day", None),
        ("Jum’at 3 Juli 2026", datetime(2026, 7, 3), "day", None),
        ("17-Agu-26 07.15", datetime(2026, 8, 17, 7, 15), "minute", None),
        ("1 Okt 2026 24.00", datetime(2026, 10, 2), "minute", None),
        ("2026-08-12T14:30:00+09:00", datetime(2026, 8, 12, 14, 30), "minute", 540),
        ("2023-07-19 14:30:12.239000-04:00", datetime(2023, 7, 19, 14, 30, 12, 239000), "minute", -240),
        ("2026-08-12T07:30:00Z", datetime(2026, 8, 12, 7, 30), "minute", 0),
        ("12 Agustus 2026 14.30 WITA", datetime(2026, 8, 12, 14, 30), "minute", 480),
        ("Aug 3, 2024 5:30 PM", datetime(2024, 8, 3, 17, 30), "minute", None),
        ("12/08/2026 14", datetime(2026, 8, 12, 14), "hour", None),
        ("20260812143000", datetime(2026, 8, 12, 14, 30), "minute", None),
        ("Agustus 2026", datetime(2026, 8, 1), "month", None),
        ("2022-01", datetime(2022, 1, 1), "month", None),
        ("08/2026", datetime(2026, 8, 1), "month", None),
        ("2024", datetime(2024, 1, 1), "year", None),
        ("1 ene 2020", datetime(2020, 1, 1), "day", None),
        ("12/08/99", datetime(1999, 8, 12), "day", None),
    ],
)
def test_reads(text: str, wall: datetime, precision: str, offset_min: int | None) -> None:
    got = read_moment(text, year_now=2026)
    assert isinstance(got, Moment)
    assert (got.wall, got.precision, got.offset_min) == (wall, precision, offset_min)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("04/13/2026", "month_day_swapped"),
        ("31/11/2026", "no_such_day"),
        ("30/02/2026", "no_such_day"),
        ("0000-00-00", "no_such_day"),
        ("1 Oktober 2026 24.01", "no_such_hour"),
        ("2026-08-12 14:61", "no_such_hour"),
        ("kemarin", "bad_time"),
        ("3 Foo 2026", "bad_time"),
        ("46246", "ambiguous_time"),
        ("1786519800", "ambiguous_time"),
        ("9" * 5000, "bad_time"),
        ("12.5", "bad_time"),
    ],
)
def test_refuses(text: str, reason: str) -> None:
    got = read_moment(text, year_now=2026)
    assert isinstance(got, Unreadable)
    assert got.reason == reason


def test_numbers_alone_only_after_asking() -> None:
    asked = read_moment("46246")
    assert isinstance(asked, Unreadable)
    assert asked.detail == {"reading": "2026-08-12", "meaning": "excel_serial"}
    told = read_moment("46246.5", bare_numbers="excel_serial")
    assert told == Moment(datetime(2026, 8, 12, 12), "minute")
    assert read_moment("1786519800", bare_numbers="epoch_seconds") == Moment(datetime(2026, 8, 12, 7, 30), "minute", 0)


def test_month_first_after_asking() -> None:
    assert read_moment("04/13/2026", order="month_first") == Moment(datetime(2026, 4, 13), "day", None, "month_first")


@pytest.mark.parametrize(
    ("text", "seconds", "precision"),
    [
        ("14.30", 52200, "minute"),
        ("24.00", 86400, "minute"),
        ("7 WIB", 25200, "hour"),
        ("pukul 07.05", 25500, "minute"),
    ],
)
def test_reads_clocks(text: str, seconds: int, precision: str) -> None:
    got = read_clock(text)
    assert not isinstance(got, Unreadable)
    assert got[:2] == (seconds, precision)


@pytest.mark.parametrize(("text", "reason"), [("25.00", "no_such_hour"), ("siang", "bad_time"), ("", "bad_time")])
def test_refuses_clocks(text: str, reason: str) -> None:
    got = read_clock(text)
    assert isinstance(got, Unreadable)
    assert got.reason == reason


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@settings(max_examples=150, deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2026, 12, 31)), st.sampled_from(range(5)))
def test_what_is_written_is_read_back(moment: datetime, form: int) -> None:
    moment = moment.replace(second=0, microsecond=0)
    texts = (
        f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} pukul {moment:%H.%M} WIB",
        f"{moment:%d/%m/%Y %H:%M}",
        f"{moment:%Y-%m-%dT%H:%M}",
        f"{moment:%d.%m.%Y}, {moment:%H.%M}",
        f"{moment.day}-{MONTHS[moment.month - 1][:3]}-{moment.year} {moment:%H:%M}",
    )
    got = read_moment(texts[form], year_now=2026)
    assert isinstance(got, Moment)
    assert got.wall == moment
    assert got.precision == "minute"


@settings(max_examples=200, deadline=timedelta(seconds=2))
@given(st.text(max_size=60))
def test_never_fails(text: str) -> None:
    assert isinstance(read_moment(text), Moment | Unreadable)
    got = read_clock(text)
    assert isinstance(got, tuple | Unreadable)

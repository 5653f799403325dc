"""Advised hours: the fewest that hold the share, on the clock of a shift, also across midnight and clock changes."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.routes.windows import busy_hours, clock_of, hours_text, profile_of, share_within, windows_of

counts = st.lists(st.integers(0, 20).map(float), min_size=24, max_size=24)


def profile(**hours: float) -> list[float]:
    return [float(hours.get(f"h{hour}", 0)) for hour in range(24)]


def taken(hours: tuple) -> set[int]:
    return {hour % 24 for first, last in hours for hour in range(first, last)}


@given(counts, st.floats(0.1, 1.0))
def test_they_hold_the_share_in_the_fewest_hours(given_counts: list[float], share: float) -> None:
    hours = busy_hours(given_counts, share)
    total = sum(given_counts)
    if total == 0:
        assert hours == ()
        return
    inside = taken(hours)
    assert sum(given_counts[h] for h in inside) >= share * total - 1e-6
    fewer = sorted(given_counts, reverse=True)[: len(inside) - 1]
    assert sum(fewer) < share * total
    assert sum(last - first for first, last in hours) == len(inside)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(hours))


def test_neighbours_of_hours_already_taken_come_first() -> None:
    assert busy_hours(profile(h3=4, h10=6, h11=4), 0.7) == ((10, 12),)


def test_hours_around_midnight_are_one_interval() -> None:
    hours = busy_hours(profile(h22=5, h23=5, h0=5, h1=5), 0.9)
    assert hours == ((22, 26),)
    assert hours_text(hours, ".") == "22.00–02.00"
    assert hours_text(((19, 22), (23, 24)), ":") == "19:00–22:00, 23:00–24:00"
    assert busy_hours([1.0] * 24, 1.0) == ((0, 24),)


def test_windows_of_a_day_and_of_a_night_shift() -> None:
    day = clock_of(date(2026, 11, 25), 8 * 60, "Asia/Jakarta")
    assert day.begins == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert windows_of(((7, 10), (15, 18), (22, 26)), day, 480) == ((0, 120), (420, 480))
    night = clock_of(date(2026, 11, 25), 20 * 60, "Asia/Jakarta")
    assert windows_of(((22, 26),), night, 480) == ((120, 360),)
    assert windows_of(((0, 2), (2, 3)), night, 480) == ((240, 420),)
    assert windows_of(((9, 12),), night, 480) == ()


def test_a_long_shift_meets_the_same_hours_twice() -> None:
    clock = clock_of(date(2026, 11, 25), 8 * 60, "Asia/Jakarta")
    assert windows_of(((8, 9),), clock, 1440 + 30) == ((0, 60), (1440, 1470))


def test_the_clock_follows_summer_time() -> None:
    clock = clock_of(date(2026, 3, 28), 22 * 60, "Europe/Berlin")  # at 02:00 it becomes 03:00
    assert windows_of(((3, 4),), clock, 600) == ((240, 300),)
    assert clock.local(240).strftime("%H:%M") == "03:00"


@given(counts, st.integers(0, 1439), st.floats(1, 1440))
def test_the_share_within_a_shift_adds_up(given_counts: list[float], begins_min: int, until: float) -> None:
    clock = clock_of(date(2026, 11, 25), begins_min, "Asia/Jakarta")
    share = share_within(given_counts, clock, until)
    assert 0 <= share <= 1
    if sum(given_counts) == 0:
        assert share == 0
    elif until == 1440:
        assert share == pytest.approx(1)


def test_the_share_of_part_of_an_hour() -> None:
    clock = clock_of(date(2026, 11, 25), 8 * 60 + 30, "Asia/Jakarta")
    assert share_within(profile(h8=6, h12=6), clock, 480) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "value", [None, "", "x", "[1, 2]", [1] * 23, [-1] + [0] * 23, ["a"] * 24, [True] * 24, [float("nan")] * 24, "{}"]
)
def test_what_is_no_profile_is_none(value: object) -> None:
    assert profile_of(value) is None


def test_a_profile_is_read_from_text_or_list() -> None:
    assert profile_of(str([1] * 24)) == (1.0,) * 24
    assert profile_of([0.5] * 24) == (0.5,) * 24


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="Asia/Jakarta"):
        clock_of(date(2026, 11, 25), 480, "Mars/Base")

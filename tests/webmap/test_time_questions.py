"""Steps and bands of hours: read strictly, local, without gap or overlap."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from webmap.questions import Shown
from webmap.time_questions import UNITS, hours_asked, narrowed, step_asked, step_named, steps_over

ZONE = "Asia/Jakarta"


@pytest.mark.parametrize(
    ("name", "unit", "begins", "ends"),
    [
        ("2026", "year", "2026-01-01", "2027-01-01"),
        ("2026-12", "month", "2026-12-01", "2027-01-01"),
        ("2026-W01", "week", "2025-12-29", "2026-01-05"),
        ("2024-02-29", "day", "2024-02-29", "2024-03-01"),
    ],
)
def test_a_step_is_a_whole_local_period(name: str, unit: str, begins: str, ends: str) -> None:
    step = step_named(name, ZONE)
    assert step is not None
    assert (step.name, step.unit) == (name, unit)
    for moment, day in ((step.since, begins), (step.until, ends)):
        assert datetime.fromtimestamp(moment, ZoneInfo(ZONE)).isoformat() == f"{day}T00:00:00+07:00"


@pytest.mark.parametrize(
    "name", ["", "26", "2026-13", "2026-02-30", "2026-W54", "2026-3", "0000", "9999", "2026-01-01T00", "٢٠٢٦", "2026 "]
)
def test_anything_else_is_no_step(name: str) -> None:
    assert step_named(name, ZONE) is None
    with Flask("uji").test_request_context("/", query_string={"step": name}), pytest.raises(ParameterError):
        step_asked(ZONE)


@given(
    st.integers(min_value=-(10**9), max_value=4 * 10**9),
    st.integers(min_value=0, max_value=40 * 365 * 86_400),
    st.sampled_from(["Asia/Jakarta", "Europe/London", "Asia/Jayapura"]),
)
def test_a_row_of_steps_covers_its_span_once(first: int, length: int, zone: str) -> None:
    row = steps_over(first, first + length, zone)
    assert row[-1].since <= first + length < row[-1].until
    assert len(row) == 400 or row[0].since <= first < row[0].until
    assert all(one.until == other.since for one, other in pairwise(row))
    assert len({one.unit for one in row}) == 1
    assert row[0].unit in UNITS
    for step in (row[0], row[-1]):
        if 1900 <= int(step.name[:4]) <= 2200:
            assert step_named(step.name, zone) == step


def test_the_unit_goes_by_the_span() -> None:
    day = 86_400
    units = [steps_over(0, days * day, "UTC")[0].unit for days in (3, 61, 100, 400, 1000, 20_000)]
    assert units == ["day", "day", "week", "week", "month", "year"]
    assert steps_over(10, 0, "UTC") == []


@pytest.mark.parametrize(("text", "band"), [("21-24", (21, 24)), ("22-02", (22, 2)), ("00-03", (0, 3)), (None, None)])
def test_a_band_of_hours(text: str | None, band: tuple[int, int] | None) -> None:
    with Flask("uji").test_request_context("/", query_string={} if text is None else {"hours": text}):
        assert hours_asked() == band


@pytest.mark.parametrize("text", ["", "21", "24-03", "03-03", "3-6", "21-25", "21–24", "-1-03", "00-00", "21-24-27"])
def test_anything_else_is_no_band(text: str) -> None:
    with (
        Flask("uji").test_request_context("/", query_string={"hours": text}),
        pytest.raises(ParameterError, match="hours"),
    ):
        hours_asked()


def test_a_step_lies_within_the_period() -> None:
    step = step_named("2026-11-23", "UTC")
    assert step is not None
    noon = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())
    assert narrowed(Shown(("A",), noon, None), step) == Shown(("A",), noon, step.until)
    assert narrowed(Shown((), None, step.since - 5), step) == Shown((), step.since, step.since)
    assert narrowed(Shown(("A",)), None) == Shown(("A",))

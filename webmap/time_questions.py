"""Questions about time beyond a named period: one step of a row of periods, and a band of hours of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request

from webmap.questions import Shown, refused

UNITS = ("day", "week", "month", "year")
# The finest unit that keeps the row this short is taken; a row of days may be as long as two months.
_LONGEST = {"day": 62, "week": 60, "month": 180}
_MOST_STEPS = 400
_STEP = re.compile(r"(\d{4})(?:-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?))?")
_HOURS = re.compile(r"(\d{2})-(\d{2})")


@dataclass(frozen=True)
class Step:
    """A local day, week, month or year: how it is written, its unit, and its limits in seconds since 1970."""

    name: str
    unit: str
    since: int
    until: int


def step_named(name: str, timezone: str) -> Step | None:
    """Return the step that a name means (`2026`, `2026-03`, `2026-W12`, `2026-03-14`), or None for any other text."""
    found = _STEP.fullmatch(name) if name.isascii() else None
    if found is None or not 1900 <= int(found[1]) <= 2200:
        return None
    year, week, month, day = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    try:
        if week is not None:
            return _step(date.fromisocalendar(year, week, 1), "week", timezone)
        unit = "year" if month is None else "month" if day is None else "day"
        return _step(date(year, month or 1, day or 1), unit, timezone)
    except ValueError:
        return None


def step_asked(timezone: str) -> Step | None:
    """Return the step that `step` asks for, None when it is not given.

    Raises
    ------
    ParameterError
        When it is no day, week, month or year; write `2026-03-14`, `2026-W12`, `2026-03` or `2026`.
    """
    text = request.args.get("step")
    if text is None:
        return None
    step = step_named(text[:20], timezone)
    if step is None:
        raise refused(
            "step",
            "harus hari, minggu, bulan atau tahun: 2026-03-14, 2026-W12, 2026-03 atau 2026",
            "must be a day, week, month or year: 2026-03-14, 2026-W12, 2026-03 or 2026",
        )
    return step


def hours_asked() -> tuple[int, int] | None:
    """Return `hours=21-24` as first hour and the one after the last; a band may run over midnight (`22-02`).

    Raises
    ------
    ParameterError
        When it is no band of hours between 00 and 24, or an empty one.
    """
    text = request.args.get("hours")
    if text is None:
        return None
    found = _HOURS.fullmatch(text) if text.isascii() else None
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 <= first <= 23 or not 1 <= last <= 24 or first == last:
        raise refused("hours", "harus dua jam, misalnya 21-24 atau 22-02", "must be two hours, such as 21-24 or 22-02")
    return first, last


def narrowed(shown: Shown, step: Step | None) -> Shown:
    """Return the same kinds within both the period and the step."""
    if step is None:
        return shown
    since = step.since if shown.since is None else max(step.since, shown.since)
    until = step.until if shown.until is None else min(step.until, shown.until)
    return Shown(shown.kinds, since, max(since, until))


def steps_over(first: int, last: int, timezone: str) -> list[Step]:
    """Return the row of periods that covers a span: days, weeks, months or years, so that it can be read.

    Parameters
    ----------
    first, last
        Limits in seconds since 1970, the last moment included.
    timezone
        IANA name; periods are those of the wall clock.

    Returns
    -------
    list of Step
        In order, without a gap; at most 400, the latest ones.
    """
    if last < first:
        return []
    zone = ZoneInfo(timezone)
    begins, ends = (datetime.fromtimestamp(moment, zone).date() for moment in (first, last))
    days = (ends - begins).days + 1
    unit = next((unit for unit, most in _LONGEST.items() if days / _DAYS[unit] <= most), "year")
    start = _first_day(begins, unit)
    steps: list[Step] = []
    while start <= ends:
        steps.append(_step(start, unit, timezone))
        start = _next(start, unit)
    return steps[-_MOST_STEPS:]


_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44}


def _first_day(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1 if unit in {"month", "year"} else day.day, month=1 if unit == "year" else day.month)


def _next(start: date, unit: str) -> date:
    if unit in {"day", "week"}:
        return start + timedelta(days=1 if unit == "day" else 7)
    return date(start.year + 1, 1, 1) if unit == "year" or start.month == 12 else date(start.year, start.month + 1, 1)


def _step(start: date, unit: str, timezone: str) -> Step:
    zone = ZoneInfo(timezone)
    since, until = (
        int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) for day in (start, _next(start, unit))
    )
    week = start.isocalendar()
    name = {
        "day": start.isoformat(),
        "week": f"{week.year:04d}-W{week.week:02d}",
        "month": f"{start.year:04d}-{start.month:02d}",
        "year": f"{start.year:04d}",
    }[unit]
    return Step(name, unit, since, until)

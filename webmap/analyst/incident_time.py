"""Times of incidents as pages write them: only as exactly as they are known."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from geo.languages import date_text
from webmap.languages import language, moment, t
from webmap.stored_values import known_moment


def time_text(value: Any, precision: str, timezone: str) -> str:
    """Write a moment only as exactly as it is known: a day without a clock stays a day, a month a month."""
    when = known_moment(value)
    if when is None or precision == "unknown":
        return t("time_unknown")
    if precision in {"minute", "hour"}:
        return moment(when, timezone)
    local = when.astimezone(ZoneInfo(timezone))
    if precision == "year":
        return str(local.year)
    day = date_text(local.date(), language())
    return day.split(" ", 1)[1] if precision == "month" else day


def local_text(value: Any, precision: str, timezone: str) -> str:
    """Write a moment as a form takes it: `2026-11-20T21:30`, or only the day when that is all that is known."""
    when = known_moment(value)
    if when is None:
        return ""
    local = when.astimezone(ZoneInfo(timezone))
    return local.strftime("%Y-%m-%dT%H:%M" if precision in {"minute", "hour"} else "%Y-%m-%d")

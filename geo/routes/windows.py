"""When to be where: a hotspot's advised hours, on the clock of one shift."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from geo.spatial.periods import zone

Hours = tuple[tuple[int, int], ...]
Span = tuple[float, float]
_DAYS = (-1, 0, 1, 2)


@dataclass(frozen=True)
class Clock:
    """A shift's beginning: plan minutes count from here, whatever the local clock does in between."""

    begins: datetime
    timezone: ZoneInfo
    day: date

    def moment(self, minute: float) -> datetime:
        """Return the moment (UTC) of a plan minute."""
        return self.begins + timedelta(minutes=minute)

    def local(self, minute: float) -> datetime:
        """Return the local time of a plan minute."""
        return self.moment(minute).astimezone(self.timezone)

    def minute_of(self, moment: datetime) -> float:
        """Return the plan minute of a moment."""
        return (moment.astimezone(UTC) - self.begins).total_seconds() / 60

    def minute_at(self, day: int, hour: int) -> float:
        """Return the plan minute of a local full hour, `day` days after the first (hour 24 is the next midnight)."""
        midnight = datetime.combine(self.day + timedelta(days=day), datetime.min.time())
        return self.minute_of((midnight + timedelta(hours=hour)).replace(tzinfo=self.timezone))


def clock_of(day: date, begins_min: int, timezone: str) -> Clock:
    """Return the clock of a shift that begins `begins_min` minutes after local midnight of `day`.

    Raises
    ------
    ParameterError
        When there is no such time zone.
    """
    place = zone(timezone)
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=begins_min)
    return Clock(local.replace(tzinfo=place).astimezone(UTC), place, day)


def profile_of(value: object) -> tuple[float, ...] | None:
    """Read 24 counts by local hour (JSON text or a list); None for anything else or negative counts."""
    try:
        counts = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(counts, list | tuple) or len(counts) != 24:
        return None
    if not all(isinstance(c, int | float) and not isinstance(c, bool) and 0 <= c < math.inf for c in counts):
        return None
    return tuple(float(c) for c in counts)


def busy_hours(counts: Sequence[float], share: float) -> Hours:
    """Return the fewest hours of the day that hold a share of the incidents, merged into intervals.

    Parameters
    ----------
    counts
        24 counts by local hour.
    share
        Share of their sum that the hours have to hold.

    Returns
    -------
    tuple of (from, to)
        Full hours, sorted; `to` beyond 24 goes past midnight. Of hours with equal counts those beside hours already
        taken come first, then earlier ones. Empty without counts; `((0, 24),)` when all hours are needed.
    """
    needed = share * sum(counts) - 1e-9
    chosen: set[int] = set()
    held = 0.0
    while held < needed and len(chosen) < 24:
        left = [hour for hour in range(24) if hour not in chosen]
        most = max(counts[hour] for hour in left)
        if most <= 0:
            break
        equal = [hour for hour in left if counts[hour] == most]
        beside = [hour for hour in equal if (hour - 1) % 24 in chosen or (hour + 1) % 24 in chosen]
        hour = (beside or equal)[0]
        chosen.add(hour)
        held += counts[hour]
    if len(chosen) == 24:
        return ((0, 24),)
    firsts = sorted(hour for hour in chosen if (hour - 1) % 24 not in chosen)
    spans = []
    for first in firsts:
        last = first
        while (last + 1) % 24 in chosen:
            last += 1
        spans.append((first, last + 1))
    return tuple(spans)


def windows_of(hours: Hours, clock: Clock, until_min: float) -> tuple[Span, ...]:
    """Return when in the shift these hours come: plan minutes, sorted, apart, within 0 and `until_min`."""
    found = sorted(
        (max(0.0, clock.minute_at(day, first)), min(until_min, clock.minute_at(day, last)))
        for day in _DAYS
        for first, last in hours
    )
    merged: list[Span] = []
    for begin, end in found:
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def share_within(counts: Sequence[float], clock: Clock, until_min: float) -> float:
    """Return the share of a day's incidents that falls into the shift, 0 to 1."""
    total = sum(counts)
    if total <= 0:
        return 0.0
    held = 0.0
    for day in _DAYS:
        for hour, count in enumerate(counts):
            begin, end = clock.minute_at(day, hour), clock.minute_at(day, hour + 1)
            if end > begin:
                held += count * max(0.0, min(end, until_min) - max(begin, 0.0)) / (end - begin)
    return min(1.0, held / total)


def hours_text(hours: Hours, separator: str) -> str:
    """Write intervals of hours: `19.00–22.00` with a point, `19:00–22:00` with a colon; commas between them."""
    return ", ".join(f"{first:02d}{separator}00–{(last - 1) % 24 + 1:02d}{separator}00" for first, last in hours)

"""By when a report must be forwarded and followed up: working days of the region, Monday to Friday."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FORWARD_DAYS = 3
FOLLOW_DAYS = 5


def due(received: datetime, working_days: int, timezone: str) -> datetime:
    """Return the end of the n-th working day after a moment, local time; public holidays are not known here.

    Parameters
    ----------
    received
        When the report came (UTC).
    working_days
        How many; the day on which it came does not count.
    timezone
        IANA name of the region's time zone.
    """
    day = received.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return (day + timedelta(days=1)).astimezone(received.tzinfo)

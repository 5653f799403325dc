"""Hours and minutes in the region's time, as lists write them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from geo.languages import clock_text
from webmap.languages import language


def clock(moment: datetime, timezone: str) -> str:
    """Return a moment's time of day (`06.00`)."""
    return clock_text(moment, ZoneInfo(timezone), language())

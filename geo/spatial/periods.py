"""Local time: zones by name, and days given by users as moments of UTC."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from geo.errors import ParameterError
from geo.languages import Says


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name.

    Raises
    ------
    ParameterError
        When there is no such zone; write one such as `Asia/Jakarta`.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = Says(
            f"zona waktu {name!r} tidak dikenal; contoh: Asia/Jakarta",
            f"unknown time zone {name!r}; for example Asia/Jakarta",
        )
        raise ParameterError(name="timezone", problem=problem) from error


def start_of(text: str, timezone: str, *, end: bool = False, name: str = "from/to") -> datetime:
    """Read a day (`2026-08-01`) or a moment given by a user as UTC.

    Parameters
    ----------
    text
        `YYYY-MM-DD` in local time, or ISO 8601 with or without a zone.
    end
        Take a bare day as its end (the next local midnight) instead of its start.
    name
        What a refusal calls it.

    Raises
    ------
    ParameterError
        When the text is neither.
    """
    try:
        moment = pd.Timestamp(text)
        if moment is pd.NaT:
            raise ValueError(text)
        if end and len(text.strip()) <= 10:
            moment += pd.Timedelta(days=1)
        if moment.tzinfo is None:
            moment = moment.tz_localize(zone(timezone), ambiguous=not end, nonexistent="shift_forward")
        return moment.tz_convert("UTC").to_pydatetime()  # a year before 1 or after 9999 fails here at the latest
    except (ValueError, OverflowError) as error:
        problem = Says(f"{text!r} bukan tanggal; tulis 2026-08-01", f"{text!r} is not a date; write 2026-08-01")
        raise ParameterError(name=name, problem=problem) from error

"""Local time: from a wall clock to UTC with its precision, and from UTC back to hours and weekdays."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import ParameterError
from geo.languages import Says

WITH_HOUR = ("minute", "hour")


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


def hour_and_weekday_profiles(
    moments: pd.Series[pd.Timestamp], precision: pd.Series[str], timezone: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    """Count incidents by local hour and weekday, using each only as far as its time is known.

    Parameters
    ----------
    moments
        UTC moments (NaT allowed), one per incident.
    precision
        Their `time_precision`; only `minute` and `hour` count in the hours, those and `day` in the weekdays.
    timezone
        IANA name.

    Returns
    -------
    tuple
        24 counts by local hour, 7 counts by weekday (Monday first), and how many had a known hour.
    """
    hour, weekday = local_clock(moments, precision, timezone)
    with_hour, with_day = hour >= 0, weekday >= 0
    hours = np.bincount(hour[with_hour], minlength=24)
    weekdays = np.bincount(weekday[with_day], minlength=7)
    return hours, weekdays, int(with_hour.sum())


def local_clock(
    moments: pd.Series[pd.Timestamp], precision: pd.Series[str], timezone: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the local hour and weekday of each moment as far as its time is known.

    Parameters
    ----------
    moments
        UTC moments (NaT allowed).
    precision
        Their `time_precision`.
    timezone
        IANA name.

    Returns
    -------
    tuple
        Hour (0 to 23, -1 unless known to the minute or hour) and weekday (0 is Monday, -1 unless known to the day).
    """
    local = moments.dt.tz_convert(zone(timezone))
    known = moments.notna().to_numpy()
    with_hour = known & precision.isin(WITH_HOUR).to_numpy()
    with_day = with_hour | (known & (precision == "day").to_numpy())
    hour = np.where(with_hour, local.dt.hour.fillna(-1).to_numpy(), -1).astype(np.int64)
    weekday = np.where(with_day, local.dt.day_of_week.fillna(-1).to_numpy(), -1).astype(np.int64)
    return hour, weekday


def start_of(text: str, timezone: str, *, end: bool = False) -> datetime:
    """Read a day (`2026-08-01`) or a moment given by a user as UTC.

    Parameters
    ----------
    text
        `YYYY-MM-DD` in local time, or ISO 8601 with or without a zone.
    end
        Take a bare day as its end (the next local midnight) instead of its start.

    Raises
    ------
    ParameterError
        When the text is neither.
    """
    try:
        moment = pd.Timestamp(text)
        if moment is pd.NaT:
            raise ValueError(text)
    except (ValueError, OverflowError) as error:
        problem = Says(f"{text!r} bukan tanggal; tulis 2026-08-01", f"{text!r} is not a date; write 2026-08-01")
        raise ParameterError(name="from/to", problem=problem) from error
    bare = len(text.strip()) <= 10
    if bare and end:
        moment += pd.Timedelta(days=1)
    if moment.tzinfo is None:
        moment = moment.tz_localize(zone(timezone), ambiguous=not end, nonexistent="shift_forward")
    return moment.tz_convert("UTC").to_pydatetime()

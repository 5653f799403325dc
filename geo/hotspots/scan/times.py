"""Periods of a space-time scan: whole local days counted back from the last incident, and intervals of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.spatial.periods import zone

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_LENGTHS = (1, 7, 14, 28, 91, 182, 365)
_MOST_PERIODS = 26
_MONTH_DAYS = 28


@dataclass(frozen=True)
class Periods:
    """Periods of equal length up to the end of the data.

    Parameters
    ----------
    edges
        Local midnights at which they begin and end, UTC, shape (periods + 1,). The first period begins with the day
        of the first incident and may be shorter.
    share
        Share of each period in the whole time, shape (periods,).
    period
        Period of each incident, -1 where its time is not known well enough, shape (n,).
    days
        Length of a period.
    """

    edges: pd.DatetimeIndex
    share: Floats
    period: Integers
    days: int


def intervals(
    periods: int, longest: int, time: Literal["none", "retrospective", "prospective"]
) -> tuple[Integers, Integers]:
    """Return first and last period of all intervals that are scanned, shortest first, then earliest.

    Parameters
    ----------
    periods, longest
        Number of periods, and how many an interval may have.
    time
        `none`: the whole time only; `prospective`: only intervals that end with the last period.
    """
    if time == "none" or periods == 1:
        return np.zeros(1, dtype=np.int64), np.full(1, periods - 1, dtype=np.int64)
    spans = [
        (begin, begin + length - 1)
        for length in range(1, min(longest, periods) + 1)
        for begin in range(periods - length + 1)
        if time == "retrospective" or begin + length == periods
    ]
    first, last = np.array(spans, dtype=np.int64).T
    return np.ascontiguousarray(first), np.ascontiguousarray(last)


def periods_of(incidents: gpd.GeoDataFrame, timezone: str, period_days: int | None) -> Periods | None:
    """Divide the time of the incidents into periods.

    Parameters
    ----------
    incidents
        With occurred_from and occurred_to (UTC, may be missing) and time_precision.
    timezone
        IANA name of the zone in which days begin.
    period_days
        Length of a period; None: the shortest of 1, 7, 14, 28, 91, 182 and 365 days that makes at most 26 of them.

    Returns
    -------
    Periods or None
        None when no incident has a known time. An incident is known well enough when the interval in which it
        happened is not longer than a period; it counts where that interval begins.
    """
    begin, end = incidents["occurred_from"], incidents["occurred_to"]
    local = begin.dt.tz_convert(zone(timezone))
    day = _day_numbers(local)
    if not (day > _NO_DAY).any():
        return None
    known = day[day > _NO_DAY]
    span = int(known.max() - known.min()) + 1
    days = period_days or next((length for length in _LENGTHS if span <= length * _MOST_PERIODS), _LENGTHS[-1])
    uncertain = (end - begin).fillna(pd.Timedelta(0)) > pd.Timedelta(days=days)
    month = (incidents["time_precision"] == "month") & (days < _MONTH_DAYS)
    fit = (day > _NO_DAY) & ~uncertain.to_numpy() & ~month.to_numpy()
    if not fit.any():
        return None
    first, last = int(day[fit].min()), int(day[fit].max())
    count = -((first - last - 1) // days)
    starts = last + 1 - days * np.arange(count, -1, -1)
    period = np.where(fit, count - 1 - (last - day) // days, -1).astype(np.int64)
    starts[0] = first
    midnights = pd.DatetimeIndex(starts.astype("datetime64[D]").astype("datetime64[us]"))
    # A day that begins with the clock set forward begins at the first moment there is.
    edges = midnights.tz_localize(
        zone(timezone), ambiguous=np.ones(len(midnights), dtype=bool), nonexistent="shift_forward"
    )
    share = np.diff(starts) / (last + 1 - first)
    return Periods(edges.tz_convert("UTC"), share.astype(np.float64), period, days)


_NO_DAY = np.iinfo(np.int64).min


def _day_numbers(local: pd.Series[pd.Timestamp]) -> Integers:
    """Return local days since 1970-01-01, `_NO_DAY` for missing moments."""
    days = local.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), _NO_DAY, days.astype(np.int64)).astype(np.int64)

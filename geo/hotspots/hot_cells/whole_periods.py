"""Time cut into whole periods of local days, counted back from the last day that the data reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.spatial.periods import zone

Integers = npt.NDArray[np.int64]
NO_PERIOD = -1
AUTOMATIC_DAYS = (364, 182, 91, 56, 28, 14, 7, 1)
"""Lengths that are tried; all but the last are whole weeks, so that every period has the same weekdays."""
ENOUGH_PERIODS = 10
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class WholePeriods:
    """Which period each incident falls into.

    Parameters
    ----------
    of
        Period of each incident, 0 is the oldest; -1: unknown time, or before the first whole period; shape (n,).
    timed
        Whether the time of each is known well enough to tell its period, shape (n,).
    count, days
        Number of periods and length of each.
    first, last
        First day of the first period and last day of the last one, local; both the epoch when there are no periods.
    undated, vague, early
        Incidents without a time; known only to an interval longer than a period; before the first whole period.
    """

    of: Integers
    timed: npt.NDArray[np.bool_]
    count: int
    days: int
    first: date
    last: date
    undated: int
    vague: int
    early: int


def whole_periods(
    occurred_from: pd.Series[pd.Timestamp],
    occurred_to: pd.Series[pd.Timestamp],
    timezone: str,
    period_days: int | None = None,
) -> WholePeriods:
    """Cut time into periods so that the last one ends with the last day that has an incident.

    Parameters
    ----------
    occurred_from, occurred_to
        UTC (NaT allowed), one per incident. An incident counts on the local day of the middle of its interval.
    timezone
        IANA name of the zone in which days begin.
    period_days
        Length of a period; None: the longest of 364, 182, 91, 56, 28, 14, 7 and 1 days that gives ten whole periods.

    Returns
    -------
    WholePeriods
        Days without incidents belong to periods like any other. The days that are left over at the beginning make no
        whole period and are dropped.

    Raises
    ------
    ParameterError
        When there is no such time zone.
    """
    dated = occurred_from.notna().to_numpy()
    begin = occurred_from[dated]
    length = (occurred_to[dated] - begin).fillna(pd.Timedelta(0)).clip(lower=pd.Timedelta(0))
    local = (begin + length / 2).dt.tz_convert(zone(timezone)).dt.tz_localize(None)
    day = local.to_numpy().astype("datetime64[D]").astype(np.int64)
    days = period_days or _automatic(day)
    clear = (length <= pd.Timedelta(days=days)).to_numpy()
    timed = dated.copy()
    timed[dated] = clear
    day = day[clear]
    of = np.full(len(dated), NO_PERIOD, dtype=np.int64)
    undated, vague = int((~dated).sum()), int((~clear).sum())
    if not day.size:
        return WholePeriods(of, timed, 0, days, _EPOCH, _EPOCH, undated, vague, 0)
    end = int(day.max()) + 1
    count = (end - int(day.min())) // days
    begun = end - count * days
    of[timed] = np.where(day >= begun, (day - begun) // days, NO_PERIOD)
    early = int((day < begun).sum())
    first, last = _EPOCH + timedelta(days=begun), _EPOCH + timedelta(days=end - 1)
    return WholePeriods(of, timed, count, days, first, last, undated, vague, early)


def _automatic(day: Integers) -> int:
    span = int(np.ptp(day)) + 1 if day.size else 0
    return next((days for days in AUTOMATIC_DAYS if span // days >= ENOUGH_PERIODS), AUTOMATIC_DAYS[-1])

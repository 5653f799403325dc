"""Aoristic counts: an incident known only to lie between two moments counts in every hour that it may belong to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.spatial.periods import zone

HOURS = 168  # of a week, Monday 00:00 first
_HOUR_US = 3_600_000_000
_TWICE = 2 * HOURS + 1

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def aoristic_weeks(
    begin: pd.Series[pd.Timestamp],
    end: pd.Series[pd.Timestamp],
    timezone: str,
    groups: npt.NDArray[np.int64] | None = None,
    n_groups: int = 1,
) -> Floats:
    """Spread incidents over the hours of the week in which they may have happened.

    Every incident has a weight of one, spread evenly over its interval; the share that falls into each local hour is
    added up. Whole days and whole weeks inside an interval count like any other time.

    Parameters
    ----------
    begin, end
        Earliest and latest moment (UTC) of each incident, shape (n,); a missing or earlier end is taken as the
        beginning: the moment is known. Incidents without a beginning count nowhere.
    timezone
        IANA name; hours are those of the wall clock, so an interval over a change of clocks is one hour off.
    groups
        Group of each incident, 0 or more (-1: counts nowhere); None: all in group 0.
    n_groups
        Number of groups.

    Returns
    -------
    numpy.ndarray
        Shape (n_groups, 7, 24), Monday first. Each group adds up to the number of its incidents with a beginning.

    Raises
    ------
    ParameterError
        When there is no such time zone; write one such as `Asia/Jakarta`.

    References
    ----------
    Ratcliffe (2000), Aoristic analysis: the spatial interpretation of unspecific temporal events, International
    Journal of Geographical Information Science 14, 669-679.
    """
    group = np.zeros(len(begin), dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    first, last = _wall_hours(begin, timezone), _wall_hours(end, timezone)
    known = np.isfinite(first) & (group >= 0)
    first, last, group = first[known], last[known], group[known]
    length = np.where(np.isfinite(last), last - first, 0.0)
    length = np.where(length > 0, length, 0.0)
    start = np.mod(first, HOURS)
    # Whole weeks touch every hour alike; what is left is shorter than a week and may run into the next one.
    weeks = np.floor(length / HOURS)
    rest = length - weeks * HOURS
    density = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    stop = start + rest
    low, high = np.floor(start).astype(np.int64), np.floor(stop).astype(np.int64)
    one = high == low
    single = np.zeros(n_groups * _TWICE)
    steps = np.zeros(n_groups * _TWICE)

    def add(target: Floats, hour: Integers, amount: Floats, who: npt.NDArray[np.bool_] | slice) -> None:
        at = group[who] * _TWICE + hour[who]
        target += np.bincount(at, weights=amount[who], minlength=target.size)

    add(single, low, np.where(length > 0, rest * density, 1.0), one)
    ahead = np.asarray(low + 1.0 - start, dtype=np.float64)
    behind = np.asarray(stop - high, dtype=np.float64)
    add(single, low, ahead * density, ~one)
    add(single, high, behind * density, ~one)
    add(steps, low + np.int64(1), density, ~one)
    add(steps, high, -density, ~one)
    spread = single.reshape(n_groups, _TWICE) + np.cumsum(steps.reshape(n_groups, _TWICE), axis=1)
    week = spread[:, :HOURS] + spread[:, HOURS : 2 * HOURS]
    whole = np.bincount(group, weights=weeks * density, minlength=n_groups)
    # Differences of running sums leave dust below zero where nothing lies.
    return np.maximum(week + whole[:, None], 0.0).reshape(n_groups, 7, 24)


def _wall_hours(moments: pd.Series[pd.Timestamp], timezone: str) -> Floats:
    """Return hours of the wall clock since a Monday, NaN where unknown."""
    wall = pd.to_datetime(pd.Series(moments), utc=True).dt.tz_convert(zone(timezone)).dt.tz_localize(None)
    micros = wall.to_numpy(dtype="datetime64[us]")
    monday = np.datetime64("1969-12-29T00:00", "us")
    hours = (micros - monday) / np.timedelta64(_HOUR_US, "us")
    return np.asarray(hours, dtype=np.float64)

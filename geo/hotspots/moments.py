"""When incidents happened, as one moment each: the middle of the interval in which they are known to have happened."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.languages import Says

MICROSECONDS_PER_DAY = 86_400_000_000
_NOMINAL_DAYS = {"day": 1.0, "month": 31.0}
_VAGUE = ("year", "unknown")


@dataclass(frozen=True)
class Moments:
    """Moments of incidents whose time is known well enough.

    Parameters
    ----------
    usable
        Which incidents they are, one boolean per row.
    microseconds
        Whole microseconds since the earliest of them, one float64 per usable incident: exact over 285 years, so that
        differences can be compared with a window without rounding.
    """

    usable: npt.NDArray[np.bool_]
    microseconds: npt.NDArray[np.float64]

    @property
    def n_without(self) -> int:
        """Number of incidents that take no part."""
        return int((~self.usable).sum())


def moments(incidents: gpd.GeoDataFrame, window_days: float) -> Moments:
    """Return the moments of incidents that are known to within a window.

    Parameters
    ----------
    incidents
        With occurred_from, occurred_to (UTC, NaT allowed) and time_precision.
    window_days
        Longest interval, days, of which the middle may stand for the moment.

    Returns
    -------
    Moments
        An incident takes no part when its time is missing, known only to the year or not at all, ends before it
        begins, or spreads over more than the window. Where the end is missing or equals the beginning, an incident
        known to the day spreads over that day and one known to the month over 31 days.
    """
    begin = incidents["occurred_from"].to_numpy(dtype="datetime64[us]")
    end = incidents["occurred_to"].to_numpy(dtype="datetime64[us]")
    precision = incidents["time_precision"].to_numpy(dtype=object).astype(str)
    known = ~np.isnat(begin) & ~np.isin(precision, _VAGUE)
    start = np.where(known, begin, np.datetime64(0, "us")).astype(np.int64)
    stop = np.where(known & ~np.isnat(end), end.astype(np.int64), start)
    span = stop - start
    for name, days in _NOMINAL_DAYS.items():
        span[(span == 0) & (precision == name)] = int(days * MICROSECONDS_PER_DAY)
    usable = known & (span >= 0) & (span <= window_microseconds(window_days))
    middle = (start + span // 2)[usable]
    earliest = middle.min() if len(middle) else 0
    return Moments(usable, (middle - earliest).astype(np.float64))


def window_microseconds(window_days: float) -> float:
    """Return a window in whole microseconds."""
    return float(round(window_days * MICROSECONDS_PER_DAY))


def left_out(n: int) -> Says:
    """Say how many incidents took no part because their time is not known well enough."""
    return Says(
        "{n} kejadian tanpa waktu yang cukup teliti (tidak diketahui, hanya tahun, atau rentang lebih panjang dari "
        "jendela waktu) tidak ikut dihitung.",
        "{n} incidents whose time is not known closely enough (unknown, the year only, or an interval longer than the "
        "window) take no part.",
    ).filled(n=n)


def too_few(n: int, needed: int) -> Says:
    """Say that too few incidents have a usable time."""
    return Says(
        "Data belum cukup: {n} kejadian dengan waktu yang cukup teliti, titik rawan memerlukan paling sedikit "
        "{needed}.",
        "Not enough data: {n} incidents with a time known closely enough, a hotspot needs at least {needed}.",
    ).filled(n=n, needed=needed)

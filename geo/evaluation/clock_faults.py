"""Clocks that cannot be right: never set, in the future, years off, or off by whole hours."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from geo.languages import Says

_EARLIEST_S = 946_684_800.0  # 2000-01-01: consumer devices recorded no tracks before
_HOUR_S = 3600.0
_ROLLOVER_S = 1024 * 7 * 86_400.0  # weeks of GPS time are counted in ten bits
_DRIFT_S = _HOUR_S
_MOST_HOURS = 14


def clock_faults(
    seconds: npt.NDArray[np.float64], *, now: datetime, expected: tuple[datetime, datetime] | None = None
) -> list[tuple[str, Says]]:
    """Say what is wrong with the clock of a track.

    Parameters
    ----------
    seconds
        Moments since 1970 (UTC), NaN where unknown.
    now
        The present moment, with a zone.
    expected
        Begin and end of the shift it belongs to, where known.

    Returns
    -------
    list of (code, text)
        `never_set` (before 2000), `week_rollover` (1,024 weeks too early), `future`, `hours_off` (fits its shift only
        when moved by whole hours: local time taken for UTC or the reverse). Nothing is moved: it is a guess.
    """
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return []
    present = now.timestamp()
    faults: list[tuple[str, Says]] = []
    old = int((known < _EARLIEST_S).sum())
    if old:
        says = Says(
            "{n} titik bertanggal sebelum 2000: jam alat belum disetel.",
            "{n} positions before 2000: its clock was not set.",
        )
        faults.append(("never_set", says.filled(n=old)))
    future = int((known > present + _DRIFT_S).sum())
    if future:
        says = Says("{n} titik di masa depan: jam alat salah.", "{n} positions lie in the future: its clock is wrong.")
        faults.append(("future", says.filled(n=future)))
    if expected is None or faults:
        return faults
    low, high = (moment.timestamp() for moment in expected)
    if _share(known, low, high) > 0:
        return faults
    if _share(known + _ROLLOVER_S, low, high) >= 0.8:
        says = Says(
            "Tanggalnya 1.024 pekan terlalu dini: penghitung pekan GPS alat berulang.",
            "Its dates are 1,024 weeks too early: the device's GPS week counter rolled over.",
        )
        return [("week_rollover", says)]
    hours = sorted((h for h in range(-_MOST_HOURS, _MOST_HOURS + 1) if h), key=lambda h: (abs(h), h))
    fits = {h: _share(known + h * _HOUR_S, low, high) for h in hours}
    best = max(hours, key=lambda h: (round(fits[h], 6), -abs(h)))
    if fits[best] >= 0.8:
        says = Says(
            "Jejak di luar gilirannya, tetapi cocok bila digeser {h} jam: zona waktunya mungkin salah.",
            "The track lies outside its shift but fits when moved by {h} hours: its time zone may be wrong.",
        )
        faults.append(("hours_off", says.filled(h=best)))
    return faults


def _share(moments: npt.NDArray[np.float64], low: float, high: float) -> float:
    return float(((moments >= low) & (moments <= high)).mean())

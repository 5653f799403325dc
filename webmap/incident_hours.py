"""Hours of the day of what a map shows: an uncertain hour counts in equal shares, an unknown one is counted apart."""

from __future__ import annotations

import hashlib
import threading
import weakref
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.spatial.aoristic import aoristic_weeks
from geo.spatial.periods import zone
from geo.tables.chosen import Chosen
from webmap.incident_index import UNKNOWN, IncidentIndex
from webmap.services import Services

WEEK_S, DAY_S, HOUR_S = 7 * 86_400, 86_400, 3_600
_COLUMNS = ("occurred_from", "occurred_to", "time_precision", "kind", "geometry")
_KEYS = ["lon", "lat", "moment", "kind", "copy"]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Times:
    """How long each incident of an index may have lasted to happen, and what that tells of its hour.

    Parameters
    ----------
    span
        Seconds between the earliest and the latest moment, by row of the index.
    usable
        Whether it tells hours at all: not longer than a week, and no bare month.
    timed
        Whether it is known to the hour.
    hour
        Local hour of the earliest moment, 0 to 23; meaningless where it is not `timed`.
    """

    span: npt.NDArray[np.int64]
    usable: Booleans
    timed: Booleans
    hour: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Profile:
    """Incidents by hour of the day (24) and weekday (7, Monday first), and how sure that is."""

    total: int
    timed: int
    spread: int
    unknown: int
    hours: list[float]
    weekdays: list[float]


class _Kept:
    """The last few tables of times and narrowed indexes; what they were made for is their key."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: Any, make: Any) -> Any:
        with self._lock:  # two readers wait for one computation
            if key not in self._found:
                self._found[key] = make()
                while len(self._found) > 6:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]


_kept = _Kept()
_digests: dict[int, tuple[weakref.ref[IncidentIndex], str]] = {}


def identity(index: IncidentIndex) -> str:
    """Return a name for exactly these incidents, for caches: readers of several agencies see different ones."""
    known = _digests.get(id(index))
    if known is None or known[0]() is not index:
        for gone in [number for number, (at, _) in list(_digests.items()) if at() is None]:
            _digests.pop(gone, None)
        digest = hashlib.blake2b(index.number.tobytes(), digest_size=12).hexdigest()
        known = _digests[id(index)] = (weakref.ref(index), f"{index.version}-{digest}")
    return known[1]


def times_of(of: Services, index: IncidentIndex) -> Times:
    """Return what is known of the hours of an index's incidents; computed once for each state of the data."""
    key = (of.settings.store, identity(index))
    made: Times = _kept.get(key, lambda: _times(index, _table(of, index), of.region().timezone))
    return made


def within_hours(index: IncidentIndex, times: Times, hours: tuple[int, int] | None) -> IncidentIndex:
    """Return the index of those incidents that are known to have happened in a band of hours.

    Parameters
    ----------
    index, times
        All incidents and their hours.
    hours
        First hour and the one after the last, over midnight when the first is the later; None: all incidents.
    """
    if hours is None:
        return index
    name = f"{identity(index)} {hours}"
    made: IncidentIndex = _kept.get(name, lambda: _only(index, in_band(times, hours), name))
    return made


def in_band(times: Times, hours: tuple[int, int]) -> Booleans:
    """Return for each incident whether it is known to have happened in a band of hours."""
    first, last = hours
    after, before = times.hour >= first, times.hour < last
    return times.timed & ((after & before) if first < last else (after | before))


def profile(
    index: IncidentIndex, times: Times, rows: npt.NDArray[np.intp], timezone: str, kept: Booleans | None = None
) -> Profile:
    """Count incidents by hour and weekday.

    Parameters
    ----------
    index, times
        All incidents and their hours.
    rows
        Those that are counted.
    timezone
        IANA name of the zone whose wall clock counts.
    kept
        Of `rows`, those that count in `total`; None: all.

    Returns
    -------
    Profile
        Each incident that tells its hour adds one in all: whole where it is known, in equal shares over the hours of
        its interval where it is not. `unknown` tell nothing and count in no hour.
    """
    used = rows[times.usable[rows]]
    begin = pd.Series(pd.to_datetime(index.moment[used], unit="s", utc=True))
    end = pd.Series(pd.to_datetime(index.moment[used] + times.span[used], unit="s", utc=True))
    week = aoristic_weeks(begin, end, timezone)[0]
    timed = int(times.timed[rows].sum())
    return Profile(
        total=len(rows) if kept is None else int(kept.sum()),
        timed=timed,
        spread=len(used) - timed,
        unknown=len(rows) - len(used),
        hours=[round(float(n), 2) for n in week.sum(axis=0)],
        weekdays=[round(float(n), 2) for n in week.sum(axis=1)],
    )


def _table(of: Services, index: IncidentIndex) -> pd.DataFrame:
    """Return what the store knows of the times of incidents of these kinds."""
    rows = of.store.incidents(Chosen(kinds=index.kinds), only=_COLUMNS) if index.kinds else None
    if rows is None or not len(rows):
        return pd.DataFrame({name: [] for name in ("lon", "lat", "moment", "kind", "span", "precision")})
    begin, end = (_seconds(rows[name]) for name in ("occurred_from", "occurred_to"))
    return pd.DataFrame(
        {
            "lon": rows.geometry.x.to_numpy(),
            "lat": rows.geometry.y.to_numpy(),
            "moment": begin,
            "kind": rows["kind"].to_numpy(dtype=object),
            "span": np.where((end == UNKNOWN) | (begin == UNKNOWN) | (end < begin), 0, end - begin),
            "precision": rows["time_precision"].to_numpy(dtype=object),
        }
    )


def _times(index: IncidentIndex, table: pd.DataFrame, timezone: str) -> Times:
    """Join the store's times to an index by place, moment and kind; what agrees in all of them is interchangeable."""
    names = np.array([*index.kinds, ""], dtype=object)
    mine = pd.DataFrame({"lon": index.lon, "lat": index.lat, "moment": index.moment, "kind": names[index.kind]})
    for frame in (mine, table):
        frame["copy"] = frame.groupby(_KEYS[:-1], sort=False, observed=True).cumcount() if len(frame) else 0
    joined = mine.merge(table, on=_KEYS, how="left", validate="one_to_one") if len(table) else mine.assign(span=0)
    precision = joined["precision"].fillna("").to_numpy(dtype=object) if len(table) else np.full(len(mine), "")
    span = joined["span"].fillna(0).to_numpy(dtype=np.int64)
    known = (index.moment != UNKNOWN) & (precision != "") & (precision != "unknown")
    day, fine = precision == "day", np.isin(precision, ["minute", "hour"])
    span = np.where(day & (span < DAY_S), DAY_S, span)  # a day without an hour lasts a day, else it is midnight
    known &= span <= WEEK_S
    usable = known & (fine | day | (span > HOUR_S))
    wall = pd.to_datetime(np.where(known, index.moment, 0), unit="s", utc=True).tz_convert(zone(timezone))
    return Times(
        span=span,
        usable=np.asarray(usable, dtype=bool),
        timed=np.asarray(known & fine & (span <= HOUR_S), dtype=bool),
        hour=np.asarray(wall.hour, dtype=np.int8),
    )


def _only(index: IncidentIndex, mask: Booleans, name: str) -> IncidentIndex:
    """Return an index of some rows; its version is its own, below zero, so that no cache takes it for the whole."""
    arrays: dict[str, Any] = {name: value[mask] for name, value in vars(index).items() if isinstance(value, np.ndarray)}
    return replace(
        index,
        version=-1 - zlib.crc32(name.encode()),
        **arrays,
        _matching=OrderedDict(),
        _lock=threading.Lock(),
    )


def _seconds(moments: pd.Series[pd.Timestamp]) -> npt.NDArray[np.int64]:
    stamps = moments.dt.as_unit("us").to_numpy(dtype="datetime64[us]").view(np.int64)
    return np.where(stamps == np.iinfo(np.int64).min, UNKNOWN, stamps // 1_000_000)

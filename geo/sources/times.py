"""Columns of times: wall clocks become UTC intervals with their precision, or each bad one its reason."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.moments import BareNumbers, DateOrder, Moment, Unreadable, read_moment
from geo.spatial.periods import zone

PRECISIONS = ("minute", "hour", "day", "month", "year", "unknown")
_MINUTE, _HOUR, _DAY, _MONTH, _YEAR, _UNKNOWN = range(6)
_CODE = {name: code for code, name in enumerate(PRECISIONS)}
EARLIEST_YEAR = 1950
_NAT = np.datetime64("NaT", "us")
_SECOND = np.timedelta64(1_000_000, "us")

Walls = npt.NDArray[np.datetime64]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

# Digit shapes of whole columns that pandas reads at once; whatever fails there is read one by one.
_ISO = {
    "0000-00-00": ("%Y-%m-%d", _DAY),
    "0000-00-00 00:00": ("%Y-%m-%d %H:%M", _MINUTE),
    "0000-00-00 00:00:00": ("%Y-%m-%d %H:%M:%S", _MINUTE),
    "0000-00-00T00:00": ("%Y-%m-%dT%H:%M", _MINUTE),
    "0000-00-00T00:00:00": ("%Y-%m-%dT%H:%M:%S", _MINUTE),
    "0000-00-00 00:00:00.000000": ("%Y-%m-%d %H:%M:%S.%f", _MINUTE),
    "0000-00-00T00:00:00.000000": ("%Y-%m-%dT%H:%M:%S.%f", _MINUTE),
}
_CLOCKS = {"": ("", _DAY), " 00:00": (" %H:%M", _MINUTE), " 00:00:00": (" %H:%M:%S", _MINUTE), " 00.00": (" %H.%M", 0)}


@dataclass(frozen=True)
class Walled:
    """A column of wall clocks, one per row.

    Parameters
    ----------
    wall
        datetime64[us] without zone, NaT where empty or bad; shape (n,).
    precision
        Codes into `PRECISIONS`.
    offset_min
        Minutes east of UTC where the text said so, else NaN.
    reason
        Code of `geo.sources.reasons` (`no_time` where empty), else "".
    detail
        Values of the reasons' sentences, by row number.
    order_unclear
        Whether the column's numbers can only be read month first: then all of them are held.
    """

    wall: Walls
    precision: Codes
    offset_min: Floats
    reason: Texts
    detail: dict[int, dict[str, Any]]
    order_unclear: bool = False


def as_texts(values: pd.Series[Any]) -> pd.Series[str]:
    """Write a column of any type as texts; missing is empty, whole floats lose their `.0`."""
    if str(values.dtype) == "str":
        return values.fillna("")
    if pd.api.types.is_bool_dtype(values):
        return values.astype("str").str.lower().fillna("")
    if pd.api.types.is_integer_dtype(values):
        return values.astype("str").fillna("")
    return pd.Series([cell_text(value) for value in values], index=values.index, dtype="str")


def distinct_texts(values: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Write a column of any type as texts, each distinct one once: the row's place in the list, and the list."""
    rows, distinct = pd.factorize(as_texts(values))
    texts: list[str] = distinct.to_numpy(dtype=object).tolist()
    return rows.astype(np.int64, copy=False), texts


def cell_text(value: Any) -> str:
    """Write one value of any type as text; missing is empty, whole floats lose their `.0`."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def read_walls(
    values: pd.Series[Any], *, order: DateOrder = "day_first", bare_numbers: BareNumbers = "ask", year_now: int = 2100
) -> Walled:
    """Read a column of moments, each distinct text once.

    Parameters
    ----------
    values
        Texts or typed values; shape (n,).
    order, bare_numbers
        What the user said about `03/04/2026` and about numbers alone.
    year_now
        The present year, for two-digit years.

    Returns
    -------
    Walled
        One wall clock or reason per row. When the column holds dates that only fit month/day and none that only fit
        day/month, every date of numbers is held (`month_day_swapped`): reading the others would be a guess.
    """
    rows, distinct = pd.factorize(as_texts(values).str.strip())
    texts = pd.Series(distinct, dtype="str")
    n = len(texts)
    wall = np.full(n, _NAT, dtype="datetime64[us]")
    precision = np.full(n, _DAY, dtype=np.int8)
    offset = np.full(n, np.nan)
    reason = np.full(n, "", dtype=object)
    evidence = np.full(n, "", dtype=object)
    details: dict[int, dict[str, Any]] = {}
    _read_shapes(texts, order, wall, precision, offset, evidence)
    for i in np.flatnonzero(np.isnat(wall)).tolist():
        if not texts[i]:
            reason[i] = "no_time"
            continue
        got = read_moment(texts[i], order=order, bare_numbers=bare_numbers, year_now=year_now)
        evidence[i] = got.evidence
        if isinstance(got, Unreadable):
            reason[i], details[i] = got.reason, got.detail
        else:
            _put(got, i, wall, precision, offset)
    other = "month_first" if order == "day_first" else "day_first"
    unclear = bool((evidence == other).any() and not (evidence == order).any())
    if unclear:
        held = (evidence == other) | (evidence == "either")
        reason[held] = "month_day_swapped"
        wall[held] = _NAT
    by_row = {}
    if details:
        for row in np.flatnonzero(np.isin(rows, list(details))):
            by_row[int(row)] = details[int(rows[row])]
    return Walled(wall[rows], precision[rows], offset[rows], reason[rows], by_row, unclear)


def _put(got: Moment, i: int, wall: Walls, precision: Codes, offset: Floats) -> None:
    wall[i] = np.datetime64(got.wall, "us")
    precision[i] = _CODE[got.precision]
    if got.offset_min is not None:
        offset[i] = got.offset_min


def _read_shapes(
    texts: pd.Series[str], order: DateOrder, wall: Walls, precision: Codes, offset: Floats, evidence: Texts
) -> None:
    """Read those distinct texts whose shape of digits is a common one, in place."""
    if len(texts) < 32:
        return
    shapes = texts.str.slice(0, 40).str.replace(r"[0-9]", "0", regex=True)
    for shape, members in texts.groupby(shapes, sort=False):
        said = _format(str(shape), order)
        if said is None:
            continue
        form, code, zoned, numeric = said
        plain = members.str.removesuffix("Z") if zoned else members
        got = pd.to_datetime(plain, format=form, errors="coerce").to_numpy().astype("datetime64[us]")
        at = members.index.to_numpy()
        wall[at], precision[at] = got, code
        if zoned:
            offset[at] = 0
        if numeric:
            day = got.astype("datetime64[D]").astype(np.int64) - got.astype("datetime64[M]").astype(
                "datetime64[D]"
            ).astype(np.int64)
            month = got.astype("datetime64[M]").astype(np.int64) % 12
            evidence[at] = np.where(np.isnat(got), "", np.where(day > 11, order, np.where(day != month, "either", "")))


def _format(shape: str, order: DateOrder) -> tuple[str, int, bool, bool] | None:
    """Return format, precision, whether it ends in Z, and whether day and month are both numbers."""
    zoned = shape.endswith("0Z")
    if shape.removesuffix("Z") in _ISO:
        form, code = _ISO[shape.removesuffix("Z")]
        return form, code, zoned, False
    for sign in "/-.":
        for day in ("0", "00"):
            for month in ("0", "00"):
                date = f"{day}{sign}{month}{sign}0000"
                if shape.startswith(date) and shape[len(date) :] in _CLOCKS:
                    form, code = _CLOCKS[shape[len(date) :]]
                    first, second = ("%d", "%m") if order == "day_first" else ("%m", "%d")
                    return f"{first}{sign}{second}{sign}%Y{form}", code, False, True
    return None


def to_utc(
    wall: Walls, precision: Codes, offset_min: Floats, timezone: str
) -> tuple[Walls, Walls, npt.NDArray[np.bool_]]:
    """Turn wall clocks into UTC intervals.

    Parameters
    ----------
    wall, precision, offset_min
        As in `Walled`.
    timezone
        IANA zone of those without an offset.

    Returns
    -------
    tuple
        Earliest and latest UTC moment (datetime64[us]) and whether the wall clock never existed (put forward). A clock
        that struck twice (put back) keeps both readings as its interval; a day, month or year ends one second before
        the next.
    """
    begin, end = wall.copy(), wall.copy()
    known = ~np.isnat(wall)
    for code, unit in ((_DAY, "D"), (_MONTH, "M"), (_YEAR, "Y")):
        chosen = known & (precision == code)
        whole = wall[chosen].astype(f"datetime64[{unit}]")
        begin[chosen], end[chosen] = whole.astype("datetime64[us]"), (whole + 1).astype("datetime64[us]")
    hours = known & (precision == _HOUR)
    end[hours] += np.timedelta64(3600 * 1_000_000, "us")
    zoned = ~np.isnan(offset_min)
    shift = (np.nan_to_num(offset_min) * 60).astype("timedelta64[s]")
    begin[zoned] -= shift[zoned]
    end[zoned] -= shift[zoned]
    local = known & ~zoned
    gap = np.zeros(len(wall), dtype=bool)
    exact = local & (precision <= _HOUR)
    gap[exact] = np.isnat(_localised(wall[exact], timezone, first=True, missing="NaT"))
    begin[local] = _localised(begin[local], timezone, first=True)
    end[local] = _localised(end[local], timezone, first=False)
    longer = known & (precision != _MINUTE)
    end[longer] -= _SECOND
    return begin, end, gap


def _localised(wall: Walls, timezone: str, *, first: bool, missing: str = "shift_forward") -> Walls:
    """Give wall clocks their zone and turn them into UTC; of a clock that struck twice take the first or second."""
    index = pd.DatetimeIndex(wall).as_unit("us")
    local = index.tz_localize(zone(timezone), ambiguous=np.full(len(index), first), nonexistent=missing)
    return local.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[us]")

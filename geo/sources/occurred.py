"""When each record happened: one moment, a day with its time of day, or an interval from … to …."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from geo.languages import Says
from geo.sources.moments import BareNumbers, DateOrder, Unreadable, read_clock
from geo.sources.reading import Notice
from geo.sources.times import (
    EARLIEST_YEAR,
    PRECISIONS,
    Codes,
    Floats,
    Texts,
    Walled,
    Walls,
    as_texts,
    read_walls,
    to_utc,
)

_MINUTE, _HOUR, _DAY, _MONTH, _YEAR, _UNKNOWN = range(6)
_MONTH_NAMES = frozenset(("month", "bulan", "mes", "periode", "period"))
_CLOCK_DRIFT = np.timedelta64(1, "h")
_WIDTHS = ((np.timedelta64(0, "s"), _MINUTE), (np.timedelta64(1, "h"), _HOUR), (np.timedelta64(24, "h"), _DAY))
_WIDER = ((np.timedelta64(31, "D"), _MONTH), (np.timedelta64(366, "D"), _YEAR))


@dataclass(frozen=True)
class TimeRules:
    """What is known beforehand about the times of a file.

    Parameters
    ----------
    timezone
        IANA zone of times without one.
    now
        Later times are refused (an hour of clock drift is forgiven).
    order, bare_numbers
        What the user said about `03/04/2026` and about numbers alone.
    months_only
        Whether the source is known to hold months only, whatever day stands there.
    """

    timezone: str
    now: datetime
    order: DateOrder = "day_first"
    bare_numbers: BareNumbers = "ask"
    months_only: bool = False


@dataclass(frozen=True)
class Occurred:
    """When each record happened.

    Parameters
    ----------
    start, end
        UTC, datetime64[us], NaT where unknown or bad; shape (n,).
    precision
        Codes into `geo.sources.times.PRECISIONS`.
    reason, column
        Why a row cannot be taken and in which column, else "".
    detail
        Values of the reasons' sentences, by row number.
    notices, proposal
        What the user should know, and may confirm.
    """

    start: Walls
    end: Walls
    precision: Codes
    reason: Texts
    column: Texts
    detail: dict[int, dict[str, Any]]
    notices: tuple[Notice, ...] = ()
    proposal: dict[str, Any] | None = None


def read_occurred(frame: pd.DataFrame, mapping: Mapping[str, str], rules: TimeRules) -> Occurred:
    """Read when each record happened from the columns that the mapping names.

    Parameters
    ----------
    frame
        Records under their own column names.
    mapping
        Fields `when`; or `date` and `clock`; or `from`, `to` with `from_clock`, `to_clock`: column names.
    rules
        Zone, clock and what the user confirmed.

    Returns
    -------
    Occurred
        One interval or reason per record; without any time column all are unknown, said in a notice.
    """
    n = len(frame)
    start_column = next((mapping[field] for field in ("from", "when", "date") if field in mapping), None)
    if start_column is None:
        notice = Notice(
            "no_time_column",
            Says(
                "Tidak ada kolom waktu; waktu kejadian tidak diketahui.",
                "There is no time column; when incidents happened is unknown.",
            ),
            n,
        )
        empty = np.full(n, np.datetime64("NaT", "us"), dtype="datetime64[us]")
        blank = np.full(n, "", dtype=object)
        return Occurred(
            empty, empty.copy(), np.full(n, _UNKNOWN, np.int8), blank, blank.copy(), {}, (notice,) if n else ()
        )
    clock = mapping.get("from_clock") if "from" in mapping else mapping.get("clock") if "when" not in mapping else None
    first = _endpoint(frame, start_column, clock, rules)
    notices = list(first.notices)
    if "from" in mapping and "to" in mapping:
        last = _endpoint(frame, mapping["to"], mapping.get("to_clock"), rules)
        first, more = _joined(first, last, mapping["to"])
        notices += more
    return replace(first, notices=tuple(notices), proposal=first.proposal)


def _endpoint(frame: pd.DataFrame, column: str, clock: str | None, rules: TimeRules) -> Occurred:
    year = rules.now.year
    walled = read_walls(frame[column], order=rules.order, bare_numbers=rules.bare_numbers, year_now=year)
    where = np.full(len(frame), column, dtype=object)
    notices: list[Notice] = []
    if clock is not None:
        walled, bad = _with_clock(walled, frame[clock])
        where[bad] = clock
    else:
        walled, notices = _coarsened(walled, column, months_only=rules.months_only)
    start, end, gap = to_utc(walled.wall, walled.precision, walled.offset_min, rules.timezone)
    reason, detail = walled.reason.copy(), dict(walled.detail)
    reason[gap] = "time_in_gap"
    for row in np.flatnonzero(gap):
        detail[int(row)] = {"timezone": rules.timezone}
    now = np.datetime64(rules.now.replace(tzinfo=None), "us")
    fine = reason == ""
    reason[fine & (start > now + _CLOCK_DRIFT)] = "future_time"
    reason[fine & (start < np.datetime64(f"{EARLIEST_YEAR}-01-01", "us"))] = "time_too_old"
    bad_rows = reason != ""
    start[bad_rows], end[bad_rows] = np.datetime64("NaT", "us"), np.datetime64("NaT", "us")
    where[~bad_rows] = ""
    proposal = None
    if walled.order_unclear:
        other = "month_first" if rules.order == "day_first" else "day_first"
        proposal = {"mapping": {"date_order": other}}
    elif len(meanings := {said["meaning"] for said in detail.values() if "meaning" in said}) == 1:
        proposal = {"mapping": {"bare_numbers": meanings.pop()}}
    return Occurred(start, end, walled.precision, reason, where, detail, tuple(notices), proposal)


def _coarsened(walled: Walled, column: str, *, months_only: bool) -> tuple[Walled, list[Notice]]:
    """Keep the precision that a whole column shows: all at midnight are days, all on a month's first are months."""
    known = ~np.isnat(walled.wall)
    n = int(known.sum())
    if n < 3 and not months_only:
        return walled, []
    wall, precision = walled.wall[known], walled.precision[known]
    midnight = wall == wall.astype("datetime64[D]")
    firsts = wall == wall.astype("datetime64[M]")
    named_month = bool(set(re.split(r"[^a-z]+", column.lower())) & _MONTH_NAMES)
    new, notices = walled.precision.copy(), []
    offset = walled.offset_min
    if n and (months_only or (named_month and firsts.all() and (precision <= _DAY).all())):
        new[known] = np.int8(_MONTH)
        offset = np.full(len(offset), np.nan)
        says = Says(
            f"Kolom {column} hanya memuat bulan; waktu disimpan seteliti bulan.",
            f"Column {column} holds months only; times are kept to the month.",
        )
        notices.append(Notice("months_only", says, n))
    elif midnight.all() and (precision == _MINUTE).any() and len(np.unique(wall)) > 1:
        new[known & (new == _MINUTE)] = np.int8(_DAY)
        offset = np.full(len(offset), np.nan)
        says = Says(
            f"Semua waktu pada kolom {column} tepat pukul 00.00; dibaca sebagai tanggal tanpa jam.",
            f"All times in column {column} are exactly 00:00; they are read as dates without a time of day.",
        )
        notices.append(Notice("dates_only", says, n))
    return replace(walled, precision=new, offset_min=offset), notices


def _with_clock(walled: Walled, clocks: pd.Series[Any]) -> tuple[Walled, Texts]:
    """Add the time of day of another column to days; return also which rows have a bad one."""
    rows, distinct = pd.factorize(as_texts(clocks).str.strip())
    texts = [str(text) for text in distinct]
    seconds, precision, offset, reason = _read_clocks(texts)
    bad = (reason[rows] != "") & (walled.reason == "")
    days = walled.precision == _DAY
    use = days & ~np.isnan(seconds[rows]) & ~np.isnat(walled.wall)
    wall = walled.wall.copy()
    wall[use] += (seconds[rows][use] * 1_000_000).round().astype("timedelta64[us]")
    wall[bad] = np.datetime64("NaT", "us")
    reasons = walled.reason.copy()
    reasons[bad] = reason[rows][bad]
    new = np.where(use, precision[rows], walled.precision).astype(np.int8)
    zones = np.where(use, offset[rows], walled.offset_min)
    return replace(walled, wall=wall, precision=new, offset_min=zones, reason=reasons), bad


def _read_clocks(texts: list[str]) -> tuple[Floats, Codes, Floats, Texts]:
    """Read distinct times of day: seconds (NaN when empty), precision, offset, reason.

    Numbers alone are read by what all of them have in common: fractions of a day (0.6181), hours (0 to 24), or hours
    and minutes run together (404 is 04:04).
    """
    n = len(texts)
    seconds, offset = np.full(n, np.nan), np.full(n, np.nan)
    precision, reason = np.full(n, _MINUTE, dtype=np.int8), np.full(n, "", dtype=object)
    numbers = pd.to_numeric(
        pd.Series(texts, dtype="str").str.replace(",", ".", regex=False), errors="coerce"
    ).to_numpy()
    present = np.array([bool(text) for text in texts], dtype=bool)
    bare = present & np.isfinite(numbers)
    fractions = bool(
        (bare == present).all()
        and bare.any()
        and ((numbers[bare] >= 0) & (numbers[bare] < 1)).all()
        and any(len(text.replace(",", ".").partition(".")[2]) > 2 for text in texts)
    )
    whole = np.array([text.isdigit() and text.isascii() for text in texts], dtype=bool)
    together = bool(whole.any() and ((numbers[whole] >= 100).any() or any(len(t) > 2 for t in texts if t.isdigit())))
    for i, text in enumerate(texts):
        if not text:
            precision[i] = _DAY
            continue
        if fractions:
            seconds[i] = round(numbers[i] * 86400)
            continue
        plain = text
        if whole[i] and together:
            padded = text.zfill(4)
            plain = f"{padded[:2]}:{padded[2:]}" if len(padded) == 4 else text
        got = read_clock(plain)
        if isinstance(got, Unreadable):
            reason[i] = got.reason
            continue
        seconds[i], precision[i] = got[0], PRECISIONS.index(got[1])
        if got[2] is not None:
            offset[i] = got[2]
    return seconds, precision, offset, reason


def _joined(first: Occurred, last: Occurred, to_column: str) -> tuple[Occurred, list[Notice]]:
    """Make intervals of beginnings and ends; an empty end means that the moment itself is known."""
    open_end = last.reason == "no_time"
    end = np.where(open_end, first.end, last.end)
    reason, column = first.reason.copy(), first.column.copy()
    fine = reason == ""
    bad_end = fine & (last.reason != "") & ~open_end
    reason[bad_end], column[bad_end] = last.reason[bad_end], last.column[bad_end]
    backwards = fine & ~bad_end & (end < first.start)
    reason[backwards], column[backwards] = "end_before_start", to_column
    detail = {**{row: value for row, value in last.detail.items() if bad_end[row]}, **first.detail}
    width = end - first.start
    precision = np.full(len(end), _UNKNOWN, dtype=np.int8)
    for limit, code in reversed((*_WIDTHS, *_WIDER)):
        precision[width <= limit] = code
    precision = np.where(open_end, first.precision, np.maximum(precision, first.precision)).astype(np.int8)
    notices = []
    if n := int((fine & open_end).sum()):
        says = Says(
            f"Kolom {to_column} kosong pada {n} baris; waktu awalnya dianggap waktu kejadian.",
            f"Column {to_column} is empty in {n} rows; the beginning is taken as the time.",
        )
        notices.append(Notice("open_end", says, n))
    joined = replace(
        first,
        end=end,
        precision=precision,
        reason=reason,
        column=column,
        detail=detail,
        proposal=first.proposal or last.proposal,
    )
    return joined, notices

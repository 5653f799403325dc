"""Reported and cleared by unit and month (CT/CC): clearance may exceed 100 per cent and is never clipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.errors import ParameterError, TableError
from geo.languages import Says

NEEDED = ("unit", "month", "reported", "cleared")
_NEGATIVE = Says(
    "{n} baris punya jumlah yang negatif atau bukan bilangan bulat; yang pertama baris {row}.",
    "{n} rows have counts that are negative or not whole; the first is row {row}.",
)
_MONTH = Says(
    "{given} bukan bulan; tulis 2026-01.",
    "{given} is no month; write 2026-01.",
)


@dataclass(frozen=True)
class Clearance:
    """Unit by month.

    Parameters
    ----------
    table
        Columns unit, month (`2026-01`), reported, cleared, percent (NaN where nothing was reported); sorted.
    totals
        The same by unit over all months, columns unit, reported, cleared, percent; the last row is all units (unit "").
    """

    table: pd.DataFrame
    totals: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; percent is None where nothing was reported."""
        return {"table": _records(self.table), "totals": _records(self.totals)}


def clearance(frame: pd.DataFrame) -> Clearance:
    """Sum reported and cleared cases by unit and month.

    Parameters
    ----------
    frame
        Columns unit, month (`2026-01` or any day of it), reported, cleared (counts); several rows of a unit and month
        are added. Cases cleared in a month may have been reported in another, so the percentage can exceed 100.

    Raises
    ------
    TableError
        When a column is missing.
    ParameterError
        When a count is negative or not whole, or a month cannot be read; the text names the first.
    """
    for column in NEEDED:
        if column not in frame.columns:
            raise TableError(table="clearance", missing=column, present=list(frame.columns))
    counts = frame[["reported", "cleared"]].apply(pd.to_numeric, errors="coerce")
    bad = (counts.isna() | (counts < 0) | (counts % 1 != 0)).any(axis=1).to_numpy(dtype=bool)
    if bad.any():
        row = str(frame.index[bad.argmax()])
        raise ParameterError(name="clearance", problem=_NEGATIVE.filled(n=int(bad.sum()), row=row))
    months = [_month(one) for one in frame["month"]]
    tidy = pd.DataFrame(
        {
            "unit": frame["unit"].astype("str").to_numpy(),
            "month": pd.Series(months, dtype="str").to_numpy(),
            "reported": counts["reported"].to_numpy(dtype="int64"),
            "cleared": counts["cleared"].to_numpy(dtype="int64"),
        }
    )
    table = tidy.groupby(["unit", "month"], sort=True)[["reported", "cleared"]].sum().reset_index()
    units = tidy.groupby("unit", sort=True)[["reported", "cleared"]].sum().reset_index()
    whole = pd.DataFrame({"unit": [""], "reported": [tidy["reported"].sum()], "cleared": [tidy["cleared"].sum()]})
    totals = pd.concat([units, whole], ignore_index=True) if len(units) else whole
    return Clearance(_with_percent(table), _with_percent(totals))


def _with_percent(frame: pd.DataFrame) -> pd.DataFrame:
    reported = frame["reported"].astype("float64")
    return frame.assign(percent=100 * frame["cleared"] / reported.where(reported > 0))


def _month(given: object) -> str:
    try:
        moment = pd.Timestamp(given) if not isinstance(given, str) else pd.Timestamp(given.strip())
        if pd.isna(moment):
            raise ValueError(given)
    except (ValueError, TypeError, OverflowError) as error:
        raise ParameterError(name="month", problem=_MONTH.filled(given=repr(given)[:40])) from error
    return f"{moment:%Y-%m}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{**row, "percent": None if pd.isna(row["percent"]) else row["percent"]} for row in rows]

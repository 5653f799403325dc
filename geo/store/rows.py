"""Between tables (frames) and rows of the database: one form for every table, no value lost on the way."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.store.moments import microseconds, moment
from geo.tables.column import Column, Table

_CHUNK = 50_000
_NAT = np.iinfo(np.int64).min


@contextmanager
def no_collection() -> Iterator[None]:
    """Spare Python's cycle search while millions of plain values are made; they hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def values_of(series: pd.Series, kind: str) -> list[Any]:
    """Return a column as plain Python values for SQLite: None for missing, int microseconds for moments.

    Parameters
    ----------
    series
        A column in the type that its form says.
    kind
        The kind of column (`geo.tables.column.Kind`).
    """
    if kind == "geometry":
        wkb = shapely.to_wkb(series.to_numpy())
        return [None if item is None else bytes(item) for item in wkb]
    if kind == "moment":
        stamps = series.dt.as_unit("us").to_numpy(dtype="datetime64[us]").view(np.int64)
        return _with_none(stamps, stamps == _NAT)
    if kind == "number":
        numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
        return _with_none(numbers, np.isnan(numbers))
    if kind == "boolean":
        return series.astype("int8").tolist()
    if kind == "integer":
        missing = series.isna().to_numpy()
        return _with_none(series.fillna(0).to_numpy(dtype=np.int64), missing)
    return series.to_numpy(dtype=object, na_value=None).tolist()


def rows_of(form: Table, frame: pd.DataFrame, without: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    """Return a frame's rows as tuples for SQLite, in the order of the form's columns."""
    shaped = form.shaped(frame)
    return zip(
        *(values_of(shaped[column.name], column.kind) for column in form.columns if column.name not in without),
        strict=True,
    )


def arrays_of(cursor: sqlite3.Cursor, kinds: Sequence[str]) -> list[Any]:
    """Fetch everything a cursor holds, column by column.

    Parameters
    ----------
    cursor
        An executed query.
    kinds
        For each of its columns the kind, as in `geo.tables.column`; `raw` leaves the Python values alone.

    Returns
    -------
    list
        One numpy or pandas array per column.
    """
    parts: list[list[Any]] = [[] for _ in kinds]
    with no_collection():
        while rows := cursor.fetchmany(_CHUNK):
            for part, kind, values in zip(parts, kinds, zip(*rows, strict=True), strict=True):
                part.append(_array(values, kind))
    return [_joined(part, kind) for part, kind in zip(parts, kinds, strict=True)]


def frame_of(form: Table, columns: Mapping[str, Any], n: int) -> pd.DataFrame:
    """Return arrays (from `arrays_of`) as a table in its form; a GeoDataFrame where it has a geometry."""
    index = pd.RangeIndex(n)
    frame = pd.DataFrame({name: columns[name] for name in form.names if name in columns}, index=index, copy=False)
    if "geometry" in columns:
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(columns["geometry"], index=index, crs=form.crs))
    return form.shaped(frame)


def read_frame(con: sqlite3.Connection, form: Table, query: str, values: Sequence[Any], names: Sequence[str]) -> Any:
    """Return a query's rows as a table in its form; `names` are the columns that the query gives, in order."""
    cursor = con.execute(query, values)
    arrays = arrays_of(cursor, [form.column(name).kind for name in names])
    return frame_of(form, dict(zip(names, arrays, strict=True)), len(arrays[0]))


def to_stored(column: Column, value: Any) -> Any:
    """Return one value as SQLite keeps it (JSON written out, moments as microseconds)."""
    if value is None or (not isinstance(value, list | dict | tuple | str | bytes) and pd.isna(value)):
        return None
    convert: dict[str, Callable[[Any], Any]] = {
        "moment": microseconds,
        "integer": int,
        "number": float,
        "boolean": int,
        "text": str,
        "json": lambda item: item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, default=str),
    }
    return convert[column.kind](value)


def from_stored(column: Column, value: Any, *, parsed: bool = True) -> Any:
    """Return one value as Python holds it: moments aware, booleans, JSON parsed (or left as text)."""
    if value is None:
        return None
    if column.kind == "moment":
        return moment(value)
    if column.kind == "boolean":
        return bool(value)
    if column.kind == "json" and parsed:
        return json.loads(value)
    return value


def _with_none(values: Any, missing: Any) -> list[Any]:
    if not missing.any():
        return values.tolist()
    plain = values.astype(object)
    plain[missing] = None
    return plain.tolist()


def _array(values: tuple[Any, ...], kind: str) -> Any:
    if kind == "moment":
        return np.fromiter((_NAT if value is None else value for value in values), np.int64, len(values))
    if kind == "number":
        return np.array(values, dtype=np.float64)  # None becomes NaN
    if kind == "boolean":
        return np.array(values, dtype=bool)
    if kind == "integer":
        return pd.array(values, dtype="Int64")
    if kind == "geometry":
        return shapely.from_wkb(np.array(values, dtype=object))
    if kind == "raw":
        return np.fromiter(values, dtype=object, count=len(values))
    return pd.array(values, dtype="str")


def _joined(parts: list[Any], kind: str) -> Any:
    if not parts:
        parts = [_array((), kind)]
    if kind == "moment":
        stamps = np.concatenate(parts).view("datetime64[us]")
        return pd.DatetimeIndex(stamps).tz_localize("UTC")
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return parts[0] if len(parts) == 1 else pd.concat([pd.Series(part) for part in parts], ignore_index=True).array

"""A file's rows on their way in: laid down in an attached temporary database, sorted by cell, before any lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import ParameterError, TableError
from geo.languages import Says
from geo.spatial.cells import cell_of
from geo.store.rows import no_collection, values_of
from geo.tables.incidents import INCIDENTS as FORM

_NOT_STAGED = ("geometry", "import_id", "kind")
_SQL_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "moment": "INTEGER", "number": "REAL"}
_NULLABLE_WHEN_EMPTY = ("left_out", "event_id")


@dataclass(frozen=True)
class Staged:
    """Rows that lie in `staging.arrivals`; what all of them share stands in `shared` instead.

    Parameters
    ----------
    n
        Number of rows.
    expressions
        For each stored column the SQL that gives its value, over the alias `s` and the named values of `shared`.
    shared
        Named values of the expressions.
    """

    n: int
    expressions: Mapping[str, str]
    shared: Mapping[str, Any]


def attach(con: sqlite3.Connection) -> None:
    """Attach the temporary database; SQLite deletes its file when the connection or the process ends."""
    con.execute("ATTACH DATABASE '' AS staging")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=OFF", "cache_size=-65536"):
        con.execute(f"PRAGMA staging.{pragma}")


def stage_incidents(con: sqlite3.Connection, rows: gpd.GeoDataFrame, kinds: Mapping[str, tuple[int, float]]) -> Staged:
    """Lay incidents down in `staging.arrivals`, neighbours together.

    Parameters
    ----------
    con
        A connection with the staging database attached.
    rows
        Form of `geo.tables.incidents`, EPSG:4326, each incident_id once.
    kinds
        Kind code to its number and harm weight (taken where a row has none).

    Raises
    ------
    TableError
        When places are missing, out of range or in another CRS, or an id stands twice.
    ParameterError
        When a kind is not one of the region's.
    """
    lon, lat = _places(rows)
    if not rows["incident_id"].is_unique or rows["incident_id"].isna().any():
        raise TableError(table=FORM.name, missing="incident_id (unique)", present=FORM.names)
    plain = pd.DataFrame(FORM.shaped(rows).drop(columns="geometry"))
    number, harm = _kinds(plain["kind"], kinds)
    plain["harm"] = plain["harm"].where(plain["harm"].notna().to_numpy(), harm)
    cell = cell_of(lon, lat)
    order = np.argsort(cell, kind="stable")
    varying: dict[str, list[Any]] = {
        "cell": cell[order].tolist(),
        "lon": lon[order].tolist(),
        "lat": lat[order].tolist(),
        "kind": number[order].tolist(),
    }
    expressions = {name: f"s.{name}" for name in varying}
    shared: dict[str, Any] = {}
    types = {"cell": "INTEGER", "lon": "REAL", "lat": "REAL", "kind": "INTEGER"}
    for column in FORM.columns:
        if column.name in _NOT_STAGED:
            continue
        series = plain[column.name]
        if column.name in _NULLABLE_WHEN_EMPTY:
            series = series.replace("", None)
        if column.name != "incident_id" and _one_value(series):
            shared[column.name] = values_of(series.iloc[:1], column.kind)[0] if len(series) else None
            expressions[column.name] = f":{column.name}"
        elif column.name == "occurred_to" and series.equals(plain["occurred_from"]):
            expressions[column.name] = "s.occurred_from"
        else:
            varying[column.name] = values_of(series.take(order), column.kind)
            expressions[column.name] = f's."{column.name}"'
            types[column.name] = _SQL_TYPES.get(column.kind, "TEXT")
    fields = ", ".join(f'"{name}" {types[name]}' for name in varying)
    con.execute(f"CREATE TABLE staging.arrivals ({fields})")
    _insert(con, "arrivals", list(varying.values()))
    return Staged(len(rows), expressions, shared)


def stage_regrouped(con: sqlite3.Connection, regrouped: pd.DataFrame | None) -> None:
    """Lay new labels of stored sensor rows down in `staging.regrouped`."""
    con.execute("CREATE TABLE staging.regrouped (incident_id TEXT, event_id TEXT, left_out TEXT)")
    if regrouped is not None and len(regrouped):
        names = ["incident_id", "event_id", "left_out"]
        _insert(con, "regrouped", [_texts(regrouped[name]) for name in names])


def _insert(con: sqlite3.Connection, table: str, columns: Sequence[list[Any]]) -> None:
    marks = ", ".join("?" * len(columns))
    with no_collection():
        con.execute("BEGIN")
        con.executemany(f"INSERT INTO staging.{table} VALUES ({marks})", zip(*columns, strict=True))  # noqa: S608 - names of ours
        con.execute("COMMIT")


def _places(rows: gpd.GeoDataFrame) -> tuple[Any, Any]:
    if rows.crs is not None and rows.crs.to_epsg() != 4326:
        raise TableError(table=FORM.name, missing="geometry (EPSG:4326)", present=str(rows.crs))
    points = rows.geometry.to_numpy()
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    with np.errstate(invalid="ignore"):
        good = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    if not good.all():
        raise TableError(table=FORM.name, missing="geometry (point, WGS 84)", present=FORM.names)
    return lon, lat


def _kinds(codes: pd.Series, kinds: Mapping[str, tuple[int, float]]) -> tuple[Any, Any]:
    which, found = pd.factorize(codes, use_na_sentinel=True)
    unknown = sorted(set(found) - set(kinds))
    if unknown or (which < 0).any():
        name, known = (unknown or [""])[0], ", ".join(sorted(kinds))
        problem = Says(
            f"jenis {name!r} tidak ada di wilayah ini; yang ada: {known}",
            f"the region has no kind {name!r}; known: {known}",
        )
        raise ParameterError(name="kind", problem=problem)
    numbers = np.array([kinds[code][0] for code in found], dtype=np.int64)
    harms = np.array([kinds[code][1] for code in found], dtype=np.float64)
    return (numbers[which], harms[which]) if len(which) else (np.empty(0, np.int64), np.empty(0))


def _one_value(series: pd.Series) -> bool:
    if series.empty or series.isna().all():
        return True
    first = series.iloc[0]
    return bool(not pd.isna(first) and series.notna().all() and (series == first).all())


def _texts(series: pd.Series) -> list[Any]:
    return [None if pd.isna(value) or value == "" else str(value) for value in series]

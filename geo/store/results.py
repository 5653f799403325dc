"""What a run found: hotspots, surfaces, zones, forecasts and more, written and read whole, in the order they came."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import pandas as pd
from sqlalchemy import select

from geo.errors import NotFoundError, TableError
from geo.languages import Says
from geo.store.connect import run as execute
from geo.store.ids import run_id
from geo.store.rows import arrays_of, frame_of, no_collection, rows_of
from geo.store.schema import RESULT_FORMS, RESULTS
from geo.tables.column import Column, Table

LABELS = Table(
    "labels",
    (
        Column("incident_id", "text", Says("Nomor kejadian", "Incident id"), required=True),
        Column("cluster", "integer", Says("Klaster; -1 di luar", "Cluster; -1 is noise"), unit="1", required=True),
    ),
    crs=None,
)
FORMS: dict[str, Table] = {form.name: form for form in (*RESULT_FORMS, LABELS)}
_TABLE = Says("Tabel hasil", "result table")


def write(con: sqlite3.Connection, number: int, results: Mapping[str, pd.DataFrame]) -> None:
    """Store a run's tables inside the open write transaction.

    Parameters
    ----------
    con
        A connection inside a write transaction.
    number
        The run.
    results
        Name (a key of `FORMS`) to table in its form; geometries in EPSG:4326.

    Raises
    ------
    NotFoundError
        When a name is none of those.
    TableError
        When geometries are in another CRS.
    """
    for name, table in results.items():
        form = _form(name)
        crs = getattr(table, "crs", None)
        if form.crs is not None and crs is not None and crs.to_epsg() != 4326:
            raise TableError(table=name, missing="geometry (EPSG:4326)", present=str(crs))
        with no_collection():
            rows = [(number, position, *row) for position, row in enumerate(rows_of(form, table, ["run_id"]))]
        # Columns by name: in a migrated file the later ones stand at the end.
        columns = ["run_number", "position", *(column for column in form.names if column != "run_id")]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        con.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of ours


def read(con: sqlite3.Connection, number: int, name: str) -> pd.DataFrame:
    """Return a run's table in its form, empty when the run has none.

    Raises
    ------
    NotFoundError
        When there is no table of that name.
    """
    form = _form(name)
    stored = RESULTS[name].c
    names = [column for column in form.names if column != "run_id"]
    statement = select(*(stored[column] for column in names)).where(stored.run_number == number)
    cursor = execute(con, statement.order_by(stored.position))
    columns = dict(zip(names, arrays_of(cursor, [form.column(column).kind for column in names]), strict=True))
    n = len(columns[names[0]])
    if "run_id" in form.names:
        columns["run_id"] = pd.array([run_id(number)] * n, dtype="str")
    return frame_of(form, columns, n)


def _form(name: str) -> Table:
    if name not in FORMS:
        raise NotFoundError(what=_TABLE, name=name, known=FORMS)
    return FORMS[name]

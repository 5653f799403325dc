"""Earlier versions of incidents: written as JSON before a change, read back exactly, listed for the user."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import select

from geo.store.connect import run
from geo.store.ids import import_id
from geo.store.rows import arrays_of, from_stored, to_stored
from geo.store.schema import HISTORY, INCIDENTS
from geo.store.selection import SHOWN
from geo.tables.incidents import INCIDENTS as FORM

PLACE = ("lon", "lat")
CONTENT = [column.name for column in FORM.columns if column.name not in {"geometry", "import_id", "incident_id"}]
_STORED = [column.name for column in INCIDENTS.columns]
_ADD = (
    "INSERT INTO history (incident_id, changed, action, reason, import_number, before_import, before_digest, before) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def stored_rows(con: sqlite3.Connection, condition: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return whole stored rows of incidents `i` that meet an SQL condition."""
    names = ", ".join(f'i."{name}"' for name in _STORED)
    query = f"SELECT {names} FROM incidents i WHERE {condition}"  # noqa: S608 - both are texts of ours
    return [dict(zip(_STORED, row, strict=True)) for row in con.execute(query, values)]


def version(row: Mapping[str, Any], codes: Mapping[int, str]) -> str:
    """Write a stored row as JSON: kinds by code, moments in ISO 8601 (UTC), numbers to the last digit."""
    said: dict[str, Any] = {"incident_id": row["incident_id"]}
    for name in CONTENT:
        value = codes[row["kind"]] if name == "kind" else from_stored(FORM.column(name), row[name], parsed=False)
        said[name] = value.isoformat() if hasattr(value, "isoformat") else value
    said |= {name: row[name] for name in PLACE}
    said["import_id"] = import_id(row["import_number"])
    return json.dumps(said, ensure_ascii=False)


def content_of(before: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return the stored columns of a version that `version` wrote."""
    said = json.loads(before)
    values: dict[str, Any] = {}
    for name in CONTENT:
        column, value = FORM.column(name), said[name]
        if column.kind == "moment" and value is not None:
            value = pd.Timestamp(value)
        values[name] = numbers[value] if name == "kind" else to_stored(column, value)
    return values | {name: said[name] for name in PLACE}


def remember(
    con: sqlite3.Connection,
    rows: Iterable[Mapping[str, Any]],
    codes: Mapping[int, str],
    *,
    changed: int,
    action: str,
    reason: str | None = None,
    number: int | None = None,
) -> None:
    """Put the present versions of rows into the history before they change.

    Parameters
    ----------
    con
        A connection inside a write transaction.
    rows
        Stored rows (`stored_rows`).
    codes
        Kind number to code.
    changed
        When (microseconds since 1970).
    action
        `corrected`, `corrected_by_hand`, `rejected_by_hand`, `undone`.
    reason
        The user's words.
    number
        The import behind the change.
    """
    con.executemany(
        _ADD,
        (
            (
                row["incident_id"],
                changed,
                action,
                reason,
                number,
                row["import_number"],
                row["digest"],
                version(row, codes),
            )
            for row in rows
        ),
    )


def remember_arrival(con: sqlite3.Connection, incident_id: str, changed: int, reason: str) -> None:
    """Note in the history that an incident was entered by hand (there is no earlier version)."""
    con.execute(_ADD, (incident_id, changed, "added_by_hand", reason, None, None, None, None))


def read_history(con: sqlite3.Connection, incident_id: str) -> pd.DataFrame:
    """Return columns changed, action, reason, import_id, before; oldest first; nothing of kinds never shown."""
    h = HISTORY.c
    visible = select(INCIDENTS.c.number).where(SHOWN, INCIDENTS.c.incident_id == incident_id).exists()
    statement = (
        select(h.changed, h.action, h.reason, h.import_number, h.before)
        .where(h.incident_id == incident_id, visible)
        .order_by(h.number)
    )
    names = ["changed", "action", "reason", "import_id", "before"]
    arrays = arrays_of(run(con, statement), ["moment", "text", "text", "raw", "json"])
    table = pd.DataFrame(dict(zip(names, arrays, strict=True)))
    table["import_id"] = pd.array([import_id(number) for number in table["import_id"]], dtype="str")
    return table

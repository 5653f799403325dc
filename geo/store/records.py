"""What outlives runs: tracks, results of patrols, orders, declarations, and the networks that crews travel on."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select

from geo.errors import NotFoundError, RecordError, TableError
from geo.languages import Says
from geo.store.connect import run as execute
from geo.store.moments import microseconds, moment
from geo.store.rows import arrays_of, frame_of, rows_of
from geo.store.schema import RECORD_FORMS, RECORD_KEYS, RECORDS

_TABLE = Says("Tabel", "table")
_CHANGED = Says(
    "{what} {name} sudah tersimpan dengan isi lain dan tidak boleh diubah; buat yang baru.",
    "{what} {name} is stored already with other content and must not change; make a new one.",
)
CORRECTABLE = frozenset({"patrol_results", "tracks"})
"""Tables whose rows may be corrected; the old version stays in the file. All others are written once."""


def keep(con: sqlite3.Connection, name: str, frame: pd.DataFrame, now: datetime) -> dict[str, int]:
    """Store rows inside the open write transaction; the same rows again change nothing.

    Parameters
    ----------
    con
        A connection inside a write transaction.
    name
        A key of `RECORD_FORMS`.
    frame
        Rows in that form; each key stands once.
    now
        The present moment.

    Returns
    -------
    dict
        Counts `stored`, `unchanged`, `corrected`; they add up to the rows.

    Raises
    ------
    RecordError
        When a row that must not change is stored already with other content, or a key stands twice.
    """
    form, key = _form(name)
    counts = {"stored": 0, "unchanged": 0, "corrected": 0}
    columns = ", ".join(f'"{column}"' for column in form.names)
    marks = ", ".join("?" * (len(form.names) + 2))
    insert = f"INSERT INTO {name} ({columns}, recorded, row_digest) VALUES ({marks})"  # noqa: S608 - names of ours
    place = form.names.index(key)
    seen: set[str] = set()
    for row in rows_of(form, frame):
        if row[place] in seen:
            raise RecordError(what=_TABLE, name=f"{name}: {row[place]}", problem=_TWICE)
        seen.add(row[place])
        digest = _digest(row)
        query = f'SELECT entry, row_digest FROM {name} WHERE "{key}" = ? AND superseded IS NULL'  # noqa: S608 - names from our table forms
        known = con.execute(query, (row[place],)).fetchone()
        if known is not None and known[1] == digest:
            counts["unchanged"] += 1
            continue
        if known is not None:
            if name not in CORRECTABLE:
                raise RecordError(what=_TABLE, name=name, problem=_CHANGED.filled(what=key, name=row[place]))
            con.execute(f"UPDATE {name} SET superseded = ? WHERE entry = ?", (microseconds(now), known[0]))  # noqa: S608 - as above
        con.execute(insert, (*row, microseconds(now), digest))
        counts["corrected" if known is not None else "stored"] += 1
    return counts


def keep_tracks(con: sqlite3.Connection, tracks: pd.DataFrame, fixes: pd.DataFrame, now: datetime) -> dict[str, int]:
    """Store tracks with their positions; a track that is there already changes nothing.

    Raises
    ------
    TableError
        When a position belongs to none of the tracks.
    """
    strange = set(fixes["track_id"]) - set(tracks["track_id"])
    if strange:
        raise TableError(table="fixes", missing=f"track {min(strange)}", present=sorted(tracks["track_id"])[:5])
    known = {row[0] for row in con.execute("SELECT track_id FROM tracks")}
    counts = keep(con, "tracks", tracks, now)
    form = RECORD_FORMS["fixes"]
    columns = ", ".join(f'"{column}"' for column in form.names)
    marks = ", ".join("?" * len(form.names))
    fresh = fixes[~fixes["track_id"].isin(known)]
    con.executemany(f"INSERT INTO fixes ({columns}) VALUES ({marks})", rows_of(form, fresh))  # noqa: S608 - as above
    return counts


def kept(con: sqlite3.Connection, name: str, chosen: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """Return the rows in force, in the order they came.

    Parameters
    ----------
    con
        A connection.
    name
        A key of `RECORD_FORMS`.
    chosen
        For text columns the values that are wanted; None: everything.

    Raises
    ------
    NotFoundError, TableError
        When there is no such table or column.
    """
    form, _ = _form(name)
    stored = RECORDS[name].c
    statement = select(*(stored[column] for column in form.names)).order_by(stored.entry)
    if name != "fixes":
        statement = statement.where(stored.superseded.is_(None))
    for column, values in (chosen or {}).items():
        form.column(column)
        statement = statement.where(stored[column].in_(list(values)))
    arrays = arrays_of(execute(con, statement), [form.column(column).kind for column in form.names])
    return frame_of(form, dict(zip(form.names, arrays, strict=True)), len(arrays[0]))


def put_network(con: sqlite3.Connection, name: str, content: bytes, about: Mapping[str, Any], now: datetime) -> None:
    """Store a network under its name, in place of the one before."""
    con.execute(
        "INSERT INTO networks (name, recorded, digest, about, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) "
        "DO UPDATE SET recorded = excluded.recorded, digest = excluded.digest, about = excluded.about, "
        "content = excluded.content",
        (
            name,
            microseconds(now),
            hashlib.sha256(content).hexdigest(),
            json.dumps(about, ensure_ascii=False, default=str),
            content,
        ),
    )


def network(con: sqlite3.Connection, name: str) -> bytes | None:
    """Return a network as it was put in, or None."""
    row = con.execute("SELECT content FROM networks WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def networks(con: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return `name`, `recorded`, `digest`, `bytes` and `about` of every network, by name."""
    rows = con.execute("SELECT name, recorded, digest, about, length(content) FROM networks ORDER BY name").fetchall()
    return [
        {"name": row[0], "recorded": moment(row[1]), "digest": row[2], "about": json.loads(row[3]), "bytes": row[4]}
        for row in rows
    ]


_TWICE = Says("berulang dalam satu kiriman.", "stands twice in one delivery.")


def _form(name: str) -> tuple[Any, str]:
    if name not in RECORD_FORMS:
        raise NotFoundError(what=_TABLE, name=name, known=RECORD_FORMS)
    return RECORD_FORMS[name], RECORD_KEYS[name]


def _digest(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(ascii(row).encode()).hexdigest()

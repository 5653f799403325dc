"""Taking a whole import back: what only it brought goes, what it corrected returns, what others brought stays."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import numpy as np

from geo.errors import NotFoundError
from geo.languages import Says
from geo.spatial.cells import cell_of
from geo.store.deliveries import Numbers, delivered_by_others
from geo.store.failures import refuse
from geo.store.history import CONTENT, PLACE, content_of, remember, stored_rows
from geo.store.ids import IMPORT, import_number
from geo.store.moments import microseconds

_TWICE = Says("impor {name} sudah dibatalkan sebelumnya.", "import {name} has been undone before.")


def undo_import(con: sqlite3.Connection, path: Path, name: str, now: datetime) -> dict[str, int]:
    """Take an import back inside the open write transaction.

    An incident stays when another import still in force delivered it too (it then counts as that import's),
    or when a hand has changed it. A corrected incident returns to its newest version from an import in force.

    Parameters
    ----------
    con
        A connection inside a write transaction.
    path
        The store, for messages.
    name
        The import's id.
    now
        The present moment.

    Returns
    -------
    dict
        `removed`, `restored`, `kept` (delivered by another import too), `kept_by_hand`, `relabelled`
        (satellite pixels whose event changed back).

    Raises
    ------
    NotFoundError
        When there is no such import.
    StoreError
        When it has been undone before.
    """
    number = import_number(name)
    found = con.execute("SELECT status FROM imports WHERE number = ?", (number,)).fetchone()
    if found is None:
        raise NotFoundError(what=IMPORT, name=name)
    if found[0] != "done":
        raise refuse(path.name, _TWICE, name=name)
    stamp = microseconds(now) or 0
    others = delivered_by_others(con, number)
    con.execute("UPDATE imports SET status = 'undone', undone = ? WHERE number = ?", (stamp, number))
    query = "SELECT count(*) FROM incidents WHERE by_hand = 1 AND (first_import = ? OR import_number = ?)"
    by_hand = int(con.execute(query, (number, number)).fetchone()[0])
    counts = _take_out(con, number, others)
    counts |= _bring_back(con, number, stamp, counts["kept"])
    counts |= {"kept_by_hand": by_hand, "relabelled": _relabel(con, number)}
    con.execute("UPDATE imports SET undo = ? WHERE number = ?", (json.dumps(counts), number))
    con.execute("UPDATE state SET data_version = data_version + 1, data_as_of = ?", (stamp,))
    return counts


def _take_out(con: sqlite3.Connection, number: int, others: dict[int, Numbers]) -> dict[str, int]:
    """Remove what only this import brought; hand the rest over to the oldest other import that brought it."""
    kept = 0
    for other, delivered in others.items():
        _choose(con, delivered)
        shared = "first_import = ? AND number IN (SELECT number FROM chosen_rows)"
        kept += int(
            con.execute(f"SELECT count(*) FROM incidents WHERE {shared} AND by_hand = 0", (number,)).fetchone()[0]  # noqa: S608 - a constant
        )
        con.execute(f"UPDATE incidents SET first_import = ? WHERE {shared}", (other, number))  # noqa: S608 - a constant
    con.execute("UPDATE incidents SET first_import = NULL WHERE first_import = ? AND by_hand = 1", (number,))
    removed = con.execute("DELETE FROM incidents WHERE first_import = ? AND by_hand = 0", (number,)).rowcount
    return {"removed": removed, "kept": kept}


def _bring_back(con: sqlite3.Connection, number: int, stamp: int, kept: int) -> dict[str, int]:
    """Give what this import corrected, and what is left with its version, back to a version still in force."""
    numbers = {code: kind for kind, code in con.execute("SELECT number, code FROM kinds")}
    codes = {kind: code for code, kind in numbers.items()}
    chains = _earlier_versions(con, number)
    _choose(con, np.array(sorted(chains), dtype=np.int64))
    rows = stored_rows(con, "i.number IN (SELECT number FROM chosen_rows)", {})
    remember(con, rows, codes, changed=stamp, action="undone", number=number)
    names = [*CONTENT, *PLACE, "import_number", "cell"]
    sets = ", ".join(f'"{name}" = :{name}' for name in names)
    versions = ((row, chain, content_of(chain[0], numbers)) for row, chain in chains.items())
    con.executemany(
        f"UPDATE incidents SET {sets} WHERE number = :number",  # noqa: S608 - names of our own columns
        (
            {**content, "import_number": live, "cell": int(cell_of(content["lon"], content["lat"])), "number": row}
            for row, (_, live), content in versions
        ),
    )
    # What still stands in this import's version came just so with another import: it counts as that one's.
    con.execute("UPDATE incidents SET import_number = first_import WHERE import_number = ?", (number,))
    later = con.execute(
        "SELECT count(DISTINCT h.incident_id) FROM history h JOIN incidents i USING (incident_id) "
        "WHERE h.import_number = ? AND h.action = 'corrected' AND i.by_hand = 0 AND i.first_import < ? "
        "AND i.number NOT IN (SELECT number FROM chosen_rows)",
        (number, number),
    ).fetchone()[0]
    return {"restored": len(rows), "kept": kept + int(later)}


def _choose(con: sqlite3.Connection, numbers: Numbers) -> None:
    con.execute("CREATE TEMP TABLE IF NOT EXISTS chosen_rows (number INTEGER PRIMARY KEY)")
    con.execute("DELETE FROM chosen_rows")
    con.executemany("INSERT OR IGNORE INTO chosen_rows VALUES (?)", ((number,) for number in numbers.tolist()))


def _earlier_versions(con: sqlite3.Connection, number: int) -> dict[int, tuple[str, int]]:
    """Return for each incident (row number) in this import's version its newest earlier version still in force.

    A version is in force when its import is, or when an import in force is of the very same file; that import is
    the second value.
    """
    found: dict[int, tuple[str, int]] = {}
    query = """
        SELECT i.number, h.before,
               CASE e.status WHEN 'done' THEN e.number ELSE
                    (SELECT min(t.number) FROM imports t WHERE t.digest = e.digest AND t.status = 'done') END AS live
        FROM incidents i
        JOIN history h USING (incident_id)
        JOIN imports e ON e.number = h.before_import
        WHERE i.import_number = :number AND i.by_hand = 0 AND live IS NOT NULL AND e.number <> :number
        ORDER BY h.number DESC
    """
    for row, before, live in con.execute(query, {"number": number}):
        found.setdefault(row, (before, live))
    return found


def _relabel(con: sqlite3.Connection, number: int) -> int:
    """Give satellite pixels back the events that this import's pixels had changed."""
    changed = con.execute(
        "UPDATE incidents SET event_id = r.event_id, left_out = r.left_out FROM regroupings r "
        "WHERE r.import_number = ? AND r.incident_id = incidents.incident_id AND NOT EXISTS "
        "(SELECT 1 FROM regroupings t JOIN imports e ON e.number = t.import_number AND e.status = 'done' "
        "WHERE t.incident_id = r.incident_id AND t.import_number > r.import_number)",
        (number,),
    ).rowcount
    # An event whose representative pixel is gone is led by its first remaining pixel, so that it still counts once.
    orphans: dict[str, list[str]] = defaultdict(list)
    for event, incident_id in con.execute(
        "SELECT i.event_id, i.incident_id FROM incidents i LEFT JOIN incidents r ON r.incident_id = i.event_id "
        "WHERE i.event_id IS NOT NULL AND r.number IS NULL AND i.origin = 'sensor' ORDER BY i.incident_id"
    ):
        orphans[event].append(incident_id)
    for members in orphans.values():
        leader = members[0]
        con.executemany(
            "UPDATE incidents SET event_id = ?, left_out = ? WHERE incident_id = ?",
            ((leader, None if member == leader else "same_event", member) for member in members),
        )
    return changed + sum(len(members) for members in orphans.values())

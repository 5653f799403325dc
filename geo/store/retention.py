"""Deletes from the store what nobody may need any more: contents of quarantined rows, labels of old runs."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from geo.store.address import path_of
from geo.store.connect import connect, reading, writing
from geo.store.failures import as_store_errors
from geo.store.moments import microseconds

# The line, its column and the reason stay: counts of an import must go on adding up.
_QUARANTINE = (
    "(value IS NOT NULL OR raw IS NOT NULL OR detail IS NOT NULL) "
    "AND import_number IN (SELECT number FROM imports WHERE created < :before)"
)
# The newest finished run of each task keeps its labels however old it is.
_LABELS = (
    "run_number IN (SELECT number FROM runs WHERE coalesce(finished, created) < :before AND number NOT IN "
    "(SELECT max(number) FROM runs WHERE status = 'done' GROUP BY task))"
)


def due(store_url: str, now: datetime, *, quarantine_days: int, label_days: int) -> dict[str, int]:
    """Count what `retire` would take out now.

    Parameters
    ----------
    store_url
        `sqlite:///PATH`.
    now
        The present moment.
    quarantine_days, label_days
        Ages beyond which contents of quarantined rows, and labels of runs, go (days).

    Returns
    -------
    dict
        `quarantine` and `labels`, in rows.
    """
    path = path_of(store_url)
    with as_store_errors(path.name), contextlib.closing(connect(path, read_only=True)) as con, reading(con):
        return {
            "quarantine": _count(con, f"SELECT count(*) FROM quarantine WHERE {_QUARANTINE}", now, quarantine_days),  # noqa: S608 - ours
            "labels": _count(con, f"SELECT count(*) FROM labels WHERE {_LABELS}", now, label_days),  # noqa: S608 - ours
        }


def retire(store_url: str, now: datetime, *, quarantine_days: int, label_days: int) -> dict[str, int]:
    """Take out what has become too old, and leave nothing of it in the file or its journal.

    Parameters
    ----------
    store_url, now, quarantine_days, label_days
        As for `due`.

    Returns
    -------
    dict
        `quarantine` and `labels`, in rows that were emptied or deleted.

    Raises
    ------
    StoreError
        When the store cannot be written; nothing has changed then.
    """
    path = path_of(store_url)
    with as_store_errors(path.name), contextlib.closing(connect(path)) as con:
        with writing(con):
            emptied = con.execute(
                f"UPDATE quarantine SET value = NULL, raw = NULL, detail = NULL WHERE {_QUARANTINE}",  # noqa: S608 - ours
                {"before": _before(now, quarantine_days)},
            ).rowcount
            labels = con.execute(f"DELETE FROM labels WHERE {_LABELS}", {"before": _before(now, label_days)}).rowcount  # noqa: S608 - ours
        cut_journal(con)
    return {"quarantine": emptied, "labels": labels}


def cut_journal(con: sqlite3.Connection) -> bool:
    """Write the journal into the file and cut it to nothing, so that deleted content is not left in it.

    Returns
    -------
    bool
        False when a reader still needed it; the next run cuts it.
    """
    blocked, _, _ = con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not blocked


def cut_journal_of(path: Path) -> bool:
    """Do `cut_journal` for a file by its path."""
    with as_store_errors(path.name), contextlib.closing(connect(path)) as con:
        return cut_journal(con)


def _before(now: datetime, days: int) -> int:
    return microseconds(now - timedelta(days=days)) or 0


def _count(con: sqlite3.Connection, query: str, now: datetime, days: int) -> int:
    return int(con.execute(query, {"before": _before(now, days)}).fetchone()[0])

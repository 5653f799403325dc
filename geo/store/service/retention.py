"""Deletes from the service file what has ended: sessions, links, remembered requests, uploads and their previews."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.service.accounts_tables import FAILURES, LINKS, SESSIONS
from geo.store.service.file import ServiceFile
from geo.store.service.once_tables import ONCE
from geo.store.service.uploads_tables import UPLOADS

ONCE_DAYS = 2  # longer than any device goes on sending the same request
FAILURE_DAYS = 1
_BUSY = ("queued", "running")
_U = UPLOADS.c


def due(
    file: ServiceFile, now: datetime, *, session_idle: timedelta, session_longest: timedelta, upload_days: int
) -> dict[str, int]:
    """Count what `retire` would delete: `sessions`, `requests` (links, failures, remembered requests), `uploads`."""
    sessions, links, failures, once = _ended(now, session_idle, session_longest)
    with file.reading() as con:

        def count(table: Table, condition: ColumnElement[bool]) -> int:
            asked = select(func.count()).select_from(table).where(condition)
            return int(run(con, asked).fetchone()[0])

        return {
            "sessions": count(SESSIONS, sessions),
            "requests": count(LINKS, links) + count(FAILURES, failures) + count(ONCE, once),
            "uploads": count(UPLOADS, _old_upload(now, upload_days)),
        }


def retire(
    file: ServiceFile, now: datetime, *, session_idle: timedelta, session_longest: timedelta, upload_days: int
) -> tuple[dict[str, int], list[str]]:
    """Delete what has ended or become too old.

    Parameters
    ----------
    file
        The service file.
    now
        The present moment.
    session_idle, session_longest
        How long a session may rest, and last.
    upload_days
        Age beyond which uploads that nobody works on lose their file and preview (days).

    Returns
    -------
    tuple
        Counts as of `due`, and the names of the uploaded files that the caller now removes from the disk.
    """
    sessions, links, failures, once = _ended(now, session_idle, session_longest)
    with file.writing() as con:
        stored = run(con, select(_U.stored).where(_old_upload(now, upload_days))).fetchall()
        emptied = {"stored": "", "preview": None}
        counts = {
            "sessions": run(con, delete(SESSIONS).where(sessions)).rowcount,
            "requests": sum(
                run(con, delete(table).where(condition)).rowcount
                for table, condition in ((LINKS, links), (FAILURES, failures), (ONCE, once))
            ),
            "uploads": run(con, update(UPLOADS).where(_old_upload(now, upload_days)).values(**emptied)).rowcount,
        }
    return counts, [name for (name,) in stored if name]


def _ended(now: datetime, idle: timedelta, longest: timedelta) -> tuple[ColumnElement[bool], ...]:
    sessions = (SESSIONS.c.seen < microseconds(now - idle)) | (SESSIONS.c.created < microseconds(now - longest))
    return (
        sessions,
        LINKS.c.expires < microseconds(now),
        FAILURES.c.last < microseconds(now - timedelta(days=FAILURE_DAYS)),
        ONCE.c.created < microseconds(now - timedelta(days=ONCE_DAYS)),
    )


def _old_upload(now: datetime, days: int) -> ColumnElement[bool]:
    old = func.coalesce(_U.finished, _U.created) < microseconds(now - timedelta(days=days))
    full = (_U.stored != "") | _U.preview.is_not(None)
    return old & full & _U.state.not_in(_BUSY)

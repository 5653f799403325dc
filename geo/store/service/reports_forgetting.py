"""Takes out of reports what tells a person: after the retention time, or when the citizen asks; the fact stays."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select, update

from geo.store.connect import connect, run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.reports import number_of
from geo.store.service.reports_tables import REPORT_CONTACTS, REPORT_MESSAGES, REPORT_PHOTOS, REPORTS

ASKED, EXPIRED = "asked", "expired"
_R = REPORTS.c
_ended = func.coalesce(_R.decided, _R.received)
_GONE = dict.fromkeys(
    ("text", "place_text", "village", "lon", "lat", "accuracy_m", "precision_m", "device_time", "device_sent")
)


def forget(file: ServiceFile, report_id: str, now: datetime, timezone: str, why: str = ASKED) -> None:
    """Delete contact, text, exact place, photos and messages of one report, and let nothing of them stay on the disk.

    Number, kind, district, day, state and the incident stay, so that what was counted can be told. Backups made
    earlier lose it when they are rotated.

    Parameters
    ----------
    file, report_id, now
        Which report, when.
    timezone
        IANA name of the region's time zone: of when it happened its day stays there.
    why
        `asked` or `expired`.

    Raises
    ------
    NotFoundError
        When there is no such report.
    """
    with file.writing() as con:
        _take_out(con, [number_of(con, report_id)], now, timezone, why)
    _leave_nothing(file)


def forget_older(file: ServiceFile, days: int, now: datetime, timezone: str) -> list[str]:
    """Delete the content of reports that ended (or, undecided, came) `days` days ago; return their numbers."""
    before = microseconds(now - timedelta(days=days))
    with file.writing() as con:
        rows = run(con, select(_R.number, _R.report_id).where(_ended < before, _R.forgotten.is_(None))).fetchall()
        _take_out(con, [row[0] for row in rows], now, timezone, EXPIRED)
    if rows:
        _leave_nothing(file)
    return [str(row[1]) for row in rows]


def due_to_be_forgotten(file: ServiceFile, days: int, now: datetime) -> list[str]:
    """Return the numbers of reports that `forget_older` would empty."""
    before = microseconds(now - timedelta(days=days))
    with file.reading() as con:
        rows = run(con, select(_R.report_id).where(_ended < before, _R.forgotten.is_(None)).order_by(_R.number))
        return [str(row[0]) for row in rows]


def _take_out(con: sqlite3.Connection, numbers: list[int], now: datetime, timezone: str, why: str) -> None:
    at = microseconds(now)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        for table in (REPORT_CONTACTS, REPORT_MESSAGES, REPORT_PHOTOS):
            run(con, delete(table).where(table.c.number.in_(some)))
        of = update(REPORTS).where(_R.number.in_(some))
        run(con, of.values(**_GONE, reason=None, waiting=0, unread=0, forgotten=at, forgotten_why=why, changed=at))
        # A report that nobody decided on is over: without its content there is nothing to look at.
        opened = or_(_R.state == "new", _R.state == "reviewing")
        run(con, of.where(opened).values(state="closed", decided=at))
        exact = select(_R.number, _R.occurred).where(_R.number.in_(some), _R.occurred_precision == "minute")
        for number, occurred in run(con, exact).fetchall():
            day = {"occurred": _day_of(occurred, timezone), "occurred_precision": "day"}
            run(con, update(REPORTS).where(_R.number == number).values(**day))


def _day_of(occurred: int, timezone: str) -> int | None:
    """Return the beginning of the day of a stored moment where the region lies."""
    at = moment(occurred)
    assert at is not None
    return microseconds(at.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0))


def _leave_nothing(file: ServiceFile) -> None:
    """Write the deletion through: the journal is emptied, freed pages (already zeroed) leave the file."""
    con = connect(file.path)
    try:
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        con.execute("PRAGMA incremental_vacuum").fetchall()
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        con.close()

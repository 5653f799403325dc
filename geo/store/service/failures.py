"""Failed sign-ins, counted per account and source, so that guessing is slow and nobody is locked out by a stranger."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.accounts_tables import FAILURES
from geo.store.service.file import ServiceFile

FREE = 5  # attempts without any delay
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
_F = FAILURES.c


class Failures:
    """The failed attempts of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def begin(self, account: str, source: str, now: datetime) -> timedelta:
        """Count an attempt as failed before its password is looked at, or return how long it must wait.

        Looked up and counted in one transaction: of many attempts sent at the same time no more come through than one
        after the other. `forget` takes it back when the password was right.
        """
        with self.file.writing() as con:
            pause = _pause(con, _key(account, source), now)
            if not pause:
                _count(con, _key(account, source), now)
        return pause

    def forget(self, account: str, source: str) -> None:
        """Forget the failures of one that has signed in."""
        with self.file.writing() as con:
            run(con, delete(FAILURES).where(_F.who == _key(account, source)))


def _pause(con: sqlite3.Connection, who: str, now: datetime) -> timedelta:
    row = run(con, select(_F.n, _F.last).where(_F.who == who)).fetchone()
    if row is None or row[0] < FREE:
        return timedelta(0)
    last = moment(row[1])
    assert last is not None
    pause = min(LONGEST, timedelta(seconds=2 ** min(row[0] - FREE + 1, 20)))
    return min(pause, max(timedelta(0), last + pause - now))  # a clock that was put back makes nobody wait for ever


def _count(con: sqlite3.Connection, who: str, now: datetime) -> None:
    at = microseconds(now)
    run(con, delete(FAILURES).where(_F.last < microseconds(now - FORGOTTEN)))
    if run(con, update(FAILURES).where(_F.who == who).values(n=_F.n + 1, last=at)).rowcount == 0:
        run(con, insert(FAILURES).values(who=who, n=1, last=at))


def _key(account: str, source: str) -> str:
    return hashlib.sha256(f"{account.strip().lower()}\0{source}".encode("utf-8", "replace")).hexdigest()

"""Requests that arrive twice are done once: the first answer is kept under the key its sender made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.service.file import ServiceFile
from geo.store.service.once_tables import ONCE

KEPT = timedelta(days=7)
_ABANDONED = timedelta(minutes=2)  # a first request that died before it answered
_O = ONCE.c


@dataclass(frozen=True)
class Kept:
    """What is known of a key: `status` None means that the first request is still under way."""

    status: int | None
    answer: str | None


class Once:
    """The keys of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def begin(self, scope: str, key: str, now: datetime) -> Kept | None:
        """Claim a key: None when it is new and now ours, else what is known of it."""
        name = _name(scope, key)
        with self.file.writing() as con:
            old = _O.created < microseconds(now - KEPT)
            dead = _O.status.is_(None) & (_O.created < microseconds(now - _ABANDONED))
            run(con, delete(ONCE).where(old | dead))
            row = run(con, select(_O.status, _O.answer).where(_O.key_hash == name)).fetchone()
            if row is not None:
                return Kept(row[0], row[1])
            run(con, insert(ONCE).values(key_hash=name, created=microseconds(now)))
        return None

    def keep(self, scope: str, key: str, status: int, answer: str) -> None:
        """Keep the answer of the first request."""
        with self.file.writing() as con:
            run(con, update(ONCE).where(_O.key_hash == _name(scope, key)).values(status=status, answer=answer))

    def give_up(self, scope: str, key: str) -> None:
        """Free a key whose request came to nothing, so that it can be sent again."""
        with self.file.writing() as con:
            run(con, delete(ONCE).where(_O.key_hash == _name(scope, key), _O.status.is_(None)))


def _name(scope: str, key: str) -> str:
    return hashlib.sha256(f"{scope}\0{key}".encode("utf-8", "replace")).hexdigest()

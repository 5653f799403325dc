"""Remembers chores of the service: which runs, when it last ended well, what it said, and whether the worker lives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.upkeep_tables import UPKEEP

WORKER = "worker"
LOST = timedelta(seconds=60)
_U = UPKEEP.c


@dataclass(frozen=True)
class Chore:
    """One chore as it was last seen: its state, moments (UTC), the moment it last ended well, and what it said."""

    chore: str
    state: str
    began: datetime
    alive: datetime
    ended: datetime | None
    good: datetime | None
    progress: float | None
    told: dict[str, Any]

    def running(self, now: datetime) -> bool:
        """Whether it is at work: a chore that gave no sign of life for 60 s is not."""
        return self.state == "running" and now - self.alive < LOST


class Upkeep:
    """The chores of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def begin(self, chore: str, now: datetime) -> bool:
        """Note that a chore begins; False when it is at work already (then the caller leaves it alone)."""
        at = microseconds(now)
        with self.file.writing() as con:
            row = run(con, select(_U.state, _U.alive).where(_U.chore == chore)).fetchone()
            if row is not None and row[0] == "running" and int(row[1]) > (microseconds(now - LOST) or 0):
                return False
            values = {"state": "running", "began": at, "alive": at, "ended": None, "progress": 0.0, "told": "{}"}
            statement = insert(UPKEEP).values(chore=chore, good=None, **values)
            run(con, statement.on_conflict_do_update(index_elements=["chore"], set_=values))
        return True

    def beat(self, chore: str, now: datetime, progress: float | None = None) -> None:
        """Note a sign of life, and how far the chore is (0 to 1)."""
        values: dict[str, Any] = {"alive": microseconds(now)}
        if progress is not None:
            values["progress"] = progress
        with self.file.writing() as con:
            run(con, update(UPKEEP).where(_U.chore == chore).values(**values))

    def end(self, chore: str, now: datetime, *, good: bool, told: Mapping[str, Any]) -> None:
        """Note how a chore ended and what it has to say (JSON, no secrets)."""
        at = microseconds(now)
        values: dict[str, Any] = {"state": "done" if good else "failed", "alive": at, "ended": at}
        values["told"] = json.dumps(told, ensure_ascii=False, default=str)
        if good:
            values |= {"good": at, "progress": 1.0}
        with self.file.writing() as con:
            run(con, update(UPKEEP).where(_U.chore == chore).values(**values))

    def worker_beats(self, now: datetime) -> None:
        """Note that the worker lives."""
        at = microseconds(now)
        values = {"state": "running", "alive": at}
        statement = insert(UPKEEP).values(chore=WORKER, began=at, told="{}", **values)
        with self.file.writing() as con:
            run(con, statement.on_conflict_do_update(index_elements=["chore"], set_=values))

    def get(self, chore: str) -> Chore | None:
        """Return a chore as it was last seen, or None when it has never begun."""
        with self.file.reading() as con:
            row = run(con, select(UPKEEP).where(_U.chore == chore)).fetchone()
        if row is None:
            return None
        name, state, began, alive, ended, good, progress, told = row
        first, last = moment(began), moment(alive)
        assert first is not None
        assert last is not None
        return Chore(name, state, first, last, moment(ended), moment(good), progress, json.loads(told))

"""What staff do with a report: take, accept, merge, refuse, answer, close; each from a state that allows it only."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from geo.errors import ParameterError, RecordError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.service.file import ServiceFile
from geo.store.service.reports import REPORT, number_of
from geo.store.service.reports_tables import REPORT_MESSAGES, REPORTS
from geo.tables.reports import OPEN_STATES, STATE_NAMES, STATES

_R = REPORTS.c
_OPEN = OPEN_STATES
_NOT_NOW = Says(
    "sudah {state}; langkah ini tidak berlaku lagi. Muat ulang halaman laporan itu.",
    "is {state} by now; this step no longer applies. Load the report's page again.",
)
_ITSELF = Says("laporan tidak dapat digabung ke dirinya sendiri", "a report cannot be merged into itself")
_NESTED = Says(
    "laporan itu sendiri sudah digabung; pilih laporan induknya", "that report is itself merged; choose what it is in"
)


class Casework:
    """The steps of staff on the reports of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def assign(self, report_id: str, handler: str | None, agency: str | None, now: datetime) -> None:
        """Give a report to an officer of an agency, or to the agency alone; a new one is under review from now on.

        Raises
        ------
        NotFoundError
            When there is no such report.
        """
        at = microseconds(now)
        with self.file.writing() as con:
            number = number_of(con, report_id)
            values: dict[str, Any] = {"handler": handler, "agency": agency, "changed": at}
            values["forwarded"] = func.coalesce(_R.forwarded, at)
            run(con, update(REPORTS).where(_R.number == number).values(**values))
            run(con, update(REPORTS).where(_R.number == number, _R.state == "new").values(state="reviewing"))

    def accept(self, report_id: str, incident_id: str, now: datetime) -> None:
        """Note that a report became an incident.

        Raises
        ------
        RecordError
            When it is no longer open.
        """
        self._step(report_id, _OPEN, now, state="accepted", incident_id=incident_id)

    def merge(
        self, report_id: str, now: datetime, *, report: str | None = None, incident_id: str | None = None
    ) -> None:
        """Put a report to another one, or to an incident that is there already.

        Raises
        ------
        ParameterError
            When the other report is the same, or itself merged.
        NotFoundError
            When there is no such other report.
        RecordError
            When it is no longer open.
        """
        if report is not None:
            if report == report_id:
                raise ParameterError(name="report", problem=_ITSELF)
            with self.file.reading() as con:
                number = number_of(con, report)
                row = run(con, select(_R.state, _R.incident_id).where(_R.number == number)).fetchone()
            if row[0] == "merged":
                raise ParameterError(name="report", problem=_NESTED)
            incident_id = row[1]
        self._step(report_id, _OPEN, now, state="merged", merged_into=report, incident_id=incident_id)

    def refuse(self, report_id: str, reason: str, now: datetime) -> None:
        """Refuse a report with the reason that the citizen will read.

        Raises
        ------
        RecordError
            When it is no longer open.
        """
        self._step(report_id, _OPEN, now, state="refused", reason=reason)

    def answer(self, report_id: str, text: str, author: str, now: datetime, *, asks: bool = False) -> None:
        """Write to the citizen; an answer ends an open report, a question returns it to the citizen for correction.

        Raises
        ------
        NotFoundError
            When there is no such report.
        """
        at = microseconds(now)
        with self.file.writing() as con:
            number = number_of(con, report_id)
            values = {"sent": at, "side": "staff", "author": author, "asks": int(asks), "text": text}
            run(con, insert(REPORT_MESSAGES).values(number=number, **values))
            of = update(REPORTS).where(_R.number == number)
            run(con, of.values(waiting=int(asks), unread=0, changed=at))
            if asks:
                run(
                    con,
                    of.where(_R.state == "new").values(state="reviewing", forwarded=func.coalesce(_R.forwarded, at)),
                )
            else:
                _decide(con, number, _OPEN, at, state="answered")

    def close(self, report_id: str, now: datetime) -> None:
        """Close a report on which nothing is to be done any more.

        Raises
        ------
        RecordError
            When it is closed already.
        """
        self._step(report_id, tuple(state for state in STATES if state != "closed"), now, state="closed")

    def reopen(self, report_id: str, now: datetime) -> None:
        """Take a refused, answered or closed report up again.

        Raises
        ------
        RecordError
            When it is open, accepted or merged.
        """
        self._step(report_id, ("refused", "answered", "closed"), now, state="reviewing", reason=None)

    def _step(self, report_id: str, allowed: tuple[str, ...], now: datetime, **values: Any) -> None:
        with self.file.writing() as con:
            number = number_of(con, report_id)
            if not _decide(con, number, allowed, microseconds(now), unread=0, waiting=0, **values):
                state = str(run(con, select(_R.state).where(_R.number == number)).fetchone()[0])
                problem = _NOT_NOW.filled(state=STATE_NAMES[state])
                raise RecordError(what=REPORT, name=report_id, problem=problem)


def _decide(con: sqlite3.Connection, number: int, allowed: tuple[str, ...], at: int | None, **values: Any) -> bool:
    decided = None if values["state"] == "reviewing" else func.coalesce(_R.decided, at)
    stamps = {"changed": at, "decided": decided, "forwarded": func.coalesce(_R.forwarded, at)}
    of = update(REPORTS).where(_R.number == number, _R.state.in_(list(allowed)))
    return run(con, of.values(**values, **stamps)).rowcount == 1

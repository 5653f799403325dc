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
from geo.store.service.reports import REPORT, Report, number_of
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
_PASSED_ON = Says(
    "baru saja diambil atau diteruskan petugas lain. Muat ulang halaman laporan itu.",
    "has just been taken or passed on by another officer. Load the report's page again.",
)
_EMPTIED = Says("isinya sudah dihapus; tidak ada yang dapat ditambahkan.", "its content has been deleted; add nothing.")


class Casework:
    """The steps of staff on the reports of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def assign(
        self, report_id: str, handler: str | None, agency: str | None, now: datetime, *, seen: Report | None = None
    ) -> None:
        """Give a report to an officer of an agency, or to the agency alone; a new one is under review from now on.

        Parameters
        ----------
        report_id, handler, agency, now
            Which report, to whom, when.
        seen
            The report as it was when this was decided; None: whoever has it by now.

        Raises
        ------
        NotFoundError
            When there is no such report.
        RecordError
            When its officer or agency is no longer the one that was seen: two officers took it at once, and one has it.
        """
        at = microseconds(now)
        with self.file.writing() as con:
            number = number_of(con, report_id)
            values: dict[str, Any] = {"handler": handler, "agency": agency, "changed": at}
            values["forwarded"] = func.coalesce(_R.forwarded, at)
            same = [] if seen is None else [_R.handler.is_(seen.handler), _R.agency.is_(seen.agency)]
            if run(con, update(REPORTS).where(_R.number == number, *same).values(**values)).rowcount != 1:
                raise RecordError(what=REPORT, name=report_id, problem=_PASSED_ON)
            run(con, update(REPORTS).where(_R.number == number, _R.state == "new").values(state="reviewing"))

    # In all that follows `held_by` is the officer who decides; None: whoever is in charge.
    def accept(self, report_id: str, incident_id: str, now: datetime, *, held_by: str | None = None) -> None:
        """Note that a report became an incident.

        Raises
        ------
        RecordError
            When it is no longer open, or no longer the officer's.
        """
        with self.file.writing() as con:
            _step(con, report_id, _OPEN, now, held_by, state="accepted", incident_id=incident_id)

    def merge(
        self,
        report_id: str,
        now: datetime,
        *,
        report: str | None = None,
        incident_id: str | None = None,
        held_by: str | None = None,
    ) -> None:
        """Put a report to another one, or to an incident that is there already.

        Raises
        ------
        ParameterError
            When the other report is the same, or itself merged.
        NotFoundError
            When there is no such other report.
        RecordError
            When it is no longer open, or no longer the officer's.
        """
        if report is not None and report == report_id:
            raise ParameterError(name="report", problem=_ITSELF)
        # One transaction: two that are merged into each other at once would both be gone from every list.
        with self.file.writing() as con:
            if report is not None:
                number = number_of(con, report)
                row = run(con, select(_R.state, _R.incident_id).where(_R.number == number)).fetchone()
                if row[0] == "merged":
                    raise ParameterError(name="report", problem=_NESTED)
                incident_id = row[1]
            values = {"state": "merged", "merged_into": report, "incident_id": incident_id}
            _step(con, report_id, _OPEN, now, held_by, **values)

    def refuse(self, report_id: str, reason: str, now: datetime, *, held_by: str | None = None) -> None:
        """Refuse a report with the reason that the citizen will read.

        Raises
        ------
        RecordError
            When it is no longer open, or no longer the officer's.
        """
        with self.file.writing() as con:
            _step(con, report_id, _OPEN, now, held_by, state="refused", reason=reason)

    def answer(
        self,
        report_id: str,
        text: str,
        author: str,
        now: datetime,
        *,
        asks: bool = False,
        held_by: str | None = None,
    ) -> None:
        """Write to the citizen; an answer ends an open report, a question returns it to the citizen for correction.

        Raises
        ------
        NotFoundError
            When there is no such report.
        RecordError
            When its content was deleted, or it is no longer the officer's.
        """
        at = microseconds(now)
        with self.file.writing() as con:
            number = number_of(con, report_id)
            row = run(con, select(_R.forgotten, _R.handler).where(_R.number == number)).fetchone()
            if row[0] is not None or (held_by is not None and row[1] != held_by):
                raise RecordError(what=REPORT, name=report_id, problem=_PASSED_ON if row[0] is None else _EMPTIED)
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

    def close(self, report_id: str, now: datetime, *, held_by: str | None = None) -> None:
        """Close a report on which nothing is to be done any more.

        Raises
        ------
        RecordError
            When it is closed already, or no longer the officer's.
        """
        allowed = tuple(state for state in STATES if state != "closed")
        with self.file.writing() as con:
            _step(con, report_id, allowed, now, held_by, state="closed")

    def reopen(self, report_id: str, now: datetime, *, held_by: str | None = None) -> None:
        """Take a refused, answered or closed report up again.

        Raises
        ------
        RecordError
            When it is open, accepted or merged, its content was deleted, or it is no longer the officer's.
        """
        with self.file.writing() as con:
            number = number_of(con, report_id)
            if run(con, select(_R.forgotten).where(_R.number == number)).fetchone()[0] is not None:
                raise RecordError(what=REPORT, name=report_id, problem=_EMPTIED)
            _step(con, report_id, ("refused", "answered", "closed"), now, held_by, state="reviewing", reason=None)


def _step(
    con: sqlite3.Connection, report_id: str, allowed: tuple[str, ...], now: datetime, held_by: str | None, **values: Any
) -> None:
    number, at = number_of(con, report_id), microseconds(now)
    if not _decide(con, number, allowed, at, held_by, unread=0, waiting=0, **values):
        state = str(run(con, select(_R.state).where(_R.number == number)).fetchone()[0])
        problem = _PASSED_ON if state in allowed else _NOT_NOW.filled(state=STATE_NAMES[state])
        raise RecordError(what=REPORT, name=report_id, problem=problem)


def _decide(
    con: sqlite3.Connection,
    number: int,
    allowed: tuple[str, ...],
    at: int | None,
    held_by: str | None = None,
    **values: Any,
) -> bool:
    decided = None if values["state"] == "reviewing" else func.coalesce(_R.decided, at)
    stamps = {"changed": at, "decided": decided, "forwarded": func.coalesce(_R.forwarded, at)}
    of = update(REPORTS).where(_R.number == number, _R.state.in_(list(allowed)))
    of = of if held_by is None else of.where(_R.handler == held_by)
    return run(con, of.values(**values, **stamps)).rowcount == 1

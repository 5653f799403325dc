"""What passes between citizen and staff about one report, and who saw it in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.reports import number_of
from geo.store.service.reports_tables import REPORT_CONTACTS, REPORT_MESSAGES, REPORT_VIEWS, REPORTS

_R = REPORTS.c
_GONE = Says("isi laporan ini sudah dihapus", "the content of this report has been deleted")


@dataclass(frozen=True)
class Message:
    """One message between citizen and staff."""

    sent: datetime
    side: str
    author: str | None
    asks: bool
    text: str


class Correspondence:
    """Contact, messages and views of the reports of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def contact(self, report_id: str) -> str | None:
        """Return how to reach the citizen, or None."""
        statement = select(REPORT_CONTACTS.c.contact).join(REPORTS, _R.number == REPORT_CONTACTS.c.number)
        with self.file.reading() as con:
            row = run(con, statement.where(_R.report_id == report_id)).fetchone()
        return str(row[0]) if row else None

    def messages(self, report_id: str) -> list[Message]:
        """Return the messages of one report, oldest first."""
        of = REPORT_MESSAGES.c
        statement = select(of.sent, of.side, of.author, of.asks, of.text).join(REPORTS, _R.number == of.number)
        with self.file.reading() as con:
            rows = run(con, statement.where(_R.report_id == report_id).order_by(of.message)).fetchall()
        return [Message(_moment(sent), side, author, bool(asks), text) for sent, side, author, asks, text in rows]

    def write(self, report_id: str, text: str, now: datetime) -> None:
        """Keep a citizen's message; the case shows that there is something new to read.

        Raises
        ------
        NotFoundError
            When there is no such report.
        ParameterError
            When its content was deleted: what is added after that would never be.
        """
        with self.file.writing() as con:
            number = number_of(con, report_id)
            if run(con, select(_R.forgotten).where(_R.number == number)).fetchone()[0] is not None:
                raise ParameterError(name="text", problem=_GONE)
            run(con, insert(REPORT_MESSAGES).values(number=number, sent=microseconds(now), side="citizen", text=text))
            run(con, update(REPORTS).where(_R.number == number).values(unread=1, waiting=0, changed=microseconds(now)))

    def note_view(self, report_id: str, who: str, role: str, what: str, now: datetime) -> None:
        """Write down that somebody saw the full report."""
        with self.file.writing() as con:
            number = number_of(con, report_id)
            values = {"number": number, "seen": microseconds(now), "who": who, "role": role, "what": what}
            run(con, insert(REPORT_VIEWS).values(**values))

    def views(self, report_id: str) -> list[Mapping[str, Any]]:
        """Return who saw the full report: seen (UTC), who, role, what; oldest first."""
        of = REPORT_VIEWS.c
        statement = select(of.seen, of.who, of.role, of.what).join(REPORTS, _R.number == of.number)
        with self.file.reading() as con:
            rows = run(con, statement.where(_R.report_id == report_id).order_by(of.view)).fetchall()
        return [{"seen": _moment(seen), "who": who, "role": role, "what": what} for seen, who, role, what in rows]


def _moment(value: int) -> datetime:
    found = moment(value)
    assert found is not None
    return found

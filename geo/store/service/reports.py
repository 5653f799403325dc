"""Citizens' reports: taken in once, read by staff by their number and by the citizen by the receipt code."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, func, insert, select, true

from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.photos import Photo, count_photos, keep_photos
from geo.store.service.reports_codes import as_typed, code_for, hashed_code, hashed_sending
from geo.store.service.reports_due import FOLLOW_DAYS, FORWARD_DAYS, due
from geo.store.service.reports_tables import REPORT_CONTACTS, REPORTS
from geo.tables.reports import REPORTS as FORM

REPORT = Says("Laporan", "report")
_R = REPORTS.c
_MOMENTS = frozenset(
    {"occurred", "device_time", "device_sent", "received", "forwarded", "decided", "forgotten", "changed"}
)
_HIDDEN = frozenset({"code_hash", "sending_hash"})
_AS_TOLD = ("kind", "place_how", "lon", "lat", "accuracy_m", "precision_m", "district", "village", "agency")


@dataclass(frozen=True)
class NewReport:
    """What a citizen told; moments in UTC, lengths in metres, degrees in WGS 84."""

    kind: str
    place_how: str
    occurred: datetime | None
    occurred_precision: str
    language: str
    text: str = ""
    contact: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    precision_m: float | None = None
    district: str | None = None
    village: str | None = None
    place_text: str = ""
    device_time: datetime | None = None
    device_sent: datetime | None = None
    doubts: tuple[str, ...] = ()
    agency: str | None = None


@dataclass(frozen=True)
class Receipt:
    """The receipt code, the report's number, when it was received, and whether it had been received before."""

    code: str
    report_id: str
    received: datetime
    again: bool


@dataclass(frozen=True)
class Report:
    """One report without contact and photos."""

    number: int
    report_id: str
    state: str
    kind: str
    place_how: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    precision_m: float | None
    district: str | None
    village: str | None
    place_text: str | None
    occurred: datetime | None
    occurred_precision: str
    device_time: datetime | None
    device_sent: datetime | None
    received: datetime
    text: str | None
    language: str
    doubts: tuple[str, ...]
    agency: str | None
    handler: str | None
    forwarded: datetime | None
    decided: datetime | None
    reason: str | None
    incident_id: str | None
    merged_into: str | None
    waiting: bool
    unread: bool
    forgotten: datetime | None
    forgotten_why: str | None
    changed: datetime
    photos: int = field(default=0)


class Reports:
    """The reports of one service file.

    Parameters
    ----------
    file
        The service file.
    secret
        The installation's secret bytes, of which receipt codes are made; needed for taking in only.
    """

    def __init__(self, file: ServiceFile, secret: bytes = b"") -> None:
        self.file = file
        self._secret = secret

    def known(self, sending: str) -> Receipt | None:
        """Return the receipt of a report that was received under this name before, or None."""
        with self.file.reading() as con:
            return self._known(con, sending)

    def add(self, report: NewReport, photos: Sequence[Photo], now: datetime, sending: str | None = None) -> Receipt:
        """Take in a report with its photos, all or nothing; the same sending again stores nothing.

        Parameters
        ----------
        report, photos
            What was told, and photos already made anew.
        now
            The present moment.
        sending
            What the sender calls this report, so that it is stored once; None: it cannot come twice.
        """
        sending = sending or secrets.token_urlsafe(32)
        code = code_for(self._secret, sending)
        at = microseconds(now)
        values = {
            name: getattr(report, name)
            for name in (
                "kind",
                "place_how",
                "lon",
                "lat",
                "accuracy_m",
                "precision_m",
                "district",
                "village",
                "agency",
            )
        }
        with self.file.writing() as con:
            if (met := self._known(con, sending)) is not None:
                return met
            number = int(run(con, select(func.coalesce(func.max(_R.number), 0))).fetchone()[0]) + 1
            statement = insert(REPORTS).values(
                number=number,
                report_id=f"L{number:04d}",
                code_hash=hashed_code(code),
                sending_hash=hashed_sending(sending),
                place_text=report.place_text or None,
                occurred=microseconds(report.occurred),
                occurred_precision=report.occurred_precision,
                device_time=microseconds(report.device_time),
                device_sent=microseconds(report.device_sent),
                received=at,
                changed=at,
                text=report.text or None,
                language=report.language,
                doubts=" ".join(report.doubts),
                **values,
            )
            run(con, statement)
            if report.contact:
                run(con, insert(REPORT_CONTACTS).values(number=number, contact=report.contact))
            keep_photos(con, number, photos)
        return Receipt(code, f"L{number:04d}", now, again=False)

    def _known(self, con: sqlite3.Connection, sending: str) -> Receipt | None:
        statement = select(_R.report_id, _R.received).where(_R.sending_hash == hashed_sending(sending))
        row = run(con, statement).fetchone()
        if row is None:
            return None
        received = moment(row[1])
        assert received is not None
        return Receipt(code_for(self._secret, sending), str(row[0]), received, again=True)

    def by_code(self, typed: str) -> Report | None:
        """Return the report of a receipt code as somebody typed it, or None."""
        code = hashed_code(as_typed(typed) or "")
        found = self.chosen(_R.code_hash == code, limit=1)
        with self.file.reading() as con:
            kept = run(con, select(_R.code_hash).where(_R.code_hash == code)).fetchone()
        return found[0] if found and hmac.compare_digest(str(kept[0]) if kept else "", code) else None

    def get(self, report_id: str) -> Report:
        """Return one report.

        Raises
        ------
        NotFoundError
            When there is none of this number.
        """
        found = self.chosen(_R.report_id == report_id, limit=1)
        if not found:
            raise NotFoundError(what=REPORT, name=report_id[:20])
        return found[0]

    def chosen(
        self, *conditions: ColumnElement[bool], limit: int = -1, offset: int = 0, oldest_first: bool = False
    ) -> list[Report]:
        """Return the reports that meet conditions on `reports_tables.REPORTS`, newest first unless said otherwise."""
        order = (_R.received, _R.number) if oldest_first else (_R.received.desc(), _R.number.desc())
        statement = select(REPORTS).where(true(), *conditions).order_by(*order).limit(limit).offset(offset)
        with self.file.reading() as con:
            rows = run(con, statement).fetchall()
            photos = count_photos(con, [row[0] for row in rows])
        return [_report(dict(zip(REPORTS.c.keys(), row, strict=True)), photos) for row in rows]

    def count(self, *conditions: ColumnElement[bool]) -> int:
        """Return how many reports meet conditions."""
        with self.file.reading() as con:
            return int(run(con, select(func.count()).select_from(REPORTS).where(true(), *conditions)).fetchone()[0])

    def table(self, timezone: str, *conditions: ColumnElement[bool]) -> pd.DataFrame:
        """Return reports in the form of `geo.tables.reports`: no text, no contact, no exact place."""
        rows = [
            {
                **{name: getattr(one, name) for name in FORM.names if hasattr(one, name)},
                "doubts": " ".join(one.doubts),
                "forward_due": None if one.forwarded else due(one.received, FORWARD_DAYS, timezone),
                "follow_due": None if one.decided else due(one.received, FOLLOW_DAYS, timezone),
            }
            for one in self.chosen(*conditions)
        ]
        return pd.DataFrame(FORM.shaped(pd.DataFrame(rows, columns=FORM.names)))


def number_of(con: sqlite3.Connection, report_id: str) -> int:
    """Return a report's row number.

    Raises
    ------
    NotFoundError
        When there is no such report.
    """
    row = run(con, select(_R.number).where(_R.report_id == report_id)).fetchone()
    if row is None:
        raise NotFoundError(what=REPORT, name=report_id[:20])
    return int(row[0])


def _report(row: dict[str, Any], photos: Mapping[int, int]) -> Report:
    values: dict[str, Any] = {
        name: moment(value) if name in _MOMENTS else value for name, value in row.items() if name not in _HIDDEN
    }
    values |= {"waiting": bool(row["waiting"]), "unread": bool(row["unread"]), "doubts": tuple(row["doubts"].split())}
    return Report(**values, photos=photos.get(row["number"], 0))

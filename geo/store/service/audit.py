"""The audit chain: who did what, when, from where; each entry is sealed with the hash of the one before it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.audit_tables import AUDIT
from geo.store.service.file import ServiceFile

START = "0" * 64
_A = AUDIT.c
_BLOCK = 5000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = 200  # longest text of one field
_CUT = Says(
    "sidik {head} tidak ada di rantai: ujungnya dipotong atau diganti",
    "the hash {head} is not in the chain: its end was cut off or replaced",
)


@dataclass(frozen=True)
class Entry:
    """One entry of the chain."""

    number: int
    at: datetime
    who: str
    role: str
    agency: str | None
    source: str
    action: str
    what: str
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds: how many entries were read, the hash of the last, and what is wrong with which."""

    good: bool
    entries: int
    head: str
    problem: Says | None = None


class Audit:
    """The audit chain of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def add(
        self,
        action: str,
        now: datetime,
        *,
        who: str,
        role: str,
        agency: str | None,
        source: str,
        what: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> str:
        """Append an entry and return its hash; texts are cut to 200 characters, secrets must not be among them."""
        with self.file.writing() as con:
            return add_entry(con, action, now, (who, role, agency, source), what, details or {})

    def head(self) -> str:
        """Return the hash of the last entry, to be written down outside this machine."""
        with self.file.reading() as con:
            return _head(con)[1]

    def verify(self, expected: str | None = None, *, since: int = 0, before: str = START) -> Verdict:
        """Recompute the chain.

        Parameters
        ----------
        expected
            A head noted earlier; it must be one of the chain's hashes, else entries were cut off or replaced.
        since, before
            Begin after this entry, whose hash was found good before; without it the end was cut off meanwhile.
        """
        number, previous, n, met = since, before, 0, expected is None or expected == START
        if since and not self._stands(since, before):
            return Verdict(False, since, before, _CUT.filled(head=before))
        while True:
            with self.file.reading() as con:
                rows = run(con, select(AUDIT).where(_A.number > number).order_by(_A.number).limit(_BLOCK)).fetchall()
            if not rows:
                break
            for row in rows:
                if row[0] != number + 1 or row[9] != previous or row[10] != _sealed(row[:9], previous):
                    problem = Says(
                        "catatan nomor {number} diubah, hilang atau disisipkan",
                        "entry number {number} was changed, removed or put in",
                    )
                    return Verdict(False, since + n, previous, problem.filled(number=str(number + 1)))
                number, previous, n = row[0], row[10], n + 1
                met = met or previous == expected
        if not met:
            return Verdict(False, since + n, previous, _CUT.filled(head=str(expected)))
        return Verdict(True, since + n, previous)

    def _stands(self, number: int, seal: str) -> bool:
        with self.file.reading() as con:
            row = run(con, select(_A.hash).where(_A.number == number)).fetchone()
        return row is not None and row[0] == seal

    def entries(
        self,
        *,
        who: str | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[list[Entry], int]:
        """Return entries, newest first, and how many match in all; `action` may be a beginning such as `report.`."""
        asked = []
        if who:
            asked.append(_A.who == who)
        if action:
            asked.append(_A.action.startswith(action, autoescape=True))
        if since is not None:
            asked.append(_A.at >= microseconds(since))
        if until is not None:
            asked.append(_A.at < microseconds(until))
        with self.file.reading() as con:
            total = run(con, select(func.count()).select_from(AUDIT).where(*asked)).fetchone()[0]
            chosen = select(AUDIT).where(*asked).order_by(_A.number.desc()).limit(limit).offset(offset)
            return [_entry(row) for row in run(con, chosen).fetchall()], int(total)


def add_entry(
    con: sqlite3.Connection,
    action: str,
    now: datetime,
    by: tuple[str, str, str | None, str],
    what: str,
    details: Mapping[str, Any],
) -> str:
    """Append an entry inside a transaction that others began, so that a change and its entry are one."""
    number, previous = _head(con)
    told = json.dumps(_short(details), ensure_ascii=False, sort_keys=True, default=str)
    who, role, agency, source = by
    texts = (_plain(who), role, agency, _plain(source), action, _plain(what))
    values = (number + 1, microseconds(now), *texts, told)
    seal = _sealed(values, previous)
    names = ("number", "at", "who", "role", "agency", "source", "action", "what", "details", "previous", "hash")
    run(con, insert(AUDIT).values(**dict(zip(names, (*values, previous, seal), strict=True))))
    return seal


def _head(con: sqlite3.Connection) -> tuple[int, str]:
    row = run(con, select(_A.number, _A.hash).order_by(_A.number.desc()).limit(1)).fetchone()
    return (0, START) if row is None else (int(row[0]), str(row[1]))


def _sealed(values: Any, previous: str) -> str:
    # Of what no entry of ours holds, put in by somebody else, the hash must come out different, nothing more.
    content = json.dumps([previous, *values], ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _short(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) if isinstance(value, str) else value for key, value in details.items()}


def _plain(text: str) -> str:
    """Cut a text to what an entry holds; halves of characters, which no file can keep, become question marks."""
    return text[:_TEXT].encode("utf-8", "replace").decode()


def _entry(row: Any) -> Entry:
    """Read an entry, also one that somebody tampered with: the list must be seen then more than ever."""
    number, at, who, role, agency, source, action, what, details, _, seal = row
    who, role, source, action, what, seal = map(str, (who, role, source, action, what, seal))
    agency = None if agency is None else str(agency)
    return Entry(number, _when(at), who, role, agency, source, action, what, _details(details), seal)


def _when(at: Any) -> datetime:
    if isinstance(at, int):
        with contextlib.suppress(OverflowError, ValueError):
            return moment(at) or _EPOCH
    return _EPOCH


def _details(text: Any) -> dict[str, Any]:
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    return {"?": str(text)[:_TEXT]}

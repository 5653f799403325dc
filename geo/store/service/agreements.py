"""Keeps agreements and every earlier form of them; what was agreed once is never lost."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select, update

from geo.errors import NotFoundError, RecordError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.agreements_tables import AGREEMENT_CHANGES, AGREEMENTS
from geo.store.service.file import ServiceFile
from geo.tables.agreements import PUBLIC, Agreement

WHAT = Says("Perjanjian", "agreement")
_AGENCY = Says(
    "sudah dibuat untuk {agency}, dan rilis, token serta peta sematannya milik instansi itu. Buat perjanjian baru.",
    "was made for {agency}, whose releases, tokens and embeds it carries. Make a new agreement.",
)
_ENDED = Says("sudah berakhir dan tidak berubah lagi. Buat perjanjian baru.", "has ended and stays so. Make a new one.")
_BACK = Says(
    "sudah berlaku dan tidak dapat kembali menjadi rancangan. Akhiri, atau ubah isinya.",
    "is in force and cannot become a draft again. End it, or change what it says.",
)
_MEANWHILE = Says(
    "baru saja diubah orang lain. Muat ulang halamannya.",
    "has just been changed by somebody else. Load its page again.",
)


@dataclass(frozen=True)
class AgreementChange:
    """One form that an agreement had: since when, who gave it that form, and the form itself."""

    changed: datetime
    by: str
    agreement: Agreement


class Agreements:
    """The agreements of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def put(self, agreement: Agreement, *, by: str, now: datetime, seen: Agreement | None = None) -> bool:
        """Store a new agreement or a new form of one; the form before stays in its history.

        Parameters
        ----------
        agreement
            Whole, as it shall be.
        by
            Name of the user who decides.
        now
            The present moment.
        seen
            The agreement as it was when this was decided; None: as it is by now.

        Returns
        -------
        bool
            False when nothing changed.

        Raises
        ------
        RecordError
            When it is no longer as it was seen, has ended, would become a draft again, or would pass to another agency;
            make a new one.
        """
        content = _written(agreement)
        with self.file.writing() as con:
            row = run(
                con, select(AGREEMENTS.c.content).where(AGREEMENTS.c.agreement_id == agreement.agreement_id)
            ).fetchone()
            if row is not None:
                if row[0] == content:
                    return False
                if seen is not None and row[0] != _written(seen):
                    raise RecordError(what=WHAT, name=agreement.agreement_id, problem=_MEANWHILE)
                _may_follow(_read(row[0]), agreement)
            _keep(con, agreement, by, now, new=row is None)
        return True

    def end(self, agreement_id: str, *, by: str, now: datetime) -> Agreement:
        """End an agreement, whatever it says by now: no further release, its embeds and tokens stop; return it then.

        Raises
        ------
        NotFoundError
            When there is no such agreement.
        """
        with self.file.writing() as con:
            row = run(con, select(AGREEMENTS.c.content).where(AGREEMENTS.c.agreement_id == agreement_id)).fetchone()
            if row is None:
                raise NotFoundError(what=WHAT, name=agreement_id[:64])
            agreement = _read(row[0])
            if agreement.status != "ended":
                agreement = replace(agreement, status="ended")
                _keep(con, agreement, by, now, new=False)
        return agreement

    def get(self, agreement_id: str) -> Agreement:
        """Return one agreement.

        Raises
        ------
        NotFoundError
            When there is no such agreement.
        """
        with self.file.reading() as con:
            row = run(con, select(AGREEMENTS.c.content).where(AGREEMENTS.c.agreement_id == agreement_id)).fetchone()
        if row is None:
            raise NotFoundError(what=WHAT, name=agreement_id[:64])
        return _read(row[0])

    def list(self, *, agency: str | None = None, status: str | None = None) -> tuple[Agreement, ...]:
        """Return agreements by id: all, or those of one agency or state."""
        chosen = select(AGREEMENTS.c.content).order_by(AGREEMENTS.c.agreement_id)
        if agency is not None:
            chosen = chosen.where(AGREEMENTS.c.agency == agency)
        if status is not None:
            chosen = chosen.where(AGREEMENTS.c.status == status)
        with self.file.reading() as con:
            return tuple(_read(content) for (content,) in run(con, chosen))

    def usual_sharings(self) -> tuple[str, ...]:
        """Return the sharings that a new agreement has unless somebody says otherwise.

        Those of the public's agreement in force: two releases that count the same records can be compared and proved
        safe together quickly, whereas one that counts fewer tells by the difference how many are of one agency alone.
        Without a public agreement: what is shared by its owner (`joint`, `open`).
        """
        public = self.list(agency=PUBLIC, status="active")
        return public[0].sharings if public else ("joint", "open")

    def version(self) -> int:
        """Return a number that grows with every change of any agreement."""
        with self.file.reading() as con:
            found = run(con, select(func.max(AGREEMENT_CHANGES.c.number))).fetchone()
        return int(found[0] or 0)

    def history(self, agreement_id: str) -> tuple[AgreementChange, ...]:
        """Return every form that an agreement had, the newest first; empty for one that does not exist."""
        columns = AGREEMENT_CHANGES.c
        chosen = (
            select(columns.changed, columns.by, columns.content)
            .where(columns.agreement_id == agreement_id)
            .order_by(columns.number.desc())
        )
        with self.file.reading() as con:
            rows = run(con, chosen).fetchall()
        found = []
        for changed, by, content in rows:
            when = moment(changed)
            assert when is not None
            found.append(AgreementChange(when, by, _read(content)))
        return tuple(found)


def _keep(con: sqlite3.Connection, agreement: Agreement, by: str, now: datetime, *, new: bool) -> None:
    """Store an agreement and its place in the history, inside the open write transaction."""
    name, content, changed = agreement.agreement_id, _written(agreement), microseconds(now)
    values = {"agency": agreement.agency, "status": agreement.status, "content": content, "changed": changed}
    if new:
        run(con, insert(AGREEMENTS).values(agreement_id=name, **values))
    else:
        run(con, update(AGREEMENTS).where(AGREEMENTS.c.agreement_id == name).values(**values))
    run(con, insert(AGREEMENT_CHANGES).values(agreement_id=name, changed=changed, by=by, content=content))


def _may_follow(old: Agreement, new: Agreement) -> None:
    problem = None
    if old.status == "ended":
        problem = _ENDED
    elif new.agency != old.agency:
        problem = _AGENCY.filled(agency=old.agency)
    elif old.status == "active" and new.status == "draft":
        problem = _BACK
    if problem is not None:
        raise RecordError(what=WHAT, name=old.agreement_id, problem=problem)


def _written(agreement: Agreement) -> str:
    return json.dumps(agreement.as_dict(), ensure_ascii=False, allow_nan=False, sort_keys=True)


def _read(content: str) -> Agreement:
    return Agreement.from_dict(json.loads(content))

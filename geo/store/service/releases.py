"""Keeps releases for ever as they were published: what partners, the public and every file of theirs are made from."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.sql import Select

from geo.errors import NotFoundError, RecordError
from geo.languages import Says
from geo.privacy.released import Release
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.releases_tables import RELEASES

WHAT = Says("Rilis", "release")
_TWICE = Says("sudah terbit dan tidak dibuat lagi.", "was published already and is not made again.")
_MEANWHILE = Says(
    "dibuat tanpa mengetahui rilis lain yang terbit sementara itu; buat lagi.",
    "was made without knowing another that was published meanwhile; make it again.",
)


@dataclass(frozen=True)
class ReleaseHead:
    """A release without its cells.

    Parameters
    ----------
    release_id, agreement_id, agency, period, edition, data_day
        As in `geo.privacy.released.Release`; the period as its label.
    made
        Moment of publication (UTC).
    rows, shown
        Rows of its table, and those that show a count.
    digest
        SHA-256 of the stored content: a name for this very content.
    """

    release_id: str
    agreement_id: str
    agency: str
    period: str
    edition: int
    data_day: date
    made: datetime
    rows: int
    shown: int
    digest: str


_HEAD = [
    RELEASES.c[name]
    for name in (
        "release_id", "agreement_id", "agency", "period", "edition", "data_day", "made", "rows", "shown", "digest"
    )
]  # fmt: skip


class Releases:
    """The releases of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def add(self, release: Release, *, now: datetime, known: int | None = None) -> ReleaseHead:
        """Publish a release.

        Parameters
        ----------
        release
            As `geo.privacy.release.make_release` made it.
        now
            The present moment.
        known
            How many releases there were when it was made; one that was made without knowing all others might tell
            too much together with them. None: not asked.

        Raises
        ------
        RecordError
            When it was published before, or others were published while it was being made.
        """
        content = json.dumps(release.as_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        notices = json.dumps([notice.as_dict() for notice in release.notices], ensure_ascii=False)
        shown = int((~release.cells["suppressed"]).sum()) if len(release.cells) else 0
        values = {
            "release_id": release.release_id,
            "agreement_id": release.agreement_id,
            "agency": release.agency,
            "period": release.period.label,
            "first_day": release.period.first_day.isoformat(),
            "edition": release.edition,
            "data_day": release.data_day.isoformat(),
            "made": microseconds(now),
            "rows": len(release.cells),
            "shown": shown,
            "digest": hashlib.sha256(content.encode()).hexdigest(),
            "content": content,
            "notices": notices,
        }
        same = (
            (RELEASES.c.agreement_id == release.agreement_id)
            & (RELEASES.c.period == release.period.label)
            & (RELEASES.c.edition == release.edition)
        )
        with self.file.writing() as con:
            if run(con, select(RELEASES.c.number).where(same)).fetchone() is not None:
                raise RecordError(what=WHAT, name=release.release_id, problem=_TWICE)
            if known is not None and _count(con) != known:
                raise RecordError(what=WHAT, name=release.release_id, problem=_MEANWHILE)
            run(con, insert(RELEASES).values(**values))
        return self.head(release.release_id)

    def count(self) -> int:
        """Return how many releases there are."""
        with self.file.reading() as con:
            return _count(con)

    def all(self) -> list[Release]:
        """Return every release of the region in the order of publication: `previous` of the next one."""
        with self.file.reading() as con:
            rows = run(con, select(RELEASES.c.content).order_by(RELEASES.c.number)).fetchall()
        return [Release.from_dict(json.loads(content)) for (content,) in rows]

    def head(self, release_id: str) -> ReleaseHead:
        """Return one release without its cells.

        Raises
        ------
        NotFoundError
            When there is no such release.
        """
        found = self._heads(select(*_HEAD).where(RELEASES.c.release_id == release_id))
        if not found:
            raise NotFoundError(what=WHAT, name=release_id[:80])
        return found[0]

    def head_of(self, release_id: str, agreement_ids: Sequence[str]) -> ReleaseHead:
        """Return one release of some agreements without its cells.

        Another agreement's takes the same way and the same time as one that does not exist.

        Raises
        ------
        NotFoundError
            When there is no such release of them.
        """
        mine = RELEASES.c.agreement_id.in_(list(agreement_ids))
        found = self._heads(select(*_HEAD).where(mine, RELEASES.c.release_id == release_id))
        if not found:
            raise NotFoundError(what=WHAT, name=release_id[:80])
        return found[0]

    def get(self, release_id: str) -> Release:
        """Return one release.

        Raises
        ------
        NotFoundError
            When there is no such release.
        """
        return Release.from_dict(json.loads(self.content(release_id)))

    def content(self, release_id: str) -> str:
        """Return one release as it was stored: the JSON text of `Release.as_dict()`, without reading its shapes.

        Raises
        ------
        NotFoundError
            When there is no such release.
        """
        with self.file.reading() as con:
            row = run(con, select(RELEASES.c.content).where(RELEASES.c.release_id == release_id)).fetchone()
        if row is None:
            raise NotFoundError(what=WHAT, name=release_id[:80])
        return str(row[0])

    def notices(self, release_id: str) -> list[Says]:
        """Return the remarks for the administrator that a release was made with; never for its audience."""
        with self.file.reading() as con:
            row = run(con, select(RELEASES.c.notices).where(RELEASES.c.release_id == release_id)).fetchone()
        return [Says(both["id"], both["en"]) for both in json.loads(row[0])] if row is not None else []

    def of(self, agreement_ids: Sequence[str]) -> list[ReleaseHead]:
        """Return the heads of all releases of some agreements, every edition: newest period first, then edition."""
        mine = select(*_HEAD).where(RELEASES.c.agreement_id.in_(list(agreement_ids)))
        return self._heads(mine.order_by(RELEASES.c.first_day.desc(), RELEASES.c.edition.desc(), RELEASES.c.number))

    def in_force(self, agreement_ids: Sequence[str]) -> list[ReleaseHead]:
        """Return the newest edition of each period of some agreements, newest period first."""
        first: dict[tuple[str, str], ReleaseHead] = {}
        for head in self.of(agreement_ids):
            first.setdefault((head.agreement_id, head.period), head)
        return list(first.values())

    def newest(self, agreement_id: str) -> ReleaseHead | None:
        """Return the newest edition of an agreement's newest period, or None while nothing is published."""
        found = self.in_force([agreement_id])
        return found[0] if found else None

    def _heads(self, chosen: Select) -> list[ReleaseHead]:  # type: ignore[type-arg]  # columns vary
        with self.file.reading() as con:
            rows = run(con, chosen).fetchall()
        found = []
        for release_id, agreement_id, agency, period, edition, day, made, n, shown, digest in rows:
            when = moment(made)
            assert when is not None
            found.append(
                ReleaseHead(
                    release_id, agreement_id, agency, period, edition, date.fromisoformat(day), when, n, shown, digest
                )
            )
        return found


def _count(con: sqlite3.Connection) -> int:
    return int(run(con, select(func.count()).select_from(RELEASES)).fetchone()[0])

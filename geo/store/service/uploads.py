"""Uploads of analysts: one row per file, from its arrival over preview and queue to the import that came of it."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.file import ServiceFile
from geo.store.service.uploads_tables import UPLOADS

UPLOAD = Says("Unggahan", "upload")
PENDING = ("uploaded", "previewed", "queued", "running")
"""States in which a file is still on its way."""
_U = UPLOADS.c
_COLUMNS = [column for column in UPLOADS.columns if column.name != "number"]
_JSON = frozenset({"options", "mends", "preview", "report", "stage"})
_MOMENTS = frozenset({"heartbeat", "created", "started", "finished"})


@dataclass(frozen=True)
class Upload:
    """One upload; `stored` is the file's name in the uploads folder, empty once the file is gone."""

    upload_id: str
    user_id: str
    user_name: str
    agency: str
    name: str
    stored: str
    digest: str
    bytes: int
    state: str
    round: int
    options: dict[str, Any]
    mends: dict[str, Any] | None
    preview: dict[str, Any] | None
    report: dict[str, Any] | None
    import_id: str | None
    progress: float
    stage: dict[str, str] | None
    heartbeat: datetime | None
    created: datetime
    started: datetime | None
    finished: datetime | None


@dataclass(frozen=True)
class Sender:
    """Who sends a file: id and name of the user, and the agency that will own its rows."""

    user_id: str
    name: str
    agency: str


@dataclass(frozen=True)
class Sent:
    """What was sent: the name to show, the name in the uploads folder, SHA-256 and size of its bytes."""

    name: str
    stored: str
    digest: str
    bytes: int


class Uploads:
    """The uploads of one service file; states that follow each other are `geo.store.service.uploads_states`.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def add(
        self,
        sender: Sender,
        sent: Sent,
        options: Mapping[str, Any],
        now: datetime,
        *,
        mends: Mapping[str, Any] | None = None,
    ) -> tuple[Upload, bool]:
        """Note a file that has arrived; the same file of the same agency on its way already is that one.

        Returns
        -------
        tuple
            The upload, and whether it is new; when it is not, the new copy of the file is not needed.
        """
        with self.file.writing() as con:
            same = select(_U.upload_id).where(
                _U.digest == sent.digest, _U.agency == sender.agency, _U.state.in_(PENDING)
            )
            if mends is None and (row := run(con, same.where(_U.mends.is_(None))).fetchone()):
                return _read(con, row[0]), False
            upload_id = secrets.token_hex(10)
            values = {
                "upload_id": upload_id,
                "user_id": sender.user_id,
                "user_name": sender.name,
                "agency": sender.agency,
                "name": sent.name,
                "stored": sent.stored,
                "digest": sent.digest,
                "bytes": sent.bytes,
                "state": "uploaded",
                "options": packed(options),
                "mends": None if mends is None else packed(mends),
                "created": microseconds(now),
                "heartbeat": microseconds(now),
            }
            run(con, insert(UPLOADS).values(**values))
            return _read(con, upload_id), True

    def get(self, upload_id: str) -> Upload:
        """Return one upload.

        Raises
        ------
        NotFoundError
            When there is none of this id.
        """
        with self.file.reading() as con:
            return _read(con, upload_id)

    def of_import(self, import_id: str) -> Upload | None:
        """Return the first upload that became this import, or None (it came from the command line)."""
        with self.file.reading() as con:
            chosen = select(*_COLUMNS).where(_U.import_id == import_id, _U.state == "done").order_by(_U.number).limit(1)
            row = run(con, chosen).fetchone()
            return None if row is None else _upload(row)

    def senders(self) -> dict[str, str]:
        """Return for every import that came by upload the name of the user who sent it first."""
        with self.file.reading() as con:
            chosen = select(_U.import_id, _U.user_name).where(_U.import_id.isnot(None)).order_by(_U.number.desc())
            return {str(import_id): str(name) for import_id, name in run(con, chosen)}

    def listed(self, agency: str, states: Sequence[str], limit: int) -> list[Upload]:
        """Return an agency's uploads in these states, newest first."""
        chosen = select(*_COLUMNS).where(_U.state.in_(list(states)), _U.agency == agency)
        chosen = chosen.order_by(_U.number.desc()).limit(limit)
        with self.file.reading() as con:
            return [_upload(row) for row in run(con, chosen)]

    def last_failed(self, agency: str) -> datetime | None:
        """Return when an agency's last import failed that somebody had asked to store; None when none has.

        A file that was refused at its preview is no such import: nobody had asked to store it yet.
        """
        asked = (_U.agency == agency, _U.state == "failed", _U.started.is_not(None))
        with self.file.reading() as con:
            row = run(con, select(func.max(_U.finished)).where(*asked)).fetchone()
        return moment(row[0])

    def twin(self, upload: Upload) -> Upload | None:
        """Return an earlier finished upload of the same bytes by the same agency, or None."""
        chosen = (
            select(*_COLUMNS)
            .where(
                _U.digest == upload.digest,
                _U.agency == upload.agency,
                _U.state == "done",
                _U.import_id.isnot(None),
                _U.upload_id != upload.upload_id,
            )
            .order_by(_U.number.desc())
            .limit(1)
        )
        with self.file.reading() as con:
            row = run(con, chosen).fetchone()
            return None if row is None else _upload(row)

    def mended(self, import_id: str) -> dict[int, str]:
        """Return which held rows (numbers from 1) of an import were mended, each with the import that has it now."""
        chosen = select(_U.mends, _U.report, _U.import_id).where(_U.mends.isnot(None), _U.state == "done")
        found: dict[int, str] = {}
        with self.file.reading() as con:
            for mends, report, later in run(con, chosen.order_by(_U.number)):
                if json.loads(mends)["import_id"] == import_id:
                    found |= dict.fromkeys(json.loads(report or "{}").get("solved", []), str(later))
        return found

    def waiting(self) -> int:
        """Return how many imports wait or run."""
        with self.file.reading() as con:
            chosen = select(func.count()).select_from(UPLOADS).where(_U.state.in_(["queued", "running"]))
            return int(run(con, chosen).fetchone()[0])

    def kept_files(self) -> set[str]:
        """Return the names of files that some upload still needs."""
        with self.file.reading() as con:
            return {str(name) for (name,) in run(con, select(_U.stored).where(_U.stored != ""))}

    def forget_file(self, upload_id: str) -> None:
        """Note that the file of an upload is gone."""
        with self.file.writing() as con:
            run(con, update(UPLOADS).where(_U.upload_id == upload_id).values(stored=""))


def packed(values: Mapping[str, Any]) -> str:
    """Write what is kept about an upload as JSON; numbers that JSON does not know are refused."""
    return json.dumps(dict(values), ensure_ascii=True, allow_nan=False, default=str)


def _read(con: sqlite3.Connection, upload_id: str) -> Upload:
    row = run(con, select(*_COLUMNS).where(_U.upload_id == upload_id)).fetchone()
    if row is None:
        raise NotFoundError(what=UPLOAD, name=upload_id[:40])
    return _upload(row)


def _upload(row: Sequence[Any]) -> Upload:
    values: dict[str, Any] = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    for name in _JSON:
        values[name] = None if values[name] is None else json.loads(values[name])
    for name in _MOMENTS:
        values[name] = moment(values[name])
    return Upload(**values)

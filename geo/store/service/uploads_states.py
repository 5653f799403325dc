"""How an upload goes on: previewed, queued, claimed by one worker, done, failed, cancelled; lost ones are found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.service.file import ServiceFile
from geo.store.service.uploads import Upload, Uploads, packed
from geo.store.service.uploads_tables import UPLOADS

LOST_AFTER = timedelta(seconds=60)
KEPT = timedelta(days=7)
_U = UPLOADS.c
_LOST = Says(
    "Gagal (terputus): proses impor berhenti sebelum selesai; tidak ada yang disimpan. Simpan lagi.",
    "Failed (cut off): the import ended before it was done; nothing was stored. Store it again.",
)
_PREVIEW_LOST = Says("Pratinjau terputus. Baca lagi berkasnya.", "The preview was cut off. Read the file again.")
_EXPIRED = Says(
    "Unggahan lebih tua dari 7 hari; berkasnya dihapus. Unggah lagi bila masih diperlukan.",
    "The upload is older than 7 days; its file was deleted. Upload it again if it is still needed.",
)


class UploadStates:
    """Moves uploads from state to state; every move happens in one transaction or not at all.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def ask_preview(self, upload_id: str, options: Mapping[str, Any], now: datetime) -> int | None:
        """Ask for a preview with these options; return its round, or None when the file is past previews."""
        with self.file.writing() as con:
            chosen = select(_U.round).where(_U.upload_id == upload_id, _U.state.in_(["uploaded", "previewed"]))
            row = run(con, chosen).fetchone()
            if row is None:
                return None
            values = {"state": "uploaded", "options": packed(options), "preview": None, "progress": 0.0}
            run(
                con,
                update(UPLOADS)
                .where(_U.upload_id == upload_id)
                .values(**values, round=row[0] + 1, heartbeat=microseconds(now)),
            )
            return int(row[0]) + 1

    def previewed(self, upload_id: str, round_: int, preview: Mapping[str, Any], now: datetime) -> bool:
        """Keep what a preview found, unless newer options were asked for meanwhile."""
        return self._move(
            upload_id,
            ("uploaded",),
            {"state": "previewed", "preview": packed(preview), "heartbeat": microseconds(now)},
            round_=round_,
        )

    def queue(self, upload_id: str, options: Mapping[str, Any], now: datetime) -> bool:
        """Put a previewed file, or one whose import was cut off, into the queue; False when it is there already."""
        values = {
            "state": "queued",
            "options": packed(options),
            "report": None,
            "progress": 0.0,
            "stage": None,
            "heartbeat": microseconds(now),
        }
        return self._move(upload_id, ("previewed", "failed"), values, with_file=True)

    def claim(self, now: datetime) -> Upload | None:
        """Take the oldest queued upload, unless one is running; only one import runs at a time."""
        with self.file.writing() as con:
            if run(con, select(_U.number).where(_U.state == "running").limit(1)).fetchone():
                return None
            chosen = select(_U.upload_id).where(_U.state == "queued").order_by(_U.number).limit(1)
            row = run(con, chosen).fetchone()
            if row is None:
                return None
            at = microseconds(now)
            values = {"state": "running", "started": at, "heartbeat": at}
            run(con, update(UPLOADS).where(_U.upload_id == row[0]).values(**values))
        return Uploads(self.file).get(str(row[0]))

    def beat(self, upload_id: str, now: datetime, progress: float | None = None, stage: Says | None = None) -> str:
        """Note a sign of life, and how far the work is; return the state, which a user may have changed."""
        values: dict[str, Any] = {"heartbeat": microseconds(now)}
        if progress is not None:
            values["progress"] = progress
        if stage is not None:
            values["stage"] = packed(stage.as_dict())
        with self.file.writing() as con:
            run(
                con,
                update(UPLOADS)
                .where(_U.upload_id == upload_id, _U.state.in_(["uploaded", "running"]))
                .values(**values),
            )
            row = run(con, select(_U.state).where(_U.upload_id == upload_id)).fetchone()
        return str(row[0]) if row else "cancelled"

    def finish(self, upload_id: str, import_id: str, report: Mapping[str, Any], now: datetime) -> bool:
        """Note that everything is stored."""
        values = {
            "state": "done",
            "import_id": import_id,
            "report": packed(report),
            "progress": 1.0,
            "finished": microseconds(now),
        }
        return self._move(upload_id, ("previewed", "queued", "running", "failed"), values)

    def fail(self, upload_id: str, error: Mapping[str, Any], now: datetime) -> bool:
        """Note why a preview or an import came to nothing: `{"code", "id", "en"}`."""
        values = {"state": "failed", "report": packed({"error": dict(error)}), "finished": microseconds(now)}
        return self._move(upload_id, ("uploaded", "previewed", "queued", "running"), values)

    def cancel(self, upload_id: str, now: datetime) -> bool:
        """Give a file up; a running import is killed by its watcher, and nothing of it is stored."""
        values = {"state": "cancelled", "finished": microseconds(now)}
        return self._move(upload_id, ("uploaded", "previewed", "queued", "running"), values)

    def fail_lost(self, now: datetime) -> list[str]:
        """Fail running imports that gave no sign of life for 60 s, and free previews that were cut off."""
        silent = _U.heartbeat < microseconds(now - LOST_AFTER)
        failed = {"state": "failed", "report": packed({"error": {"code": "lost", **_LOST.as_dict()}})}
        freed = {"state": "previewed", "preview": packed({"error": {"code": "lost", **_PREVIEW_LOST.as_dict()}})}
        with self.file.writing() as con:
            lost = [str(row[0]) for row in run(con, select(_U.upload_id).where(_U.state == "running", silent))]
            for upload_id in lost:
                values = {**failed, "finished": microseconds(now)}
                run(con, update(UPLOADS).where(_U.upload_id == upload_id).values(**values))
            run(con, update(UPLOADS).where(_U.state == "uploaded", silent).values(**freed))
        return lost

    def expire(self, now: datetime) -> list[str]:
        """Give up uploads older than seven days that nobody stored; return the names of files to delete."""
        old = _U.created < microseconds(now - KEPT)
        with self.file.writing() as con:
            chosen = select(_U.stored).where(old, _U.stored != "", _U.state.notin_(["queued", "running"]))
            files = [str(row[0]) for row in run(con, chosen)]
            gone = {"state": "cancelled", "report": packed({"error": {"code": "expired", **_EXPIRED.as_dict()}})}
            run(
                con,
                update(UPLOADS)
                .where(old, _U.stored != "", _U.state.in_(["uploaded", "previewed"]))
                .values(**gone, finished=microseconds(now)),
            )
            ended = _U.state.notin_(["queued", "running"])
            run(con, update(UPLOADS).where(old, _U.stored != "", ended).values(stored=""))
        return files

    def _move(
        self,
        upload_id: str,
        states: tuple[str, ...],
        values: Mapping[str, Any],
        *,
        round_: int | None = None,
        with_file: bool = False,
    ) -> bool:
        chosen = update(UPLOADS).where(_U.upload_id == upload_id, _U.state.in_(list(states)))
        if round_ is not None:
            chosen = chosen.where(_U.round == round_)
        if with_file:
            chosen = chosen.where(_U.stored != "")
        with self.file.writing() as con:
            return run(con, chosen.values(**values)).rowcount > 0

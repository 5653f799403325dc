"""The restore drill: brings a backup back into a folder that is thrown away, and says whether it would have served."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import GeoError
from geo.languages import LANGUAGES, Says
from geo.store.address import url_of
from geo.store.backup import restore_store
from geo.store.backup_folder import DRILL_PREFIX
from geo.store.opening import open_store
from geo.store.schema import SCHEMA
from geo.tables.chosen import Chosen

_RESTORED = Says("dipulihkan, sidik tiap tabel cocok", "restored, the checksum of every table matches")
_OPENED = Says("dibuka dan dibaca", "opened and read")
_CHAIN = Says("jejak audit diperiksa", "audit trail verified")
_ROOM = Says(
    "tempat kosong {free} MB, latihan memerlukan {needed} MB; kosongkan disk",
    "{free} MB are free, the drill needs {needed} MB; free some space",
)


def drill(
    backup: Path, now: datetime, *, told: Callable[[float, Says], None] | None = None, folder: Path | None = None
) -> dict[str, Any]:
    """Bring a backup back somewhere else and look whether it would have served; the real store is not touched.

    Parameters
    ----------
    backup
        A file that `petarawan backup` wrote.
    now
        The present moment.
    told
        Called with the share done (0 to 1) and the step that ended.
    folder
        Where the temporary folder is made; by default beside the backup when that may be written.

    Returns
    -------
    dict
        `good`, `backup` (name), `created` (of the backup), `drilled`, `schema`, `newest_schema`, `rows` and `service`
        (rows per table), `incidents`, `audit` (`number`, `head`), `seconds`, `problem` (both languages, or None).
    """
    began = time.monotonic()
    say = told or (lambda share, step: None)
    found: dict[str, Any] = {"good": False, "backup": backup.name, "drilled": now.isoformat(), "problem": None}
    try:
        found |= _drilled(backup, say, folder)
        found["good"] = found["problem"] is None
    except GeoError as error:
        # Whoever reads this sees names of files, not where this machine keeps them.
        folders = {f"{backup.absolute().parent}/", f"{(folder or backup).absolute()}/"}
        found["problem"] = {language: _without(error.text(language), folders) for language in LANGUAGES}
    found["seconds"] = round(time.monotonic() - began, 3)
    return found


def _drilled(backup: Path, say: Callable[[float, Says], None], folder: Path | None) -> dict[str, Any]:
    from geo.store.service.audit import Audit
    from geo.store.service.file import open_service

    place = folder or (backup.parent if _may_write(backup.parent) else None)
    with tempfile.TemporaryDirectory(prefix=DRILL_PREFIX, dir=place) as temporary:
        needed, free = 3 * _size(backup), shutil.disk_usage(temporary).free
        if free < needed:
            problem = _ROOM.filled(free=free >> 20, needed=needed >> 20)
            return {"problem": problem.as_dict()}
        url = url_of(Path(temporary) / "drill.db")
        made = restore_store(backup, url)
        say(0.7, _RESTORED)
        found = {name: made[name] for name in ("created", "schema", "rows", "service", "audit")}
        found |= {"newest_schema": SCHEMA, "problem": None}
        with open_store(url) as store:
            store.counts(Chosen())
            found["incidents"] = made["rows"]["incidents"]  # as the list of backups says it: every one that is kept
            found["region"] = store.region().name
            say(0.9, _OPENED)
            if made["service"]:
                with open_service(url) as service:
                    verdict = Audit(service).verify(made["audit"]["head"])
                    if not verdict.good and verdict.problem is not None:
                        found["problem"] = verdict.problem.as_dict()
        say(1.0, _CHAIN)
    return found


def _without(text: str, folders: set[str]) -> str:
    for one in folders:
        text = text.replace(one, "")
    return text


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _may_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False

"""Backups and restore drills as chores: written into the backup folder, old ones deleted, everything told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says
from geo.settings import Settings
from geo.store import backup_folder, open_store
from geo.store.drill import drill
from geo.store.service.audit import Audit
from geo.store.service.file import ServiceFile

Progress = Callable[[float, Says], None]
_NO_FOLDER = Says(
    "belum diatur; tanpa map cadangan tidak ada cadangan otomatis (PETARAWAN_BACKUP_DIR)",
    "is not set; without a folder there are no automatic backups (PETARAWAN_BACKUP_DIR)",
)
_WRITTEN = Says("cadangan ditulis", "backup written")


def back_up(
    settings: Settings, service: ServiceFile, now: datetime, progress: Progress, *, who: str, role: str
) -> dict[str, Any]:
    """Write a backup into the backup folder and delete those that are too old.

    Parameters
    ----------
    settings
        The store, the folder and how long backups are kept.
    service
        The service file, for the record.
    now
        The present moment.
    progress
        Called with the share done.
    who, role
        Who caused it: a user, or the service itself.

    Returns
    -------
    dict
        `good`, `file`, `bytes`, `incidents`, `audit_head`, `gone` (names of deleted backups).

    Raises
    ------
    ParameterError
        When no folder is set.
    StoreError
        When the backup cannot be written; nothing is left behind.
    """
    if not settings.backup_dir:
        raise ParameterError(name="backup_dir", problem=_NO_FOLDER)
    folder = backup_folder.folder_of(settings.backup_dir)
    store = open_store(settings.store)
    try:
        path, made = backup_folder.make_in(folder, now, store.backup)
    finally:
        store.close()
    progress(0.95, _WRITTEN)
    gone = backup_folder.prune(folder, settings.backup_keep, now)
    head = made["audit"]["head"] if made["audit"] else ""
    told = {"file": path.name, "bytes": made["bytes"], "incidents": made["rows"]["incidents"], "audit_head": head}
    _record(service, "backup.make", now, path.name, {"bytes": made["bytes"], "gone": len(gone)}, who, role)
    return {"good": True, **told, "gone": gone}


def practise(
    settings: Settings, service: ServiceFile, now: datetime, progress: Progress, *, who: str, role: str
) -> dict[str, Any]:
    """Practise the restore with the newest backup of the folder; the answer of `geo.store.drill.drill`.

    Raises
    ------
    ParameterError
        When no folder is set.
    NotFoundError
        When there is no backup in it.
    """
    if not settings.backup_dir:
        raise ParameterError(name="backup_dir", problem=_NO_FOLDER)
    chosen = backup_folder.newest(backup_folder.folder_of(settings.backup_dir))
    found = drill(chosen, now, told=progress)
    _record(service, "backup.drill", now, chosen.name, {"good": found["good"]}, who, role)
    return {name: value for name, value in found.items() if name not in {"rows", "service"}}


def _record(
    service: ServiceFile, action: str, now: datetime, what: str, details: dict[str, Any], who: str, role: str
) -> None:
    Audit(service).add(action, now, who=who, role=role, agency=None, source="service", what=what, details=details)

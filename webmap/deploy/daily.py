"""The day's backup and its proof, from outside the service: a second pair of hands when its own has failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from geo.errors import NotFoundError
from geo.languages import Says
from geo.progress import Progress, silent
from geo.settings import Settings
from geo.store import backup_folder
from geo.store.service.file import open_service
from webmap.jobs.backups import back_up, practise

FRESH = timedelta(hours=20)
_WHO = {"who": "timer", "role": "service"}


def day(settings: Settings, progress: Progress = silent) -> dict[str, Any]:
    """Write today's backup unless the service has done so, and practise the restore with the newest one.

    Parameters
    ----------
    settings
        Store, backup folder, and for how many days backups are kept.
    progress
        Told how far the work is.

    Returns
    -------
    dict
        `good`, `made` (name of the backup written now, or None), `gone` (names of deleted ones), `drill`.

    Raises
    ------
    ParameterError
        When no backup folder is set.
    StoreError
        When the backup cannot be written.
    """
    now = settings.clock()
    with open_service(settings.store) as service:
        made, gone = None, []
        if not _fresh(settings):
            written = back_up(settings, service, now, progress, **_WHO)
            made, gone = written["file"], written["gone"]
        drilled = practise(settings, service, now, progress, **_WHO)
    return {"good": bool(drilled["good"]), "made": made, "gone": gone, "drill": drilled}


def _fresh(settings: Settings) -> bool:
    """Say whether there is a sound backup of the last hours already."""
    if not settings.backup_dir:
        return False
    try:
        found = backup_folder.listed(backup_folder.folder_of(settings.backup_dir))
    except NotFoundError:
        return False
    return any(one.good and settings.clock() - one.created < FRESH for one in found)


_NO_PROOF = Says("Latihan pemulihan gagal: {problem}", "The restore drill failed: {problem}")


def no_proof(done: dict[str, Any]) -> Says:
    """Return what stands in the journal when the day's backup would not have served."""
    problem = done["drill"].get("problem") or {}
    return _NO_PROOF.filled(problem=Says(problem.get("id", "?"), problem.get("en", "?")))

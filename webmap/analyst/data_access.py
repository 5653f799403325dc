"""Which imports and uploads an analyst may see, and the runner that works through uploads of this application."""

from __future__ import annotations

import re
import threading
import time
from functools import partial
from typing import Any

import pandas as pd
from flask import current_app

from geo.agencies.audience import Standing
from geo.errors import NotFoundError
from geo.languages import Says
from geo.settings import load_settings
from geo.store.service.uploads import UPLOAD, Upload, Uploads
from geo.store.service.uploads_states import UploadStates
from webmap.analyst.run_access import asker
from webmap.jobs.uploads import UploadRunner
from webmap.services import services

WAIT_SECONDS = 12.0
_LOOK_SECONDS = 0.1
_KEY = "petarawan-uploads"
_IMPORT = Says("Impor", "import")
_IMPORT_ID = re.compile(r"M\d{1,12}")
_UPLOAD_ID = re.compile(r"[0-9a-f]{20}")
_MAKING = threading.Lock()


def runner() -> UploadRunner:
    """Return what works through uploads of this application, made at its first use, ended when its files are closed."""
    with _MAKING:
        found: UploadRunner | None = current_app.extensions.get(_KEY)
        if found is None:
            of = services()
            settings = load_settings(
                store=of.store.url, now=of.settings.now, max_file_mb=max(1, of.settings.max_upload_bytes // 2**20)
            )
            found = UploadRunner(settings, of.service, lambda: of.store)
            current_app.extensions[_KEY] = found
            of.before_close(partial(_end, current_app.extensions, found))
    return found


def _end(extensions: dict[str, Any], running: UploadRunner) -> None:
    with _MAKING:
        extensions.pop(_KEY, None)  # a closed application that is used again makes another
    running.stop()


def uploads() -> Uploads:
    """Return the uploads of the service."""
    return Uploads(services().service)


def states() -> UploadStates:
    """Return what moves uploads from state to state."""
    return UploadStates(services().service)


def upload_seen(upload_id: str) -> Upload:
    """Return an upload of the visitor's agency.

    Raises
    ------
    NotFoundError
        When there is none, or it is another agency's: both look the same.
    """
    if not _UPLOAD_ID.fullmatch(upload_id):
        raise NotFoundError(what=UPLOAD, name="–")
    found = uploads().get(upload_id)
    if found.agency != asker():
        raise NotFoundError(what=UPLOAD, name=upload_id)
    return found


def imports_seen() -> pd.DataFrame:
    """Return the imports of the visitor's agency, newest first; those that name none are the home agency's."""
    imports = services().store.imports()
    standing = Standing.of(services().region())
    mine = [standing.owner(agency if isinstance(agency, str) else None) == asker() for agency in imports["agency"]]
    return imports[pd.Series(mine, index=imports.index, dtype=bool)].reset_index(drop=True)


def import_seen(import_id: str) -> dict[str, Any]:
    """Return an import of the visitor's agency.

    Raises
    ------
    NotFoundError
        When there is none, or it is another agency's: both look the same.
    """
    if not _IMPORT_ID.fullmatch(import_id):
        raise NotFoundError(what=_IMPORT, name="–")
    found = imports_seen()
    found = found[found["import_id"] == import_id]
    if found.empty:
        raise NotFoundError(what=_IMPORT, name=import_id)
    return dict(found.astype(object).where(found.notna(), None).iloc[0])


def previewed(upload_id: str) -> Upload:
    """Return an upload as soon as its preview is there, or as it is when that takes longer than a page may wait."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        upload = uploads().get(upload_id)
        if upload.state != "uploaded" or time.monotonic() > until:
            return upload
        time.sleep(_LOOK_SECONDS)

"""Region packs that were uploaded and wait to be looked at and taken; forgotten after a day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds
from geo.store.region_change import pack_digest
from geo.store.service.file import ServiceFile
from geo.store.service.region_history import pack_as_zip
from geo.store.service.region_history_tables import REGION_DRAFTS

_D = REGION_DRAFTS.c
_DRAFT = Says("Usulan paket", "proposed pack")
_LASTS = timedelta(days=1)


class RegionDrafts:
    """The packs that wait in one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def keep(self, files: Mapping[str, bytes], *, who: str, now: datetime) -> str:
        """Keep a pack, right or wrong, and return its id; packs older than a day are deleted."""
        draft_id = pack_digest(files)[:24]
        values = {"created": microseconds(now), "who": who, "pack": pack_as_zip(files)}
        with self.file.writing() as con:
            run(con, delete(REGION_DRAFTS).where(_D.created < microseconds(now - _LASTS)))
            statement = insert(REGION_DRAFTS).values(draft_id=draft_id, **values)
            run(con, statement.on_conflict_do_update(index_elements=["draft_id"], set_=values))
        return draft_id

    def files(self, draft_id: str) -> dict[str, bytes]:
        """Return the files of a waiting pack.

        Raises
        ------
        NotFoundError
            When there is none of that id (any more).
        """
        with self.file.reading() as con:
            row = run(con, select(_D.pack).where(_D.draft_id == draft_id)).fetchone()
        if row is None:
            raise NotFoundError(what=_DRAFT, name=draft_id[:24])
        return files_of_zip(bytes(row[0]))

    def drop(self, draft_id: str) -> None:
        """Forget a waiting pack."""
        with self.file.writing() as con:
            run(con, delete(REGION_DRAFTS).where(_D.draft_id == draft_id))


def files_of_zip(packed: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP that `pack_as_zip` wrote."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}

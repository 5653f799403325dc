"""Keeps region packs that were replaced, so that every change of the region can be looked at and taken back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.region_change import RegionChange, pack_digest, plan_region_change, put_region_files
from geo.store.service.file import ServiceFile
from geo.store.service.region_history_tables import REGION_HISTORY
from geo.store.service.users import Users

_H = REGION_HISTORY.c
_PACK = Says("Paket wilayah", "region pack")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Replaced:
    """A pack that was in force until a moment, who replaced it, and what the new one changed."""

    number: int
    replaced: datetime
    who: str
    digest: str
    changes: dict[str, Any]


class RegionHistory:
    """The earlier region packs of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def keep(self, change: RegionChange, *, who: str, now: datetime) -> int:
        """Keep the pack that a change replaced; return its number."""
        packed = pack_as_zip(change.before)
        values = {
            "replaced": microseconds(now),
            "who": who,
            "digest": pack_digest(change.before),
            "changes": json.dumps(change.as_dict(), ensure_ascii=False),
            "pack": packed,
        }
        with self.file.writing() as con:
            return int(run(con, insert(REGION_HISTORY).values(**values)).lastrowid or 0)

    def list(self) -> list[Replaced]:
        """Return all earlier packs without their files, the newest first."""
        columns = (_H.number, _H.replaced, _H.who, _H.digest, _H.changes)
        with self.file.reading() as con:
            rows = run(con, select(*columns).order_by(_H.number.desc())).fetchall()
        found = []
        for number, replaced, who, digest, changes in rows:
            when = moment(replaced)
            assert when is not None
            found.append(Replaced(number, when, who, digest, json.loads(changes)))
        return found

    def pack(self, number: int) -> bytes:
        """Return an earlier pack as a ZIP.

        Raises
        ------
        NotFoundError
            When there is none of that number.
        """
        with self.file.reading() as con:
            row = run(con, select(_H.pack).where(_H.number == number)).fetchone()
        if row is None:
            raise NotFoundError(what=_PACK, name=str(number))
        return bytes(row[0])


def plan_change(store_url: str, file: ServiceFile, files: Mapping[str, bytes]) -> RegionChange:
    """Say what a new pack would change for store and service file, without changing anything.

    Parameters
    ----------
    store_url
        `sqlite:///PATH` of the store.
    file
        Its service file, whose users keep their agencies.
    files
        The whole new pack.

    Raises
    ------
    RegionError
        When the pack itself is wrong.
    """
    return plan_region_change(store_url, files, users=Users(file).by_agency())


def change_region(
    store_url: str,
    file: ServiceFile,
    files: Mapping[str, bytes],
    *,
    who: str,
    now: datetime,
    expected: str | None = None,
) -> RegionChange:
    """Put a new pack in place of the store's and keep the old one.

    Parameters
    ----------
    store_url
        `sqlite:///PATH` of the store.
    file
        Its service file.
    files
        The whole new pack.
    who
        Name of the user who decides.
    now
        The present moment.
    expected
        `pack_digest` of the pack that the change was looked at against; None: whatever is there.

    Raises
    ------
    RegionError
        When the pack is wrong, takes away what is in use, or the region was changed meanwhile; nothing has changed
        then.
    """
    change = put_region_files(store_url, files, now, users=Users(file).by_agency(), expected=expected)
    if change.files:
        RegionHistory(file).keep(change, who=who, now=now)
    return change


def pack_as_zip(files: Mapping[str, bytes]) -> bytes:
    """Write a pack as a ZIP, the same files always to the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return written.getvalue()

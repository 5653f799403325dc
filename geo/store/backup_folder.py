"""A folder of backups: their names, what each says about itself, and which are old enough to go."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from geo.errors import NotFoundError, StoreError
from geo.languages import Says
from geo.store.backup_parts import read_contents
from geo.store.connect import connect
from geo.store.failures import as_store_errors, refuse

SUFFIX = ".petarawan"
ALWAYS_KEPT = 2
BACKUP = Says("Cadangan", "backup")
_NAME = re.compile(r"petarawan-(\d{8}T\d{6}Z)(-\d+)?\.petarawan")
_LINK = Says("map cadangan {folder} tidak dapat dipakai: bukan map.", "backup folder {folder} is no folder.")


@dataclass(frozen=True)
class Backup:
    """One backup in a folder: what its own list says (its rows are proven by a drill, not by looking).

    `sha256` is that of the whole file, from the `.sha256` beside it; `sealed` that of its list of checksums.
    """

    name: str
    bytes: int
    created: datetime
    version: str
    incidents: int
    users: int
    sealed: str
    sha256: str
    audit_head: str
    good: bool


def folder_of(text: str) -> Path:
    """Return the folder of backups, made when missing (0700).

    Raises
    ------
    StoreError
        When it cannot be made or written; the text says why.
    """
    folder = Path(text).expanduser().absolute()
    with as_store_errors(folder.name):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not folder.is_dir():
            raise refuse(folder.name, _LINK, folder=folder.name)
    return folder


def make_in(folder: Path, now: datetime, write: Callable[[Path], dict[str, Any]]) -> tuple[Path, dict[str, Any]]:
    """Write a backup under a dated name, with its SHA-256 beside it as `sha256sum -c` reads it.

    Parameters
    ----------
    folder
        Where to.
    now
        Gives the name, in UTC.
    write
        `Store.backup`.

    Raises
    ------
    StoreError
        When it cannot be written; nothing is left behind.
    """
    stem = f"petarawan-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    name, count = f"{stem}{SUFFIX}", 1
    while (folder / name).exists():
        name, count = f"{stem}-{count}{SUFFIX}", count + 1
    made = write(folder / name)
    with as_store_errors(folder.name):
        beside = folder / f"{name}.sha256"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{made['sha256']}  {name}\n")
    return folder / name, made


def listed(folder: Path) -> list[Backup]:
    """Return the backups of a folder, the newest first; one that cannot be read is listed as not good."""
    if not folder.is_dir():
        return []
    found = [_read(path) for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()]
    return sorted(found, key=lambda one: (one.created, len(one.name), one.name), reverse=True)


def newest(folder: Path) -> Path:
    """Return the newest backup of a folder.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    found = [one for one in listed(folder) if one.good]
    if not found:
        raise NotFoundError(what=BACKUP, name=folder.name)
    return folder / found[0].name


def last_made(folder: Path) -> datetime | None:
    """Return when the newest backup of a folder was made, by its name alone; None when there is none."""
    if not folder.is_dir():
        return None
    names = [_NAME.fullmatch(path.name) for path in folder.iterdir() if path.stat().st_size]
    return max((_moment(name[1]) for name in names if name is not None), default=None)


def prune(folder: Path, days: int, now: datetime) -> list[str]:
    """Delete backups older than so many days, never the two newest; return the names of those that went."""
    old = [one for one in listed(folder)[ALWAYS_KEPT:] if now - one.created > timedelta(days=days)]
    for one in old:
        for name in (one.name, f"{one.name}.sha256"):
            (folder / name).unlink(missing_ok=True)
    return [one.name for one in old]


def _moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _read(path: Path) -> Backup:
    written = _NAME.fullmatch(path.name)
    assert written is not None
    created = _moment(written[1])
    about: dict[str, str] = {}
    incidents = users = 0
    with contextlib.suppress(sqlite3.Error, StoreError), contextlib.closing(connect(path, immutable=True)) as con:
        contents = read_contents(con)
        if contents is not None:
            about = contents.about
            incidents = contents.store.get("incidents", (0, ""))[0]
            users = contents.service.get("users", (0, ""))[0]
    beside = path.with_name(path.name + ".sha256")
    sha = beside.read_text(encoding="ascii", errors="replace")[:64] if beside.is_file() else ""
    return Backup(
        name=path.name,
        bytes=path.stat().st_size,
        created=created,
        version=about.get("version", ""),
        incidents=incidents,
        users=users,
        sealed=about.get("manifest", ""),
        sha256=sha,
        audit_head=about.get("audit_head", ""),
        good=bool(about),
    )

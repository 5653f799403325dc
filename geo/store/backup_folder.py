"""A folder of backups: their names, what each says about itself, and which are old enough to go."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
import time
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
DRILL_PREFIX = "petarawan-drill-"
_NAME = re.compile(r"petarawan-(\d{8}T\d{6}Z)(-\d+)?\.petarawan")
_WRITING = re.compile(_NAME.pattern + r"\.writing(-\d+)?(\.service)?(\.part)?(-wal|-shm|-journal)?")
_STEM = len("petarawan-20260101T000000Z")
_LEFT_AFTER = timedelta(days=1)
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
    found = [one for path in _named(folder) if (one := _read(path)) is not None]
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
    """Return when the newest backup of a folder that can be read was made; None when there is none."""
    for path in sorted(_named(folder), key=lambda one: one.name[:_STEM], reverse=True):
        found = _read(path)
        if found is not None and found.good:
            return found.created
    return None


def prune(folder: Path, days: int, now: datetime) -> list[str]:
    """Delete backups older than so many days, never the two newest that can be read, and what was left half done.

    Parameters
    ----------
    folder
        Where they lie.
    days
        How long they are kept.
    now
        The present moment.

    Returns
    -------
    list of str
        Names of the backups that went.
    """
    found = listed(folder)
    kept = {one.name for one in [one for one in found if one.good][:ALWAYS_KEPT]}
    old = [one for one in found if one.name not in kept and now - one.created > timedelta(days=days)]
    for one in old:
        for name in (one.name, f"{one.name}.sha256"):
            (folder / name).unlink(missing_ok=True)
    _clear_leftovers(folder)
    return [one.name for one in old]


def _named(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _moment(path.name) is not None] if folder.is_dir() else []


def _clear_leftovers(folder: Path) -> None:
    """Remove what a killed backup or drill left: whole copies of the data, of which no list would tell."""
    before = time.time() - _LEFT_AFTER.total_seconds()
    for path in folder.iterdir():
        drilled = path.name.startswith(DRILL_PREFIX)
        with contextlib.suppress(OSError):
            if (drilled or _WRITING.fullmatch(path.name)) and path.lstat().st_mtime < before:
                shutil.rmtree(path) if drilled else path.unlink()


def _moment(name: str) -> datetime | None:
    """Return the moment that a backup is named after; None for every other name."""
    written = _NAME.fullmatch(name)
    with contextlib.suppress(ValueError):  # a month 13 is no backup of ours
        return datetime.strptime(written[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if written is not None else None
    return None


def _read(path: Path) -> Backup | None:
    """Read what a backup says of itself; None when it went away meanwhile, as old ones do."""
    created = _moment(path.name)
    assert created is not None
    about: dict[str, str] = {}
    incidents = users = 0
    try:
        about_file = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(about_file.st_mode):
        return None
    with contextlib.suppress(sqlite3.Error, StoreError), contextlib.closing(connect(path, immutable=True)) as con:
        contents = read_contents(con)
        if contents is not None:
            about = contents.about
            incidents = contents.store.get("incidents", (0, ""))[0]
            users = contents.service.get("users", (0, ""))[0]
    sha = ""
    with contextlib.suppress(OSError):
        sha = path.with_name(path.name + ".sha256").read_text(encoding="ascii", errors="replace")[:64]
    return Backup(
        name=path.name,
        bytes=about_file.st_size,
        created=created,
        version=about.get("version", ""),
        incidents=incidents,
        users=users,
        sealed=about.get("manifest", ""),
        sha256=sha,
        audit_head=about.get("audit_head", ""),
        good=bool(about),
    )

"""The folder of uploaded files beside the store: names of our own, nobody else may look in, nothing stays for ever."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from pathlib import Path
from typing import IO

from geo.sources.archives import printable
from geo.sources.reasons import refuse
from geo.store.address import path_of
from geo.store.failures import as_store_errors
from geo.store.service.uploads import Sent

_CHUNK = 2**20
# Endings that readers look at; any other is left away. The user's own name never becomes a path.
_ENDING = re.compile(
    r"\.(?:(?:csv|tsv|tab|txt|json|geojson|geojsonl|gpx|kml|xml)(?:\.gz)?"
    r"|xlsx|xlsm|xls|kmz|parquet|geoparquet|gpkg|shp|zip|gz)\Z",
    re.IGNORECASE,
)
_OURS = re.compile(r"[0-9a-f]{32}(?:\.[a-z]{2,10}){0,2}")
_STRAY_SECONDS = 3600
PRIVATE = "job-"
"""How the folders begin in which jobs keep what they need for a while."""
_NAME_CHARACTERS, _NAME_END = 120, 20


def folder_of(store_url: str) -> Path:
    """Return the folder of uploads beside a store, made when missing, for its owner alone (0700)."""
    folder = path_of(store_url).parent / "uploads"
    with as_store_errors(folder.name):
        folder.mkdir(mode=0o700, exist_ok=True)
        if stat.S_IMODE(folder.stat().st_mode) != 0o700:
            folder.chmod(0o700)
    return folder


def shown_name(name: str | None) -> str:
    """Return a sent file's name as it may be shown: without folders, control characters replaced, 120 at most.

    A longer name is cut in its middle, so that its ending stays, by which readers go too.
    """
    last = re.split(r"[/\\]", name or "")[-1].strip()
    if len(last) > _NAME_CHARACTERS:
        last = f"{last[: _NAME_CHARACTERS - _NAME_END - 1]}…{last[-_NAME_END:]}"
    return printable(last) or "–"


def receive(stream: IO[bytes], name: str, folder: Path, most_bytes: int) -> Sent:
    """Keep an uploaded file under a random name.

    Parameters
    ----------
    stream
        Its bytes.
    name
        What the sender calls it; only a known ending is taken from it.
    folder
        Where it is kept (`folder_of`).
    most_bytes
        Limit.

    Returns
    -------
    Sent
        Names, SHA-256 and size.

    Raises
    ------
    FileRefusedError
        `too_large` or `empty_file`; nothing is kept then.
    StoreError
        When the disk is full or must not be written; nothing is kept then.
    """
    ending = _ENDING.search(name)
    stored = secrets.token_hex(16) + (ending[0].lower() if ending else "")
    path = folder / stored
    digest, count = hashlib.sha256(), 0
    try:
        with as_store_errors(folder.name):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(_CHUNK):
                    count += len(chunk)
                    if count > most_bytes:
                        raise refuse("too_large", name, size_mb=count // 2**20 + 1, limit_mb=most_bytes // 2**20)
                    digest.update(chunk)
                    out.write(chunk)
        if not count:
            raise refuse("empty_file", name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Sent(name, stored, digest.hexdigest(), count)


def remove(folder: Path, stored: str) -> None:
    """Delete a kept file; one that is gone already is fine, and nothing but a name of ours is ever deleted."""
    if _OURS.fullmatch(stored):
        (folder / stored).unlink(missing_ok=True)


def remove_strays(folder: Path, kept: set[str], longest_seconds: float = 0.0) -> None:
    """Delete what a process that was killed has left: files that no upload knows, and private folders of its jobs.

    Parameters
    ----------
    folder
        The folder of uploads.
    kept
        Names of the files that uploads know.
    longest_seconds
        How long a job may take: only what is an hour older than that is deleted.
    """
    for path in folder.iterdir():
        age = time.time() - path.lstat().st_mtime
        if path.is_symlink():
            continue
        if path.is_file() and path.name not in kept and age > _STRAY_SECONDS:
            remove(folder, path.name)
        elif path.is_dir() and path.name.startswith(PRIVATE) and age > _STRAY_SECONDS + longest_seconds:
            shutil.rmtree(path, ignore_errors=True)

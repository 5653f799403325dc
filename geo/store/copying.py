"""A whole, consistent copy of an open SQLite file, whatever others write meanwhile."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from geo.store.connect import connect


def new_file(path: Path) -> None:
    """Make an empty file that only its owner may read; an older one of that name is removed first.

    Raises
    ------
    OSError
        When the folder does not allow it.
    """
    _remove(path)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def copy_file(con: sqlite3.Connection, target: Path) -> None:
    """Write a copy of everything committed so far; the target appears whole or not at all.

    Parameters
    ----------
    con
        The source; it and other processes may go on writing.
    target
        A single file in rollback mode (no -wal beside it); one that is there is replaced.

    Raises
    ------
    sqlite3.Error, OSError
        When it cannot be written; nothing is left behind.
    """
    part = target.with_name(target.name + ".part")
    new_file(part)
    try:
        copy = connect(part)
        try:
            con.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
        settle(part)
        part.replace(target)
        settle(target.parent)
    except BaseException:
        _remove(part)
        raise


def _remove(path: Path) -> None:
    """Remove a file and whatever SQLite laid beside it: on a full disk even closing leaves some."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Have the system write a file (or a folder's entries) to the disk for good."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

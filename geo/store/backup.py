"""One file that holds a whole store with its checksums: written while others write, proven before it is put back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import geo
from geo.languages import Says
from geo.store.address import path_of
from geo.store.checksums import table_sums
from geo.store.condition import check_content_of_copy, check_file
from geo.store.connect import connect, writing
from geo.store.copying import copy_file, new_file, settle
from geo.store.failures import as_store_errors, refuse
from geo.store.migrate import schema_of
from geo.store.secret import make_secret

_EXISTS = Says(
    "{file} sudah ada dan tidak ditimpa; pilih nama lain.",
    "{file} exists already and is not overwritten; choose another name.",
)
_THERE = Says(
    "sudah ada. Untuk menggantinya: petarawan restore CADANGAN.petarawan --overwrite "
    "(yang lama disimpan dengan nama lain).",
    "exists already. To replace it: petarawan restore BACKUP.petarawan --overwrite "
    "(the old one is kept under another name).",
)
_NO_MANIFEST = Says(
    "bukan cadangan petarawan: daftar sidiknya tidak ada. Pilih berkas yang dibuat oleh petarawan backup.",
    "is no petarawan backup: its list of checksums is missing. Choose a file that petarawan backup wrote.",
)
_WRONG = Says(
    "cadangan rusak: isi tabel {table} tidak cocok dengan sidiknya. Pakai cadangan lain.",
    "the backup is damaged: table {table} does not match its checksum. Use another backup.",
)
_IN_USE = Says(
    "sedang dipakai proses lain. Hentikan dahulu petarawan serve dan worker, lalu ulangi.",
    "is in use by another process. Stop petarawan serve and worker first, then try again.",
)
_MANIFEST = "CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sha256 TEXT NOT NULL)"
_ABOUT = "CREATE TABLE backup_about (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


def write_backup(con: sqlite3.Connection, store: Path, target: Path, now: datetime) -> dict[str, Any]:
    """Write a consistent copy of the store with its checksums inside; others go on writing meanwhile.

    Parameters
    ----------
    con
        A connection outside a transaction.
    store
        The store, for messages.
    target
        The file to write, by custom `*.petarawan`; readable by the owner alone. The secret is not in it.
    now
        The present moment.

    Returns
    -------
    dict
        `created`, `schema`, `rows` (per table), `checksums` (SHA-256 per table), `sha256` (of the file), `bytes`.

    Raises
    ------
    StoreError
        When the target exists or cannot be written; nothing is left behind.
    """
    target = target.absolute()
    with as_store_errors(store.name):
        if target.exists():
            raise refuse(store.name, _EXISTS, file=target.name)
        part = target.with_name(target.name + ".writing")
        try:
            copy_file(con, part)
            sums = _seal(part, now)
            if check_content_of_copy(part) != schema_of(con):
                raise refuse(store.name, _WRONG, table="alembic_version")
            settle(part)
            part.rename(target)
            with contextlib.suppress(OSError):
                settle(target.parent)
        finally:
            part.unlink(missing_ok=True)
        return {
            "created": now.isoformat(),
            "schema": schema_of(con),
            "rows": {name: n for name, (n, _) in sums.items()},
            "checksums": {name: digest for name, (_, digest) in sums.items()},
            "sha256": _sha256(target),
            "bytes": target.stat().st_size,
        }


def restore_store(backup: Path, url: str, *, overwrite: bool = False) -> dict[str, Any]:
    """Put a backup in a store's place, on this machine or another, after proving that it is whole.

    Parameters
    ----------
    backup
        A file that `Store.backup` wrote.
    url
        `sqlite:///PATH` of the store to make.
    overwrite
        Replace a store that is there; its files are kept as `<store>.before-restore-<time>`.

    Returns
    -------
    dict
        `created` (of the backup), `schema`, `rows` (per table), `kept` (name of the old file, or None).

    Raises
    ------
    StoreError
        When the backup is damaged, foreign or newer than this program, the store exists, or is in use.
        Nothing has changed then.
    """
    path = path_of(url)
    backup = Path(backup).absolute()
    schema = check_content_of_copy(backup)
    with as_store_errors(path):
        if path.exists() and not overwrite:
            raise refuse(path, _THERE)
        if path.exists() and _in_use(path):
            raise refuse(path, _IN_USE)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + ".restoring")
        try:
            new_file(part)
            with backup.open("rb") as source, part.open("wb") as copy:
                while block := source.read(2**20):
                    copy.write(block)
            rows, created = _prove_and_unseal(part, backup)
            settle(part)
            kept = _set_aside(path) if path.exists() else None
            part.replace(path)
            with contextlib.suppress(OSError):
                settle(path.parent)
        finally:
            for suffix in ("", "-wal", "-shm", "-journal"):
                part.with_name(part.name + suffix).unlink(missing_ok=True)
        make_secret(path)
    check_file(path)
    return {"created": created, "schema": schema, "rows": rows, "kept": kept}


def _seal(copy: Path, now: datetime) -> dict[str, tuple[int, str]]:
    con = connect(copy)
    try:
        with writing(con):
            sums = table_sums(con)
            con.execute(_MANIFEST)
            con.execute(_ABOUT)
            rows = [(name, n, digest) for name, (n, digest) in sums.items()]
            con.executemany("INSERT INTO backup_manifest VALUES (?, ?, ?)", rows)
            about = {"created": now.isoformat(), "version": geo.__version__, "manifest": _digest_of(rows)}
            con.executemany("INSERT INTO backup_about VALUES (?, ?)", about.items())
    finally:
        con.close()
    return sums


def _prove_and_unseal(part: Path, backup: Path) -> tuple[dict[str, int], str]:
    con = connect(part)
    try:
        names = {row[0] for row in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"backup_manifest", "backup_about"} <= names:
            raise refuse(backup.name, _NO_MANIFEST)
        listed = con.execute("SELECT name, rows, sha256 FROM backup_manifest ORDER BY rowid").fetchall()
        about = dict(con.execute("SELECT name, value FROM backup_about").fetchall())
        if about.get("manifest") != _digest_of(listed):
            raise refuse(backup.name, _WRONG, table="backup_manifest")
        found = table_sums(con) if schema_of(con) else {}
        for name, n, digest in listed:
            if found.get(name) != (n, digest):
                raise refuse(backup.name, _WRONG, table=name)
        with writing(con):
            con.execute("DROP TABLE backup_manifest")
            con.execute("DROP TABLE backup_about")
        con.execute("PRAGMA journal_mode=WAL")
    finally:
        con.close()
    return {name: n for name, n, _ in listed}, str(about["created"])


def _in_use(path: Path) -> bool:
    """Whether another process has a healthy store open; of a damaged one nothing can be said, so no."""
    try:
        con = connect(path)
    except sqlite3.Error:
        return False
    try:
        con.execute("PRAGMA busy_timeout=0")
        con.execute("PRAGMA locking_mode=EXCLUSIVE")
        con.execute("BEGIN IMMEDIATE")
        con.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)
    except sqlite3.DatabaseError:
        return False
    finally:
        con.close()
    return False


def _set_aside(path: Path) -> str:
    stem = f"{path.name}.before-restore-{datetime.now().astimezone():%Y%m%dT%H%M%S}"
    name, count = stem, 1
    while path.with_name(name).exists():
        name, count = f"{stem}-{count}", count + 1
    for suffix in ("-wal", "-shm"):  # left by a crash; they must never be read together with the new file
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.rename(path.with_name(name + suffix))
    try:
        os.link(path, path.with_name(name))  # so that there is a store under its name at every moment
    except OSError:  # a file system without links
        path.rename(path.with_name(name))
    return name


def _digest_of(rows: list[tuple[str, int, str]]) -> str:
    return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

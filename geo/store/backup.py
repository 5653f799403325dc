"""One file that holds a store and its service file with checksums: written while others write, proven before use."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import geo
from geo.languages import Says
from geo.store import backup_parts
from geo.store.address import path_of
from geo.store.condition import check_content_of_copy, check_file
from geo.store.connect import connect
from geo.store.copying import new_file, settle
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
_IN_USE = Says(
    "sedang dipakai proses lain. Hentikan dahulu petarawan serve dan worker, lalu ulangi.",
    "is in use by another process. Stop petarawan serve and worker first, then try again.",
)


def write_backup(con: sqlite3.Connection, store: Path, target: Path, now: datetime) -> dict[str, Any]:
    """Write a consistent copy of store and service file with their checksums inside; others go on writing meanwhile.

    Both halves are snapshots taken within milliseconds of each other, the service file's first: what it says about
    incidents and runs is in the store's half. The head of the audit chain at that moment is kept beside them.

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
        `created`, `schema`, `rows` (per table), `checksums` (SHA-256 per table), `service` (rows per table of the
        service file), `audit` (`number` and `head` of the chain, or None), `sha256` (of the file), `bytes`.

    Raises
    ------
    StoreError
        When the target exists or cannot be written; nothing is left behind.
    """
    target = target.absolute()
    with as_store_errors(target.name):  # what fails here is the writing: a full disk is the target's
        if target.exists():
            raise refuse(store.name, _EXISTS, file=target.name)
        # Another process may begin in the same second, under the same name: neither writes into the other's file.
        part = target.with_name(f"{target.name}.writing-{os.getpid()}")
        try:
            copied = backup_parts.copy_both(con, _service_of(store), part)
            about = {"created": now.isoformat(), "version": geo.__version__}
            contents = backup_parts.seal(part, copied, about)
            if check_content_of_copy(part) != schema_of(con):
                raise refuse(store.name, backup_parts.WRONG, table="alembic_version")
            settle(part)
            part.rename(target)
            with contextlib.suppress(OSError):
                settle(target.parent)
        finally:
            for leftover in (part, part.with_name(part.name + ".service")):
                for suffix in ("", "-wal", "-shm", "-journal"):
                    leftover.with_name(leftover.name + suffix).unlink(missing_ok=True)
        return {
            "created": now.isoformat(),
            "schema": schema_of(con),
            "rows": {name: n for name, (n, _) in contents.store.items()},
            "checksums": {name: digest for name, (_, digest) in contents.store.items()},
            "service": {name: n for name, (n, _) in contents.service.items()},
            "audit": _audit(contents),
            "sha256": _sha256(target),
            "bytes": target.stat().st_size,
        }


def restore_store(backup: Path, url: str, *, overwrite: bool = False) -> dict[str, Any]:
    """Put a backup in the place of a store and its service file, here or elsewhere, after proving that it is whole.

    Nobody stays signed in, and one-time links die: those of the backup are not brought back. A backup without a
    service file (of an older version) leaves the one that is there.

    Parameters
    ----------
    backup
        A file that `Store.backup` wrote.
    url
        `sqlite:///PATH` of the store to make.
    overwrite
        Replace a store that is there; its files are kept as `<name>.before-restore-<time>`.

    Returns
    -------
    dict
        `created` (of the backup), `schema`, `rows` (per table), `service` (rows per table of the service file),
        `audit` (`number` and `head` of its chain, or None), `kept` and `kept_service` (names of the old files, or
        None).

    Raises
    ------
    StoreError
        When the backup is damaged, foreign or newer than this program, the store or its service file exists,
        or one is in use. Nothing has changed then.
    """
    path = path_of(url)
    backup = Path(backup).absolute()
    schema = check_content_of_copy(backup)
    with as_store_errors(path):
        if path.exists() and not overwrite:
            raise refuse(path, _THERE)
        service = _service_of(path)
        if any(one.exists() and _in_use(one) for one in (path, service)):
            raise refuse(path, _IN_USE)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + ".restoring")
        beside: Path | None = None
        try:
            new_file(part)
            with backup.open("rb") as source, part.open("wb") as copy:
                while block := source.read(2**20):
                    copy.write(block)
            contents, beside = _prove_and_unseal(part, backup)
            if beside is not None and service.exists() and not overwrite:
                raise refuse(service, _THERE)  # users, agreements and the audit trail of a store that went missing
            kept_service = _put(beside, service) if beside is not None else None
            kept = _put(part, path)
        finally:
            for leftover in (part, part.with_name(part.name + ".service")):
                for suffix in ("", "-wal", "-shm", "-journal"):
                    leftover.with_name(leftover.name + suffix).unlink(missing_ok=True)
        make_secret(path)
    check_file(path)
    return {
        "created": contents.about["created"],
        "schema": schema,
        "rows": {name: n for name, (n, _) in contents.store.items()},
        "service": {name: n for name, (n, _) in contents.service.items()},
        "audit": _audit(contents),
        "kept": kept,
        "kept_service": kept_service,
    }


def _put(new: Path, path: Path) -> str | None:
    """Give a finished file its name, keeping one that is there under another; return that name."""
    settle(new)
    kept = _set_aside(path) if path.exists() else None
    new.replace(path)
    with contextlib.suppress(OSError):
        settle(path.parent)
    return kept


def _service_of(store: Path) -> Path:
    """Return the service file beside a store (as `geo.store.service.file.service_path`, which knows addresses)."""
    return store.with_name(f"{store.stem}.service.db")


def _audit(contents: backup_parts.Contents) -> dict[str, Any] | None:
    about = contents.about
    return {"number": int(about["audit_number"]), "head": about["audit_head"]} if "audit_head" in about else None


def _prove_and_unseal(part: Path, backup: Path) -> tuple[backup_parts.Contents, Path | None]:
    """Prove the copy, write its service file beside it, and leave a plain store."""
    beside = part.with_name(part.name + ".service")
    con = connect(part)
    try:
        contents = backup_parts.prove(con, backup.name)
        if contents is None:
            raise refuse(backup.name, _NO_MANIFEST)
        there = backup_parts.take_out_service(con, beside, contents, backup.name)
        backup_parts.unseal(con)
    finally:
        con.close()
    return contents, beside if there else None


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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The two halves of a backup: what is written into the one file beside the store's tables, and how it is taken out."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.languages import Says
from geo.store.checksums import table_sums
from geo.store.connect import connect, reading, writing
from geo.store.copying import copy_file, new_file
from geo.store.failures import refuse

BLOCK = 2**20
WRONG = Says(
    "cadangan rusak: isi tabel {table} tidak cocok dengan sidiknya. Pakai cadangan lain.",
    "the backup is damaged: table {table} does not match its checksum. Use another backup.",
)
_TABLES = (
    "CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sha256 TEXT NOT NULL)",
    "CREATE TABLE backup_about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE backup_service (block INTEGER PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE backup_service_manifest (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sha256 TEXT NOT NULL)",
)
# What must not live again on the machine where a backup is brought back: sessions, one-time links, used-up requests.
_NOT_REVIVED = ("sessions", "links", "failures", "once")
Sums = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Contents:
    """What a backup says and holds: rows and checksums of both files, and what `backup_about` tells."""

    about: dict[str, str]
    store: Sums
    service: Sums


@contextmanager
def one_moment(con: sqlite3.Connection, service: Path) -> Iterator[sqlite3.Connection | None]:
    """Hold a snapshot of both files for a block: the service file's first, the store's a moment later.

    A report is written to the store before the service file says that it was accepted, so a pair in this order never
    names an incident or a run that the store half lacks.

    Parameters
    ----------
    con
        The store's connection, outside a transaction.
    service
        The service file; one that is not there gives None.
    """
    with contextlib.ExitStack() as held:
        other = None
        if service.exists():
            other = held.enter_context(contextlib.closing(connect(service, read_only=True)))
            held.enter_context(reading(other))
            other.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot begins with the first read
        held.enter_context(reading(con))
        con.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield other


def copy_both(con: sqlite3.Connection, service: Path, part: Path) -> Path | None:
    """Copy both files as they were at one moment; return the copy of the service file, or None without one."""
    beside = part.with_name(part.name + ".service")
    with one_moment(con, service) as other:
        copy_file(con, part)
        if other is None:
            return None
        copy_file(other, beside)
    return beside


def seal(part: Path, service: Path | None, about: dict[str, str]) -> Contents:
    """Write checksums, the service file and what is said about both into the copy of the store.

    Parameters
    ----------
    part
        The copy of the store.
    service
        The copy of the service file, or None.
    about
        What else to say: moment and version.
    """
    service_sums: Sums = {}
    if service is not None:
        with contextlib.closing(connect(service)) as other:
            service_sums = table_sums(other)
            number, head = audit_head(other)
            about = {**about, "audit_number": str(number), "audit_head": head}
    with contextlib.closing(connect(part)) as con, writing(con):
        sums = table_sums(con)
        for statement in _TABLES:
            con.execute(statement)
        con.executemany("INSERT INTO backup_manifest VALUES (?, ?, ?)", _rows(sums))
        con.executemany("INSERT INTO backup_service_manifest VALUES (?, ?, ?)", _rows(service_sums))
        about = {**about, "manifest": digest_of(_rows(sums)), "service_manifest": digest_of(_rows(service_sums))}
        if service is not None:
            con.executemany("INSERT INTO backup_service VALUES (?, ?)", enumerate(_blocks(service)))
        con.executemany("INSERT INTO backup_about VALUES (?, ?)", about.items())
    return Contents(about, sums, service_sums)


def read_contents(con: sqlite3.Connection) -> Contents | None:
    """Return what a backup says about itself, or None when the file is no backup."""
    names = {row[0] for row in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"backup_manifest", "backup_about"} <= names:
        return None
    about = dict(con.execute("SELECT name, value FROM backup_about").fetchall())
    store = _listed(con, "backup_manifest")
    service = _listed(con, "backup_service_manifest") if "backup_service_manifest" in names else []
    return Contents(about, _sums(store), _sums(service))


def prove(con: sqlite3.Connection, backup: str) -> Contents | None:
    """Hold every table of an opened copy against its checksum; None when it is no backup.

    Raises
    ------
    StoreError
        When a table or a list of checksums was changed.
    """
    contents = read_contents(con)
    if contents is None:
        return None
    if contents.about.get("manifest") != digest_of(_rows(contents.store)):
        raise refuse(backup, WRONG, table="backup_manifest")
    if contents.service and contents.about.get("service_manifest") != digest_of(_rows(contents.service)):
        raise refuse(backup, WRONG, table="backup_service_manifest")
    _same(table_sums(con), contents.store, backup)
    return contents


def take_out_service(con: sqlite3.Connection, target: Path, contents: Contents, backup: str) -> bool:
    """Write the service file of a proven backup and hold it against its checksums; False when there is none.

    Open sessions, one-time links and remembered requests are not brought back.

    Raises
    ------
    StoreError
        When it does not match; the target is then to be thrown away.
    """
    if not contents.service:
        return False
    new_file(target)
    with target.open("wb") as file:
        for (block,) in con.execute("SELECT content FROM backup_service ORDER BY block"):
            file.write(block)
    with contextlib.closing(connect(target)) as other:
        try:
            finding = str(other.execute("PRAGMA integrity_check(1)").fetchone()[0])
            found = table_sums(other)
        except sqlite3.DatabaseError as error:
            raise refuse(backup, WRONG, table="service") from error
        if finding != "ok":
            raise refuse(backup, WRONG, table="service")
        _same(found, contents.service, backup)
        with writing(other):
            for table in _NOT_REVIVED:
                if table in found:
                    other.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        other.execute("PRAGMA journal_mode=WAL")
    return True


def unseal(con: sqlite3.Connection) -> None:
    """Take out of a proven copy what only a backup holds; its space is used again by the store's next rows."""
    with writing(con):
        for (name,) in con.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'backup\\_%' ESCAPE '\\'"
        ).fetchall():
            con.execute(f'DROP TABLE "{name}"')
    con.execute("PRAGMA journal_mode=WAL")


def audit_head(con: sqlite3.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry of a service file's audit chain."""
    row = con.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return (0, "0" * 64) if row is None else (int(row[0]), str(row[1]))


def digest_of(rows: Sequence[Sequence[Any]]) -> str:
    """Return the SHA-256 over a list of checksums."""
    return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()


def _same(found: Sums, listed: Sums, backup: str) -> None:
    for name, pair in listed.items():
        if found.get(name) != pair:
            raise refuse(backup, WRONG, table=name)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _listed(con: sqlite3.Connection, table: str) -> list[tuple[str, int, str]]:
    return con.execute(f"SELECT name, rows, sha256 FROM {table} ORDER BY rowid").fetchall()  # noqa: S608 - ours


def _rows(sums: Sums) -> list[tuple[str, int, str]]:
    return [(name, n, digest) for name, (n, digest) in sums.items()]


def _sums(rows: Iterable[tuple[str, int, str]]) -> Sums:
    return {name: (n, digest) for name, n, digest in rows}

"""Opens the service file beside a store: a second one, so that sign-ins and reports never wait for an import."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import StoreError
from geo.languages import Says
from geo.store.address import path_of
from geo.store.connect import APPLICATION_ID, connect, reading, writing
from geo.store.connections import Connections
from geo.store.copying import settle
from geo.store.failures import as_store_errors, refuse, refuse_damaged
from geo.store.holding import opening
from geo.store.service.schema import SCHEMA
from geo.store.service.versions import bring_to

_FOREIGN = Says(
    "adalah berkas program lain. Pindahkan berkas itu, lalu ulangi.",
    "is another program's file. Move it away, then try again.",
)
_NEWER = Says(
    "dibuat oleh versi petarawan yang lebih baru (skema {found}, versi ini mengenal sampai {known}). "
    "Perbarui petarawan; data tidak disentuh.",
    "was made by a newer petarawan (schema {found}, this version knows up to {known}). "
    "Update petarawan; the data were not touched.",
)
_DAMAGED = Says("rusak: {finding}.", "is damaged: {finding}.")


def service_path(store_url: str) -> Path:
    """Return where the service file of a store lies: `NAME.service.db` beside `NAME.db`."""
    store = path_of(store_url)
    return store.with_name(f"{store.stem}.service.db")


class ServiceFile:
    """One service file, a connection per thread; made by `open_service`.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(path)

    def __enter__(self) -> ServiceFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file; a second call does nothing."""
        self._connections.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See one state of the file for a whole block."""
        with as_store_errors(self.path.name), reading(self._connections.own()) as con:
            yield con

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for a block (BEGIN IMMEDIATE) and commit it whole, or take everything back."""
        with as_store_errors(self.path.name), writing(self._connections.own()) as con:
            yield con


def open_service(store_url: str) -> ServiceFile:
    """Open the service file of a store; a store that has none yet gets one (0600).

    Parameters
    ----------
    store_url
        `sqlite:///PATH` of the store, which must exist.

    Raises
    ------
    StoreError
        When the store is missing, or the file is damaged, foreign, newer than this program or not to be written.
    """
    path, store = service_path(store_url), path_of(store_url)
    with as_store_errors(path.name), opening(path) as held:
        if not path.exists():
            if not store.exists():
                problem = Says("belum ada; jalankan petarawan init.", "does not exist yet; run petarawan init.")
                raise refuse(store, problem)
            _make(path)
        elif not held:
            _check(path)
        con = connect(path)
        try:
            found = int(con.execute("PRAGMA user_version").fetchone()[0])
            if found > SCHEMA:
                raise refuse(path, _NEWER, found=found, known=SCHEMA)
            if found < SCHEMA:
                bring_to(con, SCHEMA)
        finally:
            con.close()
        return ServiceFile(path)


def _make(path: Path) -> None:
    """Make the file under another name and give it its own when whole; one that appears meanwhile stays."""
    making = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    making.unlink(missing_ok=True)
    handle = os.open(making, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    try:
        con = connect(making)
        try:
            con.execute("PRAGMA auto_vacuum=INCREMENTAL")
            con.execute("PRAGMA journal_mode=WAL")
            con.execute(f"PRAGMA application_id={APPLICATION_ID}")
            bring_to(con, SCHEMA)
        finally:
            con.close()
        settle(making)
        with contextlib.suppress(FileExistsError):
            os.link(making, path)
    finally:
        making.unlink(missing_ok=True)


def _check(path: Path) -> None:
    con = connect(path, read_only=True)
    try:
        if int(con.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
            raise refuse(path, _FOREIGN)
        finding = str(con.execute("PRAGMA quick_check(1)").fetchone()[0])
    finally:
        con.close()
    if finding != "ok":
        raise _damaged(path, finding)


def _damaged(path: Path, finding: str) -> StoreError:
    return refuse_damaged(path, _DAMAGED, finding=finding[:200])

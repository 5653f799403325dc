"""Connections to the SQLite file: always the same promises (WAL, FULL, secure delete), never a new empty file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.sql import ClauseElement

APPLICATION_ID = 0x50455441  # "PETA": tells our files from any other SQLite file
BUSY_SECONDS = 30.0
_CACHE_KB = 65_536
_WAL_KEEP_BYTES = 64 * 2**20
_DIALECT = sqlite_dialect.dialect(paramstyle="named")


def connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    """Open an existing SQLite file with the store's settings.

    Parameters
    ----------
    path
        The file; a missing one is an error, never created.
    read_only
        Open for reading only.
    immutable
        Read the bytes as they stand, without locks or journal (for files from elsewhere).

    Returns
    -------
    sqlite3.Connection
        In autocommit mode: transactions are begun explicitly with `writing` or `reading`.

    Raises
    ------
    sqlite3.Error
        When SQLite cannot open it.
    """
    mode = "ro" if read_only or immutable else "rw"
    address = f"file:{quote(str(path))}?mode={mode}" + ("&immutable=1" if immutable else "")
    con = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS, cached_statements=256
    )
    try:
        for pragma in (
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            f"cache_size=-{_CACHE_KB}",
            f"journal_size_limit={_WAL_KEEP_BYTES}",
        ):
            con.execute(f"PRAGMA {pragma}")
    except BaseException:
        con.close()
        raise
    return con


@contextmanager
def writing(con: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Hold the write lock for a block and commit it whole; anything raised inside takes everything back.

    Waits up to 30 s for another writer (busy_timeout), because it asks for the lock first (BEGIN IMMEDIATE).
    """
    con.execute("BEGIN IMMEDIATE")
    try:
        yield con
        con.execute("COMMIT")
    except BaseException:
        roll_back(con)
        raise


@contextmanager
def reading(con: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """See one and the same state of the store for a whole block, whatever others write meanwhile."""
    con.execute("BEGIN")
    try:
        yield con
    finally:
        roll_back(con)


def roll_back(con: sqlite3.Connection) -> None:
    """Take the open transaction back, if SQLite has not done so itself (as it does when the disk is full)."""
    if con.in_transaction:
        with contextlib.suppress(sqlite3.Error):
            con.execute("ROLLBACK")


def run(con: sqlite3.Connection, statement: ClauseElement, **values: Any) -> sqlite3.Cursor:
    """Execute a SQLAlchemy Core statement on a plain connection.

    Parameters
    ----------
    con
        The connection.
    statement
        Any Core statement; lists of IN are spelled out.
    **values
        Values of its named bind parameters.
    """
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return con.execute(str(compiled), {**compiled.params, **values})

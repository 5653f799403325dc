from __future__ import annotations

import errno
import sqlite3

import pytest

from geo.errors import StoreError
from geo.store.failures import as_store_errors, said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "may not be written"),
        (errno.EMFILE, "open files"),
        (errno.EIO, "Check the disk"),
    ],
)
def test_system_errors_name_the_remedy(code: int, words: str) -> None:
    """S10."""
    error = said("p.db", OSError(code, "no"))
    assert words in error.text("en")
    assert error.text("id") != error.text("en")


def test_sqlite_errors_name_the_remedy() -> None:
    """S10."""
    con = sqlite3.connect(":memory:")
    con.execute("PRAGMA page_size=512")
    con.execute("CREATE TABLE t (a)")
    con.execute("PRAGMA max_page_count=2")
    with pytest.raises(StoreError, match="disk is full"), as_store_errors("p.db"):
        con.executemany("INSERT INTO t VALUES (?)", [("x" * 400,)] * 10)
    with pytest.raises(StoreError, match="no such table"), as_store_errors("p.db"):
        con.execute("SELECT * FROM absent")
    con.close()


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), as_store_errors("p.db"):
        raise KeyError


def test_a_log_that_cannot_grow_is_a_full_disk() -> None:
    """S10: seen when a backup is written to a disk that is full."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    assert "disk is full" in said("p.db", error).text("en")

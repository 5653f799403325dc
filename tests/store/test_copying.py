"""Copies of SQLite files: whole or not at all, and nothing left beside them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from geo.store.copying import copy_file


class Interrupted:
    """A source whose copying fails midway, as on a full disk: what SQLite had laid beside the copy stays there."""

    def __init__(self, beside: Path) -> None:
        self.beside = beside

    def backup(self, _: Any) -> None:
        for suffix in ("-wal", "-shm", "-journal"):
            self.beside.with_name(self.beside.name + suffix).write_bytes(b"left")
        raise sqlite3.OperationalError("disk I/O error")


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with pytest.raises(sqlite3.OperationalError):
        copy_file(Interrupted(tmp_path / "copy.db.part"), target)  # type: ignore[arg-type]  # stands in
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_one_whole_file(tmp_path: Path) -> None:
    con = sqlite3.connect(tmp_path / "source.db")
    con.execute("PRAGMA journal_mode=WAL")
    con.execute("CREATE TABLE t (a)")
    con.execute("INSERT INTO t VALUES (1)")
    con.commit()
    copy_file(con, tmp_path / "copy.db")
    con.close()
    assert {path.name for path in tmp_path.glob("copy*")} == {"copy.db"}
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT a FROM t").fetchall() == [(1,)]
    copy.close()

"""Steps of the service file: they make exactly the tables that the program declares, whole or not at all."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geo.store.service.schema import SCHEMA, table_modules, whole_metadata
from geo.store.service.versions import bring_to, statements_of


def _made(con: sqlite3.Connection) -> dict[str, str]:
    """Return what a file is made of, without the blanks that mean nothing."""
    rows = con.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    return {str(name): " ".join(str(sql).split()) for name, sql in rows}


def _empty(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_the_steps_make_what_the_tables_declare(tmp_path: Path) -> None:
    stepped, declared = _empty(tmp_path / "a.db"), _empty(tmp_path / "b.db")
    bring_to(stepped, SCHEMA)
    for statement in statements_of(whole_metadata()):
        declared.execute(statement)
    assert _made(stepped) == _made(declared)
    assert stepped.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    stepped.close()
    declared.close()


def test_every_module_of_tables_is_listed() -> None:
    import geo.store.service

    folder = Path(str(geo.store.service.__file__)).parent
    assert {path.stem for path in folder.glob("*_tables.py")} == set(table_modules())


def test_a_second_time_does_nothing(tmp_path: Path) -> None:
    con = _empty(tmp_path / "a.db")
    bring_to(con, SCHEMA)
    before = _made(con)
    bring_to(con, SCHEMA)
    assert _made(con) == before
    con.close()


KILLED = """
import os, signal, sqlite3, sys
from geo.store.service.versions import bring_to
con = sqlite3.connect(sys.argv[1], isolation_level=None)
seen = 0
def count(statement):
    global seen
    seen += 1
    if seen == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
con.set_trace_callback(count)
bring_to(con, 1)
"""


@pytest.mark.parametrize("at", [2, 5, 12, 25, 40])
def test_s08_a_killed_step_leaves_nothing_between(tmp_path: Path, at: int) -> None:
    path = tmp_path / "a.db"
    _empty(path).close()
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(at)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    con = _empty(path)
    assert _made(con) == {}
    assert con.execute("PRAGMA user_version").fetchone() == (0,)
    bring_to(con, SCHEMA)
    assert len(_made(con)) > 20
    con.close()

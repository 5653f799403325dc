"""Brings a service file to a schema: whole steps in one transaction, so that a killed process leaves the old one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import MetaData

from geo.store.connect import writing

FOLDER = Path(__file__).parent
_END = "\n--\n"  # between two statements: triggers hold semicolons of their own


def bring_to(con: sqlite3.Connection, newest: int, folder: Path = FOLDER) -> None:
    """Apply the steps that a file lacks: `v0001.sql`, `v0002.sql` and so on, never changed once released.

    Parameters
    ----------
    con
        A connection in autocommit mode, outside a transaction.
    newest
        Number of the schema to reach.
    folder
        Where the steps lie.
    """
    with writing(con):
        found = int(con.execute("PRAGMA user_version").fetchone()[0])
        for number in range(found + 1, newest + 1):
            text = (folder / f"v{number:04d}.sql").read_text(encoding="utf-8")
            for statement in text.split(_END):
                con.execute(statement)
        if found < newest:
            con.execute(f"PRAGMA user_version={newest}")


def statements_of(metadata: MetaData) -> Iterator[str]:
    """Yield the statements that make all tables, indexes and triggers of a metadata."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
        yield from table.info.get("triggers", ())


def step_of(metadata: MetaData) -> str:
    """Return the text of a step that makes everything anew: how `v0001.sql` was written."""
    return _END.join(statements_of(metadata)) + "\n"

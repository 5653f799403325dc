"""A sum over all rows of each table, the same on every machine, so that a backup can prove it is whole."""

from __future__ import annotations

import hashlib
import sqlite3

from geo.store.rows import no_collection

_CHUNK = 20_000


def table_sums(con: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return for each table of a file (whatever its schema) how many rows it has and the SHA-256 over them.

    Parameters
    ----------
    con
        A connection; within one transaction when others write.

    Returns
    -------
    dict
        Table name to (rows, hex digest), rows taken in the order of the primary key, every value written in
        ASCII with all its digits.
    """
    sums: dict[str, tuple[int, str]] = {}
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for (table,) in con.execute(listed).fetchall():
        if table.startswith("backup_"):
            continue
        columns = con.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
        names = ", ".join(f'"{name}"' for name, _ in columns)
        keys = ", ".join(f'"{name}"' for name, place in sorted(columns, key=lambda item: item[1]) if place)
        cursor = con.execute(f'SELECT {names} FROM "{table}" ORDER BY {keys or "rowid"}')  # noqa: S608 - names of ours
        digest, n = hashlib.sha256(names.encode()), 0
        with no_collection():
            while rows := cursor.fetchmany(_CHUNK):
                n += len(rows)
                digest.update(ascii(rows)[1:-1].encode())
        sums[table] = (n, digest.hexdigest())
    return sums

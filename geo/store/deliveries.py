"""Which incidents an import brought again without changing them, kept small: differences of row numbers, packed."""

from __future__ import annotations

import sqlite3
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def pack(numbers: Numbers) -> bytes:
    """Return row numbers as bytes; a file imported again takes a few kilobytes for a million rows."""
    return zlib.compress(np.diff(np.sort(numbers), prepend=0).astype("<i8").tobytes(), 6)


def unpack(packed: bytes | None) -> Numbers:
    """Return the row numbers of `pack`, sorted."""
    if not packed:
        return np.empty(0, dtype=np.int64)
    return np.cumsum(np.frombuffer(zlib.decompress(packed), dtype="<i8")).astype(np.int64)


def delivered_by_others(con: sqlite3.Connection, number: int) -> dict[int, Numbers]:
    """Return for every other import still in force the incidents (row numbers) that it too delivered.

    Parameters
    ----------
    con
        A connection.
    number
        The import that is left aside.

    Returns
    -------
    dict
        Import number to sorted row numbers of incidents that it found unchanged or corrected; oldest import first.
    """
    found: dict[int, Numbers] = {}
    others = "SELECT number, seen_again FROM imports WHERE status = 'done' AND number <> ? ORDER BY number"
    for other, packed in con.execute(others, (number,)).fetchall():
        corrected: list[Any] = con.execute(
            "SELECT i.number FROM history h JOIN incidents i USING (incident_id) "
            "WHERE h.import_number = ? AND h.action = 'corrected'",
            (other,),
        ).fetchall()
        again = unpack(packed)
        if corrected:
            again = np.union1d(again, np.array(corrected, dtype=np.int64).ravel())
        if len(again):
            found[other] = again
    return found

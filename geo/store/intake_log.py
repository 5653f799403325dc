"""What was taken in, what was refused and why: the lists of imports and of quarantined rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, false, func, or_, select

from geo.agencies.audience import Standing
from geo.errors import NotFoundError
from geo.store.connect import run
from geo.store.ids import IMPORT, import_id, import_number
from geo.store.moments import microseconds, moment
from geo.store.rows import arrays_of, frame_of
from geo.store.schema import IMPORTS, QUARANTINE
from geo.tables.column import Table
from geo.tables.quarantine import QUARANTINE as QUARANTINE_FORM
from geo.tables.runs import IMPORTS as IMPORTS_FORM
from geo.tables.runs import Outcome


def listed(con: sqlite3.Connection, standing: Standing, owner: str | None = None) -> pd.DataFrame:
    """Return imports in their form, newest first: all of them, or those of one agency."""
    names = [name for name in IMPORTS_FORM.names if name != "import_id"]
    statement = select(IMPORTS.c.number, *(IMPORTS.c[name] for name in names)).order_by(IMPORTS.c.number.desc())
    if owner is not None:
        statement = statement.where(_owned_by(owner, standing))
    return _with_ids(run(con, statement), IMPORTS_FORM, names)


def newest_outcomes(con: sqlite3.Connection, standing: Standing, owner: str) -> list[Outcome]:
    """Return how an agency's imports ended, newest first, back to the last that was not refused and with it."""
    of_owner = _owned_by(owner, standing)
    last_good = select(func.max(IMPORTS.c.number)).where(of_owner, IMPORTS.c.status != "refused").scalar_subquery()
    statement = select(IMPORTS.c.status, IMPORTS.c.created, IMPORTS.c.warnings)
    statement = statement.where(of_owner, IMPORTS.c.number >= func.coalesce(last_good, 0))
    rows = run(con, statement.order_by(IMPORTS.c.number.desc()))
    return [Outcome(status, moment(created), warnings) for status, created, warnings in rows]


def _owned_by(owner: str, standing: Standing) -> ColumnElement[bool]:
    """Say in SQL what `Standing.owner` says: what names no agency of the roster is the home agency's."""
    if owner == standing.home:
        return or_(
            IMPORTS.c.agency.is_(None), IMPORTS.c.agency.not_in([code for code in standing.roster if code != owner])
        )
    return IMPORTS.c.agency == owner if owner in standing.roster else false()


def quarantined(con: sqlite3.Connection, name: str | None) -> pd.DataFrame:
    """Return refused rows in their form, of one import or of all; in the order of imports and lines.

    Raises
    ------
    NotFoundError
        When there is no such import.
    """
    names = [column for column in QUARANTINE_FORM.names if column != "import_id"]
    q = QUARANTINE.c
    statement = select(q.import_number, *(q[column] for column in names)).order_by(q.number)
    if name is not None:
        number = import_number(name)
        if not con.execute("SELECT 1 FROM imports WHERE number = ?", (number,)).fetchone():
            raise NotFoundError(what=IMPORT, name=name)
        statement = statement.where(q.import_number == number)
    return _with_ids(run(con, statement), QUARANTINE_FORM, names)


def note_refused(
    con: sqlite3.Connection,
    file: str,
    digest: str,
    source: str,
    error: Mapping[str, Any],
    now: datetime,
    agency: str | None = None,
) -> str:
    """Note a file that was refused as a whole, inside the open write transaction; return the import's id."""
    cursor = con.execute(
        "INSERT INTO imports (file, digest, source, status, created, records, stored, unchanged, corrected, "
        "duplicates, quarantined, mapping, warnings, agency) "
        "VALUES (?, ?, ?, 'refused', ?, 0, 0, 0, 0, 0, 0, '{}', ?, ?)",
        (file, digest, source, microseconds(now), json.dumps([dict(error)], ensure_ascii=False, default=str), agency),
    )
    return import_id(int(cursor.lastrowid or 0)) or ""


def _with_ids(cursor: sqlite3.Cursor, form: Table, names: list[str]) -> pd.DataFrame:
    arrays = arrays_of(cursor, ["raw", *(form.column(name).kind for name in names)])
    ids = pd.array([import_id(number) for number in arrays[0]], dtype="str")
    return frame_of(form, {"import_id": ids, **dict(zip(names, arrays[1:], strict=True))}, len(ids))

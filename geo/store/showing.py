"""Which finished runs are shown: published, withdrawn, what goes with them, and the history of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import select

from geo.agencies.audience import Standing
from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.connect import run as execute
from geo.store.ids import RUN, run_id, run_number
from geo.store.moments import microseconds
from geo.store.rows import arrays_of, frame_of
from geo.store.schema import SHOWINGS_TABLE
from geo.tables.runs import SHOWINGS as FORM

SOURCE = "json_extract(chosen, '$.of_run')"
_NOT_DONE = Says(
    "{run} berstatus {status}; hanya analisis yang selesai dapat diterbitkan.",
    "{run} is {status}; only a finished run can be published.",
)
_SOURCE_FIRST = Says(
    "{run} dibuat dari {source}, yang belum diterbitkan. Terbitkan dahulu: petarawan publish {source}",
    "{run} was made from {source}, which is not published. Publish that first: petarawan publish {source}",
)
_NOT_SHOWN = Says("{run} tidak sedang diterbitkan.", "{run} is not published.")


def publish(con: sqlite3.Connection, name: str, now: datetime, who: str) -> bool:
    """Show a finished run, inside the open write transaction; say whether anything changed.

    It becomes the newest of its task, also when it was published before and another one came after it.

    Raises
    ------
    NotFoundError
        When there is no such run.
    ParameterError
        When it is not finished, or the run it was made from is not published.
    """
    number, task, status, source = _one(con, name)
    if status != "done":
        raise ParameterError(name="RUN", problem=_NOT_DONE.filled(run=run_id(number), status=status))
    if not is_shown(con, source):
        raise ParameterError(name="RUN", problem=_SOURCE_FIRST.filled(run=run_id(number), source=str(source)))
    newest = con.execute(
        "SELECT number FROM runs WHERE task = ? AND status = 'done' AND shown = 'published' ORDER BY showing DESC",
        (task,),
    ).fetchone()
    if newest is not None and newest[0] == number:
        return False
    note(con, number, "published", now, who)
    return True


def withdraw(con: sqlite3.Connection, name: str, now: datetime, who: str) -> list[str]:
    """Take a published run away, and all that was made from it; return their ids, the named one first.

    Raises
    ------
    NotFoundError
        When there is no such run.
    ParameterError
        When it is not published.
    """
    number, _, status, _ = _one(con, name)
    shown = con.execute("SELECT shown FROM runs WHERE number = ?", (number,)).fetchone()[0]
    if status != "done" or shown != "published":
        raise ParameterError(name="RUN", problem=_NOT_SHOWN.filled(run=run_id(number)))
    gone, waiting = [number], [number]
    while waiting:
        of_run = run_id(waiting.pop())
        made = con.execute(
            f"SELECT number FROM runs WHERE {SOURCE} = ? AND status = 'done' AND shown = 'published' ORDER BY number",  # noqa: S608 - a constant
            (of_run,),
        ).fetchall()
        gone += [row[0] for row in made]
        waiting += [row[0] for row in made]
    for one in gone:
        note(con, one, "withdrawn", now, who)
    return [run_id(one) for one in gone]


def note(con: sqlite3.Connection, number: int, shown: str, now: datetime, who: str | None) -> None:
    """Write down that a run is shown or taken away."""
    stamp = microseconds(now)
    cursor = con.execute(
        "INSERT INTO showings (run_number, shown, moment, who) VALUES (?, ?, ?, ?)", (number, shown, stamp, who or None)
    )
    con.execute(
        "UPDATE runs SET shown = ?, showing = ?, published = iif(? = 'published', ?, published) WHERE number = ?",
        (shown, cursor.lastrowid, shown, stamp, number),
    )


def show_finished(con: sqlite3.Connection, number: int, now: datetime) -> None:
    """Publish a run that has just been finished, when it was asked for so and what it was made from is shown."""
    query = f"SELECT shown, {SOURCE}, asked_by FROM runs WHERE number = ?"  # noqa: S608 - a constant
    shown, source, who = con.execute(query, (number,)).fetchone()
    if shown != "published":
        return
    if is_shown(con, source):
        note(con, number, "published", now, who)
    else:
        con.execute("UPDATE runs SET shown = 'draft' WHERE number = ?", (number,))


def is_shown(con: sqlite3.Connection, source: str | None) -> bool:
    """Say whether the run that another was made from is published; a run made from none needs none."""
    if source is None:
        return True
    row = con.execute("SELECT status, shown FROM runs WHERE number = ?", (run_number(source),)).fetchone()
    return row is not None and tuple(row) == ("done", "published")


def shown_runs(
    con: sqlite3.Connection, task: str, asker: str, standing: Standing, of_run: str | None, drafts: bool
) -> list[str]:
    """Return the ids of finished runs of a task that an agency may see, the one shown first.

    Parameters
    ----------
    con
        A connection.
    task
        The task.
    asker, standing
        Who asks, and the region's agencies.
    of_run
        Only those made from this run; None: all.
    drafts
        Also drafts and withdrawn ones, after those that are published.
    """
    condition, values = "task = ? AND status = 'done'", [task]
    if of_run is not None:
        condition, values = f"{condition} AND {SOURCE} = ?", [*values, of_run]
    if not drafts:
        condition += " AND shown = 'published'"
    rows = con.execute(
        f"SELECT number, audience FROM runs WHERE {condition} "  # noqa: S608 - texts of ours
        "ORDER BY shown = 'published' DESC, iif(shown = 'published', showing, number) DESC",
        values,
    )
    return [run_id(number) for number, audience in rows if standing.may_see_run(asker, json.loads(audience))]


def history(con: sqlite3.Connection, names: Collection[str] | None) -> pd.DataFrame:
    """Return when runs were published and withdrawn, and by whom (form `SHOWINGS`), newest first."""
    s = SHOWINGS_TABLE.c
    statement = select(s.run_number, s.shown, s.moment, s.who).order_by(s.number.desc())
    if names is not None:
        statement = statement.where(s.run_number.in_([run_number(name) for name in names]))
    arrays = arrays_of(execute(con, statement), ["raw", "text", "moment", "text"])
    ids = pd.array([run_id(number) for number in arrays[0]], dtype="str")
    columns = dict(zip(("shown", "moment", "who"), arrays[1:], strict=True))
    return frame_of(FORM, {"run_id": ids, **columns}, len(ids))


def _one(con: sqlite3.Connection, name: str) -> tuple[int, str, str, str | None]:
    found = con.execute(
        f"SELECT number, task, status, {SOURCE} FROM runs WHERE number = ?",  # noqa: S608 - a constant
        (run_number(name),),
    ).fetchone()
    if found is None:
        raise NotFoundError(what=RUN, name=name[:40])
    number, task, status, source = found
    return int(number), str(task), str(status), source

"""Runs: the queue and the truth of what is computed, by whom it was claimed, and whether it still lives."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select

from geo.agencies.audience import Standing
from geo.errors import CancelledError, NotFoundError, ParameterError
from geo.languages import Says
from geo.store.asking import UNSAID, basis_of, digest_of, renew_basis, settle_basis
from geo.store.connect import run as execute
from geo.store.ids import RUN, run_id, run_number
from geo.store.moments import microseconds
from geo.store.rows import arrays_of, frame_of, from_stored, to_stored
from geo.store.schema import RUNS_TABLE
from geo.store.showing import show_finished, shown_runs
from geo.tables.runs import RUN_STATES, RUN_TASKS, SHOWN_STATES
from geo.tables.runs import RUNS as FORM

SILENT_SECONDS = 60
_LOST = Says(
    "gagal (terputus): proses yang menghitung tidak memberi tanda hidup lebih dari 60 detik. Jalankan lagi.",
    "failed (cut off): the process that computed gave no sign of life for more than 60 seconds. Run it again.",
)
_KNOWN = Says("harus salah satu dari {known}", "must be one of {known}")
_ENDED = Says(
    "{run} sudah berstatus {status}; hasilnya tidak disimpan.",
    "{run} is {status} already; its result was not kept.",
)
_DEFAULTS: dict[str, Any] = {**UNSAID, "shown": "published"}
# The last sign of life, and the present moment, both in the clock by which the run was started.
_LAST = "coalesce(heartbeat, started, created)"
_PRESENT = f"{_LAST} + (:alive - alive)"
_NAMES = [name for name in FORM.names if name != "run_id"]


def alive_now() -> int:
    """Return the machine's own clock (microseconds): signs of life are real time, whatever clock `now` follows."""
    return time.time_ns() // 1000


def start(con: sqlite3.Connection, run: Mapping[str, Any], now: datetime, status: str) -> str:
    """Make a run row inside the open write transaction and return its id.

    Raises
    ------
    ParameterError
        When a key is unknown or status or task is not one of the known ones.
    """
    values = {**_DEFAULTS, **run, "status": status, "created": now}
    values.pop("run_id", None)
    if status == "running":
        values |= {"started": now, "heartbeat": now, "progress": values.get("progress") or 0.0}
    stored = _stored(values)
    stored["alive"] = alive_now()
    stored["request_digest"], stored["basis"] = digest_of(values), basis_of(con, str(values["task"]))
    fields = ", ".join(f'"{name}"' for name in stored)
    marks = ", ".join(f":{name}" for name in stored)
    cursor = con.execute(f"INSERT INTO runs ({fields}) VALUES ({marks})", stored)  # noqa: S608 - names checked
    return run_id(int(cursor.lastrowid or 0))


def fail_lost(con: sqlite3.Connection, now: datetime | None) -> int:
    """Fail every running run without a sign of life for 60 s and return how many.

    Parameters
    ----------
    con
        A connection inside a write transaction.
    now
        The present moment of the caller's clock, compared with the heartbeat; None: judge by the machine's clock only.
    """
    told = {"code": "lost", **_LOST.as_dict()}
    condition, values = _silent(now)
    return con.execute(
        f"UPDATE runs SET status = 'failed', finished = {_PRESENT}, error = :error WHERE {condition}",  # noqa: S608 - texts of ours
        {**values, "error": json.dumps(told, ensure_ascii=False)},
    ).rowcount


def any_lost(con: sqlite3.Connection, now: datetime | None) -> bool:
    """Whether `fail_lost` would find one; asked first, so that reading needs no write lock."""
    condition, values = _silent(now)
    query = f"SELECT 1 FROM runs WHERE {condition} LIMIT 1"  # noqa: S608 - texts of ours
    return con.execute(query, values).fetchone() is not None


def claim(con: sqlite3.Connection, now: datetime) -> dict[str, Any] | None:
    """Take the oldest queued run inside the open write transaction, mark it running and return it."""
    fail_lost(con, now)
    row = con.execute("SELECT min(number) FROM runs WHERE status = 'queued'").fetchone()
    if row[0] is None:
        return None
    stamp = microseconds(now)
    con.execute(
        "UPDATE runs SET status = 'running', started = ?, heartbeat = ?, alive = ?, progress = 0 WHERE number = ?",
        (stamp, stamp, alive_now(), row[0]),
    )
    renew_basis(con, row[0])
    return one(con, run_id(row[0]))


def update(con: sqlite3.Connection, name: str, changes: Mapping[str, Any], only_from: Sequence[str] = ()) -> bool:
    """Change columns of a run, with `only_from` only in one of these states; say whether it was changed.

    Every change is a sign of life.

    Raises
    ------
    NotFoundError
        When there is no such run.
    ParameterError
        When a column or status is unknown.
    """
    stored = _stored(changes)
    sets = ", ".join(f'"{column}" = :{column}' for column in stored)
    if "heartbeat" not in stored:
        sets += f", heartbeat = {_PRESENT}" if sets else f"heartbeat = {_PRESENT}"
    sets += ", alive = :alive"
    stored["alive"] = alive_now()
    if unknown := [state for state in only_from if state not in RUN_STATES]:
        raise ParameterError(name=unknown[0], problem=_known(RUN_STATES))
    states = ", ".join(f"'{state}'" for state in only_from or RUN_STATES)
    query = f"UPDATE runs SET {sets} WHERE number = :number AND status IN ({states})"  # noqa: S608 - names checked
    number = run_number(name)
    if con.execute(query, {**stored, "number": number}).rowcount:
        return True
    if not con.execute("SELECT 1 FROM runs WHERE number = ?", (number,)).fetchone():
        raise NotFoundError(what=RUN, name=name)
    return False


def finish(con: sqlite3.Connection, name: str, changes: Mapping[str, Any], now: datetime) -> int:
    """Mark a run done, publish it when that was asked, and return its number; `now` is when it is published.

    Raises
    ------
    NotFoundError
        When there is no such run.
    CancelledError
        When it was cancelled, has failed or is done already. A run given up as cut off may still finish.
    """
    number = run_number(name)
    row = con.execute("SELECT status, error FROM runs WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise NotFoundError(what=RUN, name=name)
    lost = row[0] == "failed" and json.loads(row[1] or "{}").get("code") == "lost"
    if row[0] not in {"running", "queued"} and not lost:
        values = {"run": run_id(number), "status": row[0]}
        raise CancelledError(problem=Says(_ENDED.text("id", values), _ENDED.text("en", values)))
    stored = _stored({"progress": 1.0, "error": None, **changes, "status": "done"})
    sets = ", ".join(f'"{column}" = :{column}' for column in stored)
    con.execute(f"UPDATE runs SET {sets} WHERE number = :number", {**stored, "number": number})  # noqa: S608 - as above
    settle_basis(con, number, stored.get("data_version"))
    show_finished(con, number, now)
    return number


def listed(con: sqlite3.Connection, task: str | None, status: str | None) -> pd.DataFrame:
    """Return runs in their form, newest first."""
    columns = RUNS_TABLE.c
    statement = select(columns.number, *(columns[name] for name in _NAMES)).order_by(columns.number.desc())
    if task is not None:
        statement = statement.where(columns.task == task)
    if status is not None:
        statement = statement.where(columns.status == status)
    arrays = arrays_of(execute(con, statement), ["raw", *(FORM.column(name).kind for name in _NAMES)])
    ids = pd.array([run_id(number) for number in arrays[0]], dtype="str")
    return frame_of(FORM, {"run_id": ids, **dict(zip(_NAMES, arrays[1:], strict=True))}, len(ids))


def number_of(con: sqlite3.Connection, name: str, standing: Callable[[], Standing]) -> int:
    """Return the number of a run by its id, `latest`, or `latest:TASK` (the one shown, of those for the home agency).

    Parameters
    ----------
    con
        A connection.
    name
        What is asked.
    standing
        Gives the region's agencies.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    if name == "latest" or name.startswith("latest:"):
        task = name.partition(":")[2]
        number = _latest(con, [task] if task else RUN_TASKS, standing())
    else:
        found = con.execute("SELECT number FROM runs WHERE number = ?", (run_number(name),)).fetchone()
        number = found[0] if found else None
    if number is None:
        raise NotFoundError(what=RUN, name=name)
    return int(number)


def _latest(con: sqlite3.Connection, tasks: Sequence[str], standing: Standing) -> int | None:
    shown = (shown_runs(con, task, standing.home, standing, None, False)[:1] for task in tasks)
    numbers = [run_number(name) for names in shown for name in names]
    return max(numbers, default=None)


def one(con: sqlite3.Connection, name: str, standing: Callable[[], Standing] = Standing) -> dict[str, Any]:
    """Return one run as Python values: moments aware, JSON parsed.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    number = number_of(con, name, standing)
    columns = RUNS_TABLE.c
    statement = select(*(columns[column] for column in _NAMES)).where(columns.number == number)
    row = execute(con, statement).fetchone()
    values = {column: from_stored(FORM.column(column), value) for column, value in zip(_NAMES, row, strict=True)}
    return {"run_id": run_id(number), **values}


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    for name, known in (("status", RUN_STATES), ("task", RUN_TASKS), ("shown", SHOWN_STATES)):
        if name in values and values[name] not in known:
            raise ParameterError(name=name, problem=_known(known))
    if unknown := [name for name in values if name not in _NAMES]:
        raise ParameterError(name=unknown[0], problem=_known(tuple(_NAMES)))
    return {name: to_stored(FORM.column(name), value) for name, value in values.items()}


def _silent(now: datetime | None) -> tuple[str, dict[str, int]]:
    """Return the condition and values that tell running runs without a sign of life."""
    alive, limit = alive_now(), SILENT_SECONDS * 1_000_000
    values = {"alive": alive, "alive_since": alive - limit}
    condition = "status = 'running' AND (alive < :alive_since"
    if now is None:
        return condition + ")", values
    values["beat_since"] = (microseconds(now) or 0) - limit
    return condition + f" OR {_LAST} < :beat_since)", values


def _known(known: tuple[str, ...]) -> Says:
    values = {"known": list(known)}
    return Says(_KNOWN.text("id", values), _KNOWN.text("en", values))

"""The same question asked twice is computed once: what makes two requests the same, and the run that answers both."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from geo.store.ids import run_id

_QUESTION = ("task", "method", "parameters", "seed", "chosen", "audience", "versions")
UNSAID: dict[str, Any] = {"parameters": {}, "seed": 0, "chosen": {}, "audience": []}
_OF_INCIDENTS = ("hotspots", "forecast", "evaluation")
_OF_NETWORKS = ("zones", "routes")


def digest_of(run: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what is asked: task, method, parameters, seed, filter, audience, versions of the software.

    Who asks, and whether it is to be published, make no difference.
    """
    question = {name: run.get(name, UNSAID.get(name)) for name in _QUESTION}
    text = json.dumps(question, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def basis_of(con: sqlite3.Connection, task: str) -> str:
    """Return on what data a run of a task would rest now: it changes whenever the result could."""
    data, region = con.execute("SELECT data_version, region_version FROM state").fetchone()
    parts = [f"region {region}"]
    if task in _OF_INCIDENTS:
        parts.append(f"data {data}")
    if task in _OF_NETWORKS:
        n, last = con.execute("SELECT count(*), max(recorded) FROM networks").fetchone()
        parts.append(f"networks {n} {last}")
    if task == "evaluation":
        for table in ("tracks", "patrol_results", "orders"):
            last, superseded = con.execute(f"SELECT max(entry), count(superseded) FROM {table}").fetchone()  # noqa: S608 - names of ours
            parts.append(f"{table} {last} {superseded}")
    return ", ".join(parts)


def same_run(con: sqlite3.Connection, run: Mapping[str, Any]) -> str | None:
    """Return the run that answers a question already: it waits, or rests on the data as they are now.

    A waiting run reads the data when it begins, so it answers whatever was asked before that. Failed and cancelled
    runs answer nothing.
    """
    found = con.execute(
        "SELECT number FROM runs WHERE request_digest = ? "
        "AND (status = 'queued' OR (status IN ('running', 'done') AND basis = ?)) ORDER BY number DESC LIMIT 1",
        (digest_of(run), basis_of(con, str(run["task"]))),
    ).fetchone()
    return None if found is None else run_id(found[0])


def renew_basis(con: sqlite3.Connection, number: int) -> None:
    """Note that a run begins now: what it rests on is what the store holds from here on."""
    task = con.execute("SELECT task FROM runs WHERE number = ?", (number,)).fetchone()[0]
    con.execute("UPDATE runs SET basis = ? WHERE number = ?", (basis_of(con, str(task)), number))


def settle_basis(con: sqlite3.Connection, number: int, data_version: int | None) -> None:
    """Note which version of the data a finished run has read, where it began before they changed once more."""
    row = con.execute("SELECT basis FROM runs WHERE number = ?", (number,)).fetchone()
    if data_version is None or not row[0]:
        return
    parts = [f"data {data_version}" if part.startswith("data ") else part for part in row[0].split(", ")]
    con.execute("UPDATE runs SET basis = ? WHERE number = ?", (", ".join(parts), number))


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return list(value)

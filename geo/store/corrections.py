"""One incident by hand: entered, corrected or rejected, the reason in the history; no later import undoes it."""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import geopandas as gpd
from sqlalchemy import insert

from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.privacy.eligible import CITIZEN_SOURCES
from geo.spatial.cells import cell_of
from geo.store.connect import run
from geo.store.history import remember, remember_arrival, stored_rows
from geo.store.ids import INCIDENT
from geo.store.moments import microseconds
from geo.store.rows import to_stored
from geo.store.schema import INCIDENTS
from geo.tables.incidents import INCIDENTS as FORM
from geo.tables.incidents import ORIGINS, SHARINGS, STATUSES, TIME_PRECISIONS

CHANGEABLE = (
    "kind",
    "occurred_from",
    "occurred_to",
    "time_precision",
    "precision_m",
    "harm",
    "origin",
    "agency",
    "status",
    "sharing",
    "outside",
    "attributes",
    "footprint",
    "lon",
    "lat",
)
UNVERIFIED_REPORT = "unverified_report"
_ALLOWED = {"time_precision": TIME_PRECISIONS, "origin": ORIGINS, "status": STATUSES, "sharing": SHARINGS}
_NO_REASON = Says("tulis alasannya; ia masuk riwayat.", "give a reason; it goes into the history.")
_NOT_CHANGEABLE = Says("tidak dapat diubah; yang dapat: {known}", "cannot be changed; these can: {known}")
_ONE_OF = Says("harus salah satu dari {known}", "must be one of {known}")
_PLACE = Says("lon -180 sampai 180 dan lat -90 sampai 90, berdua", "lon -180 to 180 and lat -90 to 90, both together")
_ONE_ROW = Says("tepat satu baris dengan tempatnya", "exactly one row with its place")
_TAKEN = Says("nomor {name} sudah dipakai", "the id {name} is taken")
_NEEDED = Says("wajib diisi", "must have a value")


def add(con: sqlite3.Connection, row: gpd.GeoDataFrame, reason: str, now: datetime) -> str:
    """Store one incident entered by hand, inside the open write transaction, and return its id.

    Raises
    ------
    ParameterError
        When it is not exactly one row, a value is impossible, or its id is taken.
    """
    _need_reason(reason)
    if len(row) != 1 or row.geometry.isna().any() or row.geometry.is_empty.any():
        raise ParameterError(name="row", problem=_ONE_ROW)
    shaped = FORM.shaped(row).iloc[0]
    place = row.geometry.iloc[0]
    given: dict[str, Any] = {name: shaped[name] for name in CHANGEABLE if name in shaped.index}
    given = {"source": shaped["source"], "source_id": shaped["source_id"], **given, "lon": place.x, "lat": place.y}
    values = _stored(con, given)
    values["source"] = values["source"] or "manual"
    values |= _weight(values["source"], values["status"])
    name = to_stored(FORM.column("incident_id"), shaped["incident_id"])
    incident_id = name or "H" + base64.b32encode(secrets.token_bytes(15)).decode()
    taken = "SELECT 1 FROM incidents WHERE incident_id = :id UNION SELECT 1 FROM history WHERE incident_id = :id"
    if con.execute(taken, {"id": incident_id}).fetchone():
        raise ParameterError(name="incident_id", problem=_filled(_TAKEN, name=incident_id))
    run(con, insert(INCIDENTS).values(incident_id=incident_id, by_hand=1, **values))
    stamp = _touch(con, now)
    remember_arrival(con, incident_id, stamp, reason)
    return incident_id


def correct(con: sqlite3.Connection, incident_id: str, changes: Mapping[str, Any], reason: str, now: datetime) -> None:
    """Change columns of one incident, inside the open write transaction.

    Raises
    ------
    NotFoundError
        When there is no such incident.
    ParameterError
        When a column may not be changed or a value is impossible.
    """
    _need_reason(reason)
    if unknown := [name for name in changes if name not in CHANGEABLE and name != "geometry"]:
        raise ParameterError(name=unknown[0], problem=_filled(_NOT_CHANGEABLE, known=list(CHANGEABLE)))
    wanted = {name: value for name, value in changes.items() if name != "geometry"}
    if (place := changes.get("geometry")) is not None:
        wanted |= {"lon": place.x, "lat": place.y}
    _change(con, incident_id, _stored(con, wanted), "corrected_by_hand", reason, now)


def reject(con: sqlite3.Connection, incident_id: str, reason: str, now: datetime) -> None:
    """Mark one incident rejected, inside the open write transaction.

    Raises
    ------
    NotFoundError
        When there is no such incident.
    """
    _need_reason(reason)
    _change(con, incident_id, {"status": "rejected"}, "rejected_by_hand", reason, now)


def _change(
    con: sqlite3.Connection, incident_id: str, values: dict[str, Any], action: str, reason: str, now: datetime
) -> None:
    rows = stored_rows(con, "i.incident_id = :id", {"id": incident_id})
    if not rows:
        raise NotFoundError(what=INCIDENT, name=incident_id[:60])
    stamp = _touch(con, now)
    codes = dict(con.execute("SELECT number, code FROM kinds").fetchall())
    remember(con, rows, codes, changed=stamp, action=action, reason=reason)
    if "status" in values:
        values = {**values, **_weight(rows[0]["source"], values["status"])}
    sets = ", ".join(f'"{name}" = :{name}' for name in [*values, "by_hand"])
    con.execute(
        f"UPDATE incidents SET {sets} WHERE number = :number",  # noqa: S608 - names checked against CHANGEABLE
        {**values, "by_hand": 1, "number": rows[0]["number"]},
    )


def _weight(source: str, status: str) -> dict[str, str | None]:
    """Return `left_out` of what a citizen reported: it weighs nothing until somebody has verified it."""
    if source not in CITIZEN_SOURCES:
        return {}
    return {"left_out": UNVERIFIED_REPORT if status == "unverified" else None}


def _stored(con: sqlite3.Connection, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return given values as stored columns, each checked."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in {"lon", "lat"}:
            continue
        column = FORM.column(name)
        stored = to_stored(column, value)
        if name in _ALLOWED and stored not in _ALLOWED[name]:
            raise ParameterError(name=name, problem=_filled(_ONE_OF, known=list(_ALLOWED[name])))
        if column.required and stored is None and name not in {"harm", "source"}:
            raise ParameterError(name=name, problem=_NEEDED)
        values[name] = stored
    if "kind" in values:
        kinds = {code: (number, harm) for number, code, harm in con.execute("SELECT number, code, harm FROM kinds")}
        if values["kind"] not in kinds:
            raise ParameterError(name="kind", problem=_filled(_ONE_OF, known=sorted(kinds)))
        values["kind"], harm = kinds[values["kind"]]
        values["harm"] = harm if values.get("harm") is None else values["harm"]
    if "lon" in given or "lat" in given:
        lon, lat = (float(given[name]) if given.get(name) is not None else float("nan") for name in ("lon", "lat"))
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ParameterError(name="lon/lat", problem=_PLACE)
        values |= {"lon": lon, "lat": lat, "cell": int(cell_of(lon, lat))}
    return values


def _touch(con: sqlite3.Connection, now: datetime) -> int:
    stamp = microseconds(now) or 0
    con.execute("UPDATE state SET data_version = data_version + 1, data_as_of = ?", (stamp,))
    return stamp


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ParameterError(name="reason", problem=_NO_REASON)


def _filled(problem: Says, **params: Any) -> Says:
    return Says(problem.text("id", params), problem.text("en", params))

"""Reading incidents: tables for analyses, arrays for maps, counts, single rows, satellite pixels."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, not_, select

from geo.agencies.audience import Standing
from geo.errors import TableError
from geo.store.connect import run
from geo.store.ids import import_id
from geo.store.moments import microseconds
from geo.store.protocol import IncidentColumns
from geo.store.rows import arrays_of, frame_of, from_stored, no_collection
from geo.store.schema import COUNTABLE, INCIDENTS, KINDS, STATE
from geo.store.selection import ON_MAP, SHOWN, matches, period_asked, source
from geo.store.visibility import owner_number, owners_of, seen_by, sharing_number
from geo.tables.chosen import Chosen
from geo.tables.incidents import INCIDENTS as FORM

_I = INCIDENTS.c
_MAP_ROW = np.dtype([("number", "i8"), ("lon", "f8"), ("lat", "f8"), ("kind", "i2"), ("moment", "i8"),
                     ("owner", "i2"), ("sharing", "i1")])  # fmt: skip
_UNKNOWN = np.iinfo(np.int64).min
_PLACE = ("lon", "lat")
_IDS_AT_ONCE = 5000  # question marks in one statement; SQLite takes 32,766


def kind_codes(con: sqlite3.Connection) -> dict[int, str]:
    """Return kind number to code."""
    return dict(run(con, select(KINDS.c.number, KINDS.c.code)).fetchall())


def read_incidents(
    con: sqlite3.Connection,
    chosen: Chosen,
    limit: int | None,
    offset: int,
    only: Sequence[str] | None,
    standing: Standing | None = None,
) -> gpd.GeoDataFrame:
    """Return incidents in their form, ordered by time (unknown first), then id."""
    if only is not None and (unknown := [name for name in only if name not in FORM.names]):
        raise TableError(table=FORM.name, missing=unknown[0], present=FORM.names)
    wanted = [name for name in FORM.names if name != "geometry" and (only is None or name in only)]
    with_place = only is None or "geometry" in only
    names = [*wanted, *(_PLACE if with_place else ())]
    fields = [_I.import_number if name == "import_id" else _I[name] for name in names]
    statement = select(*fields).select_from(source(chosen)).where(SHOWN, *matches(chosen, standing=standing))
    paged = limit is not None or bool(offset)
    # A page walks the index of times; the whole is sorted instead (the plus keeps SQLite off that index).
    moment = _I.occurred_from if paged else literal_column("+incidents.occurred_from")
    statement = statement.order_by(moment, _I.incident_id)
    if paged:
        statement = statement.limit(-1 if limit is None else limit).offset(offset)
    kinds: list[str] = ["number" if name in _PLACE else FORM.column(name).kind for name in names]
    kinds = ["raw" if name in {"kind", "import_id"} else kind for name, kind in zip(names, kinds, strict=True)]
    arrays = dict(zip(names, arrays_of(run(con, statement), kinds), strict=True))
    n = len(next(iter(arrays.values())))
    if "kind" in arrays:
        arrays["kind"] = _named(arrays["kind"], kind_codes(con))
    if "import_id" in arrays:
        numbers = {number: import_id(number) for number in set(arrays["import_id"].tolist())}
        arrays["import_id"] = _named(arrays["import_id"], numbers)
    if with_place:
        arrays["geometry"] = shapely.points(arrays.pop("lon"), arrays.pop("lat"))
    return gpd.GeoDataFrame(frame_of(FORM, arrays, n))


def count_left_out(con: sqlite3.Connection, chosen: Chosen, standing: Standing | None = None) -> dict[str, int]:
    """Return how many incidents that match otherwise are not counted, by reason.

    Reasons: `never_mapped` (the kind's visibility), `rejected`, the codes of `left_out`, `unknown_time` where a
    period was asked and the incident has no time, and `audience`: would count, but not all of the audience may see it
    (of those nothing else is told).
    """
    never = ~SHOWN
    reason = case((never, "never_mapped"), (_I.status == "rejected", "rejected"), else_=_I.left_out)
    found = _grouped(con, chosen, reason, [never | ~COUNTABLE], standing)
    if period_asked(chosen):
        statement = _of(chosen, [func.count()], [SHOWN, COUNTABLE, _I.occurred_from.is_(None)], standing, timed=False)
        untimed = int(run(con, statement).fetchone()[0])
        found |= {"unknown_time": untimed} if untimed else {}
    if chosen.audience and standing is not None:
        unseen = not_(and_(*seen_by(chosen.audience, standing)))
        statement = _of(replace(chosen, audience=()), [func.count()], [SHOWN, COUNTABLE, unseen], standing)
        foreign = int(run(con, statement).fetchone()[0])
        found |= {"audience": foreign} if foreign else {}
    return found


def count_kinds(con: sqlite3.Connection, chosen: Chosen, standing: Standing | None = None) -> pd.DataFrame:
    """Return columns kind, n of incidents that match, most frequent first."""
    codes = kind_codes(con)
    conditions = matches(chosen, standing=standing)
    statement = select(_I.kind, func.count()).select_from(source(chosen)).where(SHOWN, *conditions)
    rows = run(con, statement.group_by(_I.kind)).fetchall()
    table = pd.DataFrame([(codes[kind], n) for kind, n in rows], columns=["kind", "n"])
    table = table.astype({"kind": "str", "n": "int64"})
    return table.sort_values(["n", "kind"], ascending=[False, True], ignore_index=True)


def read_columns(con: sqlite3.Connection, standing: Standing) -> IncidentColumns:
    """Return all incidents that a map may show as points, in the order of their cells (neighbours together)."""
    version = int(run(con, select(STATE.c.data_version)).fetchone()[0])
    kinds = run(con, select(KINDS.c.number, KINDS.c.code).order_by(KINDS.c.number)).fetchall()
    position = np.zeros(max((number for number, _ in kinds), default=0) + 1, dtype=np.int16)
    position[[number for number, _ in kinds]] = np.arange(len(kinds))
    when = func.ifnull(_I.occurred_from, literal_column(str(_UNKNOWN)))
    whose = (owner_number(standing), sharing_number())
    statement = select(_I.number, _I.lon, _I.lat, _I.kind, when, *whose).where(COUNTABLE, ON_MAP).order_by(_I.cell)
    with no_collection():
        rows = np.fromiter(run(con, statement), dtype=_MAP_ROW)
    micro = rows["moment"]
    return IncidentColumns(
        version=version,
        lon=np.ascontiguousarray(rows["lon"]),
        lat=np.ascontiguousarray(rows["lat"]),
        kind=position[rows["kind"]],
        moment=np.where(micro == _UNKNOWN, _UNKNOWN, micro // 1_000_000),
        number=np.ascontiguousarray(rows["number"]),
        kinds=tuple(code for _, code in kinds),
        owner=np.ascontiguousarray(rows["owner"]),
        sharing=np.ascontiguousarray(rows["sharing"]),
        owners=owners_of(standing),
    )


def read_one(con: sqlite3.Connection, condition: ColumnElement[bool]) -> dict[str, Any] | None:
    """Return the columns of one incident, or None when there is none or its kind is never shown."""
    row = run(con, select(INCIDENTS).where(SHOWN, condition)).fetchone()
    if row is None:
        return None
    stored = dict(zip(INCIDENTS.c.keys(), row, strict=True))
    found = {
        column.name: from_stored(column, stored[column.name], parsed=False)
        for column in FORM.columns
        if column.name in stored and column.name != "kind"
    }
    code = kind_codes(con)[stored["kind"]]
    return {
        **{name: found.get(name) for name in FORM.names if name != "geometry"},
        "kind": code,
        "import_id": import_id(stored["import_number"]),
        "lon": stored["lon"],
        "lat": stored["lat"],
        "number": stored["number"],
    }


def read_owners(con: sqlite3.Connection, ids: Collection[str], standing: Standing) -> dict[str, str]:
    """Return the agency of each of these incidents that is stored, of whatever kind."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        some = wanted[start : start + _IDS_AT_ONCE]
        places = ",".join("?" * len(some))
        asked = f"SELECT incident_id, agency FROM incidents WHERE incident_id IN ({places})"  # noqa: S608 - question marks
        found.update({str(name): standing.owner(agency) for name, agency in con.execute(asked, some)})
    return found


def read_pixels(con: sqlite3.Connection, since: datetime, until: datetime) -> pd.DataFrame:
    """Return stored satellite rows that take part in merging and whose moment is in [since, until].

    Those merged into others (`same_event`) are included; those left out for another reason are not.
    """
    names = ["incident_id", "lon", "lat", "occurred_from", "attributes", "origin", "left_out", "event_id"]
    statement = (
        select(*(_I[name] for name in names))
        .where(
            SHOWN,
            _I.origin == "sensor",
            _I.status != "rejected",
            _I.left_out.is_(None) | (_I.left_out == "same_event"),
            _I.occurred_from.between(microseconds(since), microseconds(until)),
        )
        .order_by(_I.occurred_from, _I.incident_id)
    )
    kinds = ["text", "number", "number", "moment", "json", "text", "text", "text"]
    return pd.DataFrame(dict(zip(names, arrays_of(run(con, statement), kinds), strict=True)))


def _of(
    chosen: Chosen,
    fields: list[Any],
    further: list[ColumnElement[bool]],
    standing: Standing | None,
    *,
    timed: bool = True,
) -> Select[tuple[Any, ...]]:
    conditions = matches(chosen, timed=timed, counted=False, standing=standing)
    return select(*fields).select_from(source(chosen)).where(*conditions, *further)


def _grouped(
    con: sqlite3.Connection,
    chosen: Chosen,
    reason: ColumnElement[Any],
    further: list[ColumnElement[bool]],
    standing: Standing | None,
) -> dict[str, int]:
    statement = (
        _of(chosen, [reason.label("reason"), func.count()], further, standing).group_by("reason").order_by("reason")
    )
    return {str(name): int(n) for name, n in run(con, statement)}


def _named(numbers: Any, names: dict[Any, Any]) -> Any:
    return pd.array([names[number] for number in numbers.tolist()], dtype="str")

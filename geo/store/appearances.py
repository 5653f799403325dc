"""Where a hotspot id appeared before: its history over the runs, and the latest appearance of every id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, literal_column, select

from geo.store.connect import run as execute
from geo.store.ids import run_id, run_number
from geo.store.rows import arrays_of, frame_of
from geo.store.schema import RESULTS, RUNS_TABLE
from geo.tables.hotspots import HOTSPOTS
from geo.tables.lineage import APPEARANCES

_STORED = RESULTS["hotspots"]


def history(con: sqlite3.Connection, hotspot_id: str) -> pd.DataFrame:
    """Return the finished runs that found a hotspot, newest first (form of `APPEARANCES`)."""
    h, r = _STORED.c, RUNS_TABLE.c
    names = [name for name in APPEARANCES.names if name != "run_id"]
    columns = [r[name] if name in r and name not in h else h[name] for name in names]
    statement = (
        select(h.run_number, *columns)
        .select_from(_STORED.join(RUNS_TABLE, r.number == h.run_number))
        .where(h.hotspot_id == hotspot_id, r.status == "done")
        .order_by(h.run_number.desc())
    )
    kinds = ["raw", *(APPEARANCES.column(name).kind for name in names)]
    arrays = arrays_of(execute(con, statement), kinds)
    ids = pd.array([run_id(number) for number in arrays[0]], dtype="str")
    return frame_of(APPEARANCES, {"run_id": ids, **dict(zip(names, arrays[1:], strict=True))}, len(ids))


def latest(con: sqlite3.Connection, run_ids: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the latest appearance of every hotspot id among these runs (form of `HOTSPOTS`), by id."""
    wanted = json.dumps([run_number(name) for name in run_ids])
    h = _STORED.c
    among = func.json_each(wanted).table_valued("value")
    newest = (
        select(h.hotspot_id.label("id"), func.max(h.run_number).label("number"))
        .where(h.run_number.in_(select(among.c.value)))
        .group_by(h.hotspot_id)
        .subquery()
    )
    names = [name for name in HOTSPOTS.names if name != "run_id"]
    statement = (
        select(h.run_number, *(h[name] for name in names))
        .select_from(_STORED.join(newest, (h.run_number == newest.c.number) & (h.hotspot_id == newest.c.id)))
        .order_by(h.hotspot_id, literal_column("position"))
    )
    arrays = arrays_of(execute(con, statement), ["raw", *(HOTSPOTS.column(name).kind for name in names)])
    ids = pd.array([run_id(number) for number in arrays[0]], dtype="str")
    return gpd.GeoDataFrame(frame_of(HOTSPOTS, {"run_id": ids, **dict(zip(names, arrays[1:], strict=True))}, len(ids)))

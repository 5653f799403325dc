from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from geo.store import open_store
from geo.store.connect import connect, run
from geo.store.schema import INCIDENTS
from geo.store.selection import SHOWN, matches, source
from geo.store.sqlite import SqliteStore
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    opened = open_store(fresh_store(tmp_path / "s.db"))
    rows = incidents(4000)
    corners = np.array([[-180, -90], [180, 90], [0.01, 0.01], [104.4, -2.9], [104.41, -2.9], [104.4, -2.89]])
    rows.loc[: len(corners) - 1, "geometry"] = rows.geometry.iloc[:0].from_xy(corners[:, 0], corners[:, 1], crs=4326)
    opened.take_in(arrival(rows), NOW)
    return opened


@pytest.mark.parametrize("seed", range(3))
def test_boxes_find_exactly_what_lies_in_them(store: SqliteStore, seed: int) -> None:
    everything = store.incidents(Chosen())
    x, y = everything.geometry.x, everything.geometry.y
    numbers = np.random.default_rng(seed)
    boxes = [(104.4, -2.9, 104.41, -2.89), (-180, -90, 180, 90), (-180, -90, -180, -90), (180, 90, 180, 90)]
    for _ in range(25):
        west, south = numbers.normal([104.4, -2.9], 0.2)
        width, height = numbers.exponential(0.1, 2)
        boxes.append((west, south, min(west + width, 180), south + height))
    for box in boxes:
        west, south, east, north = box
        wanted = everything.loc[x.between(west, east) & y.between(south, north), "incident_id"]
        assert set(store.incidents(Chosen(bbox=box))["incident_id"]) == set(wanted), box
        assert store.counts(Chosen(bbox=box))["n"].sum() == len(wanted)


def test_the_plan_uses_the_covering_index(store: SqliteStore) -> None:
    texts: list[str] = []
    con = connect(store.path)
    con.set_trace_callback(texts.append)
    chosen = Chosen(bbox=(104.4, -2.9, 104.5, -2.8), kinds=("CURAT",), since=NOW)
    statement = select(INCIDENTS.c.kind, func.count()).select_from(source(chosen)).where(SHOWN, *matches(chosen))
    run(con, statement.group_by(INCIDENTS.c.kind)).fetchall()
    con.set_trace_callback(None)
    plan = " ".join(row[3] for row in con.execute("EXPLAIN QUERY PLAN " + texts[0]))
    con.close()
    assert "SEARCH incidents USING COVERING INDEX incidents_map (cell>? AND cell<?)" in plan

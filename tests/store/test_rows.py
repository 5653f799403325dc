from __future__ import annotations

import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.languages import Says
from geo.store.rows import from_stored, read_frame, rows_of, to_stored
from geo.tables.column import Column, Table

WORDS = Says("kata", "word")
KINDS = ("text", "integer", "number", "boolean", "moment", "json")
FORM = Table(
    "mixed",
    (*(Column(f"a_{kind}", kind, WORDS) for kind in KINDS), Column("geometry", "geometry", WORDS)),  # type: ignore[arg-type]
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none() | st.integers(-(10**16), 4 * 10**15),
    st.none() | st.just('{"a":[1,"ü"]}'),
    st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)


def table_of(rows: list[tuple[object, ...]]) -> gpd.GeoDataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    frame = pd.DataFrame(
        {
            "a_text": pd.array(columns[0], dtype="str"),
            "a_integer": pd.array(columns[1], dtype="Int64"),
            "a_number": pd.array([np.nan if value is None else value for value in columns[2]], dtype="float64"),
            "a_boolean": np.array(columns[3], dtype=bool),
            "a_moment": pd.to_datetime(pd.array(columns[4], dtype="Int64"), unit="us", utc=True).astype(
                "datetime64[us, UTC]"
            ),
            "a_json": pd.array(columns[5], dtype="str"),
        }
    )
    places = [None if value is None else shapely.Point(value) for value in columns[6]]  # type: ignore[arg-type]
    return gpd.GeoDataFrame(FORM.shaped(gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(places, crs=4326))))


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=12))
def test_every_value_comes_back(rows: list[tuple[object, ...]]) -> None:
    table = table_of(rows)
    con = sqlite3.connect(":memory:")
    types = ["TEXT", "INTEGER", "REAL", "INTEGER", "INTEGER", "TEXT", "BLOB"]
    con.execute(f"CREATE TABLE t ({', '.join(f'c{i} {kind}' for i, kind in enumerate(types))})")
    con.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", rows_of(FORM, table))
    back = read_frame(con, FORM, "SELECT * FROM t ORDER BY rowid", (), FORM.names)
    con.close()
    wkb = [pd.DataFrame(frame).assign(geometry=shapely.to_wkb(frame.geometry.to_numpy())) for frame in (table, back)]
    assert_frame_equal(wkb[0], wkb[1], check_exact=True)
    assert back.crs.to_epsg() == 4326


def test_single_values() -> None:
    column = FORM.column("a_json")
    assert from_stored(column, to_stored(column, {"a": [1, "ü"]})) == {"a": [1, "ü"]}
    assert to_stored(column, '{"a":1}') == '{"a":1}'
    assert to_stored(FORM.column("a_number"), float("nan")) is None
    assert from_stored(FORM.column("a_boolean"), to_stored(FORM.column("a_boolean"), np.bool_(True))) is True

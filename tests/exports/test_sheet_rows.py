from __future__ import annotations

import json

import pandas as pd
import pytest

from geo.exports.prepared import prepare
from geo.exports.sheet_rows import SheetRows
from geo.exports.written_text import NOT_IN_UTF8
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from geo.tables.runs import RUNS
from tests.exports.samples import hotspots, incidents


def rows_of(
    table: pd.DataFrame, form: object = INCIDENTS, **options: object
) -> tuple[SheetRows, list[dict[str, object]]]:
    rows = SheetRows(prepare(table, form), lambda text: text, NOT_IN_UTF8, **{"outlines": True, **options})  # type: ignore[arg-type]
    return rows, [dict(zip(rows.header, row, strict=True)) for row in rows]


def test_incidents_have_their_columns_place_and_attributes() -> None:
    rows, cells = rows_of(incidents(attributes=[{"b": 1}, {"kind": "x"}, {}]))
    own = [name for name in INCIDENTS.names if name not in {"attributes", "geometry"}]
    assert rows.header == [*own, "lon", "lat", "b", "kind_asal"]
    assert [row["b"] for row in cells] == [1, None, None]
    assert [row["kind_asal"] for row in cells] == [None, "x", None]
    assert len(rows) == 3


def test_no_attributes_no_columns() -> None:
    rows, _ = rows_of(incidents())
    assert rows.header[-2:] == ["lon", "lat"]


def test_unreadable_attributes_keep_their_text() -> None:
    table = incidents(["a", "b"], [{"x": 1}, {}])
    table["attributes"] = ['{"x": 1}', "no json"]
    rows, cells = rows_of(table)
    assert rows.header[-2:] == ["attributes", "x"]
    assert [(row["attributes"], row["x"]) for row in cells] == [(None, 1), ("no json", None)]


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("minute", "2026-08-12 14:30"),
        ("hour", "2026-08-12 14:30"),
        ("day", "2026-08-12"),
        ("month", "2026-08"),
        ("year", "2026"),
    ],
)
def test_local_time_is_as_precise_as_known(precision: str, text: str) -> None:
    table = incidents(["a", "b"])
    table["time_precision"] = [precision, "unknown"]
    _, cells = rows_of(table, timezone="Asia/Jakarta")
    assert [row["waktu_setempat"] for row in cells] == [text, None]


def test_local_time_of_an_unknown_time_is_empty() -> None:
    table = incidents(["a"])
    table["occurred_from"] = pd.Series([pd.NaT], dtype="datetime64[us, UTC]")
    assert rows_of(table, timezone="Asia/Jakarta")[1][0]["waktu_setempat"] is None


def test_areas_with_and_without_outline() -> None:
    assert rows_of(hotspots(), HOTSPOTS)[0].header[-3:] == ["lon", "lat", "geometry"]
    assert rows_of(hotspots(), HOTSPOTS, outlines=False)[0].header[-2:] == ["lon", "lat"]
    table = hotspots()
    table.loc[0, "geometry"] = None
    _, cells = rows_of(table, HOTSPOTS)
    assert [cells[0][name] for name in ("lon", "lat", "geometry")] == [None, None, None]


def test_tables_without_places_have_none() -> None:
    runs = RUNS.shaped(pd.DataFrame({"run_id": ["A1"], "parameters": ["{}"]}))
    rows, cells = rows_of(runs, RUNS)
    assert rows.header == RUNS.names
    assert cells[0]["parameters"] == "{}"


def test_truth_and_nested_values() -> None:
    _, cells = rows_of(incidents(["a"], [{"t": True, "f": False, "n": [1, {"é": None}]}]))
    assert (cells[0]["t"], cells[0]["f"]) == ("true", "false")
    assert json.loads(str(cells[0]["n"])) == [1, {"é": None}]


def test_rows_beyond_one_piece_keep_their_order() -> None:
    n = 20_001
    table = incidents([str(number) for number in range(n)])
    table["attributes"] = [json.dumps({"i": number}) for number in range(n)]
    rows, cells = rows_of(table)
    assert [row["source_id"] for row in cells] == [str(number) for number in range(n)]
    assert [row["i"] for row in cells] == list(range(n))
    assert rows.notices() == []

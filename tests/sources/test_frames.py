from __future__ import annotations

import math

import pandas as pd

from geo.sources.frames import Columns, cell_text, raw_record
from tests.sources.hostile import reason_of


def test_columns_of_uneven_records() -> None:
    columns = Columns("a", 10)
    columns.add({"a": 1, "b": "x"})
    columns.add({"c": 1.5, "a": None})
    columns.add({"a": 3, "c": 2, "d": True})
    frame = columns.frame()
    assert len(columns) == 3
    assert frame["a"].tolist() == [1, pd.NA, 3]
    assert str(frame["a"].dtype) == "Int64"
    assert frame["b"].tolist() == ["x", "", ""]
    assert str(frame["c"].dtype) == "float64"
    assert frame["d"].tolist() == ["", "", "true"]


def test_mixed_and_enormous_values_become_text() -> None:
    columns = Columns("a", 10)
    columns.add({"a": 1, "b": 2**70, "c": 2**60})
    columns.add({"a": "dua", "b": 5, "c": 0.5})
    frame = columns.frame()
    assert frame["a"].tolist() == ["1", "dua"]
    assert frame["b"].tolist() == [str(2**70), "5"]
    assert frame["c"].tolist() == [str(2**60), "0.5"]


def test_limits() -> None:
    columns = Columns("a", 1)
    columns.add({"a": 1})
    assert reason_of(columns.add, {"a": 2}) == "too_many_records"
    assert reason_of(Columns("a", 1).add, {str(n): 1 for n in range(1001)}) == "too_many_columns"


def test_cells_and_raw_records() -> None:
    assert cell_text(None) == ""
    assert cell_text(math.nan) == ""
    assert cell_text(pd.Timestamp("2026-01-02")) == "2026-01-02 00:00:00"
    assert cell_text({"a": ["é"]}) == '{"a": ["é"]}'
    raw = raw_record({"a": "x" * 20_000, "b": "\0\ud800"})
    assert len(raw["a"]) == 10_000
    assert raw["b"].encode("utf-8")
    assert len(raw_record((str(n), n) for n in range(5000))) == 1000

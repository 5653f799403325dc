from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from geo.errors import ParameterError, TableError
from geo.evaluation.clearance import clearance


def frame(**columns):
    return pd.DataFrame({"unit": ["B", "A", "A"], "month": ["2026-01", "2026-01-15", "2026-02"], "reported": [4, 2, 0], "cleared": [2, 5, 1], **columns})  # fmt: skip  # noqa: E501


def test_more_cleared_than_reported_is_never_clipped():
    found = clearance(frame())
    assert found.table["unit"].tolist() == ["A", "A", "B"]
    assert found.table["month"].tolist() == ["2026-01", "2026-02", "2026-01"]
    assert found.table["percent"].tolist()[0] == 250
    assert math.isnan(found.table["percent"].tolist()[1])
    assert found.totals["percent"].tolist() == [300, 50, pytest.approx(800 / 6)]
    assert found.totals["unit"].tolist() == ["A", "B", ""]


def test_rows_of_one_unit_and_month_are_added():
    found = clearance(frame(unit="A", month=pd.Timestamp("2026-01-09")))
    assert found.table[["reported", "cleared"]].to_numpy().tolist() == [[6, 8]]


def test_json_and_empty():
    told = json.loads(json.dumps(clearance(frame()).as_dict(), allow_nan=False))
    assert told["table"][1]["percent"] is None
    empty = clearance(frame().iloc[:0])
    assert empty.table.empty
    assert empty.totals["reported"].tolist() == [0]


@pytest.mark.parametrize("wrong", [{"reported": [1, -1, 2]}, {"cleared": [0.5, 1, 2]}, {"reported": ["x", 1, 2]}, {"month": "besok"}, {"month": [None] * 3}])  # fmt: skip  # noqa: E501
def test_nonsense_is_refused(wrong):
    with pytest.raises(ParameterError):
        clearance(frame(**wrong))


def test_a_missing_column_is_refused():
    with pytest.raises(TableError, match="cleared"):
        clearance(frame().drop(columns="cleared"))

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.exports.prepared import is_spatial, plain_values, prepare
from geo.tables.hotspots import HOTSPOTS
from geo.tables.incidents import INCIDENTS
from geo.tables.runs import RUNS
from tests.exports.samples import hotspots, incidents


def test_other_columns_are_named_not_lost_in_silence() -> None:
    prepared = prepare(incidents().assign(cluster=1, catatan="x"), INCIDENTS)
    assert list(prepared.frame.columns) == INCIDENTS.names
    assert [notice.id for notice in prepared.notices] == [
        "Kolom cluster, catatan bukan bagian tabel incidents dan tidak ditulis."
    ]


def test_infinite_numbers_are_emptied_and_counted() -> None:
    table = hotspots()
    table["harm"] = [1.0, np.inf, -np.inf]
    prepared = prepare(table, HOTSPOTS)
    assert prepared.values("harm") == [1.0, None, None]
    assert [notice.en for notice in prepared.notices] == ["2 infinite values in column harm were written as empty."]
    assert np.isinf(table["harm"]).sum() == 2


def test_metres_become_degrees_and_no_crs_counts_as_degrees() -> None:
    metres = prepare(incidents().to_crs(32748), INCIDENTS)
    assert metres.geometry[0].distance(Point(104.123456789, -2.9)) < 1e-8
    bare = incidents().set_crs(None, allow_override=True)
    assert prepare(bare, INCIDENTS).frame.crs.to_epsg() == 4326


def test_empty_geometries_are_none() -> None:
    table = incidents()
    table.loc[0, "geometry"] = Point()
    table.loc[1, "geometry"] = None
    assert [one is None for one in prepare(table, INCIDENTS).geometry] == [True, True, False]


@pytest.mark.parametrize(
    ("series", "kind", "expected"),
    [
        (
            pd.Series(["2026-01-01T00:00:00Z", None], dtype="datetime64[us, UTC]"),
            "moment",
            ["2026-01-01T00:00:00Z", None],
        ),
        (pd.Series([1, None], dtype="Int64"), "integer", [1, None]),
        (pd.Series([1.5, np.nan]), "number", [1.5, None]),
        (pd.Series([True, False]), "boolean", [True, False]),
        (pd.Series(["a", None, ""], dtype="str"), "text", ["a", None, ""]),
    ],
)
def test_values_are_plain(series: pd.Series, kind: str, expected: list[object]) -> None:
    values = plain_values(series, kind)
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]


def test_which_forms_have_places() -> None:
    assert is_spatial(HOTSPOTS)
    assert not is_spatial(RUNS)

"""Values of a row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon

from geo.errors import ExportError, ParameterError
from geo.exports.orders import row_values


@pytest.mark.parametrize(
    ("value", "items"),
    [('["a", "b"]', ["a", "b"]), (["a"], ["a"]), (("a",), ["a"]), ("", []), (None, []), ("[rusak", ["[rusak"]),
     ("7", []), ("[" * 100_000, ["[" * 100_000])],
)  # fmt: skip
def test_lists(value: Any, items: list[Any]) -> None:
    assert row_values.listed_of(value) == items


@pytest.mark.parametrize(("value", "text"), [(None, ""), (np.nan, ""), (pd.NA, ""), ("x", "x"), (7, "7")])
def test_texts(value: Any, text: str) -> None:
    assert row_values.text_of(value) == text


@pytest.mark.parametrize(("value", "number"), [(None, 0), (pd.NA, 0), (np.inf, 0), (2.5, 2.5), (np.float64(3), 3)])
def test_numbers(value: Any, number: float) -> None:
    assert row_values.number_of(value) == number


@pytest.mark.parametrize(("value", "number"), [(None, None), (pd.NA, None), (np.int64(3), 3), (True, 1)])
def test_whole_numbers(value: Any, number: int | None) -> None:
    assert row_values.whole_of(value) == number


def test_moments_are_whole_seconds_of_utc() -> None:
    expected = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert row_values.moment_of(pd.Timestamp("2026-11-23T12:30:00.9+07:00"), "begins") == expected
    with pytest.raises(ParameterError, match="begins"):
        row_values.moment_of(pd.NaT, "begins")


def test_geometries_are_flat_rounded_degrees() -> None:
    found = row_values.geometry_of(Point(104.123456789, -2.5, 30))
    assert found is not None
    assert not found.has_z
    assert found.coords[0] == (104.1234568, -2.5)
    assert row_values.geometry_of(None) is None
    assert row_values.geometry_of(Polygon()) is None
    with pytest.raises(ExportError, match="to_crs"):
        row_values.geometry_of(LineString([(0, 0), (500_000, 9_700_000)]))

"""Values of the store, made fit for an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from webmap.stored_values import finite, known_moment, listed, percent, plain_text, whole


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('{"a": 1}', {"a": 1}),
        ("[1]", [1]),
        ([1], [1]),
        ({"a": 1}, {"a": 1}),
        ("{", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_json_columns_are_read_however_they_come(value: object, read: object) -> None:
    assert listed(value) == read


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf"), pd.NA, "x"])
def test_what_json_cannot_carry_is_missing(value: object) -> None:
    assert finite(value) is None


def test_numbers_are_rounded() -> None:
    assert finite("1.23456", 2) == 1.23


def test_whole_numbers_and_per_cents() -> None:
    assert whole(pd.NA) is whole(None) is percent(float("nan")) is None
    assert (whole(3.0), whole("4")) == (3, 4)
    assert (percent(0.924), percent(0.29), percent(1), percent(0)) == (92, 29, 100, 0)


def test_moments() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    assert known_moment(pd.Timestamp(moment)) == moment
    assert known_moment(pd.NaT) is None
    assert known_moment(None) is None


def test_texts() -> None:
    assert plain_text("a") == "a"
    assert plain_text(float("nan")) == ""

"""Columns of times: precision, zones, hours that struck twice or never."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.sources.times import PRECISIONS, as_texts, cell_text, distinct_texts, read_walls, to_utc


def utc(texts: list[str], timezone: str = "Asia/Jakarta"):
    walled = read_walls(pd.Series(texts, dtype="str"), year_now=2026)
    return to_utc(walled.wall, walled.precision, walled.offset_min, timezone)


def test_a_day_is_the_local_day() -> None:
    start, end, _ = utc(["2026-07-03"])
    assert start[0] == np.datetime64("2026-07-02T17:00:00")
    assert end[0] == np.datetime64("2026-07-03T16:59:59")


def test_a_month_ends_with_its_last_second() -> None:
    start, end, _ = utc(["2024-02"])
    assert start[0] == np.datetime64("2024-01-31T17:00:00")
    assert end[0] == np.datetime64("2024-02-29T16:59:59")


def test_an_hour_that_struck_twice_is_an_interval() -> None:
    start, end, gap = utc(["2016-11-06 01:30"], "America/New_York")
    assert start[0] == np.datetime64("2016-11-06T05:30:00")
    assert end[0] == np.datetime64("2016-11-06T06:30:00")
    assert not gap[0]


def test_an_hour_that_never_was_is_told() -> None:
    _, _, gap = utc(["2016-03-13 02:30", "2016-03-13 03:30", "2016-03-13"], "America/New_York")
    assert gap.tolist() == [True, False, False]


def test_a_day_that_begins_late_is_no_gap() -> None:
    start, _, gap = utc(["2023-04-28"], "Africa/Cairo")  # midnight was put forward to one o'clock
    assert not gap[0]
    assert start[0] == np.datetime64("2023-04-27T22:00:00")


def test_shapes_and_single_reading_agree() -> None:
    days = pd.date_range("2020-01-01", "2021-12-31", freq="13h").strftime("%d/%m/%Y %H:%M")
    many = read_walls(pd.Series(days, dtype="str"))
    for i in (0, 17, 400, len(days) - 1):
        one = read_walls(pd.Series([days[i]], dtype="str"))
        assert many.wall[i] == one.wall[0]
        assert many.precision[i] == one.precision[0]


@pytest.mark.parametrize("n", [1, 40])
def test_a_column_of_month_first_dates_is_held_whole(n: int) -> None:
    texts = pd.Series(["03/04/2026", "04/13/2026"] + [f"01/{15 + i % 10}/2025" for i in range(n)], dtype="str")
    walled = read_walls(texts)
    assert walled.order_unclear
    assert set(walled.reason.tolist()) == {"month_day_swapped"}
    told = read_walls(texts, order="month_first")
    assert not (told.reason != "").any()
    assert told.wall[0] == np.datetime64("2026-03-04")


def test_mixed_orders_hold_only_the_impossible_ones() -> None:
    walled = read_walls(pd.Series(["03/04/2026", "04/13/2026", "13/04/2026"], dtype="str"))
    assert walled.reason.tolist() == ["", "month_day_swapped", ""]


def test_types_become_texts() -> None:
    assert as_texts(pd.Series([1.0, 2.5, None])).tolist() == ["1", "2.5", ""]
    assert as_texts(pd.Series([True, False])).tolist() == ["true", "false"]
    assert as_texts(pd.Series([pd.Timestamp("2026-01-02 03:04")])).tolist() == ["2026-01-02 03:04:00"]
    assert cell_text({"a": 1}) == '{"a": 1}'
    rows, texts = distinct_texts(pd.Series(["b", "a", "b"], dtype="str"))
    assert [texts[row] for row in rows] == ["b", "a", "b"]


def test_precisions_are_those_of_the_table() -> None:
    from geo.tables.incidents import TIME_PRECISIONS

    assert PRECISIONS == TIME_PRECISIONS

"""What a request asks, read strictly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from webmap import questions

APP = Flask(__name__)
BAD_BOXES = [
    "1,2,3",
    "1,2,3,4,5",
    "a,b,c,d",
    "nan,0,1,1",
    "0,0,inf,1",
    "3,0,1,1",
    "0,3,1,1",
    "179,0,-179,1",
    "",
    "0,0,0,0",
    "1" * 50 + ",0,1,1",
    "0;0;1;1",
]


@pytest.mark.parametrize("text", BAD_BOXES)
def test_impossible_boxes_are_refused_with_the_remedy(text: str) -> None:
    with APP.test_request_context("/", query_string={"bbox": text}), pytest.raises(ParameterError, match="west"):
        questions.bbox()


def test_a_box_is_cut_to_the_globe() -> None:
    with APP.test_request_context("/?bbox=-999,-91,999,91"):
        assert questions.bbox() == (-180, -90, 180, 90)
    with APP.test_request_context("/"):
        assert questions.bbox() is None


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_text_as_a_box_is_a_box_or_a_refusal(text: str) -> None:
    with APP.test_request_context("/", query_string={"bbox": text}):
        try:
            box = questions.bbox()
        except ParameterError:
            return
    assert box is None or (-180 <= box[0] < box[2] <= 180 and -90 <= box[1] < box[3] <= 90)


@pytest.mark.parametrize("text", ["-1", "19", "1e3", "1.5", "٣", "", " 3", "9" * 30, "0x1"])
def test_zoom_is_a_whole_number_in_range(text: str) -> None:
    with APP.test_request_context("/", query_string={"zoom": text}), pytest.raises(ParameterError, match="0 to 18"):
        questions.zoom()


def test_unknown_and_repeated_parameters_are_refused() -> None:
    with APP.test_request_context("/?zom=3"), pytest.raises(ParameterError, match="known: bbox, zoom"):
        questions.only({"zoom", "bbox"})
    with APP.test_request_context("/?zoom=3&zoom=4"), pytest.raises(ParameterError, match="only once"):
        questions.only({"zoom", "bbox"})


def test_kinds_are_sorted_known_and_may_hold_a_comma() -> None:
    with APP.test_request_context("/", query_string={"kinds": "B,A%2C1,A"}):
        assert questions.kinds({"A", "B", "A,1"}) == ("A", "A,1", "B")
    with APP.test_request_context("/?kinds=A,C"), pytest.raises(ParameterError):
        questions.kinds({"A", "B"})


def test_periods_are_whole_local_days() -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 01:30 on the 23rd in western Indonesia
    since, until = questions.period("today", now, "Asia/Jakarta")
    assert datetime.fromtimestamp(since or 0, UTC) == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert until == (since or 0) + 86_400
    week, _ = questions.period("7d", now, "Asia/Jakarta")
    assert (since or 0) - (week or 0) == 6 * 86_400
    assert questions.period("all", now, "Asia/Jakarta") == (None, None)


def test_a_week_across_the_change_of_clocks_still_starts_at_midnight() -> None:
    since, _ = questions.period("7d", datetime(2026, 10, 27, 12, tzinfo=UTC), "Europe/London")
    assert datetime.fromtimestamp(since or 0, UTC) == datetime(2026, 10, 20, 23, tzinfo=UTC)

"""Notices: lists and durations as people read them."""

from __future__ import annotations

import pytest

from geo.languages import Says
from geo.routes.notices import Notice, hours_text, listed


def test_a_notice_carries_both_languages() -> None:
    assert Notice("x", Says("satu", "one")).as_dict() == {"code": "x", "id": "satu", "en": "one"}


def test_long_lists_say_how_many_are_left() -> None:
    assert listed(["a", "b"]) == Says("a, b", "a, b")
    assert listed(list("abcdefghij")) == Says(
        "a, b, c, d, e, f, g, h dan 2 lainnya", "a, b, c, d, e, f, g, h and 2 more"
    )
    assert listed([]) == Says("", "")


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (560, "9 jam 20 menit", "9 h 20 min"),
        (360, "6 jam", "6 h"),
        (12.4, "12 menit", "12 min"),
        (59.7, "1 jam", "1 h"),
    ],
)
def test_durations(minutes: float, indonesian: str, english: str) -> None:
    assert hours_text(minutes) == Says(indonesian, english)

"""Lengths of time as readers say them."""

from __future__ import annotations

import pytest
from flask import Flask

from webmap.durations import duration


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0, "0 menit", "0 min"),
        (90, "90 menit", "90 min"),
        (90.6, "1 jam 31 menit", "1 h 31 min"),
        (120, "2 jam", "2 h"),
        (1124, "18 jam 44 menit", "18 h 44 min"),
        (72_000, "1.200 jam", "1,200 h"),
        (None, "", ""),
    ],
)
def test_beyond_an_hour_and_a_half_hours_are_said(
    app: Flask, minutes: float | None, indonesian: str, english: str
) -> None:
    for language, text in (("id", indonesian), ("en", english)):
        with app.test_request_context(f"/?lang={language}"):
            assert duration(minutes) == text

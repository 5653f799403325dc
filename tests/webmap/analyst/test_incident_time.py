"""Times are written only as exactly as they are known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from webmap.analyst.incident_time import local_text, time_text

WHEN = datetime(2026, 10, 1, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "shown", "in_form"),
    [
        ("minute", "1 Okt 2026 21.30 WIB", "2026-10-01T21:30"),
        ("day", "1 Okt 2026", "2026-10-01"),
        ("month", "Okt 2026", "2026-10-01"),
        ("year", "2026", "2026-10-01"),
    ],
)
def test_a_day_is_never_shown_as_midnight(app: Flask, precision: str, shown: str, in_form: str) -> None:
    """U22."""
    with app.test_request_context():
        assert time_text(WHEN, precision, "Asia/Jakarta") == shown
        assert time_text(WHEN.isoformat(), precision, "Asia/Jakarta") == shown
    assert local_text(WHEN, precision, "Asia/Jakarta") == in_form


def test_an_unknown_time_is_said_so(app: Flask) -> None:
    with app.test_request_context():
        assert time_text(None, "unknown", "Asia/Jakarta") == time_text(WHEN, "unknown", "Asia/Jakarta")
    assert local_text(None, "unknown", "Asia/Jakarta") == ""

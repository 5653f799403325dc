"""Hours and minutes in the region's time."""

from __future__ import annotations

from flask import Flask

from tests.webmap.samples import NOW
from webmap.commander.clock import clock


def test_the_time_is_local_and_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/?lang=id"):
        assert clock(NOW, "Asia/Jakarta") == "12.00"
        assert clock(NOW, "Asia/Jayapura") == "14.00"
    with app.test_request_context("/?lang=en"):
        assert clock(NOW, "Asia/Jakarta") == "12:00"

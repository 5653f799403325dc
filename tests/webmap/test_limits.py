"""Limits: so many uses in a window for each key, then 429 with the time to wait."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from webmap.limits import check_limit


def test_a_full_window_says_how_long_to_wait() -> None:
    with Flask("uji").app_context():
        for _ in range(3):
            check_limit("uji", "3 per minute", "a")
        with pytest.raises(TooManyRequests) as refused:
            check_limit("uji", "3 per minute", "a")
        assert 1 <= int(refused.value.retry_after or 0) <= 60
        check_limit("uji", "3 per minute", "b")
        check_limit("lain", "3 per minute", "a")


def test_applications_count_apart() -> None:
    for _ in range(2):
        with Flask("uji").app_context():
            check_limit("uji", "1 per minute", "a")

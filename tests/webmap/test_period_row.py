"""The row of periods: over the period where it has limits, else over the incidents; every known moment in one step."""

from __future__ import annotations

import numpy as np
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.webmap import samples
from webmap.incident_index import UNKNOWN
from webmap.period_row import counts_over, row_over, step_text
from webmap.questions import Shown
from webmap.services import services_of
from webmap.time_questions import step_named, steps_over

ZONE = "Asia/Jakarta"


@given(st.lists(st.integers(1_500_000_000, 1_800_000_000), min_size=1, max_size=50), st.integers(0, 5))
def test_every_known_moment_is_in_one_step(moments: list[int], unknown: int) -> None:
    row = steps_over(min(moments), max(moments), ZONE)
    counts = counts_over(row, np.array([*moments, *[UNKNOWN] * unknown], dtype=np.int64))
    assert len(counts) == len(row)
    assert sum(counts) == len(moments)
    for step, n in zip(row, counts, strict=True):
        assert n == sum(step.since <= one < step.until for one in moments)


def test_no_row_counts_nothing() -> None:
    assert counts_over([], np.array([1], dtype=np.int64)) == []


def test_the_limits_are_those_of_the_period(app: Flask) -> None:
    index = services_of(app).index()
    since = int(samples.NOW.timestamp()) - 6 * 86_400
    row = row_over(index, Shown((), since, since + 7 * 86_400), ZONE)
    assert row[0].since <= since < row[0].until
    assert row[-1].since < since + 7 * 86_400 <= row[-1].until
    whole = row_over(index, Shown(), ZONE)
    known = index.moment[index.moment != UNKNOWN]
    assert whole[0].since <= known.min()
    assert known.max() < whole[-1].until


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("2026", "id", "2026"),
        ("2026-03", "id", "Mar 2026"),
        ("2026-08", "en", "Aug 2026"),
        ("2026-03-14", "id", "14 Mar 2026"),
        ("2026-W12", "id", "minggu 12: 16 Mar 2026 – 22 Mar 2026"),
        ("2026-W01", "en", "week 1: 29 Dec 2025 – 4 Jan 2026"),
    ],
)
def test_steps_in_words(app: Flask, name: str, language: str, text: str) -> None:
    step = step_named(name, ZONE)
    assert step is not None
    with app.test_request_context(f"/?lang={language}"):
        assert step_text(step, ZONE) == text

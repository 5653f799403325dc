from __future__ import annotations

import math
from zoneinfo import ZoneInfo

import pytest

from geo.exports.evaluation.cells import (
    PageTable,
    cell_text,
    chance,
    days_of,
    listed,
    moment_of,
    percent,
    signed_percent,
    span,
)
from geo.languages import Says
from tests.evaluation.grounds import AFTER, DECLARED

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("cell", "id_text", "en_text"),
    [
        (1234.5, "1.234,5", "1,234.5"),
        (1234, "1.234", "1,234"),
        (None, "–", "–"),
        (math.nan, "–", "–"),
        (math.inf, "∞", "∞"),
        (-math.inf, "-∞", "-∞"),
        (Says("a", "b"), "a", "b"),
        ("{n} & <b>", "{n} & <b>", "{n} & <b>"),
    ],
)
def test_cells(cell, id_text, en_text):
    assert (cell_text(cell, "id"), cell_text(cell, "en")) == (id_text, en_text)


def test_written_figures():
    assert span(-98.24, 1.0) == Says("-98,2 … 1", "-98.2 … 1")
    assert span(0.0, math.inf, 2).en == "0 … ∞"
    assert span(math.inf, math.inf) == span(math.nan, math.inf) == Says("–", "–")
    assert chance(0.0004) == Says("< 0,001", "< 0.001")
    assert chance(0.0456) == Says("0,046", "0.046")
    assert chance(math.nan) is None
    assert percent(1.57) == Says("157 %", "157 %")
    assert percent(None) is percent(math.nan) is None
    assert signed_percent(0.53) == "-47 %"
    assert signed_percent(math.inf) is None
    assert listed(["a", "b"]) == "a, b"
    assert listed([]) is None


def test_a_period_is_shown_by_its_local_days():
    assert days_of(AFTER, WIB) == Says("1 Jan 2026 – 30 Jun 2026", "1 Jan 2026 – 30 Jun 2026")
    assert moment_of(DECLARED, WIB).id == "1 Des 2025 07.00 WIB"


def test_a_table_in_a_language():
    table = PageTable("x", Says("t", "t"), (Says("kolom", "column"),), ((1.5,), (None,)))
    assert table.texts("id") == [["kolom"], ["1,5"], ["–"]]

"""Faults are told together."""

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults, toml_line
from geo.errors import RegionError


def test_nothing_found_raises_nothing() -> None:
    Faults().raise_any()


def test_one_fault_is_the_whole_text() -> None:
    faults = Faults()
    faults.add("kinds.csv", "salah", "wrong", line=3, column="harm")
    with pytest.raises(RegionError) as caught:
        faults.raise_any()
    assert caught.value.text("en") == "kinds.csv, line 3, column harm: wrong"
    assert caught.value.text("id") == "kinds.csv, baris 3, kolom harm: salah"


def test_lines_of_toml_keys() -> None:
    text = "top = 1\n[[units]]\nid = 1\n\n[[units]]\nid = 2\nmode = 3\n[[agencies]]\nid = 9\n"
    assert toml_line(text, key="top") == 1
    assert toml_line(text, "units", 1, "mode") == 7
    assert toml_line(text, "units", 0, "mode") == 2
    assert toml_line(text, "agencies", 0, "id") == 9
    assert toml_line(text, "tidak") is None

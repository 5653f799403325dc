from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exports.written_text import NOT_IN_UTF8, NOT_IN_XLSX, for_xlsx, for_xml, is_risky, neutral, whole_characters
from tests.exports.samples import RISKY


@pytest.mark.parametrize("text", RISKY)
def test_risky_texts_get_one_apostrophe(text: str) -> None:
    assert is_risky(text)
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "2026-01-01", "-5", "-2,9", "-2.9", "007", '"=1+1"', "(=1)", "é"])
def test_others_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_one_apostrophe_taken_away_gives_the_text_back(text: str) -> None:
    written = neutral(text)
    assert written.removeprefix("'") == text
    assert not written.startswith(("=", "+", "@", "\t", "\r", "\uff1d"))


def test_forbidden_signs_are_pictured() -> None:
    assert for_xml("a\x00\x1b\t\n\r\ufffe\ud800") == ("a␀␛\t\n\r\ufffd\ufffd", 4)


def test_what_cannot_be_written_is_counted() -> None:
    assert whole_characters("a\ud800\ufffe", NOT_IN_UTF8) == ("a\ufffd\ufffe", 1)
    assert whole_characters("a\ud800\ufffe", NOT_IN_XLSX) == ("a\ufffd\ufffd", 2)
    assert whole_characters("abc", NOT_IN_XLSX) == ("abc", 0)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x00\x1b", "_x0000__x001B_"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x41_ _", "_x41_ _"),
        ("a\r\nb\t", "a_x000D_\nb\t"),
    ],
)
def test_xlsx_escapes(text: str, written: str) -> None:
    assert for_xlsx(text) == written

"""Single values change, every other byte of the file stays."""

from __future__ import annotations

import csv
import difflib
import io
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.agencies.pack_edit import edit_row, edit_table
from geo.agencies.packs import load_region, shipped_pack
from geo.errors import NotFoundError


def changed(before: bytes, after: bytes) -> list[str]:
    return [
        line for line in difflib.ndiff(before.decode().splitlines(), after.decode().splitlines()) if line[0] in "+-"
    ]


def test_one_row_changes_and_no_other_line() -> None:
    before = shipped_pack()["kinds.csv"]
    after = edit_row(before, "code", "CURAS", {"harm": "9,5", "name_id": 'Begal, "jalan"'})
    assert len(changed(before, after)) == 2
    region = load_region({**shipped_pack(), "kinds.csv": after})
    row = region.kinds.set_index("code").loc["CURAS"]
    assert (row["harm"], row["name_id"]) == (9.5, 'Begal, "jalan"')


def test_rows_over_several_lines_marks_and_line_ends_stay() -> None:
    before = '\ufeffcode;name\r\n\r\nA;"dua\r\nbaris"\r\nB;x\r\nC;"a;b"\r\n'.encode()
    after = edit_row(before, "code", "A", {"name": "satu"})
    assert after == '\ufeffcode;name\r\n\r\nA;satu\r\nB;x\r\nC;"a;b"\r\n'.encode()


def test_a_column_that_is_missing_is_added() -> None:
    after = edit_row(b"code,name\nA,x\nB,y\n", "code", "B", {"legal": "UU 1"})
    assert after == b"code,name,legal\nA,x,\nB,y,UU 1\n"


def test_toml_keeps_comments_and_order() -> None:
    before = (
        b'# head\n[[units]] # first\nid = "U1" # name\nshift_min = 480   # minutes\n'
        b'\n# second\n[[units]]\nid = "U2"\nshift_min = 1\n'
    )
    after = edit_table(before, "units", "id", "U1", {"shift_min": 600, "base": [104.5, -2.5], "available": False})
    assert after == (
        b'# head\n[[units]] # first\nid = "U1" # name\nshift_min = 600   # minutes\nbase = [104.5, -2.5]\n'
        b"available = false\n"
        b'\n# second\n[[units]]\nid = "U2"\nshift_min = 1\n'
    )
    assert edit_table(before, "units", "id", "U2", {"shift_min": None}).endswith(b'id = "U2"\n')


def test_an_unknown_entry_is_said() -> None:
    with pytest.raises(NotFoundError):
        edit_row(b"code\nA\n", "code", "B", {"code": "C"})
    with pytest.raises(NotFoundError):
        edit_table(b'[[units]]\nid = "A"\n', "agencies", "id", "A", {})


SIGNS = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\u2028\x85\x0b\x0c\\"#]'))


@given(text=st.text(max_size=40, alphabet=SIGNS))
def test_any_text_comes_back_from_both_kinds_of_file(text: str) -> None:
    before = shipped_pack()["agencies.toml"]
    after = edit_table(before, "agencies", "code", "KODIM", {"name_en": text})
    assert tomllib.loads(after.decode())["agencies"][1]["name_en"] == text
    plain = edit_row(b"code,name\nA,x\nB,y\n", "code", "A", {"name": text})
    if "\r" not in text and "\n" not in text and "\0" not in text:
        assert next(csv.DictReader(io.StringIO(plain.decode(), newline="")))["name"] == text

"""Text that is not well-formed: what is broken is told at its line, nothing is swallowed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.careful_rows import read_carefully
from geo.sources.dialects import Dialect

DIALECT = Dialect(",", ("a", "b", "c"), 1)


def read(text: str):
    return read_carefully("a,b,c\n" + text, DIALECT, "utf-8")


def test_an_open_quote_swallows_nothing() -> None:
    """U24."""
    frame, lines, refused = read('1,"x,2\n3,4,5\n6,7,8\n')
    assert lines.tolist() == [3, 4]
    assert frame["a"].tolist() == ["3", "6"]
    assert [(one.line, one.reason) for one in refused] == [(2, "unbalanced_quote")]


def test_a_quote_closed_by_another_row_swallows_nothing() -> None:
    frame, _, refused = read('1,"x,2\n3,4,5\n6,"y",8\n7,8,9\n')
    assert frame["a"].tolist() == ["3", "6", "7"]
    assert [one.line for one in refused] == [2]
    assert refused[0].detail == {"line": 2, "last_line": 4}


def test_ragged_rows_are_told_by_line() -> None:
    frame, lines, refused = read("1,2\n3,4,5\n6,7,8,9\n10,11,12,,\n")
    assert frame["a"].tolist() == ["3", "10"]
    assert lines.tolist() == [3, 5]
    assert [(one.line, one.reason, one.detail) for one in refused] == [
        (2, "too_few_fields", {"fields": 2, "expected": 3}),
        (4, "too_many_fields", {"fields": 4, "expected": 3}),
    ]
    assert refused[1].raw == {"a": "6", "b": "7", "c": "8", "kolom_4": "9"}


def test_inches_are_no_quotes() -> None:
    frame, _, refused = read('2°54\'00" S,pipa 5" besar,x\n')
    assert frame.iloc[0].tolist() == ["2°54'00\" S", 'pipa 5" besar', "x"]
    assert not refused


def test_stray_bytes_hold_their_row() -> None:
    _, _, refused = read("1,x\udce9y,2\n")
    assert (refused[0].reason, refused[0].column) == ("bad_encoding", "b")
    assert "\udce9" not in refused[0].value


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_of_all_systems(newline: str) -> None:
    frame, lines, _ = read_carefully(newline.join(["a,b,c", "1,2,3", '4,"5",6', ""]), DIALECT, "utf-8")
    assert frame["b"].tolist() == ["2", "5"]
    assert lines.tolist() == [2, 3]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet='ab",', min_size=1, max_size=10), max_size=12))
def test_every_line_is_in_exactly_one_record(body: list[str]) -> None:
    """U24: A line that holds something is the start of a record (good or refused), or lies inside a quoted one."""
    frame, lines, refused = read("\n".join(body) + "\n")
    starts = sorted([*lines.tolist(), *(one.line for one in refused)])
    assert len(starts) == len(set(starts))
    inside = sum(cell.count("\n") for cell in frame.to_numpy().ravel().tolist())
    inside += sum(text.count("\n") for one in refused if one.reason != "unbalanced_quote" for text in one.raw.values())
    assert len(starts) + inside == len(body)

"""CSV files of a pack."""

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults
from geo.agencies.sheets import number, read_sheet


def read(text: str | bytes) -> tuple[list[dict[str, str]], list[tuple[int | None, str | None]], list[int]]:
    faults = Faults()
    content = text.encode() if isinstance(text, str) else text
    rows = read_sheet("x.csv", content, ("a", "b", "c"), ("a", "b"), faults)
    return [row.cells for row in rows], [(f.line, f.column) for f in faults.found], [row.line for row in rows]


@pytest.mark.parametrize("separator", [",", ";"])
def test_commas_and_semicolons(separator: str) -> None:
    cells, faults, _ = read(f"a{separator}b\n1{separator}2\n")
    assert cells == [{"a": "1", "b": "2"}]
    assert not faults


def test_lines_count_through_quoted_breaks_and_empty_lines() -> None:
    _, faults, lines = read('a,b\n"x\ny",2\n\n3,4\n')
    assert lines == [2, 5]
    assert not faults


@pytest.mark.parametrize(
    ("text", "where"),
    [("a\n1\n", (1, None)), ("a,b,z\n1,2,3\n", (1, "z")), ("a,b,b\n1,2,3\n", (1, "b")), ("a,b\n1,2,3\n", (2, None)),
     ('a,b\n"x"y,2\n', (2, None)), ("", (None, None)), (b"a,b\n\xe9,1\n", (2, None))],
)  # fmt: skip
def test_faults_have_their_line(text: str | bytes, where: tuple[int | None, str | None]) -> None:
    assert where in read(text)[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("2,5", 2.5), ("2.5", 2.5), ("", None), ("x", None), ("inf", None), ("nan", None), ("1,000.5", None)],
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value

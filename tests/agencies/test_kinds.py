"""kinds.csv."""

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults
from geo.agencies.kinds import read_kinds
from geo.tables.kinds import KINDS as TABLE
from tests.agencies.packs import KINDS


def faults_in(text: str) -> list[tuple[int | None, str | None]]:
    faults = Faults()
    read_kinds(text.encode(), faults)
    return [(fault.line, fault.column) for fault in faults.found]


def test_the_form_is_that_of_the_table_with_three_more() -> None:
    table, rows = read_kinds(KINDS.encode(), Faults())
    assert list(table.columns) == [*TABLE.names, "lead", "support", "functions"]
    assert str(table["partners_needed"].dtype) == "Int64"
    assert [row.line for row in rows] == [2, 3, 4]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("CURI,", "curi,", (2, "code")),
        ("ILLOG,P", "CURI,P", (3, "code")),
        ("Theft", "", (2, "name_en")),
        ('"4,5"', "banyak", (3, "harm")),
        ('"4,5"', "1001", (3, "harm")),
        (",map,1,", ",map,3,", (3, "partners_needed")),
        ("2026-01-02", "2-1-2026", (2, "legal_from")),
        ("2026-01-02", "2026-13-02", (2, "legal_from")),
        (",2026-01-02,V", ",2026-01-02,X", (2, "legal_status")),
        (",illog,", ",Maling ,", (3, "words")),
        (",illog,", ",theft,", (3, "words")),
        ("INFO,", "LAIN,", (None, None)),
    ],
)
def test_each_fault_has_its_place(old: str, new: str, where: tuple[int | None, str | None]) -> None:
    assert old in KINDS
    assert where in faults_in(KINDS.replace(old, new, 1))


def test_a_right_file_has_no_fault() -> None:
    assert faults_in(KINDS) == []

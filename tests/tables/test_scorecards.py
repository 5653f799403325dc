from __future__ import annotations

from geo.tables.scorecards import SCORECARDS, VERDICTS


def test_every_column_says_what_it_is():
    assert all(column.says.id and column.says.en for column in SCORECARDS.columns)
    assert all(column.unit for column in SCORECARDS.columns if column.kind in {"number", "integer"})
    assert len(set(SCORECARDS.names)) == len(SCORECARDS.names)


def test_the_verdicts_are_the_four():
    assert SCORECARDS.column("verdict").values == VERDICTS == ("fell", "rose", "no_difference", "not_enough")
    assert len(SCORECARDS.empty()) == 0

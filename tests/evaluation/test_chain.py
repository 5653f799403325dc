from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from geo.evaluation.canonical import digest_of
from geo.evaluation.chain import amendments, verify_chain
from geo.evaluation.declaration import declare
from geo.tables.declarations import DECLARATIONS
from tests.evaluation.grounds import AFTER, DECLARED, plan


def chain(n: int = 4) -> pd.DataFrame:
    """Return n declarations; from the third on each amends the one before it; the last is late."""
    rows: list[dict[str, object]] = []
    for number in range(n):
        earlier = pd.DataFrame(rows) if rows else None
        old = str(rows[-1]["declaration_id"]) if number >= 2 else ""
        last = number == n - 1
        now = AFTER.begins if last else DECLARED + timedelta(days=number)
        rows.append(declare(plan(seed=number), now=now, earlier=earlier, supersedes=old, late=last).row())
    return DECLARATIONS.shaped(pd.DataFrame(rows))


ROWS = chain()


def codes(rows, **options):
    return [(fault.row, fault.code) for fault in verify_chain(rows, **options)]


def changed(row, column, value):
    rows = ROWS.copy()
    rows.loc[row, column] = value
    return rows


def resealed(row, old, new):
    """Change content and its digest together, as somebody would who knows how."""
    text = ROWS.loc[row, "content"].replace(old, new)
    assert text != ROWS.loc[row, "content"]
    rows = changed(row, "content", text)
    rows.loc[row, "digest"] = digest_of(text)
    return rows


def test_a_good_chain_has_no_faults():
    assert codes(ROWS) == []
    assert codes(ROWS, expect=ROWS["digest"].iloc[-1]) == []
    assert codes(ROWS.iloc[:0]) == []


def test_changed_content_is_found():
    rows = changed(1, "content", ROWS.loc[1, "content"].replace('"seed":1', '"seed":9'))
    assert (1, "content_changed") in codes(rows)


def test_content_changed_with_its_digest_breaks_the_link_of_the_next():
    assert codes(resealed(1, '"seed":1', '"seed":9')) == [(2, "broken_link")]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_removed_row_is_found(lost):
    assert "broken_link" in [code for _, code in codes(ROWS.drop(index=lost))]


def test_rows_cut_off_the_end_are_found_by_a_digest_noted_elsewhere():
    cut = ROWS.iloc[:-1]
    assert codes(cut) == []
    assert codes(cut, expect=ROWS["digest"].iloc[-1]) == [(-1, "end_missing")]


def test_swapped_rows_are_found():
    assert "broken_link" in [code for _, code in codes(ROWS.iloc[[0, 2, 1, 3]])]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "in_time"),
        ("created", pd.Timestamp(DECLARED)),
        ("supersedes", None),
        ("declaration_id", "EV-other"),
        ("previous", "0" * 64),
    ],
)
def test_a_column_that_differs_from_the_sealed_content_is_found(column, value):
    assert (3, "row_changed") in codes(changed(3, column, value))


def test_a_late_one_that_is_not_marked_is_found():
    rows = resealed(3, '"late":true', '"late":false')
    rows.loc[3, "status"] = "in_time"
    assert codes(rows) == [(3, "not_marked_late")]


def test_a_row_that_stands_twice_is_found():
    assert "twice" in [code for _, code in codes(pd.concat([ROWS, ROWS.iloc[[3]]]))]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"after": 3}', "[" * 100_000])
def test_unreadable_content_is_a_fault_not_an_error(text):
    assert (2, "unreadable") in codes(changed(2, "content", text))


def test_a_fault_speaks_both_languages():
    fault = verify_chain(changed(1, "content", "{"))[0].as_dict()
    assert fault["id"] != fault["en"]
    assert fault["declaration_id"] == ROWS.loc[1, "declaration_id"]


def test_amendments_name_the_whole_family():
    ids = ROWS["declaration_id"].tolist()
    assert [one["declaration_id"] for one in amendments(ROWS, ids[0])] == []
    assert [(one["declaration_id"], one["relation"]) for one in amendments(ROWS, ids[2])] == [
        (ids[1], "older"),
        (ids[3], "newer"),
    ]
    assert [one["relation"] for one in amendments(ROWS, ids[3])] == ["older", "older"]

"""The audit finds what can be told, in one release and from several, and passes what is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.privacy.audit import audit_release
from geo.privacy.released import Release, release_cells
from tests.privacy import samples

TABLE = samples.in_cells({(3, 3): 12, (9, 9): 23, (9, 8): 4, (2, 3): 3, (3, 2): 2})


def altered(release: Release, level: str, cell_id: str, **columns: Any) -> Release:
    """Return a release with one row changed, as a careless program would publish it."""
    rows = release.cells.to_dict("records")
    for row in rows:
        if (row["level"], row["cell_id"]) == (level, cell_id):
            row.update(columns)
    return replace(release, cells=release_cells(rows))


def test_what_is_made_tells_nothing() -> None:
    assert audit_release(samples.released(TABLE)) == ()


def test_an_exact_count_is_found() -> None:
    careless = altered(samples.released(TABLE), "1000m", "1000m:323:9603", n_low=12, n_high=12)
    (fault,) = audit_release(careless)
    assert (fault.low, fault.high, fault.k) == (12, 12, 5)
    assert fault.rows[0] == ("1000m", "1000m:323:9603")
    assert "12" in fault.text().id
    assert "1000m/1000m:323:9603" in fault.text().en


def test_a_count_below_k_is_found() -> None:
    careless = altered(samples.released(TABLE), "district", "A", n_low=3, n_high=3, suppressed=False)
    assert {fault.rows[0] for fault in audit_release(careless)} == {("district", "A")}


def test_what_is_left_of_a_parent_is_found_when_it_tells_of_each_child() -> None:
    """Of four cells of fewer than 5 each, 15 or more can only be 3 or 4 each."""
    even = samples.released(samples.in_cells({(2, 2): 4, (2, 3): 4, (3, 2): 4, (3, 3): 4}))
    row = even.cells[even.cells["level"] == "2000m"].iloc[0]
    assert (row["n_low"], str(row["n_high"])) == (10, "<NA>")
    careless = altered(even, "2000m", row["cell_id"], n_low=15, n_high=19)
    faults = audit_release(careless)
    assert faults
    assert min(fault.low for fault in faults) == 3


def test_a_split_that_gives_away_the_rest_is_found() -> None:
    table = samples.together(samples.in_cells({(3, 3): 12}), samples.in_cells({(3, 3): 7}, "JUDI"))
    release = samples.released(table)
    careless = altered(release, "1000m", "1000m:323:9603", kinds='[["CURAS", 10, 14], ["*", 7, 9]]')
    (fault,) = audit_release(careless)
    assert (fault.low, fault.high) == (7, 9)


def test_one_area_less_than_another_is_found() -> None:
    """Two releases that differ by one cell: exact counts would tell what it holds."""
    wide = samples.released(TABLE)
    alone = samples.released(TABLE, samples.agreement("PKS-2", cell_m=2000))
    # 23 and 4 are shown as 20 to 24 here and, together, as 25 to 29 there: so the 4 would be 1 at least.
    assert ("2000m", "2000m:164:4804") in {fault.rows[0] for fault in audit_release(alone, [wide])}
    narrow = samples.released(TABLE, samples.agreement("PKS-2", cell_m=2000), previous=[wide])
    assert audit_release(narrow, [wide]) == ()
    assert "2000m:164:4804" not in set(narrow.cells["cell_id"])
    careless = altered(narrow, "2000m", "2000m:161:4801", n_low=17, n_high=17)
    exact = altered(wide, "1000m", "1000m:323:9603", n_low=12, n_high=12)
    lows = {(fault.low, fault.high) for fault in audit_release(careless, [exact])}
    assert (5.0, 5.0) in lows
    assert audit_release(careless, [exact])[0].with_releases == ("PKS-1_2026-03_0",)


def test_one_large_piece_less_all_small_ones_is_found() -> None:
    """Neither small cell alone tells it, both together leave 2 to 4 for the other cells of the large one."""
    table = samples.in_cells({(2, 2): 10, (3, 3): 10, (2, 3): 2, (3, 2): 1})
    fine = samples.released(table)
    large = samples.released(table, samples.agreement("PKS-2", cell_m=2000))
    for cell in ("1000m:322:9602", "1000m:323:9603"):
        fine = altered(fine, "1000m", cell, n_low=10, n_high=10)
    careless = altered(large, "2000m", "2000m:161:4801", n_low=22, n_high=24)
    assert (2.0, 4.0) in {(fault.low, fault.high) for fault in audit_release(careless, [fine])}


def test_a_quarter_less_two_months_is_found() -> None:
    table = samples.together(*(samples.in_cells({(3, 3): n}, month=f"2026-0{m}") for m, n in ((1, 7), (2, 6), (3, 2))))
    months = [samples.released(table, period=f"2026-0{m}") for m in (1, 2, 3)]
    quarter = samples.released(table, samples.agreement("PKS-Q", period="quarter"), period="2026-Q1")
    assert audit_release(quarter, months) == ()
    exact = [altered(one, "1000m", "1000m:323:9603", n_low=n, n_high=n) for one, n in zip(months, (7, 6), strict=False)]
    careless = altered(quarter, "1000m", "1000m:323:9603", n_low=15, n_high=15)
    assert (2.0, 2.0) in {(fault.low, fault.high) for fault in audit_release(careless, exact)}


def test_all_kinds_less_one_is_found() -> None:
    table = samples.together(samples.in_cells({(3, 3): 9}), samples.in_cells({(3, 3): 2}, "JUDI"))
    everything = samples.released(table)
    one = samples.released(table, samples.agreement("PKS-2", kinds=("CURAS",)))
    assert audit_release(one, [everything]) == ()
    exact = altered(everything, "1000m", "1000m:323:9603", n_low=11, n_high=11)
    careless = altered(one, "1000m", "1000m:323:9603", n_low=9, n_high=9)
    assert (2.0, 2.0) in {(fault.low, fault.high) for fault in audit_release(careless, [exact])}


def test_other_periods_editions_and_itself_take_no_part() -> None:
    release = samples.released(TABLE)
    exact = altered(release, "1000m", "1000m:323:9603", n_low=12, n_high=12)
    april = replace(exact, period=release.period.following, release_id="PKS-9_2026-04_0")
    restated = replace(exact, edition=1, release_id="PKS-1_2026-03_1")
    assert audit_release(release, [exact, april, restated]) == ()
    assert audit_release(release, [replace(exact, release_id="PKS-9_2026-03_0")]) != ()


def test_releases_that_contradict_each_other_tell_nothing() -> None:
    release = samples.released(TABLE)
    later = samples.released(samples.in_cells({(3, 3): 40}), samples.agreement("PKS-2"))
    assert audit_release(later, [release]) == ()


def test_corrections_between_releases_hide_no_fault() -> None:
    """A third release on other data contradicts one cell: what the other two tell of the rest is found all the same."""
    table = samples.in_cells({(2, 2): 10, (3, 3): 10, (2, 3): 2, (3, 2): 1})
    fine = samples.released(table)
    for cell in ("1000m:322:9602", "1000m:323:9603"):
        fine = altered(fine, "1000m", cell, n_low=10, n_high=10)
    large = samples.released(table, samples.agreement("PKS-2", cell_m=2000))
    careless = altered(large, "2000m", "2000m:161:4801", n_low=22, n_high=24)
    corrected = samples.released(samples.in_cells({(2, 2): 30}), samples.agreement("PKS-3"))
    found = audit_release(careless, [fine, corrected])
    assert (2.0, 4.0) in {(fault.low, fault.high) for fault in found}


@pytest.mark.parametrize("nothing", [samples.in_cells({})])
def test_empty_releases_are_audited_too(nothing: Any) -> None:
    release = samples.released(nothing)
    assert audit_release(release, [samples.released(nothing, samples.agreement("PKS-2", kinds=("PPA",)))]) == ()

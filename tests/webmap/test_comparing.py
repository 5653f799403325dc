"""Which two runs are meant, and what changed between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.store.protocol import Store
from tests.webmap import samples
from webmap.comparing import changes, outlines, own_numbers, pair_of
from webmap.services import Services


@pytest.fixture
def of(compared_store: Store) -> Services:
    return Services(samples.settings_of(compared_store), compared_store)


def ids(of: Services, older: str | None, newer: str | None) -> tuple[str | None, str]:
    pair = pair_of(of, older, newer)
    assert pair is not None
    return (pair.older["run_id"] if pair.older is not None else None), pair.newer["run_id"]


def test_the_latest_run_is_compared_with_its_predecessor(of: Services) -> None:
    assert ids(of, None, None) == ids(of, "A0001", None) == ids(of, None, "A0002") == ("A0001", "A0002")
    assert ids(of, "A0002", "A0001") == ("A0002", "A0001")


def test_a_first_run_has_no_predecessor(of: Services) -> None:
    assert ids(of, None, "A0001") == (None, "A0001")


@pytest.mark.parametrize(("older", "newer"), [("A9999", None), (None, "A0003"), ("", None), ("x y", "A0002")])
def test_other_runs_are_not_found(of: Services, older: str | None, newer: str | None) -> None:
    with pytest.raises(NotFoundError):
        pair_of(of, older, newer)


def test_a_run_is_not_compared_with_itself(of: Services) -> None:
    with pytest.raises(ParameterError, match="two different runs"):
        pair_of(of, "A0002", None)


def test_without_runs_there_is_no_pair(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    of = Services(samples.settings_of(store), store)
    assert pair_of(of, None, None) is None
    with pytest.raises(NotFoundError):
        pair_of(of, "A0001", None)
    store.close()


def test_changes_are_computed_once_and_stand_in_the_order_of_their_outlines(
    of: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = outlines(of, "A0001", "A0002")
    document = changes(of, "A0001", "A0002")
    assert [row["change"] for row in document["differences"]] == table["change"].tolist()
    assert sum(document["counts"].values()) == len(table) == 10
    assert all(document["counts"].values())
    monkeypatch.setattr("webmap.comparing._compared", None)
    assert changes(of, "A0001", "A0002") == document


def test_a_number_is_never_taken_from_another_hotspot() -> None:
    row = {"n": 4, "previous_n": 9, "rank": 1, "previous_rank": 2, "area_km2": 1.0, "previous_area_km2": 2.0}
    split = own_numbers({**row, "change": "split", "moved_m": 7.0})
    assert (split["n"], split["previous_n"], split["previous_rank"], split["moved_m"]) == (4, None, None, None)
    merged = own_numbers({**row, "change": "merged", "moved_m": 7.0})
    assert (merged["n"], merged["area_km2"], merged["previous_n"]) == (None, None, 9)
    same = {**row, "change": "same", "moved_m": 0.0}
    assert own_numbers(same) == same

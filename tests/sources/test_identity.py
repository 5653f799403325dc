"""Lasting ids, ordinals among equals, duplicates and conflicts."""

from __future__ import annotations

import base64
from hashlib import blake2b

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.identity import incident_ids, normalised, repeats


def texts(*values: str) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def test_ids_do_not_depend_on_case_and_blanks() -> None:
    assert normalised(texts(" lp-00003 ", "LP-00003", "a  b")).tolist() == ["lp-00003", "lp-00003", "a b"]


def test_id_is_base32_of_blake2() -> None:
    got = incident_ids("csv", texts("lp-1"), [""])
    expected = base64.b32encode(blake2b(b"csv\x1fid\x1flp-1", digest_size=10).digest()).decode()
    assert got.tolist() == ["I" + expected]


def test_sources_are_kept_apart() -> None:
    assert incident_ids("a", texts("1"), [""])[0] != incident_ids("b", texts("1"), [""])[0]


def test_equal_rows_are_told_apart_by_their_ordinal() -> None:
    got = incident_ids("csv", texts("", "", ""), ["same", "same", "other"])
    assert len(set(got)) == 3
    again = incident_ids("csv", texts("", "", "", ""), ["other", "same", "new", "same"])
    assert set(got) < set(again)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20))
def test_order_of_equal_rows_does_not_matter(cells: list[str]) -> None:
    none = pd.Series([""] * len(cells), dtype="str")
    assert set(incident_ids("s", none, cells)) == set(incident_ids("s", none, sorted(cells)))


def test_repeats() -> None:
    """U19."""
    ids = np.array(["a", "a", "b", "b", "c", "b"], dtype=object)
    same, conflict = repeats(ids, np.array(["1", "1", "2", "3", "4", "2"], dtype=object))
    assert same.tolist() == [False, True, False, False, False, True]
    assert conflict.tolist() == [-1, -1, -1, 2, -1, -1]


def test_nothing() -> None:
    assert len(incident_ids("s", texts(), [])) == 0
    same, conflict = repeats(np.zeros(0, dtype=object), [])
    assert len(same) == len(conflict) == 0

"""Every incident is counted once, in pieces of at least k, and their choice tells nothing (by brute force)."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.privacy.merging import Merged, band, merge, step_of

FOUR = [np.zeros(4, dtype=np.int64)]
PAIRS = [np.array([0, 0, 1, 1]), np.array([0, 0])]
UNEVEN = [np.array([0, 0, 0, 1]), np.array([0, 0])]
THREES = [np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0])]
LONELY = [np.array([0, 0, 1, 1, 2]), np.array([0, 0, 0])]


def seen(merged: Merged, k: int) -> tuple[object, ...]:
    """Return all that an onlooker sees: which pieces there are, where, and the bands of those that are shown."""
    rows = zip(merged.level, merged.node, merged.n, merged.shown, merged.most, strict=True)
    bands = [(int(at), int(node), band(int(n), k, int(most)) if shown else None) for at, node, n, shown, most in rows]
    return (tuple(bands), tuple(merged.owner.tolist()))


@pytest.mark.parametrize(
    ("parent", "cells", "k", "most"),
    [
        (FOUR, 4, 2, 7),
        (FOUR, 4, 3, 9),
        ([np.zeros(3, dtype=np.int64)], 3, 3, 12),
        ([np.zeros(2, dtype=np.int64)], 2, 5, 20),
        ([np.zeros(1, dtype=np.int64)], 1, 5, 20),
        (PAIRS, 4, 2, 7),
        (UNEVEN, 4, 3, 9),
        (LONELY, 5, 2, 5),
        (THREES, 6, 2, 4),
    ],
)
def test_what_is_seen_leaves_open_whether_a_hidden_cell_holds_none(
    parent: list[np.ndarray], cells: int, k: int, most: int
) -> None:
    """Of all tables with the same release, each hidden cell's counts begin at 0 and reach k - 1, or are k and more."""
    counts_of: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in range(cells)])
    for counts in itertools.product(range(most), repeat=cells):
        view = seen(merge(np.array(counts), parent, k), k)
        for cell, n in enumerate(counts):
            counts_of[view][cell].add(n)
    for view, sets in counts_of.items():
        for values in sets:
            hidden = min(values) == 0 and max(values) >= k - 1
            shown = min(values) >= k and (len(values) >= k or max(values) == most - 1)
            assert hidden or shown, (view, values)


@given(st.lists(st.integers(0, 12), min_size=16, max_size=16), st.integers(2, 6))
def test_every_incident_is_counted_once_and_no_piece_that_is_shown_is_small(counts: list[int], k: int) -> None:
    parent = [np.repeat(np.arange(4), 4), np.zeros(4, dtype=np.int64)]
    merged = merge(np.array(counts), parent, k)
    assert merged.n.sum() == sum(counts)
    assert (np.bincount(merged.owner, counts, minlength=len(merged.n)) == merged.n).all()
    assert (merged.n[merged.shown] >= k).all()
    assert (merged.n[(merged.level == 0) & merged.shown] == np.array(counts)[np.array(counts) >= k]).all()


@given(st.lists(st.integers(0, 12), min_size=16, max_size=16), st.integers(0, 15))
def test_one_incident_more_is_seen_only_where_a_count_reaches_a_multiple_of_k(counts: list[int], cell: int) -> None:
    k, parent = 5, [np.repeat(np.arange(4), 4), np.zeros(4, dtype=np.int64)]
    more = np.array(counts)
    more[cell] += 1
    without, with_it = merge(np.array(counts), parent, k), merge(more, parent, k)
    owner_level = without.level[without.owner]
    node = [np.arange(16), parent[0], np.zeros(16, dtype=np.int64)]
    left = [
        more[(owner_level >= level) & (node[level] == node[level][cell])].sum()
        for level in range(int(owner_level[cell]) + 1)
    ]
    if all(n % k for n in left):
        assert seen(without, k) == seen(with_it, k)
    for merged in (without, with_it):
        pairs = zip(merged.n[merged.shown], merged.most[merged.shown], strict=True)
        assert all(band(int(n), k, int(most))[0] % k == 0 for n, most in pairs)


def test_pieces_with_few_households_are_merged_further() -> None:
    counts = np.array([9, 9, 9, 9])
    homes = np.array([0, 8, 7, 1])
    merged = merge(counts, FOUR, 5, households=homes)
    assert merged.shown.tolist() == [True, True, True]
    assert merged.owner.tolist() == [0, 1, 2, 2]
    merged = merge(counts, FOUR, 5, households=np.array([0, 8, 7, 0]))
    assert merged.owner.tolist() == [0, 1, 3, 2]
    assert merged.shown.tolist() == [True, True, True, False]


def test_a_barred_piece_goes_up_like_one_that_is_too_small() -> None:
    merged = merge(np.array([9, 1, 1, 1]), FOUR, 5, barred={(0, 0)})
    assert merged.n.tolist() == [12]
    assert merged.shown.tolist() == [True]


def test_nothing_merges_to_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(merge(none, [none], 5).n) == 0


def test_without_incidents_nothing_is_shown() -> None:
    merged = merge(np.zeros(4, dtype=np.int64), FOUR, 5)
    assert merged.shown.tolist() == [False]


@given(st.integers(5, 1000), st.integers(0, 5000), st.integers(5, 1000))
def test_bands_of_any_two_agreements_nest(k: int, n: int, other: int) -> None:
    one, two = sorted((step_of(k), step_of(other)))
    assert one >= 5
    assert step_of(k) >= k
    if n >= two:
        (low, high), (fine_low, fine_high) = band(n, two), band(n, one)
        assert high is not None
        assert fine_high is not None
        assert low <= fine_low <= n <= fine_high <= high

"""P07: a split by kind has two parts of k at least, and no hidden kind can be told from it (by brute force)."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.privacy.kinds_split import OTHERS, split
from geo.privacy.merging import band


@pytest.mark.parametrize(
    ("kinds", "k", "most"), [(1, 3, 12), (2, 3, 18), (2, 5, 25), (3, 3, 18), (4, 2, 13), (4, 3, 16), (5, 2, 11)]
)
def test_what_is_seen_leaves_open_whether_there_is_any_of_a_hidden_kind(kinds: int, k: int, most: int) -> None:
    names = [chr(97 + place) for place in range(kinds)]
    counts_of: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in range(kinds)])
    for counts in itertools.product(range(most), repeat=kinds):
        if k <= sum(counts) < most // k * k:
            view = split(counts, names, k) or band(sum(counts), k)
            for place, n in enumerate(counts):
                counts_of[view][place].add(n)
    for view, sets in counts_of.items():
        for values in sets:
            hidden = min(values) == 0 and max(values) >= k - 1
            shown = min(values) >= k
            assert hidden or shown, (view, values)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.sampled_from([5, 10]))
def test_every_part_has_k_and_all_parts_make_the_whole(counts: list[int], k: int) -> None:
    kinds = [chr(97 + place) for place in range(len(counts))]
    parts = split(counts, kinds, k)
    if parts:
        assert len(parts) >= 2
        named = {kind: low for kind, low, _ in parts}
        rest = sum(n for kind, n in zip(kinds, counts, strict=True) if kind not in named)
        for kind, low, high in parts:
            n = rest if kind == OTHERS else counts[kinds.index(kind)]
            assert n >= k
            assert low <= n
            assert high is not None
            assert n <= high
        assert (OTHERS in named) == (len(named) - (OTHERS in named) < len(kinds))


def test_one_kind_only_is_not_said() -> None:
    assert split([5, 0, 0], ["CURAS", "CURAT", "JUDI"], 5) == ()
    assert split([9], ["CURAS"], 5) == ()


def test_a_rare_kind_stands_with_a_frequent_one() -> None:
    assert split([12, 9, 1], ["A", "B", "C"], 5) == (("A", 10, 14), (OTHERS, 10, 14))
    assert split([12, 9, 0], ["A", "B", "C"], 5) == (("A", 10, 14), (OTHERS, 5, 9))


def test_a_piece_whose_band_is_capped_is_not_split_beyond_its_cap() -> None:
    assert split([7, 8], ["A", "B"], 5, most=8) == ()
    assert split([7, 8], ["A", "B"], 5, most=12) == (("A", 5, 9), ("B", 5, 9))

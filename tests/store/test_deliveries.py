from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.store.deliveries import pack, unpack


@given(st.sets(st.integers(0, 2**62)))
def test_there_and_back(numbers: set[int]) -> None:
    given_numbers = np.array(list(numbers), dtype=np.int64)
    assert unpack(pack(given_numbers)).tolist() == sorted(numbers)


def test_a_million_in_a_row_take_little() -> None:
    assert len(pack(np.arange(7, 1_000_007))) < 20_000


def test_nothing() -> None:
    assert unpack(None).tolist() == []

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.evaluation.jumps import jumps


def straight(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.column_stack([np.arange(n) * 100.0, np.zeros(n)]), np.arange(n) * 10.0


def test_one_jump_away_and_back() -> None:
    xy, t = straight(10)
    xy[4] = (50_000, 0)
    found = jumps(xy, t, 30)
    assert np.flatnonzero(found.dropped).tolist() == [4]
    assert not found.breaks.any()
    assert found.fastest_mps > 4_000


def test_going_on_elsewhere_is_a_break() -> None:
    xy, t = straight(14)
    xy[6:] += 50_000
    found = jumps(xy, t, 30)
    assert not found.dropped.any()
    assert np.flatnonzero(found.breaks).tolist() == [6]


def test_a_wrong_first_position() -> None:
    xy, t = straight(10)
    xy[0] = (50_000, 0)
    found = jumps(xy, t, 30)
    assert np.flatnonzero(found.dropped).tolist() == [0]


def test_wild_positions_in_a_row_are_all_dropped() -> None:
    xy, t = straight(20)
    for i in range(5, 12):
        xy[i] = (50_000 * i, -70_000 * i)
    found = jumps(xy, t, 30)
    assert np.flatnonzero(found.dropped).tolist() == list(range(5, 12))


def test_noise_and_unknown_times_are_not_judged() -> None:
    xy = np.array([[0.0, 0], [40, 0], [0, 0]])
    assert not jumps(xy, np.array([0.0, 0.1, 0.2]), 5).dropped.any()
    assert not jumps(np.array([[0.0, 0], [9e6, 0], [0, 0]]), np.array([0, np.nan, 10.0]), 5).dropped.any()
    for n in (0, 1):
        assert not jumps(*straight(n), 5).dropped.any()


@given(st.integers(0, 1000), st.lists(st.integers(2, 37), max_size=4, unique=True))
def test_single_outliers_are_found_exactly(seed: int, where: list[int]) -> None:
    where = sorted(w for i, w in enumerate(sorted(where)) if i == 0 or w - sorted(where)[i - 1] > 1)
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.uniform(1, 60, 40))
    xy = np.cumsum(rng.normal(0, 10, (40, 2)), axis=0)
    for w in where:
        angle = rng.uniform(0, 2 * np.pi)
        xy[w] += 30_000 * np.array([np.cos(angle), np.sin(angle)])
    found = jumps(xy, t, 40)
    assert np.flatnonzero(found.dropped).tolist() == where
    assert not found.breaks.any()

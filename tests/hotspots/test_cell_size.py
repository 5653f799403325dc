from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.hotspots.cell_size import assumed_area, counting_cell_m, rounded_down, rounded_up


@given(st.floats(0.01, 1e6))
def test_round_lengths_enclose(length):
    low, high = rounded_down(length), rounded_up(length)
    assert low <= length * (1 + 1e-9)
    assert high >= length * (1 - 1e-9)
    assert high / low <= 2.5 * (1 + 1e-9)


@pytest.mark.parametrize(("length", "low", "high"), [(1, 1, 1), (90, 50, 100), (500, 500, 500), (6_700, 5_000, 10_000)])
def test_one_two_five(length, low, high):
    assert rounded_down(length) == low
    assert rounded_up(length) == high


@pytest.mark.parametrize(
    ("n", "area_km2", "width_km", "height_km", "expected"),
    [
        (148_545, 600, 33, 42, 200),  # dense: a 150th of the shorter side
        (510, 12_800, 150, 160, 5_000),  # sparse: two per cell
        (10, 1, 1, 1, 200),
        (10**6, 4, 2, 2, 50),  # never below 50 m
        (3, 1e6, 1000, 1000, 20_000),  # never above 20 km …
        (3, 1e9, 4e6, 4e6, 5_000_000),  # … unless the rectangle would need too many
    ],
)
def test_sides_for_counting(n, area_km2, width_km, height_km, expected):
    assert counting_cell_m(n, area_km2 * 1e6, width_km * 1e3, height_km * 1e3, 1_000_000) == expected


def test_assumed_area_is_the_hull():
    assert assumed_area(np.array([[0.0, 0], [4, 0], [0, 4], [1, 1]])).area == 8
    assert assumed_area(np.array([[1.0, 1]])).area == 0

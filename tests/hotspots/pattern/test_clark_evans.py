from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.pattern.clark_evans import clark_evans

AREA = shapely.box(0, 0, 1000, 500)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_equals_the_definition(seed, n):
    random = np.random.default_rng(seed)
    xy = np.round(random.uniform(0, [1000, 500], (n, 2)), -1)
    apart = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    found = clark_evans(xy, AREA)
    density = n / 500_000
    assert found.mean_m == pytest.approx(apart.min(axis=1).mean())
    assert found.expected_m == pytest.approx(1 / (2 * np.sqrt(density)))
    assert found.ratio == pytest.approx(apart.min(axis=1).mean() * 2 * np.sqrt(density))
    # 0.26136 is the constant of the paper.
    assert found.z == pytest.approx((found.mean_m - found.expected_m) / (0.26136 / np.sqrt(n * density)), rel=1e-4)


def test_a_triangular_lattice_reaches_the_highest_ratio():
    rows, columns = np.indices((80, 80))
    side = 1000 / 80
    xy = np.column_stack([((columns + (rows % 2) / 2) * side).ravel(), (rows * side * np.sqrt(3) / 2).ravel()])
    area = shapely.box(0, 0, 80 * side, 80 * side * np.sqrt(3) / 2)
    inside = xy[shapely.intersects_xy(area, *xy.T)]
    assert clark_evans(inside, area).ratio == pytest.approx(np.sqrt(2 / np.sqrt(3)) * 2, rel=1e-2)


def test_one_place_shared_by_all_is_zero():
    found = clark_evans(np.full((9, 2), 5.0), AREA)
    assert found.ratio == 0
    assert found.p_value < 1e-6


def test_chance_is_near_one():
    found = clark_evans(np.random.default_rng(0).uniform(0, [1000, 500], (5000, 2)), AREA)
    assert found.ratio == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("places", [[], [[1.0, 1.0]], [[1.0, 1.0], [2000.0, 1.0]]])
def test_refuses_too_few_and_strays(places):
    with pytest.raises(ParameterError, match="places"):
        clark_evans(places, AREA)

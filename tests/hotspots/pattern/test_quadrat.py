from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.errors import ParameterError
from geo.hotspots.pattern.quadrat import quadrat_test

AREA = shapely.box(0, -1, 1, 0)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 200), st.integers(1, 6), st.integers(2, 6))
def test_equals_a_chi_square_of_a_histogram(seed, n, columns, rows):
    xy = np.random.default_rng(seed).uniform([0, -1], [1, 0], (n, 2))
    found = quadrat_test(xy, AREA, columns, rows)
    counts = np.histogram2d(xy[:, 1], xy[:, 0], bins=(rows, columns), range=((-1, 0), (0, 1)))[0]
    np.testing.assert_array_equal(found.counts, counts)
    theirs = stats.chisquare(counts.ravel())
    assert found.statistic == pytest.approx(theirs.statistic)
    assert found.p_value == pytest.approx(theirs.pvalue)
    assert found.degrees == columns * rows - 1


def test_lines_belong_where_closed_says():
    ticks = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    xy = np.column_stack([ticks, ticks - 1])
    right = quadrat_test(xy, AREA, 5, 5, closed="right").counts
    left = quadrat_test(xy, AREA, 5, 5, closed="left").counts
    assert np.diag(right).tolist() == [2, 1, 1, 1, 1]
    assert np.diag(left).tolist() == [1, 1, 1, 1, 2]
    assert right.sum() == left.sum() == 6


def test_expected_follows_the_study_area():
    area = shapely.Polygon([(0, 0), (4, 0), (0, 4)])
    xy = [[0.5, 0.5], [3.0, 0.5], [0.5, 3.0], [1.0, 1.0]]
    found = quadrat_test(xy, area, 2, 2)
    np.testing.assert_allclose(found.expected, [[2, 1], [1, 0]])
    assert found.degrees == 2
    assert found.counts.tolist() == [[2, 1], [1, 0]]
    assert found.statistic == 0


def test_a_place_on_a_line_goes_where_there_is_ground():
    # The corner at (2, 2) is on two lines; closed at the left it would go to the quadrat that the area only touches.
    area = shapely.Polygon([(0, 0), (4, 0), (0, 4)])
    found = quadrat_test([[2.0, 2.0], [0.5, 0.5]], area, 2, 2, closed="left")
    assert found.counts[1, 1] == 0
    assert found.counts.sum() == 2


def test_slivers_can_be_left_out():
    area = shapely.union_all([shapely.box(0, 0, 10, 4), shapely.box(0, 4, 0.01, 8)])
    xy = np.vstack([np.random.default_rng(0).uniform(0, [10, 4], (60, 2)), [[0.005, 6.0]]])
    all_of_it = quadrat_test(xy, area, 2, 2)
    without = quadrat_test(xy, area, 2, 2, least_expected=1)
    assert all_of_it.statistic > 10
    assert without.degrees == 1
    assert without.expected.sum() == 60
    assert without.statistic == pytest.approx(((without.counts - 30)[0] ** 2 / 30).sum())


def test_alternatives_are_the_tails():
    xy = np.random.default_rng(1).uniform([0, -1], [1, 0], (100, 2))
    above, below, both = (
        quadrat_test(xy, AREA, alternative=which).p_value for which in ("clustered", "regular", "two_sided")
    )
    assert above + below == pytest.approx(1)
    assert both == pytest.approx(2 * min(above, below))


@pytest.mark.parametrize(
    ("columns", "rows", "places"), [(0, 5, 1), (200, 200, 1), (1, 1, 5), (5, 5, 0)], ids=["0", "40000", "1", "none"]
)
def test_refuses_what_compares_nothing(columns, rows, places):
    with pytest.raises(ParameterError):
        quadrat_test(np.full((places, 2), [0.5, -0.5]), AREA, columns, rows)

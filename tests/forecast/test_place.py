"""Placement: squares of one size that never overlap, the same each time, where the incidents are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.forecast import place
from geo.forecast.place import PIXELS, floating_squares, held, pixels_of, weights_on_pixels
from geo.forecast.raster import Raster
from tests.forecast import scenes


def _by_hand(weight, allowed, n):
    """Return the greedy choice written as plainly as possible, ties left to x, then y."""
    half = PIXELS // 2
    padded = np.pad(weight, half)
    sums = {
        (c, r): padded[c : c + PIXELS, r : r + PIXELS].sum()
        for c in range(weight.shape[0])
        for r in range(weight.shape[1])
        if allowed[c, r]
    }
    chosen = []
    while sums and len(chosen) < n:
        best = max(sums, key=lambda place: (sums[place], -place[0], -place[1]))
        chosen.append((best, sums[best]))
        sums = {k: v for k, v in sums.items() if abs(k[0] - best[0]) >= PIXELS or abs(k[1] - best[1]) >= PIXELS}
    return chosen


fields = st.tuples(st.integers(1, 24), st.integers(1, 24), st.integers(0, 2**32 - 1), st.floats(0.02, 0.6))


@settings(deadline=None)
@given(fields, st.integers(1, 12))
def test_squares_never_overlap_and_each_is_the_best_left(field, n):
    columns, rows, seed, density = field
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 9, (columns, rows)) * (rng.random((columns, rows)) < density).astype(float)
    allowed = rng.random((columns, rows)) < 0.9
    squares = floating_squares(weight, allowed, n)
    wanted = _by_hand(weight, allowed, n)
    for i in range(len(squares.column)):
        for j in range(i):
            apart = max(abs(squares.column[i] - squares.column[j]), abs(squares.row[i] - squares.row[j]))
            assert apart >= PIXELS
    assert allowed[squares.column, squares.row].all()
    if len(wanted):  # ties may fall otherwise, the first choice never holds less
        assert held(weight, squares)[0] == wanted[0][1]
    again = floating_squares(weight, allowed, n)
    np.testing.assert_array_equal(squares.column, again.column)
    np.testing.assert_array_equal(squares.row, again.row)
    np.testing.assert_array_equal(held(np.ones_like(weight), squares) <= PIXELS**2, True)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_without_ties_the_choice_is_the_plain_greedy_one(seed, n):
    weight = np.random.default_rng(seed).random((30, 22)) * 100
    squares = floating_squares(weight, np.ones((30, 22), dtype=bool), n)
    wanted = _by_hand(weight, np.ones((30, 22), dtype=bool), n)
    gap = np.diff(sorted(w for _, w in wanted)).min() if len(wanted) > 1 else 1.0
    if gap > 0.1:  # the tie-breaking term is far smaller
        assert list(zip(squares.column.tolist(), squares.row.tolist(), strict=True)) == [place for place, _ in wanted]
    np.testing.assert_allclose(held(weight, squares), [total for _, total in wanted], rtol=1e-2)


def test_as_many_as_fit_when_more_are_asked_for():
    squares = floating_squares(np.zeros((15, 15)), np.ones((15, 15), dtype=bool), 1000)
    assert len(squares.column) == 9


def test_of_equal_squares_the_one_in_busier_surroundings_is_first():
    weight = np.zeros((60, 60))
    weight[10, 10] = weight[45, 45] = 3.0
    weight[45, 53] = 1.0
    squares = floating_squares(weight, np.ones((60, 60), dtype=bool), 1)
    assert held(weight, squares)[0] == 3
    assert abs(squares.column[0] - 45) <= 2


def test_a_square_lies_over_a_cluster_that_cells_would_cut():
    h = scenes.history(0)
    fine = pixels_of(h.raster)
    corner = (h.raster.west + 5 * 200.0, h.raster.south + 5 * 200.0)  # where four cells meet
    rng = np.random.default_rng(1)
    x, y = corner[0] + rng.uniform(-60, 60, 80), corner[1] + rng.uniform(-60, 60, 80)
    pixels = type(h).within(fine, scenes.AREA, x, y, np.full(80, 5))
    squares = floating_squares(weights_on_pixels(pixels, np.ones_like, 6), pixels.inside, 1)
    assert held(pixels.counts(None, 6), squares)[0] == 80


def test_pixels_are_fifths_of_the_same_cells():
    raster = Raster.over((0, 0, 999, 999), 100)
    fine = pixels_of(raster)
    assert fine.shape == (50, 50)
    x = np.random.default_rng(0).random(100) * 999
    coarse, exact = raster.cell_of(x, x), fine.cell_of(x, x)
    np.testing.assert_array_equal(coarse // raster.rows, exact // fine.rows // PIXELS)


def test_too_many_pixels_are_refused_with_the_least_unit_that_works():
    with pytest.raises(ParameterError, match="placement grid") as refused:
        pixels_of(Raster.over((0, 0, 2e5, 2e5), 110))
    least = float(refused.value.text("en").split("Take at least ")[1].split(" m")[0].replace(",", ""))
    pixels_of(Raster.over((0, 0, 2e5, 2e5), least))


@settings(deadline=None)
@given(
    st.tuples(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1), st.floats(0.0, 0.05)),
    st.integers(1, 12),
)
def test_looking_only_near_incidents_gives_the_same_squares(field, n):
    columns, rows, seed, density = field
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 4, (columns, rows)) * (rng.random((columns, rows)) < density) / 2.0
    allowed = rng.random((columns, rows)) < 0.9
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place, "_SPARSE", np.inf)
        whole = floating_squares(weight, allowed, n)
        patched.setattr(place, "_SPARSE", 0)
        few = floating_squares(weight, allowed, n)
    assert whole.column.tolist() == few.column.tolist()
    assert whole.row.tolist() == few.row.tolist()
    np.testing.assert_allclose(whole.score, few.score, rtol=1e-12)

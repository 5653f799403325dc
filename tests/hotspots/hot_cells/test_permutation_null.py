from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.hot_cells import permutation_null
from geo.hotspots.hot_cells.gi_star import gi_star_on_cells
from geo.hotspots.hot_cells.permutation_null import SMALLEST, shuffle_p_values


@given(st.lists(st.integers(0, 6), min_size=6, max_size=9), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_every_pick_counted_by_hand(counts, k):
    values = np.array(counts)
    n = values.size
    sums = np.array([sum(values[np.arange(k) + i - n]) for i in range(n)])
    upper, lower = shuffle_p_values(values, sums, np.full(n, k))
    picks = np.array([sum(pick) for pick in combinations(counts, k)])
    if values.any():
        np.testing.assert_allclose(upper, [(picks >= s).mean() for s in sums], atol=1e-9)
        np.testing.assert_allclose(lower, [(picks <= s).mean() for s in sums], atol=1e-9)


@given(st.lists(st.integers(0, 5), min_size=6, max_size=8), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_own_count_held_in_place_by_hand(counts, k):
    values = np.array(counts)
    n = values.size
    sums = np.array([sum(values[np.arange(k) + i - n]) for i in range(n)])
    upper, lower = shuffle_p_values(values, sums, np.full(n, k), conditional=True)
    if not values.any():
        return
    for i in range(n):
        picks = np.array([counts[i] + sum(p) for p in combinations(np.delete(values, i).tolist(), k - 1)])
        assert upper[i] == pytest.approx((picks >= sums[i]).mean(), abs=1e-9)
        assert lower[i] == pytest.approx((picks <= sums[i]).mean(), abs=1e-9)


@pytest.mark.parametrize(("most", "n"), [(9, 400), (21, 300), (37, 260)])
def test_both_ways_of_counting_agree(most, n):
    rng = np.random.default_rng(most)
    counts = rng.negative_binomial(0.3, 0.08, n)
    histogram, highest = np.bincount(counts), int(np.sort(counts)[-most:].sum())
    fourier = list(permutation_null._by_fourier(histogram, n, most, highest))
    counting = list(permutation_null._by_counting(histogram, n, most, highest))
    assert [k for k, _ in fourier] == [k for k, _ in counting] == list(range(most + 1))
    for (_, one), (_, other) in zip(fourier, counting, strict=True):
        np.testing.assert_allclose(one[: highest + 1], other, atol=1e-10)


def test_against_real_shuffles():
    rng = np.random.default_rng(5)
    counts = rng.negative_binomial(0.5, 0.2, (14, 11))
    inside = rng.random(counts.shape) < 0.85
    _, sums, cells = gi_star_on_cells(counts, inside, 1.5)
    upper, _ = shuffle_p_values(counts[inside], sums[inside], cells[inside])
    runs = 4000
    reached = np.zeros(upper.size)
    shuffled = counts.copy()
    for _ in range(runs):
        shuffled[inside] = rng.permutation(counts[inside])
        reached += gi_star_on_cells(shuffled, inside, 1.5)[1][inside] >= sums[inside]
    error = 5 * np.sqrt(np.maximum(upper * (1 - upper), 1 / runs) / runs)
    assert (np.abs(reached / runs - upper) <= error).all()


THEIRS = """
import json, sys, warnings
import numpy as np
warnings.simplefilter("ignore")
sys.modules["numba"] = None
import esda
from libpysal.weights import DistanceBand
counts = np.array(json.load(sys.stdin), dtype=float)
w = DistanceBand(np.argwhere(np.ones(counts.shape)), 1.5)
g = esda.G_Local(counts.ravel(), w, transform="B", star=True, permutations=9999, seed=3, n_jobs=1)
print(json.dumps(g.p_sim.tolist()))
"""


def test_conditional_agrees_with_esda_within_its_noise():
    counts = np.random.default_rng(11).negative_binomial(0.5, 0.2, (12, 12))
    _, sums, cells = gi_star_on_cells(counts, np.ones(counts.shape, dtype=bool), 1.5)
    upper, _ = shuffle_p_values(counts.ravel(), sums.ravel(), cells.ravel(), conditional=True)
    # A process of its own, where esda finds no numba: compiling takes it half a minute, the work a second.
    done = subprocess.run(
        [sys.executable, "-c", THEIRS],
        input=json.dumps(counts.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    # Theirs is folded: the smaller of "as high or higher" and "lower".
    folded = np.minimum(upper, 1 - upper)
    error = 5 * np.sqrt(np.maximum(folded * (1 - folded), 1 / 9999) / 9999)
    assert (np.abs(folded - json.loads(done.stdout)) <= error).all()


def test_hardly_possible_sums_get_the_smallest_p_not_zero():
    counts = np.zeros(10_000, dtype=np.int64)
    counts[:5] = 100
    upper, _ = shuffle_p_values(counts, np.full(10_000, 500), np.full(10_000, 5))
    assert (upper == SMALLEST).all()


def test_no_incidents_no_evidence():
    upper, lower = shuffle_p_values(np.zeros(50, dtype=np.int64), np.zeros(50, dtype=np.int64), np.full(50, 9))
    assert (upper == 1).all()
    assert (lower == 1).all()


def test_a_neighbourhood_of_most_of_the_area_is_refused():
    with pytest.raises(ParameterError, match="distance_m"):
        shuffle_p_values(np.arange(30), np.arange(30), np.full(30, 20))

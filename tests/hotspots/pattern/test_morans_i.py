from __future__ import annotations

from itertools import permutations

import esda
import libpysal
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.errors import ParameterError
from geo.hotspots.pattern.morans_i import morans_i, row_standardised


def random_weights(random: np.random.Generator, n: int) -> sparse.csr_array:
    dense = random.random((n, n)) * (random.random((n, n)) < 0.4)
    np.fill_diagonal(dense, 0)
    dense[0, 1] = 1.0
    return sparse.csr_array(dense)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(9, 25), st.booleans())
def test_equals_esda(seed, n, standardised):
    random = np.random.default_rng(seed)
    values = random.gamma(1.0, size=n)
    dense = random.random((n, n)) < 0.5
    np.fill_diagonal(dense, False)
    dense[np.arange(n), (np.arange(n) + 1) % n] = True
    weights = sparse.csr_array(dense.astype(float))
    theirs = libpysal.weights.WSP(weights).to_W(silence_warnings=True)
    peer = esda.Moran(values, theirs, transformation="r" if standardised else "b", permutations=0, two_tailed=True)
    ours = morans_i(
        values, row_standardised(weights) if standardised else weights, permutations=0, alternative="two_sided"
    )
    assert ours.i == pytest.approx(peer.I, rel=1e-9, abs=1e-12)
    assert ours.expected == pytest.approx(peer.EI)
    assert ours.variance_normal == pytest.approx(peer.VI_norm, rel=1e-7, abs=1e-14)
    assert ours.variance_random == pytest.approx(peer.VI_rand, rel=1e-6, abs=1e-13)
    assert ours.z_normal == pytest.approx(peer.z_norm, rel=1e-6, abs=1e-6)
    assert ours.p_normal == pytest.approx(peer.p_norm, rel=1e-5, abs=1e-9)
    assert ours.p_random == pytest.approx(peer.p_rand, rel=1e-5, abs=1e-9)
    assert np.isnan(ours.p_permutation)


def test_the_randomised_variance_is_that_of_all_shuffles():
    random = np.random.default_rng(3)
    weights = random_weights(random, 6)
    values = random.gamma(1.0, size=6)
    every = np.array([morans_i(list(order), weights, permutations=0).i for order in permutations(values)])
    ours = morans_i(values, weights, permutations=9_999, seed=1)
    assert every.mean() == pytest.approx(ours.expected)
    assert every.var() == pytest.approx(ours.variance_random)
    exact = (every >= ours.i - 1e-12).mean()
    assert abs(ours.p_permutation - exact) < 5 * np.sqrt(exact * (1 - exact) / 10_000) + 1e-4


def test_where_all_are_neighbours_of_all_nothing_can_differ():
    found = morans_i([1.0, 2.0, 3.0, 5.0], sparse.csr_array(1.0 - np.eye(4)), permutations=99)
    assert found.i == pytest.approx(found.expected)
    assert found.variance_normal == pytest.approx(0, abs=1e-12)
    assert np.isnan([found.z_normal, found.p_normal, found.z_random, found.p_random]).all()
    assert found.p_permutation == 1


def test_tails_and_seeds():
    random = np.random.default_rng(0)
    grid = np.add.outer(np.arange(8.0), np.arange(8.0))
    weights = libpysal.weights.lat2W(8, 8).sparse
    alike = morans_i(grid.ravel() + random.normal(size=64), weights)
    assert alike.i > 0.5
    assert alike.p_permutation == 0.001
    assert alike.p_normal < 1e-6
    board = morans_i((np.indices((8, 8)).sum(axis=0) % 2).ravel(), weights, alternative="less")
    assert board.i == pytest.approx(-1)
    assert board.p_permutation == 0.001
    assert morans_i(grid.ravel(), weights, alternative="less").p_permutation == 1.0
    assert morans_i(grid.ravel(), weights, alternative="two_sided").p_permutation == 0.002
    noise = random.normal(size=64)
    assert morans_i(noise, weights, seed=4) == morans_i(noise, weights, seed=4)
    assert morans_i(noise, weights, seed=4).p_permutation != morans_i(noise, weights, seed=5).p_permutation


def test_permutation_p_holds_its_level():
    random = np.random.default_rng(9)
    weights = libpysal.weights.lat2W(5, 5).sparse
    p = [morans_i(random.poisson(1.0, 25), weights, permutations=99, seed=k).p_permutation for k in range(400)]
    assert np.mean(np.array(p) <= 0.05) < 0.085


def test_shuffles_in_blocks_are_shuffles(monkeypatch):
    weights = libpysal.weights.lat2W(5, 5).sparse
    values = np.random.default_rng(2).normal(size=25)
    whole = morans_i(values, weights, permutations=199, seed=8)
    monkeypatch.setattr("geo.hotspots.pattern.morans_i._BLOCK_VALUES", 200)
    assert morans_i(values, weights, permutations=199, seed=8).p_permutation == pytest.approx(whole.p_permutation)


def test_rows_without_neighbours_stay_empty():
    rows = row_standardised(sparse.csr_array(np.array([[0, 2.0, 2.0], [0, 0, 0], [1.0, 0, 0]])))
    np.testing.assert_allclose(rows.toarray(), [[0, 0.5, 0.5], [0, 0, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    ("values", "weights", "name"),
    [
        (np.arange(5.0), np.ones((4, 4)), "weights"),
        (np.arange(3.0), np.ones((3, 3)), "values"),
        (np.full(5, 0.1), np.ones((5, 5)), "values"),
        ([1, 2, np.nan, 3], np.ones((4, 4)), "values"),
        (np.arange(4.0), np.zeros((4, 4)), "weights"),
        (np.arange(4.0), -np.eye(4) + np.ones((4, 4)) * 0.5, "weights"),
    ],
)
def test_refuses_what_says_nothing(values, weights, name):
    with pytest.raises(ParameterError, match=name):
        morans_i(values, sparse.csr_array(weights))


def test_refuses_a_negative_number_of_shuffles():
    with pytest.raises(ParameterError, match="permutations"):
        morans_i(np.arange(4.0), sparse.csr_array(np.ones((4, 4))), permutations=-1)

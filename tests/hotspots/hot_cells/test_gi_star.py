from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from geo.errors import ParameterError
from geo.hotspots.hot_cells.gi_star import disc_sums, getis_ord_gi_star, gi_star_on_cells, half_widths

shapes = hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9)
radii = st.sampled_from([0.5, 1.0, 1.4143, 1.5, 2.0, 2.3, 3.0, 5.0])


def neighbours(inside: np.ndarray, radius: float) -> sparse.csr_array:
    """Return binary weights with self, cell by cell, for the cells inside."""
    at = np.argwhere(inside)
    squared = ((at[:, None] - at[None]) ** 2).sum(axis=2)
    return sparse.csr_array((squared <= radius**2 * (1 + 1e-9)).astype(float))


@given(st.data(), shapes, radii)
@settings(max_examples=60, deadline=None)
def test_cells_agree_with_the_general_formula(data, shape, radius):
    counts = data.draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 40)))
    inside = data.draw(hnp.arrays(np.bool_, shape))
    z, sums, cells = gi_star_on_cells(counts, inside, radius)
    weights = neighbours(inside, radius)
    values = counts[inside]
    np.testing.assert_array_equal(sums[inside], weights @ values)
    np.testing.assert_array_equal(cells[inside], np.asarray(weights.sum(axis=1)).ravel())
    np.testing.assert_allclose(z[inside], getis_ord_gi_star(values, weights), atol=1e-12)
    assert not z[~inside].any()


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected:UserWarning")
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1.5, 2.3]))
@settings(max_examples=25, deadline=None)
def test_identical_to_esda(seed, radius):
    import esda
    from libpysal.weights import DistanceBand

    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(0.4, 0.1, size=(12, 10))
    inside = rng.random((12, 10)) < 0.9
    z, _, _ = gi_star_on_cells(counts, inside, radius)
    w = DistanceBand(np.argwhere(inside), radius, silence_warnings=True)
    theirs = esda.G_Local(counts[inside].astype(float), w, transform="B", star=True, permutations=0).Zs
    np.testing.assert_allclose(z[inside], theirs, atol=1e-11)


def test_weights_need_not_be_binary():
    x = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    w = np.array([[1, 0.5, 0, 0, 0], [0.5, 1, 0.5, 0, 0], [0, 0.5, 1, 0.5, 0], [0, 0, 0.5, 1, 0.5], [0, 0, 0, 0.5, 1]])
    expected = [
        (row @ x - row.sum() * x.mean()) / (x.std() * np.sqrt((5 * (row**2).sum() - row.sum() ** 2) / 4)) for row in w
    ]
    np.testing.assert_allclose(getis_ord_gi_star(x, sparse.csr_matrix(w)), expected, rtol=1e-12)


@pytest.mark.parametrize("value", [0, 7])
def test_level_ground_has_no_z(value):
    z, _, _ = gi_star_on_cells(np.full((6, 7), value), np.ones((6, 7), dtype=bool), 1.5)
    assert not z.any()


def test_a_neighbourhood_of_everything_has_no_z():
    z, _, _ = gi_star_on_cells(np.arange(9).reshape(3, 3), np.ones((3, 3), dtype=bool), 9)
    assert not z.any()


def test_weights_of_another_table_are_refused():
    with pytest.raises(ParameterError, match="weights"):
        getis_ord_gi_star([1, 2, 3], sparse.identity(4))


def test_one_and_a_half_cells_is_the_square_of_nine():
    assert half_widths(1.5).tolist() == [1, 1, 1]
    assert half_widths(1.0).tolist() == [0, 1, 0]
    assert half_widths(500 / 100).tolist() == half_widths(0.5 / 0.1).tolist()


def test_sums_reach_beyond_small_arrays():
    assert disc_sums(np.ones((2, 2), dtype=np.int64), half_widths(5)).tolist() == [[4, 4], [4, 4]]

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from geo.hotspots.hot_cells.gi_star import getis_ord_gi_star, gi_star_on_cells
from geo.hotspots.hot_cells.space_time_gi_star import even_p_values, space_time_gi_star


@settings(deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 6),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    st.sampled_from([0.5, 1.0, 1.5, 2.3]),
    st.integers(0, 7),
)
def test_equals_gi_star_with_weights_in_space_and_time(seed, periods, shape, radius, steps):
    random = np.random.default_rng(seed)
    inside = random.random(shape) < 0.8
    inside.ravel()[random.integers(inside.size)] = True
    counts = random.poisson(0.8, (periods, int(inside.sum())))
    z, sums, bins = space_time_gi_star(counts, inside, radius, steps)
    row, column = np.nonzero(inside)
    period = np.repeat(np.arange(periods), row.size)
    row, column = np.tile(row, periods), np.tile(column, periods)
    near = (row[:, None] - row) ** 2 + (column[:, None] - column) ** 2 <= radius**2
    late = (period[:, None] >= period) & (period[:, None] - period <= steps)
    weights = (near & late).astype(float)
    np.testing.assert_array_equal(sums.ravel(), weights @ counts.ravel())
    np.testing.assert_array_equal(bins.ravel(), weights.sum(axis=1))
    np.testing.assert_allclose(
        z.ravel(), getis_ord_gi_star(counts.ravel(), sparse.csr_array(weights)), rtol=1e-9, atol=1e-9
    )


def test_one_period_is_plain_gi_star():
    random = np.random.default_rng(5)
    inside = random.random((9, 7)) < 0.7
    counts = random.poisson(1.0, inside.shape)
    plain, _, _ = gi_star_on_cells(counts, inside, 1.5)
    z, _, _ = space_time_gi_star(counts[inside][None], inside, 1.5, 3)
    assert z[0] == pytest.approx(plain[inside])


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.sampled_from([0.5, 1.0, 1.5]), st.integers(0, 4))
def test_even_p_is_the_binomial_chance(seed, periods, radius, steps):
    random = np.random.default_rng(seed)
    inside = random.random((5, 4)) < 0.8
    inside[0, 0] = True
    ground = np.where(
        random.random(int(inside.sum())) < 0.5, 1.0, np.round(random.uniform(0.1, 1, int(inside.sum())), 3)
    )
    counts = random.poisson(0.8, (periods, ground.size))
    _, sums, _ = space_time_gi_star(counts, inside, radius, steps)
    found = even_p_values(counts, sums, ground, inside, radius, steps)
    row, column = np.nonzero(inside)
    near = (row[:, None] - row) ** 2 + (column[:, None] - column) ** 2 <= radius**2
    for period in range(periods):
        share = near @ ground * (min(period, steps) + 1) / (ground.sum() * periods)
        chance = stats.binom(counts.sum(), np.minimum(share, 1))
        two_sided = np.minimum(2 * np.minimum(chance.sf(sums[period] - 1), chance.cdf(sums[period])), 1)
        np.testing.assert_allclose(found[period], two_sided, rtol=1e-6, atol=1e-12)

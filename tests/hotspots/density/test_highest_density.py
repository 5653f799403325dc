from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.hotspots.density.highest_density import highest_density_region
from geo.spatial.coverage import Coverage


def whole(share: np.ndarray) -> Coverage:
    return Coverage(share, np.empty(0, dtype=np.int64), np.empty((0, 2)))


@given(
    hnp.arrays(np.float64, (5, 6), elements=st.integers(0, 9).map(float)),
    hnp.arrays(np.float64, (5, 6), elements=st.sampled_from([0.25, 0.5, 1.0])),
    st.floats(0.01, 0.95),
)
@settings(max_examples=100, deadline=None)
def test_smallest_region_that_holds_the_share(density, share, wanted):
    hot = highest_density_region(density, whole(share), wanted)
    total = (density * share).sum()
    if total == 0:
        assert not hot.any()
        return
    assert (density * share)[hot].sum() >= wanted * total * (1 - 1e-9)
    assert density[hot].min() > density[~hot].max(initial=-1)
    # Without its least dense cells it would hold too little.
    fewer = hot & (density > density[hot].min())
    assert (density * share)[fewer].sum() < wanted * total


def test_half_of_a_slope():
    density = np.array([[4.0, 3.0, 2.0, 1.0]])
    assert highest_density_region(density, whole(np.ones((1, 4))), 0.5).tolist() == [[True, True, False, False]]
    assert highest_density_region(density, whole(np.ones((1, 4))), 0.4).tolist() == [[True, False, False, False]]


@pytest.mark.parametrize("shape", [(0, 0), (3, 2)])
def test_no_density_no_region(shape):
    assert not highest_density_region(np.zeros(shape), whole(np.ones(shape)), 0.5).any()

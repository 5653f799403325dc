from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.spatial.travel.along_kernel import metres_to


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_sums_along_predecessors_equal_the_distances(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.where(rng.random((8, 8)) < 0.3, rng.uniform(1, 5, (8, 8)), 0)
    np.fill_diagonal(weights, 0)
    graph = csr_array(weights)
    reached, before = dijkstra(graph, return_predecessors=True)
    wanted = np.arange(8)
    found = np.empty((8, 8))
    metres_to(before, graph.indptr, graph.indices, graph.data, wanted, found)
    np.testing.assert_allclose(found, np.where(np.isfinite(reached), reached, 0))

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from geo.spatial.noding import junctions, merged_ends, simple_parts


def strings(*coordinates):
    return np.array([shapely.LineString(one) for one in coordinates], dtype=object)


def inner(lines, found):
    """Return the cuts that are not at an end, sorted."""
    line, along = found
    cut = (along > 1e-3) & (along < shapely.length(lines[line]) - 1e-3)
    return sorted({(int(a), round(float(b), 6)) for a, b in zip(line[cut], along[cut], strict=True)})


def test_shared_corners_cut_both_lines():
    lines = strings([(0, 0), (5, 0), (10, 0)], [(5, -5), (5, 0), (5, 5)], [(7, -5), (7, 5)])
    assert inner(lines, junctions(lines, 0.5, crossings=False)) == [(0, 5.0), (1, 5.0)]
    assert inner(lines, junctions(lines, 0.5, crossings=True)) == [(0, 5.0), (0, 7.0), (1, 5.0), (2, 5.0)]


def test_touching_ends_cut_the_other_line_only_beyond_its_ends():
    lines = strings([(0, 0), (10, 0)], [(4, 0.3), (4, 9)], [(0.4, 0.1), (0.4, 9)], [(6, 0.6), (6, 9)])
    assert inner(lines, junctions(lines, 0.5, crossings=False)) == [(0, 4.0)]


def test_a_line_that_crosses_itself_comes_in_parts():
    lines = strings([(0, 0), (10, 10), (10, 0), (0, 10)], [(0, 0), (1, 0)])
    parts, of = simple_parts(lines)
    assert of.tolist() == [0, 0, 0, 1]
    assert shapely.is_simple(parts).all()
    assert shapely.length(parts).sum() == shapely.length(lines).sum()


@given(st.integers(0, 2**32 - 1), st.integers(0, 40), st.sampled_from([0.5, 2.0]))
@settings(max_examples=60, deadline=None)
def test_ends_merge_along_chains_of_near_ones(seed, n, snap):
    xy = np.round(np.random.default_rng(seed).uniform(0, 12, (n, 2)), 1)
    nodes, node_of_end, merged = merged_ends(xy, snap)
    assert merged == len(np.unique(xy, axis=0)) - len(nodes)
    linked = cdist(xy, xy) <= snap + 1e-6 if n else np.zeros((0, 0), dtype=bool)
    for _ in range(n):
        linked = linked | (linked.astype(int) @ linked.astype(int) > 0)
    np.testing.assert_array_equal(node_of_end[:, None] == node_of_end[None, :], linked)
    for node, place in enumerate(nodes):
        first = int(np.flatnonzero(node_of_end == node)[0])
        assert place.tolist() == xy[first].tolist()

"""Outlines that may lie over each other: each as if its cluster were alone."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.outlines import outlines
from geo.hotspots.overlapping_outlines import overlapping_outlines
from tests.hotspots.places import CRS, ORIGIN, places


@given(places(60), st.integers(1, 5), st.integers(0, 10_000), st.sampled_from([20.0, 100.0, 600.0]))
@settings(max_examples=100, deadline=None)
def test_valid_and_holding_all_members(xy, groups, seed, link_m):
    labels = np.random.default_rng(seed).integers(-1, groups, len(xy))
    _, labels[labels >= 0] = np.unique(labels[labels >= 0], return_inverse=True)
    shapes = overlapping_outlines(xy, labels, CRS, link_m)
    assert shapes.index.tolist() == list(range(labels.max() + 1))
    assert shapes.is_valid.all()
    assert (shapes.area > 0).all()
    assert shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    for cluster, shape in shapes.items():
        assert shapely.covers(shape, shapely.points(xy[labels == cluster])).all()


@pytest.mark.parametrize("seed", range(4))
def test_each_as_if_it_were_alone(seed):
    random = np.random.default_rng(seed)
    xy = ORIGIN + np.round(random.uniform(0, 800, (120, 2)), 3)
    labels = random.integers(-1, 4, 120)
    shapes = overlapping_outlines(xy, labels, CRS, 150.0)
    assert shapes.crs == CRS
    for cluster in range(4):
        alone = outlines(xy, np.where(labels == cluster, 0, -1), np.arange(1), CRS, link_m=150.0)[0]
        assert shapes[cluster].symmetric_difference(alone).area < 0.01 * alone.area  # slivers on the rim


def test_do_not_depend_on_the_numbers_of_clusters():
    random = np.random.default_rng(5)
    xy = ORIGIN + random.uniform(0, 800, (200, 2))
    labels = random.integers(0, 9, 200)
    number = random.permutation(9)
    one = overlapping_outlines(xy, labels, CRS, 150.0)
    other = overlapping_outlines(xy, number[labels], CRS, 150.0)
    for cluster in range(9):
        assert one[cluster].symmetric_difference(other[number[cluster]]).area < 1e-6


def test_no_clusters():
    shapes = overlapping_outlines(np.zeros((3, 2)), np.full(3, -1), CRS, 100.0)
    assert len(shapes) == 0
    assert shapes.crs == CRS

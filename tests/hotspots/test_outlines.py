"""Outlines are valid, have an area, never overlap and hold their members, whatever the places and labels."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.clusters.dbscan_kernel import dbscan_labels
from geo.hotspots.outlines import clipped, outlines
from tests.hotspots.places import CRS, ORIGIN, clusters, places


def assert_sound(shapes, xy, labels, within_m=1e-6):
    """Check the four promises; `within_m` is how far outside a member may lie."""
    assert shapes.is_valid.all()
    assert shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert (shapes.area > 0).all()
    array = np.asarray(shapes.array)
    first, second = shapely.STRtree(array).query(array, predicate="intersects")
    for a, b in zip(first[first < second], second[first < second], strict=True):
        assert shapely.intersection(array[a], array[b]).area <= 1e-6
    for cluster, shape in shapes.items():
        assert shapely.distance(shape, shapely.points(xy[labels == cluster])).max() <= within_m


def by_size(labels):
    return np.argsort(-np.bincount(labels[labels >= 0]), kind="stable") if (labels >= 0).any() else np.empty(0, int)


@given(places(), st.sampled_from([20.0, 70.0, 150.0, 400.0]), st.integers(1, 6))
@settings(max_examples=120, deadline=None)
def test_around_dbscan_clusters(xy, eps, min_samples):
    labels = dbscan_labels(xy, eps, min_samples)
    order = by_size(labels)
    shapes = outlines(xy, labels, order, CRS, link_m=eps)
    assert shapes.index.tolist() == order.tolist()
    assert_sound(shapes, xy, labels, within_m=0.01)


@given(places(60), st.integers(1, 5), st.integers(0, 10_000), st.sampled_from([None, 100.0]))
@settings(max_examples=120, deadline=None)
def test_around_labels_without_sense(xy, groups, seed, link_m):
    """Clusters that cross and share places: what a stranger's method might return."""
    labels = np.random.default_rng(seed).integers(-1, groups, len(xy))
    order = np.unique(labels[labels >= 0])
    shapes = outlines(xy, labels, order, CRS, link_m=link_m)
    assert_sound(shapes, xy, labels, within_m=0.01)


@pytest.mark.parametrize(
    "members",
    [
        [(0, 0)],
        [(0, 0), (80, 0)],
        [(0, 0), (0, 0), (0, 0)],
        [(0, 0), (50, 0), (100, 0), (150, 0)],
        [(0, 0), (30, 40), (60, 80)],
    ],
    ids=["one", "two", "one place", "row", "slant"],
)
def test_clusters_without_area_of_their_own(members):
    xy = np.array(members, dtype=float) + ORIGIN
    labels = np.zeros(len(xy), dtype=np.int64)
    shapes = outlines(xy, labels, np.array([0]), CRS, link_m=100.0)
    assert_sound(shapes, xy, labels, within_m=0.0)
    assert shapes.geom_type.tolist() == ["Polygon"]
    length = np.ptp(xy, axis=0).max()
    assert 0.8 * np.pi * 25**2 <= shapes.area.iloc[0] <= 4 * 25 * (1.5 * length + 25)


def test_the_better_rank_keeps_disputed_ground():
    left = np.array([(x, y) for x in range(0, 200, 40) for y in range(0, 200, 40)], dtype=float)
    right = np.add(left, [180, 0])  # 20 m apart, rims of 25 m
    xy, labels = np.vstack([left, right]) + ORIGIN, np.repeat([0, 1], len(left))
    first = outlines(xy, labels, np.array([0, 1]), CRS, link_m=100.0)
    second = outlines(xy, labels, np.array([1, 0]), CRS, link_m=100.0)
    assert_sound(first, xy, labels, within_m=0.0)
    assert first[0].area > first[1].area
    assert second[1].area > second[0].area


def test_a_bay_of_empty_ground_stays_outside():
    side = [(x, 0.0) for x in range(0, 1001, 50)]
    horseshoe = np.array([*side, *[(0.0, x) for x, _ in side], *[(x, 1000.0) for x, _ in side]]) + ORIGIN
    labels = np.zeros(len(horseshoe), dtype=np.int64)
    shape = outlines(horseshoe, labels, np.array([0]), CRS, link_m=100.0).iloc[0]
    assert not shape.contains(shapely.Point(np.add(ORIGIN, [600, 500])))
    assert shape.area < 0.35 * 1_000_000


def test_rows_may_come_in_any_order():
    xy = clusters(5)
    labels = dbscan_labels(xy, 80.0, 5)
    turned = np.random.default_rng(1).permutation(len(xy))
    order = by_size(labels)
    one = outlines(xy, labels, order, CRS, link_m=80.0)
    other = outlines(xy[turned], labels[turned], order, CRS, link_m=80.0)
    assert [shape.wkb for shape in one] == [shape.wkb for shape in other]


def test_no_clusters():
    shapes = outlines(np.zeros((3, 2)), np.full(3, -1), np.empty(0, dtype=np.int64), CRS)
    assert len(shapes) == 0
    assert shapes.crs == CRS


def test_clipping_keeps_the_members_inside():
    xy = clusters(8)
    xy = xy[xy[:, 0] <= ORIGIN[0] + 1500]
    labels = dbscan_labels(xy, 100.0, 4)
    area = shapely.box(*(ORIGIN - 5000), ORIGIN[0] + 1500, ORIGIN[1] + 9000)
    shapes = clipped(outlines(xy, labels, by_size(labels), CRS, link_m=100.0), area)
    assert_sound(shapes, xy, labels)
    assert shapes.total_bounds[2] <= ORIGIN[0] + 1500

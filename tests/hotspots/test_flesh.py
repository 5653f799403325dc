"""Triangles and lines of clusters."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.flesh import flesh_of, settled
from tests.hotspots.places import places


@given(places(60), st.integers(1, 4), st.integers(0, 999))
@settings(max_examples=80, deadline=None)
def test_settled_places_are_near_the_given_and_nobody_shares_one(xy, owners, seed):
    xy = xy - np.floor(xy.min(axis=0))
    owner = np.random.default_rng(seed).integers(0, owners, len(xy))
    own, whose = settled(xy, owner)
    assert len(np.unique(own, axis=0)) == len(own)
    for one in np.unique(owner):
        left = shapely.multipoints(own[whose == one])
        assert shapely.distance(left, shapely.points(xy[owner == one])).max() < 0.01


def test_settled_moves_only_the_later_owners_of_a_shared_place():
    own, whose = settled(np.array([[5.0, 5.0], [5.0, 5.0], [5.0, 5.0], [5.001, 5.0]]), np.array([0, 1, 1, 2]))
    by_owner = {int(w): o.tolist() for w, o in zip(whose, own, strict=True)}
    assert by_owner[0] == [5.0, 5.0]
    assert len({tuple(np.rint(place * 1000)) for place in own}) == 3


def test_triangles_are_filled_up_to_the_reach():
    square = np.array([(0.0, 0.0), (100.0, 0.0), (0.0, 100.0), (100.0, 100.0)])
    owner = np.zeros(4, dtype=np.int64)
    full, _ = flesh_of(square, owner, 1, 150.0)
    lines, _ = flesh_of(square, owner, 1, 120.0)
    loose, _ = flesh_of(square, owner, 1, 50.0)
    assert full[0].area == 10_000.0
    assert lines[0].area == 0
    assert lines[0].length == 300.0
    assert loose[0].length == 0
    assert shapely.get_num_coordinates(loose[0]) == 4


def test_without_a_reach_the_longest_gap_is_bridged_by_a_line():
    row = np.array([(float(x), float(y)) for x in range(0, 50, 10) for y in (0, 10)] + [(1000.0, 0.0)])
    flesh, spacing = flesh_of(row, np.zeros(len(row), dtype=np.int64), 1, None)
    assert spacing == 10.0
    assert flesh[0].area == 400.0
    assert flesh[0].length > 900
    assert shapely.buffer(flesh[0], 1.0).geom_type == "Polygon"


def test_flesh_of_neighbours_does_not_overlap():
    random = np.random.default_rng(3)
    xy, owner = settled(random.uniform(0, 500, (200, 2)), random.integers(0, 3, 200))
    flesh, _ = flesh_of(xy, owner, 3, 200.0)
    for a, b in [(0, 1), (0, 2), (1, 2)]:
        polygons = [shapely.union_all([p for p in shapely.get_parts(flesh[k]) if p.area > 0]) for k in (a, b)]
        assert shapely.intersection(*polygons).area < 1e-9

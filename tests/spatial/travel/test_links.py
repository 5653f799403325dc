from __future__ import annotations

import numpy as np

from geo.spatial.travel.links import Linked, link_ferries

XY = np.array([(0.0, 0), (1000, 0), (400, 50), (400, 900), (1000, 900), (400, 1000)])
LAND = np.array([0, 1])


def linked(ferry: list[int], limit_m: float = 200.0, *more: list[int]) -> Linked:
    corners = [LAND, np.array(ferry), *[np.array(one) for one in more]]
    is_ferry = np.array([False, True, *[True] * len(more)])
    return link_ferries(XY, corners, is_ferry, ~is_ferry, np.zeros_like(is_ferry), limit_m)


def test_a_loose_end_is_linked_to_the_nearest_point_of_a_road() -> None:
    found = linked([2, 3])
    assert (found.links, found.lost) == (1, 1)
    assert found.xy[-1].tolist() == [400, 0]
    assert [one.tolist() for one in found.corners] == [[0, 6, 1], [2, 3], [2, 6]]
    assert found.like.tolist() == [0, 1, 0]


def test_an_end_on_a_road_needs_no_link_and_far_ones_get_none() -> None:
    assert linked([0, 3]).links == 0
    assert (linked([2, 3], 10.0).links, linked([2, 3], 10.0).lost) == (0, 2)


def test_a_corner_of_the_road_is_used_where_it_is_nearest() -> None:
    xy = np.array([(0.0, 0), (1000, 0), (-30, 0), (-30, 900)])
    found = link_ferries(
        xy, [LAND, np.array([2, 3])], np.array([False, True]), np.array([True, False]), np.zeros(2, bool), 100
    )
    assert len(found.xy) == 4
    assert found.corners[-1].tolist() == [2, 0]


def test_ferries_that_meet_on_the_water_do_not_land_there() -> None:
    found = linked([2, 3], 2000.0, [3, 4])
    assert 3 not in [one.tolist()[0] for one in found.corners[3:]]


def test_nothing_to_link() -> None:
    none = np.zeros(1, dtype=bool)
    assert link_ferries(XY, [LAND], none, ~none, none, 100).links == 0
    assert link_ferries(XY, [], none[:0], none[:0], none[:0], 100).corners == []
    assert link_ferries(XY, [LAND], ~none, none, none, 100).lost == 2


def test_a_road_is_taken_before_a_nearer_path() -> None:
    xy = np.array([(0.0, 0), (1000, 0), (400, 50), (400, 900), (0, 40), (1000, 40)])
    corners = [np.array([4, 5]), LAND, np.array([2, 3])]
    path, road, ferry = (np.arange(3) == one for one in range(3))
    assert link_ferries(xy, corners, ferry, road, path, 100).like.tolist() == [0, 1, 2, 1]
    assert link_ferries(xy, corners, ferry, road, path, 30).like.tolist() == [0, 1, 2, 0]

"""From dense pieces to stretches with outlines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.network.stretches import hot_pieces, stretches_of
from geo.spatial.lixels import lixels_of
from tests.hotspots.test_outlines import assert_sound
from tests.spatial.networks_at_hand import CRS, graph, lattice, star


def test_the_shortest_length_that_holds_the_share():
    length = np.array([10.0, 10, 20, 10])
    held = np.array([4.0, 3, 2, 1])
    assert hot_pieces(held, held / length, 0.4).tolist() == [True, False, False, False]
    assert hot_pieces(held, held / length, 0.41).tolist() == [True, True, False, False]
    assert hot_pieces(held, held / length, 0.95).tolist() == [True] * 4  # the last two are equally dense
    assert not hot_pieces(np.zeros(4), np.zeros(4), 0.5).any()
    assert hot_pieces(np.empty(0), np.empty(0), 0.5).tolist() == []


def test_pieces_that_meet_are_one_stretch_and_small_ones_none():
    net = star(100, 100, 100)
    cut = lixels_of(net, 25)
    hot = np.zeros(12, dtype=bool)
    hot[[0, 4, 3, 10]] = True
    at = np.array([0, 4, 4, 3, 10, 10, 5, -1])
    found = stretches_of(net, cut, hot, at, 2)
    assert (found.count, found.too_small) == (2, 1)
    assert found.labels.tolist() == [0, 0, 0, -1, 1, 1, -1, -1]
    assert found.lengths_m(cut) == pytest.approx([50, 25])
    values = np.arange(12.0)
    assert found.highest(values).tolist() == [4, 10]
    none = stretches_of(net, cut, hot, at, 9)
    assert (none.count, none.too_small) == (0, 3)
    places = np.zeros((8, 2))
    assert len(none.outlines(net, cut, net.at([0] * 8, [0.0] * 8), places, CRS)) == 0


def outlined(net, places, hot_share, seed, lixel_m=25.0, snap_m=100.0, least=1):
    cut = lixels_of(net, lixel_m)
    on = net.snap(places, snap_m)
    hot = np.random.default_rng(seed).random(len(cut)) < hot_share
    at = cut.at(on.edge, on.along_m)
    found = stretches_of(net, cut, hot, at, least)
    return cut, found, found.outlines(net, cut, on, places, CRS)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 80),
    st.sampled_from([0.1, 0.4, 0.8]),
    st.sampled_from([12.0, 70.0, 200.0]),
)
@settings(max_examples=50, deadline=None)
def test_outlines_are_sound(seed, n, hot_share, step_m):
    """Incidents far off the road, close roads, bridges: whatever stands in the way."""
    random = np.random.default_rng(seed)
    side = step_m * 3
    joined = lattice(side, step_m)
    bridges = graph(
        np.concatenate([joined.nodes, [(0, 1), (side, side - 1), (-5, side / 2)]]),
        np.concatenate(
            [
                np.column_stack([joined.starts, joined.ends]),
                len(joined.nodes) + np.array([(0, 1), (1, 2)]),
            ]
        ),
    )
    places = random.uniform(-60, side + 60, (n, 2)).round(1)
    places = np.concatenate([places, places[: n // 3]])
    _, found, shapes = outlined(bridges, places, hot_share, seed)
    assert shapes.index.tolist() == list(range(found.count))
    assert_sound(shapes, places, found.labels, within_m=0.01)


def test_an_outline_holds_its_road_with_a_rim_and_the_way_to_its_incidents():
    net = graph([(0, 0), (300, 0), (300, 400)], [(0, 1), (1, 2)])
    places = np.array([(50.0, 0), (250, 90), (300, 200)])
    _, found, shapes = outlined(net, places, 1.1, 0)
    assert found.count == 1
    shape = shapes.iloc[0]
    assert shape.geom_type == "Polygon"
    road = shapely.union_all(net.geometries)
    assert shape.buffer(1e-6).contains(road.buffer(13))
    spur = shapely.LineString([(300, 90), (250, 90)])
    assert shape.buffer(1e-6).contains(spur.buffer(10))
    assert shape.area == pytest.approx(2 * 15 * (700 + 50) + 15 * 15 * 3, rel=0.15)


def test_wide_networks_get_coarser_corners(monkeypatch):
    from geo.hotspots.network import stretches as network_stretches

    monkeypatch.setattr(network_stretches, "_MOST_CORNERS", 10)
    net = graph([(0, 0), (3000, 0)], [(0, 1)])
    _, _, shapes = outlined(net, np.array([(50.0, 0), (2000, 90)]), 1.1, 0)
    assert shapes.area.iloc[0] > 3000 * 300 * 0.8

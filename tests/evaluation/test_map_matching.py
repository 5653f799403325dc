from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely

from geo.errors import ParameterError
from geo.evaluation.map_matching import MatchParameters, match_track
from tests.evaluation.street_grid import network, random_walk, street_grid


def positions(line: shapely.LineString, spacing_m: float) -> np.ndarray:
    return shapely.get_coordinates(shapely.line_interpolate_point(line, np.arange(0, line.length, spacing_m)))


@pytest.mark.parametrize("spacing_m", [8.0, 25.0, 60.0, 150.0])
def test_walks_with_ten_metres_of_noise(spacing_m: float) -> None:
    streets = street_grid(20, 250)
    rng = np.random.default_rng(int(spacing_m))
    edges_right, positions_right, lengths = [], [], []
    for _ in range(5):
        edges, line = random_walk(streets, rng, 30)
        xy = positions(line, spacing_m)
        run = np.cumsum(streets.lengths_m[edges])
        truth = np.array(edges)[np.searchsorted(run, np.arange(len(xy)) * spacing_m, side="right")]
        found = match_track(xy + rng.normal(0, 10, xy.shape), streets)
        passed = Counter(truth[np.append(True, truth[1:] != truth[:-1])].tolist())
        followed = Counter(edge for stretch in found.stretches for edge in stretch.edges)
        common = (passed & followed).total()
        edges_right.append(common / max(passed.total(), followed.total()))
        clear = shapely.distance(shapely.points(xy), shapely.MultiPoint(streets.nodes)) > 20
        positions_right.append((found.edge == truth)[clear].mean())
        lengths.append(sum(stretch.line.length for stretch in found.stretches) / (spacing_m * (len(xy) - 1)))
        assert found.share == 1
        assert len(found.stretches) == 1
    assert np.mean(edges_right) >= 0.95
    assert np.mean(positions_right) >= 0.98
    assert np.mean(lengths) == pytest.approx(1, abs=0.02)


def test_without_noise_the_very_line_comes_back() -> None:
    streets = street_grid(8, 250)
    _, line = random_walk(streets, np.random.default_rng(4), 12)
    found = match_track(positions(line, 30), streets)
    assert len(found.stretches) == 1
    matched = found.stretches[0].line
    assert matched.hausdorff_distance(shapely.LineString(positions(line, 30))) < 25
    assert found.distance_m.max() < 1e-6


def test_the_way_beats_the_nearest_edge() -> None:
    # A drive along the main road; one position lies nearer to a parallel lane that joins it nowhere near.
    streets = network([(0, 0), (1000, 0)], [(300, 30), (700, 30)])
    xy = np.array([[x, 0.0] for x in range(0, 1001, 100)])
    xy[5, 1] = 20
    found = match_track(xy, streets)
    main = int(found.edge[0])
    assert (found.edge == main).all()
    assert found.stretches[0].line.length == pytest.approx(1000)
    assert found.distance_m[5] == pytest.approx(20)


def test_away_from_the_network_it_stays_plain_with_a_reason() -> None:
    streets = network([(0, 0), (1000, 0)])
    xy = np.array([[0.0, 5], [400, 5], [500, 300], [600, 300], [700, 5], [1000, 5]])
    found = match_track(xy, streets)
    assert found.edge.tolist() == [0, 0, -1, -1, 0, 0]
    assert found.share == pytest.approx(4 / 6)
    assert [stretch.matched for stretch in found.stretches] == [True, False, True]
    plain = found.stretches[1]
    assert (plain.first, plain.last) == (2, 3)
    assert plain.reason is not None
    assert "60 m" in plain.reason.en
    assert list(plain.line.coords) == [(400, 5), (500, 300), (600, 300), (700, 5)]


def test_parts_that_do_not_join_are_linked_plainly() -> None:
    streets = network([(0, 0), (400, 0)], [(450, 0), (900, 0)])
    xy = np.array([[x, 2.0] for x in (0, 200, 390, 460, 700, 900)])
    found = match_track(xy, streets)
    assert [stretch.matched for stretch in found.stretches] == [True, False, True]
    assert found.stretches[1].reason is not None
    assert "not connected" in found.stretches[1].reason.en
    assert (found.stretches[1].first, found.stretches[1].last) == (2, 3)
    assert (found.edge >= 0).all()


def test_silence_parts_stretches() -> None:
    streets = network([(0, 0), (1000, 0)])
    xy = np.array([[0.0, 0], [200, 0], [600, 0], [800, 0]])
    found = match_track(xy, streets, seconds=[0, 60, 3600, 3660])
    assert [(one.first, one.last, one.matched) for one in found.stretches] == [(0, 1, True), (2, 3, True)]
    assert sum(one.line.length for one in found.stretches) == pytest.approx(400)
    joined = match_track(xy, streets, seconds=[0, 60, np.nan, 3660])
    assert len(joined.stretches) == 1


def test_standing_still_and_small_input() -> None:
    streets = network([(0, 0), (1000, 0)])
    still = match_track(np.random.default_rng(1).normal(0, 3, (50, 2)) + np.array([500, 0]), streets)
    assert (still.edge == 0).all()
    assert still.stretches[0].line.length < 1
    one = match_track([[500.0, 9]], streets)
    assert (one.edge.tolist(), one.along_m.tolist(), one.distance_m.tolist()) == ([0], [500], [9])
    assert one.stretches[0].line.geom_type == "Point"
    assert one.stretches[0].edges == (0,)
    none = match_track(np.zeros((0, 2)), streets)
    assert (none.share, none.stretches) == (0, ())
    far = match_track([[0.0, 900]], streets)
    assert far.stretches[0].line.geom_type == "Point"
    empty = streets.within(shapely.box(5000, 5000, 5001, 5001))[0]
    assert not match_track([[0.0, 0], [1, 1]], empty).stretches[0].matched


def test_loops_and_a_turn_back() -> None:
    loop = network([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], [(0, 0), (-300, 0)])
    xy = np.array([[-200.0, 0], [-50, 0], [60, 2], [98, 60], [40, 99], [2, 40], [-60, 0], [-200, 0]])
    found = match_track(xy, loop)
    assert sum(one.line.length for one in found.stretches) == pytest.approx(800, rel=0.02)
    back = match_track(np.array([[0.0, 0], [300, 0], [600, 0], [300, 0], [0, 0]]), network([(0, 0), (1000, 0)]))
    assert back.stretches[0].line.length == pytest.approx(1200)
    assert back.stretches[0].edges == (0,)


def test_refusals() -> None:
    streets = network([(0, 0), (1000, 0)])
    with pytest.raises(ParameterError, match="no numbers"):
        match_track([[np.nan, 0]], streets)
    with pytest.raises(ParameterError, match="as many times"):
        match_track([[0.0, 0]], streets, seconds=[0, 1])
    with pytest.raises(ParameterError, match="200,000"):
        match_track(np.zeros((200_001, 2)), streets)
    with pytest.raises(ParameterError, match="sigma_m"):
        MatchParameters(sigma_m=0)

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError, UnprojectedError
from geo.spatial.networks import network_of_lines, network_of_tables
from tests.spatial.networks_at_hand import CRS, graph, graphs, lattice, lines


def test_lines_that_share_an_end_or_a_corner_join():
    net = network_of_lines(lines([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(50, -50), (50, 0), (50, 50)]))
    assert len(net) == 3  # the third only crosses the first, which has no corner there
    net = network_of_lines(lines([(0, 0), (50, 0), (100, 0)], [(100, 0), (200, 0)], [(50, -50), (50, 0), (50, 50)]))
    assert len(net) == 5
    assert len(net.nodes) == 6
    assert net.components.max() == 0
    assert net.total_m == pytest.approx(300)
    assert net.notices == ()


def test_crossing_lines_stay_apart_unless_asked():
    cross = lines([(0, 0), (100, 100)], [(0, 100), (100, 0)])
    apart = network_of_lines(cross)
    assert (len(apart), len(apart.nodes), apart.components.max()) == (2, 4, 1)
    joined = network_of_lines(cross, node_crossings=True)
    assert (len(joined), len(joined.nodes), joined.components.max()) == (4, 5, 0)
    assert joined.total_m == pytest.approx(apart.total_m)


def test_an_end_on_another_line_joins_it():
    net = network_of_lines(lines([(0, 0), (100, 30)], [(40, 12), (40, 80)], [(70, 21.3), (70, -50)]))
    assert (len(net), len(net.nodes), net.components.max()) == (5, 6, 0)
    far = network_of_lines(lines([(0, 0), (100, 30)], [(40, 14), (40, 80)]))
    assert far.components.max() == 1
    near = network_of_lines(lines([(0, 0), (100, 30)], [(40, 14), (40, 80)]), snap_m=3)
    assert near.components.max() == 0
    assert "merged" in near.notices[0].en


def test_near_ends_become_one_node_and_are_told():
    net = network_of_lines(lines([(0, 0), (100, 0)], [(100.3, 0), (200, 0)], [(100, 0.4), (100, 90)]), snap_m=0.5)
    assert (len(net), len(net.nodes)) == (3, 4)
    assert net.notices[0].en == "2 line ends were merged with others within 0.5 m."
    ends = shapely.get_coordinates(shapely.get_point(net.geometries, 0))
    np.testing.assert_array_equal(ends, net.nodes[net.starts])
    np.testing.assert_allclose(net.lengths_m, shapely.length(net.geometries))


def test_what_has_no_length_is_dropped_and_told_what_is_double_is_kept():
    table = lines([(0, 0), (100, 0)], [(0, 0), (100, 0)], [(5, 5), (5, 5)], [(100, 0), (100.2, 0), (100, 0.2)])
    net = network_of_lines(table)
    assert len(net) == 2
    assert net.starts.tolist() == net.starts[[0, 0]].tolist()
    assert any(notice.en == "2 pieces of the network without length were dropped." for notice in net.notices)
    assert any("dibuang" in notice.id for notice in net.notices)


def test_a_ring_road_is_an_edge_back_to_its_own_node():
    net = network_of_lines(lines([(0, 0), (100, 0), (100, 100), (0, 0)], [(0, 0), (-50, 0)]))
    assert len(net) == 2
    assert net.starts[0] == net.ends[0]
    assert net.total_m == pytest.approx(250 + np.sqrt(2) * 100)


def test_a_line_may_cross_itself():
    eight = lines([(0, 0), (100, 100), (100, 0), (0, 100)])
    assert len(network_of_lines(eight)) == 1
    knotted = network_of_lines(eight, node_crossings=True)
    assert (len(knotted), len(knotted.nodes)) == (3, 3)
    assert knotted.total_m == pytest.approx(eight.length.sum())
    touching = lines([(0, 0), (50, 50), (100, 0), (50, 50), (0, 100)])
    assert len(network_of_lines(touching)) == 3  # the middle one returns to its own node


def test_every_kind_of_line_is_read():
    shapes = [
        shapely.MultiLineString([[(0, 0), (10, 0)], [(10, 0), (10, 10)]]),
        shapely.LineString([(10, 10, 5), (20, 10, 7)]),
        shapely.LinearRing([(20, 10), (30, 10), (30, 20)]),
        None,
        shapely.LineString(),
    ]
    table = gpd.GeoDataFrame({"highway": ["primary", None, 3, "x", "y"]}, geometry=shapes, crs=CRS)
    before = table.copy(deep=True)
    net = network_of_lines(table, class_column="highway")
    assert net.classes.tolist() == ["primary", "primary", None, "3"]
    assert not shapely.has_z(net.geometries).any()
    assert table.equals(before)
    assert network_of_lines(table).classes.tolist() == [None] * 4


def test_nothing_makes_an_empty_network():
    net = network_of_lines(lines())
    assert (len(net), net.total_m, len(net.components)) == (0, 0.0, 0)
    assert net.snap([(0, 0)], 10).edge.tolist() == [-1]
    assert len(net.within(shapely.box(0, 0, 1, 1))[0]) == 0


def test_overlapping_lines_keep_their_length():
    net = network_of_lines(lines([(0, 0), (100, 0)], [(50, 0), (150, 0)]), node_crossings=True)
    assert net.total_m == pytest.approx(200)
    assert net.components.max() == 0
    assert len(net) == 4


@given(st.integers(0, 2**32 - 1), st.integers(1, 25))
@settings(max_examples=60, deadline=None)
def test_noding_keeps_length_and_leaves_no_crossing(seed, n):
    random = np.random.default_rng(seed)
    table = lines(*(random.integers(0, 200, (n, 3, 2)) * 10.0 + random.choice([0, 0.3])))
    net = network_of_lines(table, node_crossings=True, snap_m=0.001)
    assert net.total_m == pytest.approx(table.length.sum(), abs=0.01 * n * n + 1e-6)
    one, other = shapely.STRtree(net.geometries).query(net.geometries, predicate="crosses")
    met = shapely.intersection(net.geometries[one], net.geometries[other])
    ends = shapely.multipoints(net.nodes)
    assert (shapely.distance(shapely.points(shapely.get_coordinates(met)), ends) < 0.01).all()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"snap_m": 0}, "0.001"),
        ({"snap_m": float("nan")}, "0.001"),
        ({"class_column": "kelas"}, "kelas"),
    ],
)
def test_refuses_bad_choices(change, match):
    with pytest.raises(ParameterError, match=match):
        network_of_lines(lines([(0, 0), (1, 1)]), **change)


def test_refuses_points_degrees_and_infinity():
    with pytest.raises(ParameterError, match="lines"):
        network_of_lines(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=CRS))
    with pytest.raises(UnprojectedError):
        network_of_lines(gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326))
    with pytest.raises(ParameterError, match="no numbers"):
        network_of_lines(lines([(0, 0), (np.inf, 1)]))


def test_tables_keep_their_order_and_refuse_nonsense():
    vertices = pd.DataFrame({"id": ["a", "b", "c"], "x": [0, 3, 3], "y": [0, 4, 0]})
    edges = pd.DataFrame({"from": ["b", "a"], "to": ["a", "c"], "class": ["river", None]})
    net = network_of_tables(vertices, edges)
    assert net.lengths_m.tolist() == [5, 3]
    assert net.starts.tolist() == [1, 0]
    assert net.classes.tolist() == ["river", None]
    assert network_of_tables(vertices, edges, [7, 8]).total_m == 15
    for wrong in ({"to": ["a", "z"]}, {"to": ["a", "a"]}):
        with pytest.raises(ParameterError, match="edge 2"):
            network_of_tables(vertices, edges.assign(**wrong))
    with pytest.raises(ParameterError, match="edge 1"):
        network_of_tables(vertices, edges, [0, 1])
    with pytest.raises(ParameterError, match="twice"):
        network_of_tables(vertices.assign(id=["a", "b", "b"]), edges)
    with pytest.raises(ParameterError, match="edge 1"):
        network_of_tables(vertices[:0], edges)
    assert len(network_of_tables(vertices, edges[:0])) == 0


@given(graphs(), st.integers(0, 2**32 - 1), st.sampled_from([5.0, 40.0, np.inf]))
@settings(max_examples=60, deadline=None)
def test_snapping_finds_the_nearest_edge(net, seed, limit):
    places = np.random.default_rng(seed).uniform(-50, 150, (30, 2))
    places[:5] = net.nodes[np.arange(5) % len(net.nodes)]
    found = net.snap(places, limit)
    apart = shapely.distance(shapely.points(places)[:, None], net.geometries[None, :])
    lowest = np.where(apart.min(axis=1) <= limit, apart.argmin(axis=1), -1)
    assert found.edge.tolist() == lowest.tolist()
    on = found.edge >= 0
    np.testing.assert_allclose(found.distance_m[on], apart.min(axis=1)[on])
    assert np.isinf(found.distance_m[~on]).all()
    assert (found.along_m <= net.lengths_m[np.maximum(found.edge, 0)]).all()
    back = net.points(found)
    assert [one is None for one in back] == (~on).tolist()
    np.testing.assert_allclose(shapely.distance(back[on], shapely.points(places)[on]), found.distance_m[on], atol=1e-6)


def test_snapping_takes_the_given_limit_exactly_and_the_given_length():
    net = graph([(0, 0), (10, 0)], [(0, 1)], [100.0])
    found = net.snap([(2.5, 3), (2.5, 3.0001), (20, 0)], 3)
    assert found.edge.tolist() == [0, -1, -1]
    assert found.along_m.tolist() == [25, 0, 0]
    assert len(net.snap(np.empty((0, 2)), 3)) == 0
    assert net.snap([(0, 0)], -1).edge.tolist() == [-1]


def test_places_by_share_are_checked():
    net = lattice(200, 100)
    assert net.at(3, 0.25).along_m.tolist() == [25]
    for bad in ((len(net), 0.5), (-1, 0.5), (0, 1.5), (0, np.nan)):
        with pytest.raises(ParameterError):
            net.at(*bad)


def test_within_an_area_edges_end_at_its_border():
    net = lattice(400, 100)
    part, source = net.within(shapely.box(50, 50, 250, 350))
    assert part.total_m == pytest.approx(2 * 300 + 3 * 200)
    assert (shapely.length(part.geometries) == part.lengths_m).all()
    assert part.components.max() == 0
    inside = shapely.box(50, 50, 250, 350).buffer(1e-9)
    assert shapely.covers(inside, part.geometries).all()
    assert (np.diff(source) >= 0).all()
    mine = shapely.distance(
        shapely.line_interpolate_point(part.geometries, 0.5, normalized=True), net.geometries[source]
    )
    assert mine.max() < 1e-9
    tips = shapely.get_coordinates(shapely.get_point(part.geometries, -1))
    np.testing.assert_allclose(tips, part.nodes[part.ends])
    whole, edges = net.within(shapely.box(-1, -1, 401, 401))
    assert whole is net
    assert edges.tolist() == list(range(len(net)))


def test_within_an_area_an_edge_may_leave_and_come_back():
    net = graph([(0, 0), (100, 0), (100, 50)], [(0, 1), (1, 2)], [200.0, 50.0])
    area = shapely.union(shapely.box(10, -5, 30, 5), shapely.box(60, -5, 120, 60))
    part, source = net.within(area)
    assert source.tolist() == [0, 0, 1]
    np.testing.assert_allclose(part.lengths_m, [40, 80, 50])
    assert part.components.max() == 1
    assert part.ends[1] == part.starts[2]


def test_ends_are_listed_by_node():
    net = graph([(0, 0), (1, 0), (2, 0), (9, 9)], [(0, 1), (1, 2), (1, 1)], [1, 1, 3])
    pointer, ends = net.ends_at_node
    assert np.diff(pointer).tolist() == [1, 4, 1, 0]
    assert ends[pointer[1] : pointer[2]].tolist() == [1, 2, 4, 5]
    assert net.components.tolist() == [0, 0, 0, 1]

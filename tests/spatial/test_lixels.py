from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.spatial.lixels import lixel_counts, lixels_of, split_lines
from tests.spatial.networks_at_hand import graph, graphs, lattice, lines, star


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_pieces_in_a_row_are_the_line(seed, n, cuts):
    random = np.random.default_rng(seed)
    whole = np.asarray(lines(*(random.uniform(0, 100, (n, 4, 2)).round(1))).geometry.array, dtype=object)
    line = random.integers(0, n, cuts)
    along = random.uniform(0, 1, cuts) * shapely.length(whole)[line]
    along[: cuts // 3] = np.round(along[: cuts // 3], -1)
    pieces, of = split_lines(whole, line, along)
    assert (np.diff(of) >= 0).all()
    for number, one in enumerate(whole):
        mine = pieces[of == number]
        length = shapely.length(mine)
        assert length.sum() == pytest.approx(one.length)
        assert length.min() > 0.0005
        corners = np.vstack([shapely.get_coordinates(mine[:1]), *(shapely.get_coordinates(p)[1:] for p in mine[1:])])
        assert shapely.LineString(corners).hausdorff_distance(one) < 1e-9
        for left, right in itertools.pairwise(mine):
            assert left.coords[-1] == right.coords[0]
        inside = along[line == number]
        inside = inside[(inside > 0.001) & (inside < one.length - 0.001)]
        borders = np.cumsum(length)[:-1]
        assert all(np.abs(borders - cut).min() <= 0.0021 for cut in inside)
        assert len(borders) <= len(inside)


def test_cuts_at_ends_and_at_corners():
    whole = np.array([shapely.LineString([(0, 0), (10, 0), (20, 0)])], dtype=object)
    zeros = np.zeros(5, dtype=np.int64)
    pieces, of = split_lines(whole, zeros, np.array([0, 20, 10, 10.0005, 9.9995]))
    assert [piece.wkt for piece in pieces] == ["LINESTRING (0 0, 10 0)", "LINESTRING (10 0, 20 0)"]
    assert of.tolist() == [0, 0]
    assert len(split_lines(np.empty(0, dtype=object), zeros[:0], np.empty(0))[0]) == 0


def test_edges_are_cut_into_equal_pieces_no_longer_than_asked():
    net = star(100, 250, 30)
    cut = lixels_of(net, 100)
    assert cut.pointer.tolist() == [0, 1, 4, 5]
    np.testing.assert_allclose(cut.length_m, [100, 250 / 3, 250 / 3, 250 / 3, 30])
    assert cut.number.tolist() == [0, 0, 1, 2, 0]
    assert len(cut) == 5
    assert lixel_counts(np.array([100.00001, 100.2]), 100).tolist() == [1, 2]


def test_places_fall_into_pieces():
    cut = lixels_of(star(100, 250), 50)
    edge = np.array([0, 0, 0, 1, 1, -1])
    assert cut.at(edge, np.array([0, 50, 100, 249, 250, 0.0])).tolist() == [0, 1, 1, 6, 6, -1]


@given(graphs(), st.floats(1, 60), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_lines_of_pieces_are_where_their_places_are(net, lixel_m, seed):
    geometric = graph(net.nodes, np.column_stack([net.starts, net.ends])[net.starts != net.ends])
    if not len(geometric):
        return
    cut = lixels_of(geometric, lixel_m)
    which = np.random.default_rng(seed).permutation(len(cut))[:20]
    drawn = cut.lines(geometric, which)
    np.testing.assert_allclose(shapely.length(drawn), cut.length_m[which])
    middle = shapely.line_interpolate_point(drawn, 0.5, normalized=True)
    along = shapely.line_locate_point(geometric.geometries[cut.edge[which]], middle)
    assert cut.at(cut.edge[which], along).tolist() == which.tolist()


def test_lines_where_the_given_length_is_far_longer_than_the_drawn_one():
    net = graph([(0, 0), (0.002, 0)], [(0, 1)], [100.0])
    cut = lixels_of(net, 10)
    drawn = cut.lines(net, np.array([9, 0]))
    np.testing.assert_allclose(shapely.length(drawn), 0.0002)


def test_groups_join_along_edges_and_across_nodes_only():
    net = star(100, 100, 100)
    cut = lixels_of(net, 25)
    chosen = np.zeros(12, dtype=bool)
    chosen[[0, 1, 3, 4, 10]] = True  # two at the middle, one at a tip, the next arm's first, one alone
    group, found = cut.groups(net, chosen)
    assert found == 3
    assert group[chosen].tolist() == [0, 0, 1, 0, 2]
    assert (group[~chosen] == -1).all()
    assert cut.groups(net, np.zeros(12, dtype=bool))[1] == 0
    assert cut.groups(net, np.ones(12, dtype=bool))[1] == 1


def test_groups_do_not_join_where_lines_only_cross():
    apart = graph([(0, 0), (100, 100), (0, 100), (100, 0)], [(0, 1), (2, 3)])
    cut = lixels_of(apart, 20)
    assert cut.groups(apart, np.ones(len(cut), dtype=bool))[1] == 2
    joined = lattice(100, 100)
    cut = lixels_of(joined, 20)
    assert cut.groups(joined, np.ones(len(cut), dtype=bool))[1] == 1

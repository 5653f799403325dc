"""Counts of who belonged where, stand-ins for incidents not drawn, and the polygons of sure ground."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.method import Cells
from geo.hotspots.standing.borders import INCLUSIONS, Stand, Tally, cell_borders, cells_on, member_borders
from geo.spatial.grid import Grid
from tests.hotspots.places import CRS, ORIGIN


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_tally_counts_like_a_table(seed, hotspots, partly_seen):
    random = np.random.default_rng(seed)
    own = random.integers(-1, hotspots, 12)
    tally, table, seen_times = Tally(own, hotspots), np.zeros((12, hotspots)), np.zeros(12)
    for _ in range(int(random.integers(1, 12))):
        seen = random.random(12) < 0.6 if partly_seen else np.ones(12, dtype=bool)
        things = np.flatnonzero(seen & (random.random(12) < 0.8))
        hotspot = np.where(random.random(len(things)) < 0.6, own[things], random.integers(0, hotspots, len(things)))
        things, hotspot = things[hotspot >= 0], hotspot[hotspot >= 0]
        tally.add(things, hotspot, seen if partly_seen else None)
        table[things, hotspot] += 1
        seen_times += seen
    share = np.divide(table, seen_times[:, None], out=np.zeros_like(table), where=seen_times[:, None] > 0)
    member = own >= 0
    assert tally.own_share[member] == pytest.approx(share[member, own[member]])
    for least in (0.5, 0.9):
        for thing, named in enumerate(tally.sure(least)):
            sure = np.flatnonzero(share[thing] >= least - 1e-9)
            expected = own[thing] if own[thing] in sure else sure[0] if len(sure) else -1
            assert named == expected


def test_the_nearest_drawn_speaks_for_those_not_drawn():
    places = np.array([[0, 0], [10, 0], [25, 0], [100, 0], [100, 0]], dtype=float)
    labels = np.array([3, 4, 5, 6, 7])
    drawn = np.array([True, False, True, False, False])
    assert Stand(places, None).spread(labels, drawn).tolist() == [3, 3, 5, 5, 5]
    assert Stand(places, 20.0).spread(labels, drawn).tolist() == [3, 3, 5, -1, -1]
    assert Stand(places, 5.0).spread(labels, drawn).tolist() == [3, -1, 5, -1, -1]
    assert Stand(places, None).spread(labels, ~drawn).tolist() == [4, 4, 4, 6, 7]
    assert Stand(places[:1], 5.0).spread(labels[:1], drawn[:1]).tolist() == [3]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_stand_agrees_with_brute_force(seed):
    random = np.random.default_rng(seed)
    places = random.uniform(0, 100, (60, 2))
    labels, drawn = random.integers(-1, 4, 60), random.random(60) < 0.63
    away = np.where(drawn[None, :], np.linalg.norm(places[:, None] - places[None], axis=2), np.inf)
    nearest = away.argmin(axis=1)
    within = (np.argsort(np.argsort(np.linalg.norm(places[:, None] - places[None], axis=2), axis=1), axis=1) < 12)[
        np.arange(60), nearest
    ]
    expected = np.where(within & (away.min(axis=1) <= 15), labels[nearest], -1)
    assert Stand(places, 15.0).spread(labels, drawn).tolist() == expected.tolist()


def test_cells_are_carried_to_another_grid_by_their_centres():
    grid = Grid.over((0, 0, 999, 999), 100.0)
    finer = Grid.over((200, 200, 599, 599), 50.0)
    flat = finer.index_of(np.array([310.0, 360.0, 310.0, 360.0, 410.0]), np.array([310.0, 310.0, 360.0, 360.0, 310.0]))
    at, number = cells_on(grid, Cells(finer, flat, np.arange(5)), np.array([7, 7, 7, 7, 8]))
    assert at.tolist() == grid.index_of(np.array([350.0]), np.array([350.0])).tolist()
    assert number.tolist() == [7]
    same = cells_on(grid, Cells(grid, np.array([12, 30]), np.array([0, 1])), np.array([-1, 4]))
    assert (same[0].tolist(), same[1].tolist()) == ([30], [4])
    assert len(cells_on(grid, Cells(grid, np.empty(0, np.int64), np.empty(0, np.int64)), np.empty(0, np.int64))[0]) == 0


def test_borders_of_cells_hold_what_was_hot_often_enough():
    grid = Grid.over((*ORIGIN, *(ORIGIN + 999.0)), 100.0)
    own = np.full(grid.rows * grid.columns, -1)
    own[[0, 1, 2]] = 0
    tally = Tally(own, 2)
    for turn in range(10):
        hot = [0] + [1] * (turn < 9) + [2] * (turn < 5) + [3] * (turn < 4)
        at = np.array([0, 1, 2, 3])[np.unique(hot)]
        tally.add(at, np.zeros(len(at), dtype=np.int64))
    borders = cell_borders(tally, grid, CRS, None)
    assert borders["hotspot"].tolist() == [0, 0]
    assert borders["inclusion"].tolist() == list(INCLUSIONS)
    assert borders.area.tolist() == pytest.approx([30_000, 20_000])
    half = shapely.box(*ORIGIN, ORIGIN[0] + 150, ORIGIN[1] + 999)
    assert cell_borders(tally, grid, CRS, half).area.tolist() == pytest.approx([15_000, 15_000])
    assert len(cell_borders(Tally(own, 2), grid, CRS, None)) == 0


def test_borders_of_members_nest_and_hold_the_sure_ones():
    random = np.random.default_rng(1)
    places = ORIGIN + np.vstack([random.normal(0, 60, (80, 2)), random.normal(900, 60, (80, 2))])
    own = np.repeat([0, 1], 80)
    tally = Tally(own, 2)
    often = random.random(160)
    for turn in range(20):
        there = np.flatnonzero(often >= turn / 20)
        tally.add(there, own[there])
    borders = member_borders(tally, places, CRS, None, 80.0)
    assert borders["hotspot"].tolist() == [0, 0, 1, 1]
    for number in (0, 1):
        extent, core = borders.geometry[borders["hotspot"] == number]
        assert extent.buffer(1e-6).covers(core)
        for least, shape in zip(INCLUSIONS, (extent, core), strict=True):
            sure = places[(own == number) & (tally.own_share >= least)]
            assert shapely.distance(shape, shapely.points(sure)).max() < 0.02

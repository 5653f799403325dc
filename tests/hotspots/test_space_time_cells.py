"""Cells know which others are near them, and what is near altogether."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.hotspots.space_time_cells import space_time_cells
from tests.hotspots.places import places


@given(places(80), st.sampled_from([1.0, 50.0, 70.71067811865476, 100.0, 3000.0]))
@settings(max_examples=120, deadline=None)
def test_near_cells_are_all_those_with_near_places(xy, reach):
    cells = space_time_cells(xy, reach)
    near = ((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2) <= reach * reach
    n = len(cells.start) - 1
    together = np.zeros((n, n), dtype=bool)
    np.logical_or.at(together, (cells.cell_of[:, None], cells.cell_of[None, :]), near)
    everything = np.ones((n, n), dtype=bool)
    np.logical_and.at(everything, (cells.cell_of[:, None], cells.cell_of[None, :]), near)
    assert everything.diagonal().all(), "places of one cell are near each other"
    listed = np.zeros((n, n), dtype=bool)
    whole = np.zeros((n, n), dtype=bool)
    for cell in range(n):
        others = cells.other[cells.first[cell] : cells.first[cell + 1]]
        assert (np.diff(others) > 0).all()
        assert cell not in others
        listed[cell, others] = True
        whole[cell, others] = cells.whole[cells.first[cell] : cells.first[cell + 1]]
    assert not (together & ~listed & ~np.eye(n, dtype=bool)).any()
    assert not (whole & ~everything).any()


def test_each_cell_is_in_the_order_of_time():
    random = np.random.default_rng(3)
    xy, days = random.uniform(0, 500, (300, 2)), np.floor(random.uniform(0, 40, 300))
    cells = space_time_cells(xy, 120.0)
    order = cells.in_time_order(np.argsort(days, kind="stable"))
    assert sorted(order.tolist()) == list(range(300))
    for cell in range(len(cells.start) - 1):
        rows = order[cells.start[cell] : cells.start[cell + 1]]
        assert (cells.cell_of[rows] == cell).all()
        assert (np.diff(days[rows]) >= 0).all()


def test_refuses_a_reach_too_small_for_the_extent():
    with pytest.raises(ParameterError, match="distance_m"):
        space_time_cells(np.array([[0.0, 0.0], [1e8, 1e8]]), 1e-3, name="distance_m")

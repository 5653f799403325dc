"""Rasters: any origin, x major, refused before they are too large."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.forecast.raster import MOST_CELLS, Raster


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(1, 5000),
    st.floats(1, 5000),
    st.floats(20, 900),
    st.booleans(),
)
def test_a_raster_covers_its_bounds_and_cells_hold_their_places(west, south, width, height, side, own_origin):
    bounds = (west, south, west + width, south + height)
    raster = Raster.over(bounds, side, origin=(west, south) if own_origin else None)
    rng = np.random.default_rng(0)
    x, y = west + rng.random(30) * width, south + rng.random(30) * height
    cell = raster.cell_of(x, y)
    assert (cell >= 0).all()
    left, low = raster.corners(cell)
    slack = 1e-6 * side + 1e-9 * (abs(west) + abs(south))
    assert (left <= x + slack).all()
    assert (x <= left + side + slack).all()
    assert (low <= y + slack).all()
    assert (y <= low + side + slack).all()


def test_cells_are_numbered_x_major():
    raster = Raster.over((0, 0, 299, 199), 100)
    assert raster.shape == (3, 2)
    assert raster.cell_of(np.array([50.0, 50, 150, -1]), np.array([50.0, 150, 50, 50])).tolist() == [0, 1, 2, -1]


def test_a_cell_is_inside_when_its_centre_is():
    raster = Raster.over((0, 0, 299, 99), 100)
    assert raster.inside(shapely.box(0, 0, 160, 100)).ravel().tolist() == [True, True, False]


@pytest.mark.parametrize("side", [0, -1, float("nan"), float("inf")])
def test_sides_must_be_lengths(side):
    with pytest.raises(ParameterError, match="unit_m"):
        Raster.over((0, 0, 1, 1), side)


@pytest.mark.parametrize("side", [1e-3, 1e-300, 5e-324])
def test_too_many_cells_are_refused_with_the_least_side_that_works(side):
    with pytest.raises(ParameterError, match="at most 4,000,000") as refused:
        Raster.over((0, 0, 1e5, 1e5), side)
    least = float(refused.value.text("en").split("Take at least ")[1].split(" m")[0].replace(",", ""))
    assert Raster.over((0, 0, 1e5, 1e5), least).size <= MOST_CELLS

"""Cells have fixed ids, nest exactly, cover the area once, and are published too coarsely to tell a place."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.privacy.hierarchy import Hierarchy, hierarchy_over, published_outlines
from geo.tables.agreements import CELL_SIDES_M
from tests.privacy.samples import banyuasin, degrees

REGION = degrees(shapely.box(320_300, 9_600_700, 352_100, 9_631_900))


def over(area: shapely.Geometry | None = None, cell_m: int = 1000) -> Hierarchy:
    return hierarchy_over(REGION, area, 32748, cell_m)


@pytest.mark.parametrize("cell_m", CELL_SIDES_M)
def test_levels_cover_the_same_ground_once(cell_m: int) -> None:
    cells = over(cell_m=cell_m)
    ground = shapely.area(cells.outlines[0]).sum()
    assert cells.grids[-1].cell_m == 64_000
    for level, outlines in enumerate(cells.outlines):
        assert len(outlines) == len(cells.cells[level])
        assert shapely.area(outlines).sum() == pytest.approx(ground, rel=1e-12)
        assert all(shapely.is_valid(outlines))
        assert (np.diff(cells.cells[level]) > 0).all()


def test_every_cell_lies_in_its_parent() -> None:
    cells = over()
    for level, parent in enumerate(cells.parent):
        coarse = cells.grids[level + 1].boxes(cells.cells[level + 1])
        fine = cells.grids[level].boxes(cells.cells[level])
        assert shapely.covers(coarse[parent], fine).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(320_400, 345_000), st.floats(9_601_000, 9_625_000), st.floats(2_500, 7_000))
def test_ids_do_not_depend_on_the_area(x: float, y: float, side: float) -> None:
    part = over(degrees(shapely.box(x, y, x + side, y + side)))
    whole = over()
    for level in range(len(whole.cells)):
        ids = part.ids(level, np.arange(len(part.cells[level])))
        assert set(ids) <= set(whole.ids(level, np.arange(len(whole.cells[level]))))
    assert part.ids(0, np.arange(len(part.cells[0])))[0].startswith("1000m:")


@settings(max_examples=50, deadline=None)
@given(st.floats(320_300, 352_100), st.floats(9_600_700, 9_631_900))
def test_every_place_of_the_region_has_a_cell(x: float, y: float) -> None:
    cells = over()
    (at,) = cells.find(np.array([x]), np.array([y]))
    assert shapely.intersects_xy(cells.outlines[0][at], x, y)


def test_places_outside_have_none() -> None:
    far = np.array([0.0, 1e6, 318_000.0])
    assert (over().find(far, np.array([0.0, 1e7, 9_610_000.0])) == -1).all()


def test_an_area_takes_whole_cells_by_their_middle() -> None:
    area = degrees(shapely.box(330_400, 9_610_400, 333_600, 9_612_600))
    ids = over(area).ids(0, np.arange(len(over(area).cells[0])))
    assert sorted(ids) == [f"1000m:{column}:{row}" for column in (330, 331, 332, 333) for row in (9610, 9611, 9612)]


def test_an_area_beside_the_region_has_no_cells() -> None:
    empty = over(degrees(shapely.box(500_000, 9_000_000, 510_000, 9_010_000)))
    assert [len(cells) for cells in empty.cells] == [0] * 7


def test_published_neighbours_meet_and_have_three_decimals() -> None:
    cells = over()
    fine = published_outlines(cells.outlines[0], 32748, 1000)
    coarse = published_outlines(cells.outlines[3], 32748, 1000)
    assert shapely.area(fine).sum() == pytest.approx(shapely.area(coarse).sum(), abs=1e-9)
    assert shapely.area(shapely.union_all(coarse)) == pytest.approx(shapely.area(coarse).sum(), abs=1e-9)
    xy = shapely.get_coordinates(coarse)
    assert (xy == np.round(xy, 3)).all()


@pytest.mark.parametrize("cell_m", [0, 500, 1500, 128_000])
def test_other_sides_are_refused(cell_m: int) -> None:
    with pytest.raises(ParameterError):
        over(cell_m=cell_m)


def test_a_continent_is_refused_before_it_is_cut_up() -> None:
    with pytest.raises(ParameterError, match="larger cells"):
        hierarchy_over(shapely.box(95, -11, 141, 6), None, 32748, 1000)


def test_the_shipped_region_has_its_cells() -> None:
    region = banyuasin()
    cells = hierarchy_over(region.boundary, None, region.crs, 1000)
    area = shapely.area(cells.outlines[0]).sum() / 1e6
    assert region.boundary_m().area / 1e6 < area < region.boundary_m().area / 1e6 * 1.2

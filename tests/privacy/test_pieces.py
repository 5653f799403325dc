"""Rows lie over the area once, whole where nothing finer is shown; districts hide what is of one masked kind."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from geo.privacy.hierarchy import hierarchy_over
from geo.privacy.pieces import cell_rows, district_rows, districts_at, unsplit
from tests.privacy import samples

KINDS = ("CURAS", "CURANMOR", "JUDI")
REGION = samples.box_region(*samples.BOX_M)
CELLS = hierarchy_over(REGION.boundary, None, REGION.crs, 1000)
DISTRICTS = REGION.layers["districts"]


def test_rows_cover_the_area_once() -> None:
    rng = np.random.default_rng(1)
    x = samples.BOX_M[0] + 64_000 * rng.beta(2, 5, 600)
    y = samples.BOX_M[1] + 64_000 * rng.beta(3, 3, 600)
    rows = cell_rows(samples.incidents(x, y, rng.choice(KINDS, 600)), CELLS, KINDS, 5)
    outlines = np.array([row["geometry"] for row in rows], dtype=object)
    assert len({row["level"] for row in rows}) >= 3
    assert shapely.is_valid(outlines).all()
    whole = shapely.union_all(outlines)
    assert whole.area == pytest.approx(shapely.area(outlines).sum(), rel=1e-9)
    assert len({(row["level"], row["cell_id"]) for row in rows}) == len(rows)


def test_a_small_cell_shows_in_what_is_left_of_its_parent() -> None:
    table = samples.in_cells({(0, 0): 7, (1, 0): 3, (0, 1): 2})
    rows = {row["level"]: row for row in cell_rows(table, CELLS, KINDS, 5)}
    assert (rows["1000m"]["n_low"], rows["1000m"]["n_high"]) == (5, 9)
    assert (rows["2000m"]["n_low"], rows["2000m"]["n_high"]) == (5, None)
    assert rows["2000m"]["geometry"].area == pytest.approx(3 * rows["1000m"]["geometry"].area, rel=0.1)
    assert rows["64000m"]["suppressed"]
    assert rows["64000m"]["n_low"] is None


def test_split_and_sum_agree() -> None:
    table = samples.together(samples.in_cells({(3, 3): 12}), samples.in_cells({(3, 3): 7}, "JUDI"))
    row = cell_rows(table, CELLS, KINDS, 5)[0]
    assert json.loads(row["kinds"]) == [["CURAS", 10, 14], ["*", 5, 9]]
    assert (row["n_low"], row["n_high"]) == (15, 23)
    bare = cell_rows(table, CELLS, KINDS, 5, barred={unsplit(("1000m", row["cell_id"]))})[0]
    assert bare["kinds"] is None
    assert (bare["n_low"], bare["n_high"]) == (15, 19)


def test_a_barred_row_is_not_shown() -> None:
    rows = cell_rows(samples.in_cells({(3, 3): 12}), CELLS, KINDS, 5, barred={("1000m", "1000m:323:9603")})
    assert "1000m" not in {row["level"] for row in rows}


def test_an_area_without_cells_has_no_rows() -> None:
    empty = hierarchy_over(REGION.boundary, samples.degrees(shapely.box(1e5, 9e6, 1.1e5, 9.01e6)), REGION.crs, 1000)
    assert cell_rows(samples.in_cells({(0, 0): 9}), empty, KINDS, 5) == []


@pytest.mark.parametrize(
    ("curat", "kdrt", "low"),
    [(0, 9, None), (1, 9, 10), (9, 0, 5), (2, 2, None), (0, 0, None), (0, 4, None), (30, 1, 30)],
)
def test_a_district_of_one_masked_kind_is_not_shown(curat: int, kdrt: int, low: int | None) -> None:
    table = samples.together(samples.in_cells({(1, 1): curat}, "CURAT"), samples.in_cells({(2, 2): kdrt}, "KDRT"))
    rows = district_rows(table, DISTRICTS, ("CURAT", "KDRT"), {"KDRT"}, 5)
    assert [row["cell_id"] for row in rows] == ["A", "B"]
    assert rows[0]["n_low"] == low
    assert rows[0]["suppressed"] == (low is None)
    assert rows[0]["kinds"] is None
    assert rows[1]["suppressed"]


def test_districts_count_only_when_they_lie_in_the_area() -> None:
    table = samples.in_cells({(1, 1): 9}, "CURAT")
    area = DISTRICTS.geometry.iloc[0].buffer(0.01)
    assert [row["cell_id"] for row in district_rows(table, DISTRICTS, ("CURAT",), (), 5, area=area)] == ["A"]
    half = DISTRICTS.geometry.iloc[0].intersection(samples.degrees(shapely.box(*samples.BOX_M[:2], 336_000, 9_664_000)))
    assert district_rows(table, DISTRICTS, ("CURAT",), (), 5, area=half) == []


def test_a_place_on_the_border_of_two_districts_counts_once() -> None:
    middle = samples.incidents([352_000.0] * 9, [9_610_000.0] * 9, "CURAT")
    rows = district_rows(middle, DISTRICTS, ("CURAT",), (), 5)
    assert sorted(str(row["n_low"]) for row in rows) == ["5", "None"]
    codes = districts_at(samples.incidents([0.0], [0.0]).geometry, DISTRICTS)
    assert codes.tolist() == [""]

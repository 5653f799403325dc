from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.spatial.cells import COLUMNS, ROWS, cell_centre, cell_of, cell_rows

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


@given(LON, LAT)
def test_a_place_lies_within_half_a_cell_of_its_cells_centre(lon: float, lat: float) -> None:
    x, y = cell_centre(cell_of(lon, lat))
    assert abs(float(x) - lon) <= 0.005 + 1e-9
    assert abs(float(y) - lat) <= 0.005 + 1e-9


@given(LON, LAT, LON, LAT, LON, LAT)
def test_rows_of_a_box_hold_every_place_in_it(a: float, b: float, c: float, d: float, lon: float, lat: float) -> None:
    west, east = min(a, c), max(a, c)
    south, north = min(b, d), max(b, d)
    if not (north - south < 5 and west <= lon <= east and south <= lat <= north):
        return
    cell = int(cell_of(lon, lat))
    assert any(first <= cell <= last for first, last in cell_rows(south, north, west, east))


def test_the_edges_of_the_world_are_cells() -> None:
    cells = cell_of([-180, 180], [-90, 90])
    assert cells.tolist() == [0, COLUMNS * ROWS - 1]
    assert cells.dtype == np.int64

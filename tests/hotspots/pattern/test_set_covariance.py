from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import affinity

from geo.errors import ParameterError
from geo.hotspots.pattern.set_covariance import exact_set_covariance, is_rectangle, raster_set_covariance

ELL = shapely.box(0, 0, 1000, 400) | shapely.box(0, 0, 300, 900)
RING = shapely.Point(5000, 5000).buffer(800) - shapely.Point(5100, 5000).buffer(300)
PARTS = shapely.union_all([shapely.box(0, 0, 400, 400), affinity.rotate(shapely.box(700, 200, 1300, 900), 20)])
STRIP = affinity.rotate(shapely.box(0, 0, 10_000, 500), 37)


def shifts(reach: float, n: int = 80) -> np.ndarray:
    random = np.random.default_rng(0)
    way = random.uniform(0, 2 * np.pi, n)
    return (reach * np.sqrt(random.uniform(0, 1, n)) * [np.cos(way), np.sin(way)]).T


def test_a_rectangle_has_a_formula():
    area = exact_set_covariance(shapely.box(10, 20, 110, 70))
    np.testing.assert_allclose(area(np.array([[0.0, 0], [10, -20], [100, 0], [500, 3]])), [5000, 2700, 0, 0])
    assert is_rectangle(shapely.box(0, 0, 3, 4))
    assert not is_rectangle(ELL)
    assert not is_rectangle(affinity.rotate(shapely.box(0, 0, 3, 4), 30))


def test_a_polygon_is_overlaid_with_itself():
    area = exact_set_covariance(ELL)
    np.testing.assert_allclose(
        area(np.array([[0.0, 0], [100, 0], [0, 500]])), [ELL.area, 900 * 400 + 200 * 500, 300 * 400]
    )
    # Moving forth and back is the same.
    way = shifts(300)
    np.testing.assert_allclose(area(way), area(-way), rtol=1e-9)


@pytest.mark.parametrize(
    ("polygon", "reach", "error"),
    [(ELL, 225.0, 0.005), (RING, 400.0, 0.005), (PARTS, 200.0, 0.005), (STRIP, 125.0, 0.02)],
    ids=["L", "ring", "parts", "strip"],
)
def test_cells_come_close(polygon, reach, error):
    drawn, exact = raster_set_covariance(polygon, reach), exact_set_covariance(polygon)
    for way in (shifts(reach), shifts(reach * 0.02), np.zeros((1, 2))):
        np.testing.assert_allclose(drawn(way), exact(way), rtol=error)
    assert drawn(np.zeros((1, 2)))[0] == pytest.approx(polygon.area)


def test_a_longer_shift_is_refused():
    with pytest.raises(ParameterError, match="longer"):
        raster_set_covariance(ELL, 100.0)(np.array([[101.0, 0.0]]))

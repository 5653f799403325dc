from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import RandomPlaces, checked_places

HOLED = shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 60, 90)
PARTS = shapely.union_all([HOLED, shapely.Polygon([(200, 0), (260, 0), (230, 50)])])


@pytest.mark.parametrize("area", [shapely.box(0, 0, 10, 5), HOLED, PARTS], ids=["box", "hole", "parts"])
def test_places_are_drawn_evenly(area):
    xy = RandomPlaces(area).draw(20_000, np.random.default_rng(0))
    assert xy.shape == (20_000, 2)
    assert shapely.intersects_xy(area.buffer(1e-9), *xy.T).all()
    west, south, east, north = area.bounds
    edges = np.linspace(west, east, 7), np.linspace(south, north, 6)
    counts = np.histogram2d(*xy.T, bins=edges)[0]
    share = np.array(
        [
            [
                shapely.box(edges[0][i], edges[1][j], edges[0][i + 1], edges[1][j + 1]).intersection(area).area
                for j in range(5)
            ]
            for i in range(6)
        ]
    )
    expected = share / area.area * len(xy)
    assert (counts[share == 0] == 0).all()
    held = expected > 0
    chi_square = ((counts - expected)[held] ** 2 / expected[held]).sum()
    assert chi_square < held.sum() + 5 * np.sqrt(2 * held.sum())


def test_same_seed_same_places():
    one, other = (RandomPlaces(PARTS).draw(50, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_border_places_are_inside():
    assert checked_places([[0, 0], [100, 50], [20, 30]], HOLED).shape == (3, 2)
    assert checked_places([], HOLED).shape == (0, 2)


@pytest.mark.parametrize(
    ("places", "area", "name"),
    [
        ([[30, 30]], HOLED, "1 places lie outside"),
        ([1.0, 2.0], HOLED, "places"),
        ([[1.0, np.nan]], HOLED, "places"),
        ([[1.0, 1.0]], shapely.LineString([(0, 0), (2, 2)]), "study_area"),
        ([[1.0, 1.0]], shapely.Polygon(), "study_area"),
    ],
)
def test_refuses_what_is_no_pattern(places, area, name):
    with pytest.raises(ParameterError, match=name):
        checked_places(places, area)

"""How finely coordinates were written."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.hotspots.choosing.rounding import MOST_DECIMALS, decimals, precision_m
from tests.hotspots.places import CRS, ORIGIN

RANDOM = np.random.default_rng(7)


def projected(lon, lat):
    return shapely.get_coordinates(gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(CRS).array)


@pytest.mark.parametrize("digits", [1, 2, 3, 4, 5, 6])
def test_decimals_survive_the_projection(digits):
    lon, lat = np.round(RANDOM.uniform([104, -3], [106, -2], (300, 2)), digits).T
    found = decimals(projected(lon, lat), CRS)
    expected = [
        max(len(f"{value:.6f}".rstrip("0").split(".")[1]) for value in pair) for pair in zip(lon, lat, strict=True)
    ]
    assert found.tolist() == expected


def test_fine_coordinates_have_all_decimals():
    assert (decimals(ORIGIN + RANDOM.uniform(0, 9000, (500, 2)), CRS) == MOST_DECIMALS).mean() > 0.99


@pytest.mark.parametrize(("digits", "step"), [(2, 1113.2), (3, 111.32), (4, 11.132)])
def test_rounded_degrees(digits, step):
    lon, lat = np.round(RANDOM.uniform([104, -3], [106, -2], (2000, 2)), digits).T
    assert precision_m(projected(lon, lat), CRS) == pytest.approx(step)


@pytest.mark.parametrize("step", [1000, 100, 50, 1])
def test_rounded_metres(step):
    assert precision_m(ORIGIN + RANDOM.integers(0, 40, (3000, 2)) * step, CRS) == step


def test_exact_coordinates_have_no_step():
    assert precision_m(ORIGIN + RANDOM.uniform(0, 9000, (30_000, 2)), CRS) == 0.0


def test_a_few_places_tell_nothing():
    assert precision_m(ORIGIN + np.arange(18).reshape(-1, 2) * 100.0, CRS) == 0.0


def test_some_exact_ones_among_rounded():
    rounded = ORIGIN + RANDOM.integers(0, 90, (960, 2)) * 100.0
    exact = ORIGIN + RANDOM.uniform(0, 9000, (2000, 2))
    assert precision_m(np.vstack([rounded, exact[:40]]), CRS) == 100
    assert precision_m(np.vstack([rounded, exact]), CRS) == 0

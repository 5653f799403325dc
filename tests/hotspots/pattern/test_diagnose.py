from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from geo.errors import NotPointsError, ParameterError, UnprojectedError
from geo.hotspots.pattern.diagnose import FEWEST, LARGEST_SAMPLE, cell_neighbours, diagnose
from geo.hotspots.pattern.point_pattern import RandomPlaces
from geo.hotspots.pattern.ripleys_k import ripleys_k
from tests.hotspots.places import CRS, ORIGIN, incidents_at, places

AREA = shapely.box(*ORIGIN, *(ORIGIN + 5000))


def even(n: int, seed: int) -> gpd.GeoDataFrame:
    return incidents_at(ORIGIN + np.random.default_rng(seed).uniform(0, 5000, (n, 2)))


def gathered(n: int, seed: int) -> gpd.GeoDataFrame:
    random = np.random.default_rng(seed)
    centres = np.array([[1000.0, 1000], [4000, 1000], [1000, 4000], [4000, 4000]])
    return incidents_at(ORIGIN + centres[random.integers(4, size=n)] + random.normal(scale=100, size=(n, 2)))


def test_gathered_incidents_are_clustered_by_every_test():
    found = diagnose(gathered(200, 0), AREA, 1)
    assert found.pattern == "clustered"
    assert found.ripley.p_value == 0.01
    assert found.clark_evans.ratio < 0.7
    assert found.clark_evans.p_value < 1e-6
    assert found.quadrat.p_value < 1e-6
    assert found.moran.p_permutation <= 0.05
    assert 100 < found.strongest_m < 600
    assert found.clustered_from_m <= found.strongest_m <= found.clustered_to_m
    assert "gather more than chance" in found.says[0].en
    assert "mengelompok lebih" in found.says[0].id
    assert f"most strongly at {round(found.strongest_m)} m" in found.says[0].en
    assert found.n == found.sampled == 200


def test_even_incidents_are_seldom_called_clustered():
    found = [diagnose(even(120, seed), AREA, seed, simulations=39) for seed in range(40)]
    assert sum(one.pattern != "chance" for one in found) <= 6
    assert all(one.strongest_m is None for one in found if one.pattern == "chance")
    chance = next(one for one in found if one.pattern == "chance")
    assert "not shown that incidents gather" in chance.says[0].en


def test_a_lattice_is_regular():
    ticks = np.arange(250, 5000, 500.0)
    xy = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    found = diagnose(incidents_at(ORIGIN + xy), AREA)
    assert found.pattern == "regular"
    assert found.strongest_m is None
    assert "more even than chance" in found.says[0].en
    assert "in part because of the border" in found.says[1].en


def test_large_tables_are_sampled_and_told():
    table = gathered(LARGEST_SAMPLE * 3, 2)
    found = diagnose(table, AREA, 1, simulations=19)
    assert found.sampled == LARGEST_SAMPLE
    assert found.clark_evans.n == len(table)
    assert any("random sample of 1,000 of 3,000" in says.en for says in found.says)
    # The sample's L is close to that of all.
    whole = ripleys_k(shapely.get_coordinates(table.geometry.array), AREA, found.ripley.radii_m[8:])
    np.testing.assert_allclose(found.ripley.l_m[8:], whole.l_m, rtol=0.08)


def test_same_seed_same_answer_whatever_the_order_of_rows():
    table = gathered(1500, 3)
    before = table.copy(deep=True)
    one = diagnose(table, AREA, 5, simulations=19)
    other = diagnose(table.sample(frac=1, random_state=2), AREA, 5, simulations=19)
    assert one.says == other.says
    np.testing.assert_array_equal(one.ripley.l_m, other.ripley.l_m)
    assert table.equals(before)


def test_shared_places_and_strays_are_told():
    table = incidents_at(np.vstack([ORIGIN + np.random.default_rng(0).uniform(0, 5000, (40, 2)), [ORIGIN + 9000]]))
    table = gpd.GeoDataFrame(geometry=[*table.geometry, *table.geometry[:6]], crs=CRS)
    found = diagnose(table, AREA, simulations=19)
    told = [says.en for says in found.says]
    assert found.n == 46
    assert any(text.startswith("6 incidents are recorded at exactly") for text in told)
    assert any("1 incidents outside the study area" in text for text in told)


@pytest.mark.parametrize(
    "xy",
    [
        np.empty((0, 2)),
        [ORIGIN + 1],
        ORIGIN + np.random.default_rng(0).uniform(0, 5000, (FEWEST - 1, 2)),
        np.repeat([ORIGIN + 7], 50, axis=0),
        ORIGIN + np.outer(np.arange(50.0), [3, 4]),
        ORIGIN + np.outer(np.arange(50) * 0.1, [0.1, 0.7]),
    ],
    ids=["none", "one", "nine", "one place", "one line", "nearly one line"],
)
def test_too_little_is_told_and_not_raised(xy):
    found = diagnose(incidents_at(xy))
    assert found.pattern is None
    assert found.ripley is found.moran is found.quadrat is found.clark_evans is None
    assert found.says[0].en.startswith("Not enough data")
    assert found.says[0].id.startswith("Data belum cukup")


def test_one_place_in_a_known_area_is_clustered():
    found = diagnose(incidents_at(np.repeat([ORIGIN + 2200], 50, axis=0)), AREA, simulations=19)
    assert found.pattern == "clustered"
    assert found.clark_evans.ratio == 0


@settings(deadline=None, max_examples=25)
@given(places(most=60))
def test_any_places_get_an_answer(xy):
    found = diagnose(incidents_at(xy), simulations=19)
    assert found.pattern in {"clustered", "regular", "chance", None}
    assert all(says.id and says.en and "{" not in says.id + says.en for says in found.says)


def test_ragged_and_thin_areas_get_an_answer():
    strip = shapely.affinity.rotate(shapely.box(0, 0, 20_000, 100), 30)
    ring = shapely.Point(0, 0).buffer(3000) - shapely.Point(0, 0).buffer(2950)
    two = shapely.union_all([shapely.box(0, 0, 500, 500), shapely.box(9000, 9000, 9500, 9400)])
    for area in (strip, ring, two):
        moved = shapely.affinity.translate(area, *ORIGIN)
        xy = RandomPlaces(moved).draw(60, np.random.default_rng(4))
        inside = xy[shapely.intersects_xy(moved, *xy.T)]
        found = diagnose(incidents_at(inside), moved, simulations=19)
        assert found.pattern is not None
        assert np.isfinite(found.ripley.l_m).all()


def test_neighbours_share_a_side_or_a_corner():
    inside = np.random.default_rng(0).random((6, 8)) < 0.7
    row, column = np.nonzero(inside)
    near = np.maximum(np.abs(row[:, None] - row), np.abs(column[:, None] - column)) == 1
    np.testing.assert_array_equal(cell_neighbours(inside).toarray(), near)


def test_refuses_degrees_missing_points_and_bad_numbers():
    with pytest.raises(UnprojectedError):
        diagnose(even(20, 0).to_crs(4326))
    with pytest.raises(NotPointsError):
        diagnose(gpd.GeoDataFrame(geometry=[None], crs=CRS))
    with pytest.raises(ParameterError, match="simulations"):
        diagnose(even(20, 0), AREA, simulations=5)

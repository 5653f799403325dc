from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.ground import Ground
from geo.hotspots.hot_cells.getis_ord import GetisOrd

CRS = "EPSG:32748"
AREA = shapely.box(400_000, 9_700_000, 410_000, 9_708_000)


def table(places: np.ndarray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"harm": np.ones(len(places))}, geometry=gpd.points_from_xy(*places.T), crs=CRS)


def even(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform([400_000, 9_700_000], [410_000, 9_708_000], (n, 2))


@pytest.fixture
def one_cluster() -> gpd.GeoDataFrame:
    cluster = np.random.default_rng(0).normal([404_250, 9_703_250], 300, (120, 2))
    return table(np.concatenate([cluster, even(400, 1)]))


@pytest.mark.parametrize("inference", ["permutation", "conditional", "analytic"])
@pytest.mark.parametrize("sides", ["one", "two"])
def test_the_cluster_is_found_and_tested(one_cluster, inference, sides):
    found = GetisOrd(cell_m=500, inference=inference, sides=sides).run(one_cluster, Ground(AREA), 0)
    label = found.labels[:120].mode()[0]
    assert label >= 0
    assert (found.labels[:120] == label).mean() > 0.95
    assert (found.labels[120:] == -1).mean() > 0.8
    row = found.statistics.loc[label]
    assert row["significant"]
    assert row["q_value"] <= 0.05
    assert row["p_value"] <= row["q_value"]
    assert row["z_score"] > 5
    assert row["expected"] == pytest.approx(520 * found.polygons[label].area / AREA.area)


def test_statistics_are_those_of_the_surface(one_cluster):
    found = GetisOrd(cell_m=500).run(one_cluster, Ground(AREA), 0)
    surface = found.surface
    assert len(surface) == 20 * 16
    assert surface["n"].sum() == len(one_cluster)
    for cluster, polygon in found.polygons.items():
        within = surface[surface.representative_point().within(polygon)]
        assert found.statistics.loc[cluster, "z_score"] == within["z_score"].max()
        assert found.statistics.loc[cluster, "p_value"] == within["p_value"].min()
        assert within["q_value"].max() <= 0.05


def test_even_incidents_make_hardly_any_hotspot():
    made = [len(GetisOrd(cell_m=400).run(table(even(800, seed)), Ground(AREA), 0).polygons) for seed in range(30)]
    # Under chance alone at most one run in twenty may find anything.
    assert np.count_nonzero(made) <= 5


def test_cells_beyond_the_study_area_take_no_part(one_cluster):
    # An L: the missing quarter would look like a wide cold place and make the rest hot.
    corner = shapely.box(405_000, 9_704_000, 410_000, 9_708_000)
    area = AREA.difference(corner)
    inside = one_cluster[~one_cluster.within(corner)].reset_index(drop=True)
    found = GetisOrd(cell_m=500).run(inside, Ground(area), 0)
    assert len(found.surface) == 320 - 80
    assert not found.surface.representative_point().within(corner).any()


def test_incidents_in_slivers_at_the_border_are_counted():
    area = shapely.box(400_000, 9_700_000, 410_010, 9_708_000)
    places = np.concatenate([even(300, 3), [[410_005.0, 9_704_100.0]]])
    found = GetisOrd(cell_m=500).run(table(places), Ground(area), 0)
    assert found.surface["n"].sum() == 301


def test_automatic_cells_are_told(one_cluster):
    found = GetisOrd().run(one_cluster, Ground(AREA), 0)
    assert found.cells.grid.cell_m == 500
    assert any("500 m" in notice.en and "750 m" in notice.en for notice in found.notices)


def test_an_unknown_study_area_is_told(one_cluster):
    found = GetisOrd(cell_m=500).run(one_cluster, Ground(), 0)
    assert any("convex hull" in notice.en for notice in found.notices)
    assert (found.labels[:120] >= 0).mean() > 0.9


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_incidents_make_no_hotspot(n):
    found = GetisOrd().run(table(np.full((n, 2), 400_500.0)), Ground(AREA), 0)
    assert found.labels.tolist() == [-1] * n
    assert found.labels.dtype == np.int64
    assert any("Not enough data" in notice.en for notice in found.notices)


def test_too_few_cells_make_no_hotspot(one_cluster):
    found = GetisOrd(cell_m=5_000).run(one_cluster, Ground(AREA), 0)
    assert (found.labels == -1).all()
    assert any("only 4 cells" in notice.en for notice in found.notices)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"cell_m": 500, "distance_m": 6_000}, "distance_m"),
        ({"cell_m": 500, "distance_m": 5_000}, "distance_m"),
        ({"cell_m": 10}, None),
    ],
)
def test_cells_and_distance_must_suit(one_cluster, parameters, name):
    if name is None:
        assert len(GetisOrd(**parameters).run(one_cluster, Ground(AREA), 0).surface) == 50_000
        return
    with pytest.raises(ParameterError, match=name) as refused:
        GetisOrd(**parameters).run(one_cluster, Ground(AREA), 0)
    assert "shorten the distance" in refused.value.text("en")


def test_too_many_cells_are_refused_with_the_remedy(one_cluster):
    with pytest.raises(ParameterError, match="at least"):
        GetisOrd(cell_m=10).run(one_cluster, Ground(AREA.buffer(50_000)), 0)


@pytest.mark.real_data
def test_chicago_assaults(real_data):
    assaults = pd.read_csv(real_data / "crime" / "chicago_aggravated_assaults.csv.gz")
    points = gpd.GeoSeries(gpd.points_from_xy(assaults["longitude"], assaults["latitude"]), crs=4326).to_crs(32616)
    incidents = gpd.GeoDataFrame({"harm": 1.0}, index=points.index, geometry=points)
    found = GetisOrd().run(incidents, Ground(), 0)
    assert found.cells.grid.cell_m == 200
    assert 20 < len(found.polygons) < 80
    member = found.labels >= 0
    assert 0.25 < member.mean() < 0.5
    assert shapely.intersects(found.polygons.to_numpy()[found.labels[member]], points[member]).all()

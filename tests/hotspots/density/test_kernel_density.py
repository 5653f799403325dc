from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.density.exact_density import density_at
from geo.hotspots.density.kernel_density import KernelDensity
from geo.hotspots.ground import Ground
from geo.spatial.exposure import exposure_of

CRS = "EPSG:32748"
AREA = shapely.box(400_000, 9_700_000, 410_000, 9_708_000)


def table(places: np.ndarray, harm: float | np.ndarray = 1.0) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"harm": np.broadcast_to(harm, len(places)).astype(float)}, geometry=gpd.points_from_xy(*places.T), crs=CRS
    )


@pytest.fixture
def two_clusters() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(0)
    dense = rng.normal([402_000, 9_702_000], 150, (80, 2))
    heavy = rng.normal([408_000, 9_706_000], 150, (40, 2))
    spread = rng.uniform([400_000, 9_700_000], [410_000, 9_708_000], (60, 2))
    return table(np.concatenate([dense, heavy, spread]), np.repeat([1, 10, 1], [80, 40, 60]))


def test_the_densest_place_is_found(two_clusters):
    found = KernelDensity(bandwidth_m=250, share=0.2).run(two_clusters, Ground(AREA), 0)
    assert set(found.labels[:80]) - {-1} == {0}
    assert (found.labels[:80] == 0).mean() > 0.6
    assert (found.labels[80:120] == -1).all()
    assert len(found.polygons) == 1
    assert found.statistics["significant"].tolist() == [False]
    area_share = found.polygons.area.iloc[0] / AREA.area
    assert found.statistics["expected"].iloc[0] == pytest.approx(180 * area_share, rel=1e-6)


def test_harm_moves_the_hotspot(two_clusters):
    found = KernelDensity(bandwidth_m=250, share=0.3, weight="harm").run(two_clusters, Ground(AREA), 0)
    assert (found.labels[80:120] >= 0).mean() > 0.6
    assert (found.labels[:80] == -1).all()


def test_surface_is_the_exact_density(two_clusters):
    found = KernelDensity(bandwidth_m=400).run(two_clusters, Ground(AREA), 0)
    places = shapely.get_coordinates(two_clusters.geometry.array)
    whole = found.surface[found.surface.within(AREA)]
    at = shapely.get_coordinates(whole.centroid.array)
    exact = density_at(at, places, 400, AREA) * 1e6
    assert np.abs(whole["density_km2"] - exact).max() <= 1e-3 * exact.max()
    assert found.surface["n"].sum() <= len(two_clusters)
    assert len(found.surface) <= 50_000


def test_bandwidth_is_chosen_and_told(two_clusters):
    one, other = (KernelDensity().run(two_clusters, Ground(AREA), seed) for seed in (0, 1))
    pd.testing.assert_series_equal(one.labels, other.labels)
    assert any("cross-validation" in notice.en and "validasi silang" in notice.id for notice in one.notices)


def test_an_unknown_study_area_is_told(two_clusters):
    found = KernelDensity(bandwidth_m=300).run(two_clusters, Ground(), 0)
    none = KernelDensity(bandwidth_m=300, edge_correction="none").run(two_clusters, Ground(), 0)
    assert any("study area is not known" in notice.en for notice in found.notices)
    pd.testing.assert_frame_equal(found.surface, none.surface)


@pytest.mark.parametrize("n", [0, 1, 4])
def test_too_few_incidents_make_no_hotspot(n):
    found = KernelDensity().run(table(np.full((n, 2), 400_500.0)), Ground(AREA), 0)
    assert found.labels.tolist() == [-1] * n
    assert found.labels.dtype == np.int64
    assert any("Not enough data" in notice.en for notice in found.notices)


def test_many_reports_from_one_place():
    found = KernelDensity().run(table(np.full((20, 2), [405_000.0, 9_704_000.0])), Ground(AREA), 0)
    assert found.labels.tolist() == [0] * 20
    assert any("one place" in notice.en for notice in found.notices)


def test_weightless_incidents_count_as_one(two_clusters):
    found = KernelDensity(bandwidth_m=250, weight="harm").run(two_clusters.assign(harm=0.0), Ground(AREA), 0)
    count = KernelDensity(bandwidth_m=250).run(two_clusters, Ground(AREA), 0)
    pd.testing.assert_series_equal(found.labels, count.labels)
    assert any("zero" in notice.en for notice in found.notices)


@pytest.mark.parametrize(
    ("parameters", "names"), [({"bandwidth_m": 1}, "bandwidth_m"), ({"bandwidth_m": 300, "cell_m": 200}, "cell_m")]
)
def test_cells_that_do_not_suit_are_refused_with_the_remedy(two_clusters, parameters, names):
    with pytest.raises(ParameterError, match=names) as refused:
        KernelDensity(**parameters).run(two_clusters, Ground(AREA), 0)
    assert "take" in refused.value.text("en")


def test_cells_asked_for_are_used(two_clusters):
    found = KernelDensity(bandwidth_m=300, cell_m=100).run(two_clusters, Ground(AREA), 0)
    assert found.cells.grid.cell_m == 100
    assert set(found.surface["cell_id"].str.split(":").str[0]) == {"100m"}


@pytest.mark.real_data
def test_chicago_assaults(real_data):
    assaults = pd.read_csv(real_data / "crime" / "chicago_aggravated_assaults.csv.gz")
    points = gpd.GeoSeries(gpd.points_from_xy(assaults["longitude"], assaults["latitude"]), crs=4326).to_crs(32616)
    incidents = gpd.GeoDataFrame({"harm": 1.0}, index=points.index, geometry=points)
    found = KernelDensity(bandwidth_m=300).run(incidents, Ground(), 0)
    share = (found.labels >= 0).mean()
    assert 0.25 < share < 0.40
    held = shapely.intersects(found.polygons.to_numpy()[found.labels[found.labels >= 0]], points[found.labels >= 0])
    assert held.all()
    assert len(found.surface) <= 50_000


def test_with_an_exposure_the_surface_tells_the_relative_risk():
    # Ten times as many people in the west; incidents follow them, but for a cluster in the east.
    random = np.random.default_rng(4)
    west, south, east, north = AREA.bounds
    middle = (west + east) / 2
    people = gpd.GeoDataFrame(
        {"people": [1000.0, 100.0]},
        geometry=[shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)],
        crs=32748,
    )
    places = np.vstack(
        [
            random.uniform([west, south], [middle, north], (1000, 2)),
            random.uniform([middle, south], [east, north], (100, 2)),
            random.normal([(middle + east) / 2, (south + north) / 2], 200, (100, 2)),
        ]
    )
    found = KernelDensity(bandwidth_m=600).run(table(places), Ground(AREA, exposure_of(people, "people")), 0)
    at = found.surface.geometry.centroid
    risk = found.surface["relative_risk"]
    far_west, far_east = at.x < middle - 2000, at.x > east - 1000
    assert risk[far_west].median() == pytest.approx(1100 / 1200, rel=0.15)
    assert risk[far_east & (at.y > north - 3000)].median() == pytest.approx(1100 / 1200, rel=0.35)
    assert risk.max() > 5
    assert at.x[risk.idxmax()] == pytest.approx((middle + east) / 2, abs=300)
    assert "relative_risk" not in KernelDensity(bandwidth_m=600).run(table(places), Ground(AREA), 0).surface.dropna(
        axis=1
    )

"""The method: what it finds, labels, says, refuses, and that chance alone is called a hotspot as seldom as promised."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy import stats

from geo.errors import ParameterError
from geo.hotspots.checked import checked
from geo.hotspots.ground import Ground
from geo.hotspots.method import Detection
from geo.hotspots.scan.scan import Scan
from geo.languages import Says
from geo.spatial.exposure import Exposure
from tests.contracts.test_every_method import STUDY_AREA, gathered
from tests.hotspots.places import ORIGIN, incidents_at
from tests.hotspots.test_outlines import assert_sound


def at(x: float, y: float) -> np.ndarray:
    return ORIGIN + np.array([x, y])


AREA = shapely.box(*ORIGIN, *at(6_000, 4_000))


def run(table: gpd.GeoDataFrame, area=AREA, seed=0, exposure=None, timezone="UTC", **parameters) -> Detection:
    ready = checked(table, area)
    return Scan(**parameters).run(ready.incidents, Ground(ready.ground.area, exposure, None, timezone), seed)


def even(n: int, seed: int) -> np.ndarray:
    return ORIGIN + np.random.default_rng(seed).uniform([0, 0], [6_000, 4_000], (n, 2))


def says(found: Detection, text: str) -> bool:
    return any(text in notice.en for notice in found.notices)


@pytest.fixture(scope="module")
def one_cluster() -> gpd.GeoDataFrame:
    near = ORIGIN + np.random.default_rng(0).normal([4_250, 2_250], 150, (60, 2))
    return incidents_at(np.concatenate([near, even(300, 1)]))


def test_three_groups_are_found_with_defaults():
    table = gathered()
    found = run(table, STUDY_AREA)
    assert len(found.polygons) >= 3
    assert found.statistics["significant"].all()
    counts = found.labels[found.labels >= 0].value_counts().sort_index()
    assert (counts > found.statistics["expected"]).all()
    assert_sound(found.polygons, shapely.get_coordinates(table.geometry.array), found.labels.to_numpy())


def test_the_cluster_is_found_and_tested(one_cluster):
    found = run(one_cluster)
    label = found.labels[:60].mode()[0]
    assert (found.labels[:60] == label).mean() > 0.85
    assert (found.labels[60:] == -1).mean() > 0.9
    row = found.statistics.loc[label]
    inside = found.polygons[label]
    assert row["p_value"] == row["q_value"] < 0.001
    assert row["expected"] == pytest.approx(360 * inside.intersection(AREA).area / AREA.area, rel=1e-6)
    assert (found.labels == label).sum() == shapely.intersects(inside, one_cluster.geometry.to_numpy()).sum()
    n, e = float((found.labels == label).sum()), row["expected"]
    ratio = n * np.log(n / e) + (360 - n) * np.log((360 - n) / (360 - e))
    assert row["log_likelihood_ratio"] == pytest.approx(ratio)
    assert row["relative_risk"] == pytest.approx((n / e) / ((360 - n) / (360 - e)))


def test_the_order_of_rows_does_not_matter(one_cluster):
    turned = one_cluster.sample(frac=1, random_state=3)
    one, other = run(one_cluster), run(turned.reset_index(drop=True))
    assert other.labels.to_numpy()[np.argsort(turned.index)].tolist() == one.labels.tolist()
    assert one.statistics.equals(other.statistics)
    assert [a.equals(b) for a, b in zip(one.polygons, other.polygons, strict=True)] == [True] * len(one.polygons)


def test_clusters_that_touch_stay_apart():
    """Two piles of different density in neighbouring cells of a coarse grid: each disc is its own hotspot."""
    corner = np.floor(ORIGIN / 200) * 200
    piles = [corner + np.array([1_100 + 200 * k, 1_100]) for k in range(2)]
    xy = np.concatenate([np.repeat(piles[:1], 60, axis=0), np.repeat(piles[1:], 25, axis=0), even(100, 2)])
    found = run(incidents_at(xy), cell_m=200, radii=1)
    assert len(found.polygons) >= 2
    assert found.labels[0] != found.labels[60]
    assert found.polygons[found.labels[0]].touches(found.polygons[found.labels[60]])


def test_an_exposure_explains_a_crowd(one_cluster):
    town = shapely.box(*at(3_800, 1_800), *at(4_700, 2_700))
    people = Exposure(Says("penduduk", "people"), np.array([AREA, town], dtype=object), np.array([3_000.0, 900.0]))
    found = run(one_cluster, exposure=people)
    assert says(found, "Compared with people")
    plain = run(one_cluster)
    assert plain.statistics["log_likelihood_ratio"].max() > 80
    if len(found.polygons):
        assert found.statistics["log_likelihood_ratio"].max() < 40


def test_incidents_where_nobody_lives_take_no_part(one_cluster):
    west = shapely.box(*ORIGIN, *at(3_000, 4_000))
    people = Exposure(Says("penduduk", "people"), np.array([west], dtype=object), np.array([500.0]))
    found = run(one_cluster, exposure=people, cell_m=250)
    assert says(found, "in cells without people take no part")
    assert (found.labels[:60] == -1).all()
    nobody = Exposure(Says("penduduk", "people"), np.array([shapely.box(0, 0, 9, 9)], dtype=object), np.array([5.0]))
    assert says(run(one_cluster, exposure=nobody), "Not enough data")


def test_no_significant_cluster_is_said_and_shown_only_when_asked():
    table = incidents_at(even(120, 5))
    found = run(table)
    assert (found.labels == -1).all()
    assert len(found.polygons) == 0
    assert says(found, "No significant hotspot: the strongest disc holds")
    weak = run(table, keep_weak=True)
    assert weak.statistics["significant"].tolist() == [False]
    assert weak.statistics["p_value"].iloc[0] > 0.05
    assert (weak.labels == 0).any()


def dated(xy, days, **columns):
    moments = np.datetime64("2026-01-01T03:00", "us") + np.asarray(days).astype("timedelta64[D]")
    return incidents_at(xy, occurred_from=moments, time_precision="hour", **columns)


@pytest.mark.parametrize("model", ["poisson", "space_time_permutation"])
@pytest.mark.parametrize("time", ["retrospective", "prospective"])
def test_a_cluster_in_time_is_labelled_in_its_time_only(model, time):
    random = np.random.default_rng(6)
    xy = np.concatenate([np.repeat([at(2_020, 2_020)], 30, axis=0), even(200, 7)])
    days = np.concatenate([np.arange(30) % 14 + 86, random.integers(0, 100, 200)])
    days[:3] = [0, 30, 99]
    found = run(dated(xy, days), model=model, time=time, period_days=7, cell_m=200, runs=99, timezone="Asia/Jakarta")
    label = found.labels[3:30].mode()[0]
    assert label >= 0
    row = found.statistics.loc[label]
    assert row["ends"].isoformat() == "2026-04-10T17:00:00+00:00"
    assert row["begins"].isoformat() == "2026-03-27T17:00:00+00:00"
    assert (found.labels[[0, 1]] == -1).all()
    assert found.labels[2] == label
    assert Scan(time=time).uses_time
    assert not Scan().uses_time
    assert not Scan.uses_time


def test_unknown_times_take_no_part():
    xy = np.concatenate([np.repeat([at(2_020, 2_020)], 30, axis=0), even(200, 7)])
    table = dated(xy, np.concatenate([np.full(30, 95), np.arange(200) % 100]))
    table.loc[[0, 1], "occurred_from"] = np.datetime64("NaT")
    found = run(table, time="retrospective", period_days=7, cell_m=200, runs=99)
    assert says(found, "2 incidents whose time is not known to within 7 days take no part")
    assert found.labels[:2].tolist() == [-1, -1]
    assert (found.labels[2:30] >= 0).all()
    assert says(run(incidents_at(xy), time="retrospective"), "Not enough data: the incidents' times are unknown")


def test_bernoulli_compares_harmful_with_harmless():
    xy = np.concatenate([np.repeat([at(2_020, 2_020)], 40, axis=0), even(400, 8)])
    harm = np.where(np.arange(440) < 36, 5.0, 1.0)
    harm[60::8] = 5.0
    found = run(incidents_at(xy, harm=harm), model="bernoulli", runs=99)
    label = found.labels[0]
    assert label >= 0
    inside = found.labels == label
    assert found.statistics.loc[label, "expected"] == pytest.approx(inside.sum() * (harm == 5).sum() / 440)
    crowded_only = run(incidents_at(xy, harm=np.where(np.arange(440) % 8 == 0, 5.0, 1.0)), model="bernoulli", runs=99)
    assert (crowded_only.labels == -1).all(), "a crowd in which the share of cases is ordinary is none"
    assert says(run(incidents_at(xy), model="bernoulli"), "needs cases and controls")


@pytest.mark.parametrize("area", [AREA, None])
@pytest.mark.parametrize("time", ["none", "retrospective"])
@pytest.mark.parametrize(
    "xy",
    [
        np.empty((0, 2)),
        [ORIGIN + 100],
        [ORIGIN + 100, ORIGIN + 150],
        np.repeat([ORIGIN + 2000], 40, axis=0),
        ORIGIN + np.outer(np.arange(30) * 20.0, [1, 0.5]),
    ],
    ids=["none", "one", "two", "one place", "one line"],
)
def test_few_and_odd_incidents(area, time, xy):
    table = incidents_at(xy)
    found = run(table, area, time=time, runs=19)
    assert found.labels.dtype == np.int64
    assert found.labels.index.equals(table.index)
    if area is None or len(xy) < 3 or time != "none":
        assert (found.labels == -1).all()
        assert says(found, "Not enough data")


def test_absurd_requests_are_refused(one_cluster):
    with pytest.raises(ParameterError, match=r"windows .* are more than"):
        run(one_cluster, AREA.buffer(30_000), cell_m=50, radii=200)
    with pytest.raises(ParameterError, match="cells of 10 m are too small"):
        run(one_cluster, AREA.buffer(50_000), cell_m=10)
    with pytest.raises(ParameterError, match="runs would take about"):
        run(one_cluster, cell_m=10, runs=99_999, largest_share=0.5)
    with pytest.raises(ParameterError, match="is more than 500 cells of 10 m"):
        run(one_cluster, cell_m=10, radius_m=1_000_000)
    with pytest.raises(ParameterError, match="needs retrospective or prospective"):
        run(one_cluster, model="space_time_permutation")


def test_a_disc_wider_than_everything_is_tried_no_further(one_cluster):
    found = run(one_cluster, cell_m=200, radius_m=1_000_000, runs=19)
    assert found.labels[:60].mode()[0] >= 0


def test_cells_beyond_the_study_area_take_no_part(one_cluster):
    """An L: were the missing quarter expected to hold incidents, the rest would look crowded."""
    corner = shapely.box(*at(3_000, 2_000), *at(6_000, 4_000))
    area = AREA.difference(corner)
    table = incidents_at(even(600, 9))
    found = run(table[~table.within(corner)].reset_index(drop=True), area, cell_m=100)
    assert (found.labels == -1).all()


def test_chance_alone_is_called_a_hotspot_one_time_in_twenty():
    """Even points in an odd-shaped area: p is at most 0.05 in 5 % of the runs, give or take what 150 runs allow."""
    hole = shapely.Point(*at(4_000, 2_500)).buffer(900)
    area = AREA.difference(hole).difference(shapely.box(*ORIGIN, *at(1_500, 1_700)))
    called = 0
    for seed in range(150):
        xy = even(150, 1_000 + seed)
        inside = shapely.contains_xy(area, *xy.T)
        found = run(incidents_at(xy[inside]), area, seed=seed, cell_m=250, radii=8, runs=39, keep_weak=True)
        called += bool(found.statistics["p_value"].iloc[0] <= 0.05)
    low, high = stats.binom.interval(0.998, 150, 0.05)
    assert low <= called <= high


def test_importing_the_parameters_does_not_import_numba():
    code = "import sys, geo.hotspots.scan.scan; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

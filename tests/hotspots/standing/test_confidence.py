"""How surely hotspots, their ranks and their borders come back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.checked import checked
from geo.hotspots.method import Detection
from geo.hotspots.profile import profiles
from geo.hotspots.rank import ranked
from geo.hotspots.registry import make
from geo.hotspots.standing.confidence import WEAK_CONFIDENCE, confidence
from tests.hotspots.places import CRS, ORIGIN, incidents_at
from tests.hotspots.test_outlines import assert_sound

SIDE_M = 8000.0
AREA = shapely.box(*ORIGIN, *(ORIGIN + SIDE_M))


def run(table: gpd.GeoDataFrame, method, study_area=AREA):
    ready = checked(table, study_area)
    detection = method.run(ready.incidents, ready.ground, 0)
    labels, places = detection.labels.to_numpy(), shapely.get_coordinates(ready.incidents.geometry.array)
    profile = profiles(ready.incidents, labels, "UTC")
    return ready, method, detection, ranked(places, labels, profile).join(profile).reset_index(names="cluster")


def groups(random: np.random.Generator, *sizes: int, noise: int = 150, sd: float = 60) -> np.ndarray:
    """Return round clusters on a lattice 2 km apart and even noise."""
    at = [ORIGIN + 1000 + 2000 * np.array([k % 4, k // 4]) for k in range(len(sizes))]
    near = [centre + random.normal(scale=sd, size=(size, 2)) for centre, size in zip(at, sizes, strict=True)]
    return np.vstack([*near, ORIGIN + random.uniform(0, SIDE_M, (noise, 2))])


DBSCAN = make("dbscan", eps_m=100, min_samples=8)


def test_a_real_cluster_is_found_again_and_its_noise_is_not():
    found = confidence(*run(incidents_at(groups(np.random.default_rng(1), 80, 60)), DBSCAN), replicates=100)
    assert found.replicates == 100
    assert (found.hotspots["confidence"] > 0.95).all()
    assert (found.hotspots["core_share"] > 0.7).all()
    assert not found.hotspots["weak"].any()
    assert found.inclusion.iloc[:140].mean() > 0.9
    assert found.inclusion.isna().sum() == len(found.inclusion) - found.inclusion.notna().sum() > 100
    assert found.notices[0].en.startswith("Confidence from 100 resamples")
    assert "0 dari 2 titik rawan lemah" in found.notices[0].id


def test_chance_fluctuations_are_weak():
    """Level noise, and a method that finds a few clusters in it: they come back in about half of the draws or fewer."""
    shares = []
    for seed in range(12):
        noise = ORIGIN + np.random.default_rng(seed).uniform(0, SIDE_M, (600, 2))
        given = run(incidents_at(noise), make("dbscan", eps_m=120, min_samples=4))
        shares += confidence(*given, replicates=40, seed=seed).hotspots["confidence"].tolist()
    assert len(shares) > 10
    assert np.mean(shares) < 0.6


def test_equal_hotspots_may_change_ranks():
    found = confidence(*run(incidents_at(groups(np.random.default_rng(2), 60, 60, 20)), DBSCAN), replicates=100)
    low, high = (found.hotspots[name].tolist() for name in ("rank_low", "rank_high"))
    assert low[:2] == [1, 1]
    assert high[:2] == [2, 2]
    assert (low[2], high[2] >= 3) == (3, True)


def test_the_rank_interval_covers_the_true_rank():
    """In 40 simulated data sets the truly hottest of four places has 1 in its interval at least nine times in ten."""
    covered = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        sizes = random.poisson([70, 60, 50, 40])
        ready, method, detection, table = run(incidents_at(groups(random, *sizes)), DBSCAN)
        found = confidence(ready, method, detection, table, replicates=25, seed=seed)
        first = pd.Series(detection.labels.to_numpy()[: sizes[0]])
        best = first[first >= 0].mode().iloc[0]
        covered += found.hotspots.loc[best, "rank_low"] <= 1 <= found.hotspots.loc[best, "rank_high"]
    assert covered >= 36


def test_rank_intervals_hold_the_rank_itself():
    given = run(incidents_at(groups(np.random.default_rng(4), 60, 50, 40, 30, 20, 15)), DBSCAN)
    found = confidence(*given, replicates=25)
    rank = given[3].set_index("cluster")["rank"].reindex(found.hotspots.index)
    assert rank.tolist() == list(range(1, len(rank) + 1))
    assert (found.hotspots["rank_low"] <= rank).all()
    assert (found.hotspots["rank_high"] >= rank).all()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("dbscan", {"eps_m": 100, "min_samples": 8}), ("getis_ord", {}), ("kernel_density", {"bandwidth_m": 200})],
)
def test_order_of_rows_and_threads_do_not_matter(name, parameters):
    table = incidents_at(groups(np.random.default_rng(5), 60, 50, 40))
    turned = table.sample(frac=1, random_state=3)
    method = make(name, **parameters)
    one = confidence(*run(table, method), replicates=4, seed=9)
    again = confidence(*run(table, method), replicates=4, seed=9)
    other = confidence(*run(turned, method), replicates=4, seed=9)
    for found in (again, other):
        assert one.hotspots.reset_index(drop=True).equals(found.hotspots.reset_index(drop=True))
        assert one.borders.drop(columns=["cluster", "geometry"]).equals(
            found.borders.drop(columns=["cluster", "geometry"])
        )
        assert one.borders.geometry.symmetric_difference(found.borders.geometry).area.max() < 1e-6
    inclusion = pd.Series(other.inclusion.to_numpy(), index=turned.index).reindex(table.index)
    assert one.inclusion.equals(inclusion.rename("inclusion"))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("dbscan", {"eps_m": 100, "min_samples": 8}),
        ("hdbscan", {}),
        ("getis_ord", {}),
        ("kernel_density", {"bandwidth_m": 200}),
    ],
)
def test_borders_show_a_sure_core_within_a_probable_extent(name, parameters):
    ready, method, detection, table = run(
        incidents_at(groups(np.random.default_rng(6), 90, 70, 60)), make(name, **parameters)
    )
    found = confidence(ready, method, detection, table, replicates=20)
    borders = found.borders
    assert borders.columns.tolist() == ["cluster", "hotspot_id", "inclusion", "geometry"]
    assert borders.crs == CRS
    assert set(borders["inclusion"]) == {0.5, 0.9}
    assert borders["hotspot_id"].isin(table["hotspot_id"]).all()
    assert borders.geometry.is_valid.all()
    assert borders.geometry.difference(AREA).area.max() < 1e-6
    wide = borders[borders["inclusion"] == 0.5].set_index("cluster").geometry
    core = borders[borders["inclusion"] == 0.9].set_index("cluster").geometry
    assert set(core.index) <= set(wide.index)
    assert (core.difference(wide.reindex(core.index)).area < 1e-6).all()
    assert len(wide) >= 3
    assert len(core) >= 1
    for cluster, shape in core.items():
        members = ready.incidents.geometry[(detection.labels == cluster) & (found.inclusion >= 0.9)]
        assert (members.distance(shape) < 0.02).all()
    sure = np.where(found.inclusion >= 0.5, detection.labels, -1)
    if detection.cells is None:
        assert_sound(wide, shapely.get_coordinates(ready.incidents.geometry.array), pd.Series(sure))


def test_incidents_just_outside_may_be_probable_too():
    """A sparse fringe: some incidents that the run left out belong to the hotspot in half of the draws or more."""
    random = np.random.default_rng(11)
    xy = np.vstack([groups(random, 60, noise=0), ORIGIN + 1000 + random.normal(scale=170, size=(60, 2))])
    ready, method, detection, table = run(incidents_at(xy), make("dbscan", eps_m=60, min_samples=8))
    found = confidence(ready, method, detection, table, replicates=60)
    extent = found.borders.geometry[found.borders["inclusion"] == 0.5].union_all()
    outside = ready.incidents.geometry[detection.labels == -1]
    assert 0 < outside.within(extent).sum() < len(outside)


def test_harm_decides_ranks():
    random = np.random.default_rng(7)
    xy = groups(random, 30, 90, noise=50)
    harm = np.where(np.arange(len(xy)) < 30, 50.0, 1.0)
    given = run(incidents_at(xy, harm=harm), DBSCAN)
    found = confidence(*given, replicates=30)
    assert given[3]["n"].tolist()[0] < given[3]["n"].tolist()[1]
    assert found.hotspots["rank_high"].tolist()[0] == 1


def test_without_replicates_nothing_is_claimed():
    given = run(incidents_at(groups(np.random.default_rng(8), 60, 50)), DBSCAN)
    found = confidence(*given, replicates=0)
    assert found.replicates == 0
    assert found.hotspots[["confidence", "rank_low", "rank_high", "core_share"]].isna().all(axis=None)
    assert len(found.hotspots) == 2
    assert not found.hotspots["weak"].any()
    assert len(found.borders) == 0
    assert found.borders.columns.tolist() == ["cluster", "hotspot_id", "inclusion", "geometry"]
    assert len(found.notices) == 1
    crowd = replace(given[0], incidents=pd.concat([given[0].incidents] * 300, ignore_index=True))
    slow = confidence(crowd, SimpleNamespace(name="a_slow_one", uses_time=False), *given[2:])
    assert "--replicates 100" in slow.notices[0].en
    assert "--replicates 100" in slow.notices[0].id
    repeats = confidence(given[0], SimpleNamespace(name="near_repeat", uses_time=True), *given[2:])
    assert "near repeat of itself" in repeats.notices[0].en
    assert repeats.hotspots["confidence"].isna().all()


@pytest.mark.parametrize("xy", [np.empty((0, 2)), [ORIGIN + 5], np.repeat([ORIGIN + 5], 40, axis=0)])
@pytest.mark.parametrize("area", [None, AREA])
def test_few_and_odd_incidents(xy, area):
    for name in ("dbscan", "hdbscan", "getis_ord", "kernel_density"):
        found = confidence(*run(incidents_at(xy), make(name), area), replicates=3)
        assert len(found.inclusion) == len(xy)
        if name == "dbscan" and len(xy) == 40:
            assert found.hotspots["confidence"].tolist() == [1.0]


@pytest.mark.parametrize("replicates", [-1, 1001])
def test_refuses_impossible_replicates(replicates):
    given = run(incidents_at(groups(np.random.default_rng(8), 60)), DBSCAN)
    with pytest.raises(ParameterError, match="replicates"):
        confidence(*given, replicates=replicates)


@dataclass(frozen=True)
class Moody:
    """A method that refuses some draws; whatever it sees is one cluster, which is weak if it often sees nothing."""

    refuse: float
    blind: float
    name = "moody"
    uses_time = False

    def run(self, incidents, ground, seed):
        mood = np.random.default_rng(seed).random()
        if mood < self.refuse:
            raise ParameterError(name="mood", problem="bad")
        label = -1 if mood < self.refuse + self.blind else 0
        return Detection(pd.Series(np.full(len(incidents), label), incidents.index, np.int64, "cluster"))


def test_refused_draws_do_not_count_and_too_many_spoil_it():
    table = incidents_at(ORIGIN + np.random.default_rng(1).uniform(0, 100, (30, 2)))
    given = run(table, Moody(0.0, 0.0))
    some = confidence(given[0], Moody(0.3, 0.0), *given[2:], replicates=60)
    assert 30 < some.replicates < 55
    assert some.hotspots["confidence"].tolist() == [1.0]
    most = confidence(given[0], Moody(0.8, 0.0), *given[2:], replicates=60)
    assert most.replicates == 0
    assert most.hotspots["confidence"].isna().all()
    assert "refused" in most.notices[0].en


def test_weak_hotspots_are_marked_and_kept():
    table = incidents_at(ORIGIN + np.random.default_rng(1).uniform(0, 100, (30, 2)))
    given = run(table, Moody(0.0, 0.0))
    found = confidence(given[0], Moody(0.0, 0.7), *given[2:], replicates=60)
    assert found.hotspots["confidence"].iloc[0] == pytest.approx(0.3, abs=0.15)
    assert found.hotspots["weak"].tolist() == [True]
    assert found.hotspots["rank_high"].tolist() == [2], "not found: one after the last"
    assert found.hotspots["core_share"].tolist() == [0.0]
    assert WEAK_CONFIDENCE == 0.5
    assert len(found.borders) == 0


def test_a_method_in_time_counts_incidents_only_where_they_were_drawn():
    @dataclass(frozen=True)
    class ByDay:
        name = "by_day"
        uses_time = True

        def run(self, incidents, ground, seed):
            day = (incidents["occurred_from"].dt.day > 15).astype("int64").to_numpy()
            return Detection(pd.Series(day, incidents.index, name="cluster"), link_m=50.0)

    place = np.repeat([ORIGIN + 500], 40, axis=0)
    moments = np.datetime64("2026-01-01", "us") + (np.arange(40) % 30).astype("timedelta64[D]")
    given = run(incidents_at(place, occurred_from=moments), ByDay())
    found = confidence(*given, replicates=30)
    assert found.inclusion.eq(1.0).all()
    assert found.hotspots["core_share"].tolist() == [1.0, 1.0]


def test_parameters_that_the_method_chose_are_kept():
    """A detection that tells what was chosen binds the replicates to it."""
    seen = []

    class Chooser:
        name = "chooser"
        uses_time = False

        def __init__(self, reach=None):
            self.reach = reach

        def model_dump(self, *, mode="python"):
            return {"reach": self.reach}

        def run(self, incidents, ground, seed):
            seen.append(self.reach)
            return Detection(pd.Series(np.zeros(len(incidents), np.int64), incidents.index, name="cluster"))

    given = run(incidents_at(ORIGIN + np.random.default_rng(1).uniform(0, 100, (30, 2))), Chooser())
    object.__setattr__(given[2], "chosen", {"reach": 40.0})
    confidence(*given, replicates=3)
    assert seen == [None, 40.0, 40.0, 40.0]

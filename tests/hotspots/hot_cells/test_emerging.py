from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError
from geo.hotspots.checked import checked
from geo.hotspots.ground import Ground
from geo.hotspots.hot_cells.emerging import Emerging, _statistics
from geo.hotspots.hot_cells.patterns import PATTERNS
from geo.hotspots.method import Cells, Detection
from geo.spatial.grid import Grid
from tests.contracts.test_every_method import STUDY_AREA, gathered

CRS = "EPSG:32748"
WEST, SOUTH = 400_000.0, 9_700_000.0
AREA = shapely.box(WEST, SOUTH, WEST + 10_000, SOUTH + 8_000)
PERIODS, DAYS = 12, 30
BEGIN = pd.Timestamp("2025-01-01T00:00Z")
PLACES = {"first": (2_250.0, 2_250.0), "second": (7_250.0, 2_250.0), "third": (2_250.0, 6_250.0)}
METHOD = Emerging(cell_m=500, period_days=DAYS, time_steps=0)
HEAVY, LIGHT = 25, 3


def table(xy: np.ndarray, day: np.ndarray) -> gpd.GeoDataFrame:
    """Return incidents at these places, metres from the corner, at noon (UTC) of these days."""
    when = BEGIN + pd.to_timedelta(np.asarray(day) * 24 + 12, unit="h")
    xy = np.asarray(xy, dtype=float).reshape(-1, 2) + np.array([WEST, SOUTH])
    rows = gpd.GeoDataFrame({"occurred_from": when}, geometry=gpd.points_from_xy(*xy.T), crs=CRS)
    return checked(rows, AREA).incidents


def background(random: np.random.Generator, n: int = 240) -> tuple[np.ndarray, np.ndarray]:
    """Return places and days of even scatter whose days reach from the first to the last."""
    day = np.concatenate([[0, PERIODS * DAYS - 1], random.integers(PERIODS * DAYS, size=n - 2)])
    return random.uniform(0, [10_000, 8_000], (n, 2)), day


def made(**counts: list[int]) -> gpd.GeoDataFrame:
    """Return even scatter and, at each named place, as many incidents per period as are listed."""
    random = np.random.default_rng(0)
    xy, day = background(random)
    for name, per_period in counts.items():
        for period, n in enumerate(per_period):
            xy = np.vstack([xy, np.array(PLACES[name]) + random.uniform(-200, 200, (n, 2))])
            day = np.concatenate([day, period * DAYS + random.integers(DAYS, size=n)])
    return table(xy, day)


def pattern_at(found: Detection, name: str) -> str:
    at = shapely.Point(PLACES[name][0] + WEST, PLACES[name][1] + SOUTH)
    (row,) = found.surface[found.surface.contains(at)].itertuples()
    return row.pattern


@pytest.mark.parametrize(
    ("per_period", "pattern"),
    [
        ([0] * 11 + [HEAVY], "new"),
        ([0] * 9 + [HEAVY] * 3, "consecutive"),
        ([HEAVY + 2 * k for k in range(12)], "intensifying"),
        ([HEAVY + (k % 2) for k in range(12)], "persistent"),
        ([HEAVY + 2 * k for k in range(12)][::-1], "diminishing"),
        ([HEAVY, 0, HEAVY, 0, HEAVY, 0, HEAVY, 0, 0, 0, 0, HEAVY], "sporadic"),
        ([HEAVY] * 11 + [0], "historical"),
        ([HEAVY] * 6 + [0] * 6, "none"),
    ],
)
def test_constructed_histories(per_period, pattern):
    found = METHOD.run(made(first=per_period), Ground(AREA), 0)
    assert pattern_at(found, "first") == pattern
    current = pattern not in {"historical", "none"}
    assert len(found.statistics) == current
    if current:
        assert found.statistics["pattern"].tolist() == [pattern]
        assert found.statistics["significant"].all()
        assert found.statistics["q_value"].max() <= 0.05
        assert shapely.Point(PLACES["first"][0] + WEST, PLACES["first"][1] + SOUTH).within(found.polygons.iloc[0])
    told = " ".join(notice.en for notice in found.notices)
    assert ("used to be hot" in told) == (pattern == "historical")


def test_cold_places_have_classes_too():
    random = np.random.default_rng(1)
    xy = random.uniform(0, [10_000, 8_000], (60_000, 2))
    day = np.concatenate([[0, PERIODS * DAYS - 1], random.integers(PERIODS * DAYS, size=59_998)])
    empty = (xy < 2_500).all(axis=1)
    lately = empty & (day >= 11 * DAYS)
    always = METHOD.run(table(xy[~empty], day[~empty]), Ground(AREA), 0)
    new = METHOD.run(table(xy[~lately], day[~lately]), Ground(AREA), 0)
    corner = shapely.box(WEST, SOUTH, WEST + 2_500, SOUTH + 2_500)
    for found, pattern in ((always, "persistent_cold"), (new, "new_cold")):
        inside = found.surface[found.surface.within(corner)]
        assert (inside["pattern"] == pattern).mean() > 0.6
        assert len(inside) == 25
    assert len(always.statistics) == 0


def test_a_hotspot_holds_its_incidents_of_all_periods():
    incidents = made(first=[0] * 11 + [HEAVY], second=[HEAVY] * 12)
    found = METHOD.run(incidents, Ground(AREA), 0)
    assert sorted(found.statistics["pattern"]) == ["new", "persistent"]
    for cluster, polygon in found.polygons.items():
        within = shapely.intersects(polygon, np.asarray(incidents.geometry.array))
        np.testing.assert_array_equal(within, found.labels.to_numpy() == cluster)
        row = found.statistics.loc[cluster]
        assert row["expected"] == pytest.approx(len(incidents) * polygon.area / AREA.area)
        cells = found.surface[found.surface.representative_point().within(polygon)]
        assert row["z_score"] == cells["z_score"].max()
        assert row["p_value"] == cells["p_value"].min()
        assert row["q_value"] == cells["q_value"].min()


def test_surface_has_every_cell_empty_ones_included():
    found = METHOD.run(made(first=[HEAVY] * 12), Ground(AREA), 0)
    assert len(found.surface) == 20 * 16
    assert (found.surface["n"] == 0).any()
    assert found.surface["n"].sum() == 240 + 12 * HEAVY
    assert set(found.surface["pattern"]) <= {pattern.name for pattern in PATTERNS.values()}
    assert found.surface["trend_z"].notna().all()
    assert found.surface[["p_value", "q_value"]].min(axis=None) > 0


def test_neighbours_in_time_make_sparse_places_show():
    thin = made(first=[LIGHT] * 12)
    alone = Emerging(cell_m=500, period_days=DAYS, time_steps=0).run(thin, Ground(AREA), 0)
    with_time = Emerging(cell_m=500, period_days=DAYS, time_steps=3).run(thin, Ground(AREA), 0)
    assert len(with_time.statistics) == 1
    assert with_time.statistics["p_value"].min() < alone.surface["p_value"].min() / 10


def test_even_incidents_make_hardly_any_hotspot():
    made_up = 0
    for seed in range(25):
        xy, day = background(np.random.default_rng(seed), 900)
        made_up += len(Emerging(period_days=DAYS).run(table(xy, day), Ground(AREA), 0).statistics) > 0
    assert made_up <= 4


def test_the_normal_curve_alone_would_be_too_bold():
    # A tenth of an incident per neighbourhood: two together are chance, but stand far out on the normal curve.
    bold, guarded = 0, 0
    for seed in range(10):
        incidents = table(*background(np.random.default_rng(seed), 100))
        analytic = Emerging(cell_m=500, period_days=DAYS, inference="analytic", min_incidents=1)
        bold += (analytic.run(incidents, Ground(AREA), 0).surface["q_value"] <= 0.05).any()
        with_guard = Emerging(cell_m=500, period_days=DAYS, min_incidents=1)
        guarded += (with_guard.run(incidents, Ground(AREA), 0).surface["q_value"] <= 0.05).any()
    assert bold >= 8
    assert guarded == 0


@pytest.mark.parametrize("inference", ["guarded", "permutation", "analytic"])
def test_a_wide_cluster_is_found_by_every_inference(inference):
    random = np.random.default_rng(3)
    xy, day = background(random, 600)
    wide = np.array(PLACES["first"]) + random.uniform(-900, 900, (900, 2))
    incidents = table(np.vstack([xy, wide]), np.concatenate([day, random.integers(PERIODS * DAYS, size=900)]))
    found = Emerging(cell_m=500, period_days=DAYS, inference=inference).run(incidents, Ground(AREA), 0)
    assert pattern_at(found, "first") == "persistent"


def test_trends_hold_their_level_whatever_the_neighbours_in_time():
    shares = []
    for seed in range(5):
        xy, day = background(np.random.default_rng(seed), 6_000)
        found = Emerging(cell_m=500, period_days=DAYS, time_steps=6).run(table(xy, day), Ground(AREA), 0)
        shares.append((found.surface["trend_z"].abs() > 1.96).mean())
    assert np.mean(shares) < 0.07


def test_incidents_without_a_clear_time_take_no_part():
    incidents = made(first=[HEAVY] * 12)
    whole = METHOD.run(incidents, Ground(AREA), 0)
    at = np.repeat([[PLACES["first"][0] + WEST, PLACES["first"][1] + SOUTH]], 5, axis=0)
    vague = incidents.iloc[:5].assign(
        occurred_from=BEGIN, occurred_to=BEGIN + pd.Timedelta(days=200), geometry=gpd.points_from_xy(*at.T, crs=CRS)
    )
    never = pd.Series(pd.NaT, index=range(5), dtype=incidents["occurred_from"].dtype)
    undated = vague.assign(occurred_from=never, occurred_to=never)
    more = pd.concat([vague, undated, incidents], ignore_index=True)
    found = METHOD.run(more, Ground(AREA), 0)
    assert (found.labels[:10] == -1).all()
    np.testing.assert_array_equal(found.labels[10:], whole.labels)
    told = " ".join(notice.en for notice in found.notices)
    assert "5 incidents without a time" in told
    assert "5 incidents whose time is known only to more than 30 days" in told


def test_an_incomplete_first_period_is_dropped_and_told():
    incidents = made(first=[HEAVY] * 12)
    early = incidents.iloc[:7].assign(
        occurred_from=BEGIN - pd.Timedelta(days=9), occurred_to=BEGIN - pd.Timedelta(days=9)
    )
    found = METHOD.run(pd.concat([incidents, early], ignore_index=True), Ground(AREA), 0)
    assert found.surface["n"].sum() == len(incidents)
    told = " ".join(notice.en for notice in found.notices)
    assert "7 incidents before 1 Jan 2025 fall into an incomplete period" in told
    assert "12 periods of 30 days each, 1 Jan 2025 to 26 Dec 2025." in told


def test_the_automatic_period_is_told():
    found = Emerging().run(made(), Ground(AREA), 0)
    told = " ".join(notice.en for notice in found.notices)
    assert "12 periods of 28 days each" in told
    assert "chosen automatically" in told


def test_days_begin_at_local_midnight():
    # Half an hour before midnight in London is the next day in Jakarta: the data there end a day later.
    incidents = made(first=[HEAVY] * 12)
    late = incidents.iloc[:1].assign(occurred_from=BEGIN + pd.Timedelta(days=359, hours=23, minutes=30))
    late["occurred_to"] = late["occurred_from"]
    both = pd.concat([incidents, late], ignore_index=True)
    ends = [
        next(notice.en for notice in METHOD.run(both, Ground(AREA, timezone=zone), 0).notices)
        for zone in ("UTC", "Asia/Jakarta")
    ]
    assert "to 26 Dec 2025" in ends[0]
    assert "to 27 Dec 2025" in ends[1]


def test_order_of_rows_does_not_matter():
    incidents = made(first=[0] * 11 + [HEAVY], second=[HEAVY] * 12)
    turned = incidents.sample(frac=1, random_state=1)
    one, other = (METHOD.run(rows, Ground(AREA), 0) for rows in (incidents, turned))
    np.testing.assert_array_equal(one.labels, other.labels.reindex(incidents.index))
    pd.testing.assert_frame_equal(one.statistics, other.statistics)
    pd.testing.assert_frame_equal(pd.DataFrame(one.surface), pd.DataFrame(other.surface))


def test_the_gathering_of_the_contract_is_three_hotspots():
    ready = checked(gathered(), STUDY_AREA)
    found = Emerging().run(ready.incidents, ready.ground, 0)
    assert len(found.statistics) == 3
    assert found.labels.max() == 2
    assert Emerging(inference="analytic").run(ready.incidents, ready.ground, 0).labels.max() >= 2


def test_cells_beyond_the_study_area_take_no_part():
    corner = shapely.box(WEST + 5_000, SOUTH + 4_000, WEST + 10_000, SOUTH + 8_000)
    incidents = made(first=[HEAVY] * 12)
    incidents = incidents[~incidents.within(corner)].reset_index(drop=True)
    found = METHOD.run(incidents, Ground(AREA.difference(corner)), 0)
    assert len(found.surface) == 320 - 80


def test_without_a_study_area_the_hull_stands_in():
    found = METHOD.run(made(first=[HEAVY] * 12), Ground(), 0)
    assert any("study area is not known" in notice.en for notice in found.notices)
    assert len(found.statistics) == 1


def test_commonest_class_and_the_order_among_equals():
    grid = Grid(500.0, 0, 0, 5, 1)
    flat, cluster = np.arange(5), np.array([0, 0, 1, 1, 1])

    class Found:
        cells = Cells(grid, flat, cluster)

    z = np.arange(5.0)
    table_of = _statistics(Found(), np.arange(5), z, z / 10, z / 5, np.array([6, 4, 1, 7, 7], dtype=np.int8), 2.0)
    assert table_of["pattern"].tolist() == ["persistent", "oscillating"]
    assert table_of["z_score"].tolist() == [1, 4]
    assert table_of["expected"].tolist() == [4, 6]


@pytest.mark.parametrize(
    ("incidents", "told"),
    [
        (table(np.empty((0, 2)), np.empty(0)), "0 incidents"),
        (table([[1.0, 1.0]] * 2, [0, 300]), "2 incidents"),
        (table(np.random.default_rng(0).uniform(0, 8000, (50, 2)), np.zeros(50)), "1 whole periods of 1 days"),
        (table([[1.0, 1.0]] * 40, np.arange(40)), "only 1 cells"),
    ],
    ids=["none", "two", "one day", "one place"],
)
def test_too_little_is_told_and_not_raised(incidents, told):
    for ground in (Ground(AREA), Ground()):
        if "cells" in told and ground.area is not None:
            continue
        found = Emerging().run(incidents, ground, 0)
        assert (found.labels == -1).all()
        assert found.surface is None
        assert any(
            f"Not enough data: {'the area has ' if 'cells' in told else ''}{told}" in n.en for n in found.notices
        )


def test_no_dates_at_all_is_told():
    rows = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.random.default_rng(0).uniform(0, 5000, (2, 80))), crs=CRS)
    found = Emerging().run(checked(rows).incidents, Ground(), 0)
    assert (found.labels == -1).all()
    assert [notice.en for notice in found.notices] == [
        "80 incidents without a time take no part.",
        "Not enough data: 0 incidents whose time is known, a hotspot needs at least 3.",
    ]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"cell_m": 10, "period_days": 1}, "cell_m"),
        ({"cell_m": 100, "distance_m": 600}, "distance_m"),
        (
            {
                "cell_m": 1000,
                "distance_m": 5000,
                "period_days": 30,
                "time_steps": 12,
                "inference": "permutation",
            },
            "distance_m",
        ),
    ],
)
def test_absurd_requests_are_refused(parameters, name):
    with pytest.raises(ParameterError, match=name):
        Emerging(**parameters).run(made(), Ground(AREA), 0)


def test_too_many_periods_are_refused():
    incidents = table(np.random.default_rng(0).uniform(0, 8000, (50, 2)), np.linspace(0, 3000, 50).astype(int))
    with pytest.raises(ParameterError, match="at least 2 days"):
        Emerging(period_days=1).run(incidents, Ground(AREA), 0)


def test_defining_the_method_imports_nothing_heavy():
    code = "import sys, geo.hotspots.hot_cells.emerging; sys.exit('numba' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_is_registered_by_its_class_variables():
    assert Emerging.name == "emerging"
    assert Emerging.uses_time
    assert Emerging.gives_surface
    assert Emerging.tests_significance

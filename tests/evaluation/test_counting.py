from __future__ import annotations

from datetime import timedelta

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.errors import ParameterError, TableError
from geo.evaluation.counting import count_incidents
from geo.evaluation.rings import study_areas
from tests.evaluation.grounds import AFTER, BEFORE, CONTROLS, CRS, REGION, ZONES, areas, degrees, incidents, rings

GROUND = study_areas(areas(ZONES), ring_m=1000, control=areas(CONTROLS), region=degrees(REGION))
PERIODS = {"before": BEFORE, "after": AFTER}


def table(**changes):
    return incidents([(ZONES["Z1"], BEFORE, 1)]).assign(**changes)


def test_every_incident_counts_where_and_when_it_was():
    wanted = [(ZONES["Z1"], BEFORE, 7), (ZONES["Z2"], AFTER, 5), (CONTROLS["K2"], BEFORE, 4), (rings()["Z1"], AFTER, 3)]
    outside = shapely.box(524_000, 9_710_000, 525_000, 9_711_000)
    found = count_incidents(incidents([*wanted, (outside, AFTER, 2)], kinds=("A", "B")), GROUND, PERIODS)
    assert found.n("before", "treated") == found.n("before", "treated", area_id="Z1") == 7
    assert found.n("after", "treated", area_id="Z2") == 5
    assert found.n("before", "control") == 4
    assert found.n("after", "ring", area_id="Z1") == 3
    assert found.table["n"].sum() == 19
    assert found.n("before", "treated", kind="A") + found.n("before", "treated", kind="B") == 7
    assert found.left_out["outside"] == 2
    assert "2 incidents of these periods lie outside" in " ".join(says.en for says in found.notices)


def test_the_input_is_left_alone():
    given = incidents([(ZONES["Z1"], BEFORE, 3)])
    before = given.copy()
    count_incidents(given, GROUND, PERIODS)
    pd.testing.assert_frame_equal(given, before)


def test_kinds_can_be_chosen():
    given = incidents([(ZONES["Z1"], BEFORE, 40)], kinds=("A", "B"))
    found = count_incidents(given, GROUND, PERIODS, kinds=("A",))
    assert found.n("before", "treated") == int((given["kind"] == "A").sum())


def test_what_patrols_found_is_kept_apart():
    given = incidents([(ZONES["Z1"], BEFORE, 9)])
    given.loc[:3, "origin"] = "patrol"
    apart = count_incidents(given, GROUND, PERIODS)
    assert (apart.n("before", "treated"), int(apart.patrol["n"].sum())) == (5, 4)
    assert apart.left_out["patrol"] == 4
    together = count_incidents(given, GROUND, PERIODS, with_patrol=True)
    assert together.n("before", "treated") == 9
    assert together.left_out["patrol"] == 0


def test_a_border_belongs_to_the_zone():
    corner = gpd.GeoDataFrame(table(), geometry=[GROUND.table.geometry.iloc[0].exterior.interpolate(0)], crs=CRS)
    assert count_incidents(corner, GROUND, PERIODS).n("before", "treated", area_id="Z1") == 1


@pytest.mark.parametrize(
    ("shift", "counted"),
    [(timedelta(0), 1), (timedelta(seconds=-1), 0), (BEFORE.ends - BEFORE.begins, 0)],
)
def test_a_period_holds_its_first_moment_but_not_its_last(shift, counted):
    moment = pd.Timestamp(BEFORE.begins + shift)
    given = table(occurred_from=moment, occurred_to=moment)
    assert count_incidents(given, GROUND, PERIODS).n("before", "treated") == counted


@pytest.mark.parametrize(
    ("begin", "end", "precision", "counted"),
    [
        (BEFORE.ends - timedelta(days=1), BEFORE.ends - timedelta(seconds=1), "day", 1),
        (BEFORE.ends - timedelta(days=1), BEFORE.ends, "day", 1),  # ends where the period does: surely within
        (BEFORE.ends - timedelta(hours=12), BEFORE.ends + timedelta(hours=12), "day", 0),
        (BEFORE.ends - timedelta(hours=12), pd.NaT, "day", 0),
        (BEFORE.ends - timedelta(days=20), pd.NaT, "month", 0),
        (BEFORE.begins, pd.NaT, "month", 1),
        (BEFORE.begins, pd.NaT, "year", 0),
        (BEFORE.begins - timedelta(hours=1), BEFORE.begins + timedelta(hours=1), "minute", 0),
    ],
)
def test_only_what_lies_surely_in_a_period_counts(begin, end, precision, counted):
    given = table(
        occurred_from=pd.Timestamp(begin), occurred_to=pd.to_datetime(end, utc=True), time_precision=precision
    )
    found = count_incidents(given, GROUND, PERIODS)
    assert found.n("before", "treated") == counted
    assert found.left_out["unsure_period"] == 1 - counted


def test_what_cannot_count_is_told_by_reason():
    given = incidents([(ZONES["Z1"], BEFORE, 7)]).assign(left_out=None)
    given.loc[0, "status"] = "rejected"
    given.loc[1, "left_out"] = "type_not_fire"
    given.loc[2, "occurred_from"] = pd.NaT
    given.loc[3, "time_precision"] = "unknown"
    given.loc[4, "geometry"] = None
    given.loc[5, "geometry"] = shapely.Point(float("inf"), 0)
    found = count_incidents(given, GROUND, PERIODS)
    assert found.n("before", "treated") == 1
    assert {name: n for name, n in found.left_out.items() if n} == {"no_point": 2, "rejected": 2, "no_time": 2}


def test_places_known_too_coarsely_count_and_are_told():
    found = count_incidents(table(precision_m=5_000.0), GROUND, PERIODS, coarser_than_m=1_000)
    assert found.n("before", "treated") == found.left_out["coarse_place"] == 1


def test_sources_are_counted_by_period():
    given = incidents([(ZONES["Z1"], BEFORE, 3), (ZONES["Z1"], AFTER, 2)])
    given.loc[given["occurred_from"] >= pd.Timestamp(AFTER.begins), "source"] = "aplikasi"
    found = count_incidents(given, GROUND, PERIODS).sources
    assert sorted(found.itertuples(index=False, name=None)) == [("after", "aplikasi", 2), ("before", "siskamtibmas", 3)]


def test_few_columns_will_do():
    bare = incidents([(ZONES["Z1"], BEFORE, 4)])[["kind", "occurred_from", "geometry"]]
    assert count_incidents(bare.to_crs("EPSG:4326"), GROUND, PERIODS).n("before", "treated") == 4


def test_nothing_is_an_empty_answer():
    empty = incidents([(ZONES["Z1"], BEFORE, 1)]).iloc[:0]
    found = count_incidents(empty, GROUND, PERIODS)
    assert len(found.table) == len(found.patrol) == 0
    assert found.n("before", "treated") == 0
    assert count_incidents(table(), study_areas((), ring_m=0), PERIODS).n("before", "treated") == 0


def test_a_missing_column_or_crs_is_refused():
    with pytest.raises(TableError, match="occurred_from"):
        count_incidents(table().drop(columns="occurred_from"), GROUND, PERIODS)
    with pytest.raises(ParameterError):
        count_incidents(table().set_crs(None, allow_override=True), GROUND, PERIODS)

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.evaluation.dose import DoseParameters, dose
from geo.tables.doses import DOSES
from geo.tables.tracks import PATROL_RESULTS
from tests.evaluation.patrols import CRS, at, fixes_of, places_of, together, walk
from tests.evaluation.test_planned_visits import stops
from tests.evaluation.test_visits import simulated

BOX = shapely.box(0, 0, 100, 100)
PERIOD = (at(0).to_pydatetime(), at(4 * 1440).to_pydatetime())


def stay(begin: float, minutes: float, track: str) -> list[tuple[float, float, float | None]]:
    steps = np.append(np.arange(0, minutes, 5), minutes)
    return [(50.0, 50.0, float(begin + step)) for step in steps]


def test_visits_minutes_days_and_gaps() -> None:
    fixes = together(
        fixes_of(stay(60, 12, "T1"), "T1"),
        fixes_of(stay(2 * 1440 + 60, 20, "T2"), "T2"),
        fixes_of(stay(500, 3, "T3"), "T3"),
    )
    found = dose(fixes, places_of(z=BOX, far=shapely.box(900, 900, 950, 950)), period=PERIOD)
    assert list(found.table.columns) == DOSES.names
    assert found.table.crs == "EPSG:4326"
    row, far = found.table.iloc[0], found.table.iloc[1]
    assert (row["visits"], row["days"], row["kind"], row["name"]) == (2, 2, "zone", "Z")
    assert row["minutes"] == pytest.approx(32)
    assert row["last_visit"] == at(2 * 1440 + 80)
    assert row["gap_days"] == pytest.approx((2 * 1440 - 80) / 1440)
    assert row["longest_gap_days"] == pytest.approx((2 * 1440 - 12) / 1440)
    assert pd.isna(row["person_hours"])
    assert pd.isna(row["planned_visits"])
    assert found.passes_of_place == {"z": 1, "far": 0}
    assert found.koper_share is None  # a stay in a whole zone is not a visit of a hotspot
    assert (far["visits"], far["minutes"], far["days"]) == (0, 0, 0)
    assert pd.isna(far["last_visit"])
    assert pd.isna(far["gap_days"])
    assert far["longest_gap_days"] == 4


def test_a_patrol_recorded_twice_counts_once_and_people_add_up() -> None:
    fixes = together(fixes_of(stay(60, 20, "A"), "A"), fixes_of(stay(70, 20, "B"), "B"))
    found = dose(fixes, places_of(z=BOX), period=PERIOD, crew_of_track={"A": 3, "B": 4})
    row = found.table.iloc[0]
    assert row["visits"] == 1
    assert row["minutes"] == pytest.approx(30)
    assert row["person_hours"] == pytest.approx(20 / 60 * 7)
    assert len(found.visits) == 2
    unknown = dose(fixes, places_of(z=BOX), period=PERIOD, crew_of_track={"A": 3})
    assert pd.isna(unknown.table["person_hours"].iloc[0])


def test_a_visit_over_midnight_is_on_two_local_days() -> None:
    fixes = fixes_of(stay(16 * 60 + 50, 20, "A"))  # 23:50 to 00:10 WIB
    assert dose(fixes, places_of(z=BOX), period=PERIOD).table["days"].iloc[0] == 2
    utc = dose(fixes, places_of(z=BOX), period=PERIOD, parameters=DoseParameters(timezone="UTC"))
    assert utc.table["days"].iloc[0] == 1


def test_planned_and_reported() -> None:
    results = PATROL_RESULTS.shaped(
        pd.DataFrame(
            {
                "result_id": list("abcde"),
                "order_id": ["R1"] * 5,
                "stop": [1, 2, 3, 3, 4],
                "place_id": ["z", "z", "z", "z", "unmeasured"],
                "outcome": ["done", "skipped", "partly", "partly", "done"],
                "begins": [at(60), pd.NaT, at(200), at(200), pd.NaT],
                "reason": [None, "banjir", None, None, None],
            }
        )
    )
    plan = stops(("z", 65), ("z", 300), ("z", 5 * 1440))
    fixes = fixes_of(stay(60, 12, "T1"))
    found = dose(fixes, places_of(z=BOX), period=PERIOD, planned=plan, results=results, order_of_track={"T1": "R1"})
    row = found.table.iloc[0]
    assert (row["planned_visits"], row["planned_minutes"], row["reported_visits"]) == (2, 28, 2)
    assert json.loads(row["skipped"]) == {"banjir": 1}
    assert found.planned is not None
    assert found.planned["on_time"].tolist() == [True, pd.NA]
    assert any("no measured place" in says.en for says in found.notices)


def test_gaps_and_missing_times_are_said_in_both_languages() -> None:
    found = dose(fixes_of([(50, 50, 0), (50, 50, 30), (1, 1, None)]), places_of(z=BOX), period=PERIOD)
    texts = [says.en for says in found.notices]
    assert any("lower bound" in text and "30" in text for text in texts)
    assert any("without a time" in text for text in texts)
    assert all(says.id and "{" not in says.id + says.en for says in found.notices)


def test_empty() -> None:
    found = dose(fixes_of([]), places_of(z=BOX, p=shapely.Point(1, 1)), period=PERIOD)
    assert found.table["visits"].tolist() == [0, 0]
    assert found.koper_share is None
    assert any("no tracks" in says.en for says in found.notices)
    none = dose(fixes_of([]), places_of().set_crs(32748), period=PERIOD, planned=stops())
    assert len(none.table) == 0
    assert any("no places" in says.en for says in none.notices)


def test_coverage_is_carried_over() -> None:
    found = dose(fixes_of([]), places_of(z=BOX), period=PERIOD, coverage_of_place={"z": 0.4})
    assert found.table["coverage"].tolist() == [0.4]


def test_refusals() -> None:
    fixes = fixes_of([])
    twice = together(places_of(z=BOX), places_of(z=BOX))
    with pytest.raises(ParameterError, match="twice"):
        dose(fixes, twice, period=PERIOD)
    with pytest.raises(ParameterError, match="unknown kind"):
        dose(fixes, places_of(z=BOX).assign(kind="moon"), period=PERIOD)
    with pytest.raises(ParameterError, match="time zone"):
        dose(fixes, places_of(z=BOX), period=PERIOD, parameters=DoseParameters(timezone="Mars/Olympus"))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_minutes_equal_a_simulation_by_seconds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = walk(rng, 25)
    area = shapely.box(-60, -60, 60, 60)
    found = dose(fixes_of(rows), places_of(z=area), period=PERIOD)
    minutes = found.table["minutes"].iloc[0] + found.passes["minutes"].sum()
    assert minutes == pytest.approx(simulated(rows, area, 1.0), abs=52 * 0.5 / 60)
    assert found.table["minutes"].iloc[0] == pytest.approx(found.visits["minutes"].sum())


def test_the_outline_of_a_point_is_the_disc_in_which_a_stay_counts() -> None:
    found = dose(fixes_of([]), places_of(p=shapely.Point(50, 50)), period=PERIOD)
    disc = found.table.to_crs(CRS).geometry.iloc[0]
    assert disc.area == pytest.approx(np.pi * 100**2, rel=0.02)


def test_the_koper_share_is_of_hotspots() -> None:
    fixes = fixes_of(stay(60, 12, "T1"), "T1")
    found = dose(fixes, places_of(p=shapely.Point(50, 50), z=BOX), period=PERIOD)
    assert sorted(found.visits["place_id"]) == ["p", "z"]
    assert found.koper_share == 1.0

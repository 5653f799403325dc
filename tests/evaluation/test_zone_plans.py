"""What was planned and reported in whole zones."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import shapely

from geo.evaluation.zone_plans import zone_figures
from geo.tables.tracks import PATROL_RESULTS
from tests.evaluation.patrols import at

ZONES = gpd.GeoDataFrame(
    {"place_id": ["Z1", "Z2", "Z3"]},
    geometry=[shapely.box(104, -3, 105, -2), shapely.box(105, -3, 106, -2), shapely.box(110, -3, 111, -2)],
    crs=4326,
)


def stops_at(*rows: tuple[str, int, float, float]) -> gpd.GeoDataFrame:
    table = pd.DataFrame([(order, stop, at(begin), at(begin + 15)) for order, stop, _, begin in rows],
                         columns=["order_id", "stop", "begins", "ends"])  # fmt: skip
    for name in ("begins", "ends"):
        table[name] = pd.to_datetime(table[name], utc=True)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy([row[2] for row in rows], [-2.5] * len(rows)), crs=4326)


def results_of(*rows: tuple[str, int, str, str | None]) -> pd.DataFrame:
    names = ["order_id", "stop", "outcome", "reason"]
    table = pd.DataFrame(rows, columns=names).assign(result_id=[f"R{n}" for n in range(len(rows))])
    return PATROL_RESULTS.shaped(table)


def test_an_order_is_one_patrol_of_each_zone_that_it_enters() -> None:
    planned = stops_at(("A", 1, 104.5, 0), ("A", 2, 104.6, 60), ("A", 3, 105.5, 120), ("B", 1, 104.5, 300))
    results = results_of(
        ("A", 1, "done", None), ("A", 1, "done", None), ("A", 2, "skipped", "banjir"), ("A", 3, "skipped", None)
    )
    found = zone_figures(planned, results, ZONES)
    assert found["planned_visits"].tolist() == [2, 1, 0]
    assert found["planned_minutes"].tolist() == [75 + 15, 15, 0]
    assert found["reported_visits"].tolist() == [1, 0, 0]
    assert [json.loads(one) for one in found["skipped"]] == [{"banjir": 1}, {"–": 1}, {}]


def test_nothing_planned_and_no_zones() -> None:
    found = zone_figures(stops_at(), results_of(), ZONES)
    assert found["planned_visits"].tolist() == [0, 0, 0]
    assert zone_figures(stops_at(), results_of(), ZONES[:0]).empty

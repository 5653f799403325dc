"""Tables of a plan: forms, times that add up, ways that join, visits counted in time."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString

from geo.routes.itinerary import route_id_of, tables_of
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan
from geo.spatial.travel.straight_line import StraightLine
from geo.tables.routes import ROUTES, STOPS
from tests.routes import making


def day(count: int = 4, travel: object = None, **parameters: object):
    evening = [0.0] * 9 + [5.0, 5.0, 5.0] + [0.0] * 11 + [1.0]
    table, rows, where = making.two_zone_day(count, hours=[evening] * (2 * count))
    travel = travel or StraightLine()
    made, clock = making.made_of(table, rows, where, RouteParameters(**parameters), travel=travel)
    plan = making.inserted(made.problem)
    chances = {("hotspot", site.place_id): 0.25 for site in made.sites}
    routes, stops = tables_of(made, plan, where, making.CRS, clock=clock, travel=travel, chances=chances)
    return made, plan, clock, routes, stops


def test_the_forms_are_kept_and_required_columns_are_filled() -> None:
    _, plan, _, routes, stops = day()
    for form, table in ((ROUTES, routes), (STOPS, stops)):
        assert list(table.columns) == form.names
        assert table.crs.to_epsg() == 4326
        for column in form.columns:
            if column.required:
                assert table[column.name].notna().all(), column.name
        assert table.geometry.is_valid.all()
    assert len(routes) == len(plan.routes) == 2
    assert routes["route_id"].tolist() == ["R-Z01-land", "R-Z02-land"] == [route_id_of("Z01-land"), "R-Z02-land"]
    assert set(stops["route_id"]) == set(routes["route_id"])


def test_times_add_up_from_departure_to_return() -> None:
    _, plan, clock, routes, stops = day()
    for row in routes.itertuples():
        mine = stops[stops["route_id"] == row.route_id]
        assert mine["stop"].tolist() == list(range(1, row.stops + 1))
        away = (row.ends - row.begins).total_seconds() / 60
        assert away == pytest.approx(row.travel_min + row.service_min + row.wait_min, abs=0.02)
        reached = row.begins
        for stop in mine.itertuples():
            arrives = reached + pd.Timedelta(minutes=stop.travel_min)
            assert (stop.begins - arrives).total_seconds() / 60 == pytest.approx(stop.wait_min, abs=0.02)
            reached = stop.ends
        assert mine["prize"].sum() == pytest.approx(row.value)
    assert routes["value"].sum() == pytest.approx(plan.prize)
    assert clock.begins == pd.Timestamp("2026-11-25T01:00Z")
    assert (routes["begins"] >= clock.begins).all()


def test_ways_run_from_base_through_every_stop_and_back() -> None:
    _, _, _, routes, stops = day()
    for row in routes.to_crs(making.CRS).itertuples():
        mine = stops[stops["route_id"] == row.route_id].to_crs(making.CRS)
        line = row.geometry
        assert line.coords[0] == pytest.approx(line.coords[-1], abs=0.01)
        assert (shapely.distance(line, mine.geometry.to_numpy()) < 0.01).all()
        assert row.distance_km == pytest.approx(line.length * 1.3 / 1000, rel=1e-3)
        assert row.distance_km >= mine["distance_km"].sum()


def test_windows_chances_and_reasons() -> None:
    _, _, _, _, stops = day()
    assert stops["windows"].map(json.loads).tolist() == [[[540, 660]]] * len(stops)
    assert (stops["chance"] == 0.25).all()
    assert stops["why_id"].str.contains("paling sering 09.00–11.00").all()
    assert not stops["why_en"].str.contains("chance").any()


def test_visits_of_a_place_are_counted_in_time_and_the_first_is_worth_most() -> None:
    _, _, _, _, stops = day(count=6, visits=2, window_least=1000, separation_min=30)
    seen = 0
    for _, mine in stops.sort_values("begins").groupby("place_id"):
        assert mine["visit"].tolist() == list(range(1, len(mine) + 1))
        assert mine["prize"].is_monotonic_decreasing
        seen = max(seen, len(mine))
    assert seen > 1


def test_an_empty_plan_gives_empty_tables() -> None:
    table, rows, where = making.two_zone_day(1)
    made, clock = making.made_of(table, rows, where)
    routes, stops = tables_of(
        made, Plan((), 0.0, 0.0, 0.0), where, making.CRS, clock=clock, travel=StraightLine(), chances={}
    )
    assert (len(routes), len(stops)) == (0, 0)
    assert list(stops.columns) == STOPS.names


class _Unknown(StraightLine):
    def path(self, mode, origin, destination):
        return None


def test_a_way_nobody_knows_is_drawn_straight_and_said_so() -> None:
    *_, routes, _ = day(travel=_Unknown())
    assert [[n["code"] for n in json.loads(text)] for text in routes["notices"]] == [["drawn_straight"]] * 2
    assert (routes.to_crs(making.CRS).length > 1_000).all()


class _Snapped(StraightLine):
    """Ways that begin and end on a road 50 m north of the places."""

    def path(self, mode, origin, destination):
        return LineString(np.add([origin, destination], [0, 50]))


def test_ways_off_the_places_are_joined_to_them() -> None:
    *_, routes, stops = day(travel=_Snapped())
    for row in routes.to_crs(making.CRS).itertuples():
        mine = stops[stops["route_id"] == row.route_id].to_crs(making.CRS)
        assert (shapely.distance(row.geometry, mine.geometry.to_numpy()) < 0.01).all()
        assert row.geometry.geom_type == "LineString"


def test_a_stop_at_the_base_itself_leaves_a_line() -> None:
    where = making.region((making.agency("POL", lead="CURI"),), [making.unit("P1", "POL", 5_000, 5_000)])
    rows = making.zones({"zone_id": "Z01", "lead": "POL", "units": ["P1"], "hotspots": ["H000"]})
    made, clock = making.made_of(making.hotspots([(5_000, 5_000)]), rows, where, RouteParameters(visits=1))
    base = made.places[0]
    made.places[1] = base
    plan = making.inserted(made.problem)
    routes, _ = tables_of(made, plan, where, making.CRS, clock=clock, travel=StraightLine(), chances={})
    assert routes.geometry.is_valid.all()
    assert np.isfinite(routes.total_bounds).all()

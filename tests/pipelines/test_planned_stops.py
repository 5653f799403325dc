"""The planned stops of issued orders, by the moment they begin."""

from __future__ import annotations

from datetime import timedelta

from geo.pipelines.planned_stops import COLUMNS, planned_stops
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import add_order


def test_all_stops_of_all_orders(store):
    made = add_order(store, NOW)
    table = planned_stops(store)
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert table["stop"].tolist() == [stop.number for stop in made.stops]
    assert [point.x for point in table.geometry] == [stop.lon for stop in made.stops]


def test_a_period_takes_stops_and_not_whole_orders(store):
    made = add_order(store, NOW)
    middle = made.stops[4].begins
    assert planned_stops(store, since=middle)["stop"].tolist() == [5, 6, 7, 8]
    assert planned_stops(store, until=middle)["stop"].tolist() == [1, 2, 3, 4]
    assert planned_stops(store, since=made.ends + timedelta(days=1)).empty


def test_no_orders_give_an_empty_table_in_form(store):
    table = planned_stops(store)
    assert table.empty
    assert table.crs.to_epsg() == 4326
    assert str(table["begins"].dtype) == "datetime64[us, UTC]"

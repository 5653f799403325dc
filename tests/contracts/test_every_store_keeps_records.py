"""Duties of every store about what outlives runs: tracks, results of patrols, orders, declarations, networks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from geo.errors import NotFoundError, RecordError, TableError
from geo.store import open_store
from geo.store.protocol import Store
from geo.tables.declarations import DECLARATIONS
from geo.tables.orders import ORDERS
from geo.tables.tracks import FIXES, PATROL_RESULTS, TRACKS
from tests.contracts.test_every_store import STORES
from tests.store.samples import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = open_store(STORES[request.param](tmp_path))
    yield opened
    opened.close()


def tracks(*names: str) -> gpd.GeoDataFrame:
    line = shapely.LineString([(104.4, -2.9), (104.5, -2.8)])
    frame = pd.DataFrame(
        {
            "track_id": names,
            "source": "gpx",
            "begins": NOW,
            "ends": LATER,
            "fixes": 2,
            "distance_km": 15.5,
            "quality": "{}",
        }
    )
    return gpd.GeoDataFrame(TRACKS.shaped(gpd.GeoDataFrame(frame, geometry=[line] * len(names), crs=4326)))


def fixes(*names: str) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        [(name, moment, 0) for name in names for moment in (NOW, LATER)], columns=["track_id", "moment", "segment"]
    )
    places = [shapely.Point(104.4, -2.9), shapely.Point(104.5, -2.8)] * len(names)
    return gpd.GeoDataFrame(FIXES.shaped(gpd.GeoDataFrame(frame, geometry=places, crs=4326)))


def results(outcome: str = "done") -> pd.DataFrame:
    frame = pd.DataFrame(
        {"result_id": ["S1/1", "S1/2"], "order_id": "S1", "stop": [1, 2], "outcome": [outcome, "done"], "begins": NOW}
    )
    return pd.DataFrame(PATROL_RESULTS.shaped(frame))


def order(order_id: str, digest: str = "d") -> pd.DataFrame:
    values = {
        "order_id": order_id,
        "route_id": "R01",
        "number": "Sprin/1",
        "sequence": 1,
        "issued": NOW,
        "state": "issued",
    }
    values |= {"partners": "[]", "units": "[]", "begins": NOW, "ends": LATER, "stops": 1, "digest": digest}
    frame = gpd.GeoDataFrame([{**values, "verification": "ABCDE", "content": "{}"}], geometry=[None], crs=4326)
    return pd.DataFrame(ORDERS.shaped(frame))


def declaration(declaration_id: str = "D1", content: str = "{}") -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "declaration_id": [declaration_id],
            "created": [NOW],
            "content": [content],
            "digest": ["x"],
            "status": ["declared"],
        }
    )
    return pd.DataFrame(DECLARATIONS.shaped(frame))


def test_tracks_and_positions_come_back_as_they_were(store: Store) -> None:
    assert store.keep_tracks(tracks("T1", "T2"), fixes("T1", "T2"), NOW) == {
        "stored": 2,
        "unchanged": 0,
        "corrected": 0,
    }
    assert_frame_equal(pd.DataFrame(store.kept("tracks")), pd.DataFrame(tracks("T1", "T2")))
    assert_frame_equal(pd.DataFrame(store.kept("fixes", {"track_id": ["T2"]})), pd.DataFrame(fixes("T2")))


def test_a_track_brought_twice_is_stored_once(store: Store) -> None:
    store.keep_tracks(tracks("T1"), fixes("T1"), NOW)
    assert store.keep_tracks(tracks("T1", "T3"), fixes("T1", "T3"), LATER) == {
        "stored": 1,
        "unchanged": 1,
        "corrected": 0,
    }
    assert len(store.kept("fixes")) == 4


def test_a_position_without_its_track_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(TableError, match="T9"):
        store.keep_tracks(tracks("T1"), fixes("T1", "T9"), NOW)
    assert store.kept("tracks").empty


def test_results_can_be_corrected_and_say_so(store: Store) -> None:
    assert store.keep("patrol_results", results(), NOW)["stored"] == 2
    assert store.keep("patrol_results", results("partly"), LATER) == {"stored": 0, "unchanged": 1, "corrected": 1}
    assert sorted(store.kept("patrol_results")["outcome"]) == ["done", "partly"]


@pytest.mark.parametrize(("table", "first", "other"), [
    ("orders", order("S1"), order("S1", "e")),
    ("declarations", declaration(), declaration(content='{"a": 1}')),
])  # fmt: skip
def test_what_is_written_once_cannot_change(store: Store, table: str, first: pd.DataFrame, other: pd.DataFrame) -> None:
    assert store.keep(table, first, NOW)["stored"] == 1
    assert store.keep(table, first, LATER)["unchanged"] == 1
    with pytest.raises(RecordError, match="must not change"):
        store.keep(table, other, LATER)
    assert_frame_equal(pd.DataFrame(store.kept(table)), pd.DataFrame(first))


@pytest.mark.parametrize("table", ["orders", "declarations"])
@pytest.mark.parametrize(
    "action", ["UPDATE {} SET digest = 'y'", "DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0} WHERE entry = 1"]
)
def test_not_even_the_database_lets_it_change(store: Store, table: str, action: str) -> None:
    store.keep(table, order("S1") if table == "orders" else declaration(), NOW)
    con = sqlite3.connect(store.url.removeprefix("sqlite:///"))
    try:
        with pytest.raises(sqlite3.IntegrityError, match="written once"):
            con.execute(action.format(table))
    finally:
        con.close()


def test_a_key_that_stands_twice_in_one_delivery_is_refused(store: Store) -> None:
    with pytest.raises(RecordError, match="twice"):
        store.keep("orders", pd.concat([order("S1"), order("S1")], ignore_index=True), NOW)
    assert store.kept("orders").empty


def test_unknown_tables_and_columns_are_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="patrol_results"):
        store.kept("people")
    with pytest.raises(TableError):
        store.kept("orders", {"colour": ["red"]})


def test_a_network_takes_the_place_of_the_one_before(store: Store) -> None:
    assert store.network("region") is None
    store.put_network("region", b"first", {"edges": 1}, NOW)
    store.put_network("region", b"second", {"edges": 2}, LATER)
    assert store.network("region") == b"second"
    [told] = store.networks()
    assert (told["name"], told["bytes"], told["about"], told["recorded"]) == ("region", 6, {"edges": 2}, LATER)

"""Tracks laid on the store's network: by the ways that their means of travel can be on."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.pipelines.match_tracks import matched_lines
from geo.pipelines.travelling import NETWORK
from geo.sources.osm_lines import lines_as_ways
from geo.spatial.travel.build import build_network
from geo.tables.tracks import FIXES
from tests.pipelines.conftest import NOW

CRS = 32748
ROAD = shapely.LineString([(460_000, 9_700_000), (462_000, 9_700_000)])
RIVER = shapely.LineString([(460_000, 9_700_030), (462_000, 9_700_030)])


@pytest.fixture
def fixes() -> gpd.GeoDataFrame:
    """Return a track along the road, 20 m beside it on the river's side."""
    moments = pd.date_range("2026-11-23", periods=40, freq="30s", tz="UTC")
    table = gpd.GeoDataFrame(
        {"track_id": "T1", "moment": moments, "segment": 0, "row": range(1, 41)},
        geometry=gpd.points_from_xy([460_000 + 50 * n for n in range(40)], [9_700_020.0] * 40),
        crs=4326,
    )
    return gpd.GeoDataFrame(FIXES.shaped(table)).set_crs(CRS, allow_override=True)


@pytest.fixture
def network(store) -> None:
    layer = gpd.GeoDataFrame({"class": ["unclassified", "river"]}, geometry=[ROAD, RIVER], crs=CRS)
    store.put_network(NETWORK, build_network(lines_as_ways(layer, "class"), CRS).to_bytes(), {}, NOW)


def test_without_a_network_lines_are_plain_and_told(store, fixes):
    lines, told = matched_lines(store, fixes, {"T1": "road"})
    assert lines.length.sum() == pytest.approx(39 * 50)
    assert "network build" in told[0].en


@pytest.mark.parametrize(("mode", "y"), [("road", 9_700_000), ("river", 9_700_030)])
def test_a_car_is_on_the_road_and_a_boat_on_the_river(store, fixes, network, mode, y):
    lines, told = matched_lines(store, fixes, {"T1": mode})
    assert set(lines["mode"]) == {mode}
    assert shapely.get_coordinates(lines.geometry.array)[:, 1] == pytest.approx(y)
    assert "100" in told[0].en


def test_an_unknown_means_of_travel_takes_the_nearest_way(store, fixes, network):
    lines, _ = matched_lines(store, fixes, {})
    assert shapely.get_coordinates(lines.geometry.array)[:, 1] == pytest.approx(9_700_030)


def test_no_positions(store, fixes, network):
    assert matched_lines(store, fixes[:0], {})[0].empty

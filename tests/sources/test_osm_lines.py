from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Point

from geo.errors import ParameterError
from geo.sources.osm import WAY_COLUMNS
from geo.sources.osm_lines import OTHER_NAMES, lines_as_ways
from geo.sources.osm_tags import KIND_OF_CLASS
from geo.spatial.travel.build import build_network

ORIGIN = np.array([450_000.0, 9_700_000.0])


def layer(lines: list[object], **columns: object) -> gpd.GeoDataFrame:
    moved = [shapely.transform(one, lambda xy: xy + ORIGIN) if one is not None else None for one in lines]  # type: ignore[call-overload]
    return gpd.GeoDataFrame(columns, geometry=moved, crs=32748)


def test_the_form_of_ways_read_from_openstreetmap() -> None:
    given = layer(
        [LineString([(0, 0), (1000, 0)]), LineString([(500, 0), (500, 800)])],
        jenis=["Jalan Provinsi", "jalan_tanah"],
        nama=["Raya", None],
        arah=[1, None],
    )
    before = given.copy()
    ways = lines_as_ways(given, "jenis", name_column="nama", oneway_column="arah")
    assert list(ways.columns) == list(WAY_COLUMNS)
    assert ways.crs == "EPSG:4326"
    assert ways["class"].tolist() == ["primary", "primary", "track"]
    assert ways["kind"].tolist() == ["road", "road", "track"]
    assert ways["osm_id"].tolist() == [0, 0, 1]
    assert ways["oneway"].tolist() == [1, 1, 0]
    assert ways["name"].tolist()[:2] == ["Raya", "Raya"]
    assert given.equals(before)


def test_ends_that_touch_join_and_crossings_do_not() -> None:
    given = layer(
        [LineString([(0, 0), (1000, 0)]), LineString([(500, 0.2), (500, 800)]), LineString([(200, -100), (200, 100)])]
    )
    network = build_network(lines_as_ways(given), 32748)
    degrees = np.bincount(np.concatenate([network.u, network.v]))
    assert sorted(degrees.tolist()) == [1, 1, 1, 1, 1, 3]


def test_unknown_classes_are_counted_and_get_the_default() -> None:
    given = layer([LineString([(0, i), (100, i)]) for i in (0, 50, 100)], kelas=["???", None, "river"])
    ways = lines_as_ways(given, "kelas", default_class="track")
    assert ways["class"].tolist() == ["track", "track", "river"]
    (notice,) = ways.attrs["notices"]
    assert (notice.code, notice.n) == ("unknown_class", 2)
    assert "???" in notice.says.en


def test_things_that_are_no_lines_are_left_out_and_counted() -> None:
    given = layer([LineString([(0, 0), (100, 0)]), Point(1, 1), None, MultiLineString([[(0, 9), (5, 9)]])])
    ways = lines_as_ways(given)
    assert ways["osm_id"].tolist() == [0, 3]
    assert [(one.code, one.n) for one in ways.attrs["notices"]] == [("not_lines", 2)]


def test_an_empty_layer_gives_empty_ways() -> None:
    ways = lines_as_ways(gpd.GeoDataFrame({"kelas": []}, geometry=[], crs=4326), "kelas")
    assert len(ways) == 0
    assert list(ways.columns) == list(WAY_COLUMNS)
    assert len(build_network(ways)) == 0


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ({"class_column": "tidak"}, "class_column"),
        ({"name_column": "tidak"}, "name_column"),
        ({"default_class": "gang"}, "default_class"),
        ({"snap_m": 0}, "snap_m"),
    ],
)
def test_bad_parameters_name_the_remedy(named: dict[str, object], name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        lines_as_ways(layer([LineString([(0, 0), (100, 0)])]), **named)  # type: ignore[arg-type]
    assert caught.value.params["name"] == name
    assert "{" not in caught.value.text("id")


def test_a_layer_without_crs_is_refused() -> None:
    with pytest.raises(ParameterError, match="CRS"):
        lines_as_ways(gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])]))


def test_every_other_name_means_a_class() -> None:
    assert set(OTHER_NAMES.values()) <= set(KIND_OF_CLASS)

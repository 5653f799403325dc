"""Piles of incidents at one coordinate."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.errors import UnprojectedError
from geo.hotspots.choosing.stacks import find_stacks, stack_notice, without_stacks
from geo.tables.stacks import STACKS
from tests.hotspots.places import CRS, ORIGIN, clusters, incidents_at

PILE = ORIGIN + np.array([1234.567, 987.654])


def with_pile(count: int, n: int = 1500, **columns) -> gpd.GeoDataFrame:
    return incidents_at(np.vstack([clusters(3, n), np.repeat([PILE], count, axis=0)]), **columns)


def test_a_pile_among_addresses_is_found():
    table = with_pile(120)
    stacks = find_stacks(table)
    assert stacks["n"].tolist() == [120]
    assert stacks["share"].tolist() == pytest.approx([120 / 1620])
    assert stacks["p_value"].iloc[0] < 0.001
    assert stacks["expected"].iloc[0] == pytest.approx(1.0)
    assert stacks["near"].tolist() == [None]
    assert stacks.crs == table.crs
    assert stacks.geometry.iloc[0].distance(table.geometry.iloc[-1]) < 0.01
    assert stacks["explanation_en"].iloc[0].startswith("120 incidents at exactly one coordinate, 7.4% of all;")
    assert stacks["explanation_id"].iloc[0].startswith("120 kejadian tepat di satu koordinat, 7,4 % dari semuanya;")
    assert set(stacks.columns) <= set(STACKS.names)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_few_at_one_place_are_no_pile(count):
    assert len(find_stacks(with_pile(count))) == 0


def test_where_everything_is_stacked_nothing_is():
    random = np.random.default_rng(2)
    anchors = ORIGIN + random.uniform(0, 9000, (800, 2))
    often = np.ceil(random.lognormal(2.0, 0.9, 800)).astype(int)
    assert len(find_stacks(incidents_at(np.repeat(anchors, often, axis=0)))) == 0


def test_a_named_place_is_named_and_needs_less():
    """Twelve at one coordinate may be chance among many that repeat, but not right at a district's seat."""
    random = np.random.default_rng(4)
    addresses = np.repeat(ORIGIN + random.uniform(0, 20_000, (4000, 2)), random.zipf(3.2, 4000).clip(max=60), axis=0)
    table = incidents_at(np.vstack([addresses, np.repeat([PILE], 25, axis=0)]))
    assert len(find_stacks(table)) == 0
    names = gpd.GeoDataFrame({"name": ["Sungsang"]}, geometry=gpd.points_from_xy(*(PILE + 30)[:, None]), crs=CRS)
    stacks = find_stacks(table, names=names.to_crs(4326))
    assert stacks["near"].tolist() == ["Sungsang"]
    assert "Sungsang" in stacks["explanation_id"].iloc[0]
    away = names.set_geometry(names.translate(200, 0))
    assert len(find_stacks(table, names=away)) == 0


def test_a_rounded_coordinate_and_mixed_kinds_are_told():
    point = gpd.GeoSeries(gpd.points_from_xy([104.82], [-2.80]), crs=4326).to_crs(CRS)
    xy = np.vstack([clusters(3, 400), np.repeat([[point.x[0], point.y[0]]], 40, axis=0)])
    kind = np.array(["A", "B", "C", "D"])[np.arange(len(xy)) % 4]
    stacks = find_stacks(incidents_at(xy, kind=kind))
    assert stacks["n"].tolist() == [40]
    assert "only 2 decimals, others usually 7" in stacks["explanation_en"].iloc[0]
    assert "Kinds are mixed: 4" in stacks["explanation_en"].iloc[0]
    assert "km away" in stacks["explanation_en"].iloc[0]


@pytest.mark.parametrize("xy", [np.empty((0, 2)), [PILE], [PILE] * 50, np.repeat(ORIGIN + np.eye(2) * 500, 30, axis=0)])
def test_too_few_places_tell_nothing(xy):
    stacks = find_stacks(incidents_at(xy))
    assert len(stacks) == 0
    assert stacks.crs == CRS
    assert "explanation_en" in stacks.columns


def test_order_of_rows_does_not_matter():
    table = with_pile(60)
    assert find_stacks(table).equals(find_stacks(table.sample(frac=1, random_state=2)))


def test_without_stacks_leaves_out_exactly_the_pile():
    table = with_pile(60)
    before = table.copy(deep=True)
    stacks = find_stacks(table)
    kept = without_stacks(table, stacks)
    assert kept.tolist() == [True] * 1500 + [False] * 60
    assert without_stacks(table, stacks.iloc[:0]).all()
    assert without_stacks(table.iloc[:0], stacks).shape == (0,)
    assert table.equals(before)


def test_the_notice_says_what_happened_to_them():
    stacks = find_stacks(with_pile(60))
    kept, left = (stack_notice(stacks, 60, left_out=out) for out in (False, True))
    assert kept.en.startswith("60 incidents are in 1 stacks")
    assert "leave_out" in kept.id
    assert "take no part" in left.en
    assert "60 kejadian tepat di satu koordinat" in left.id


def test_refuses_degrees():
    with pytest.raises(UnprojectedError):
        find_stacks(with_pile(60).to_crs(4326))


@pytest.mark.real_data
def test_real_files(real_data, chicago):
    """Two files hold a geocoder's default; where all is rounded or snapped (Chicago, Lancashire), nothing is one."""

    def points(name, lon, lat, crs, **reading):
        rows = pd.read_csv(real_data / "crime" / name, low_memory=False, **reading).dropna(subset=[lon, lat])
        return gpd.GeoDataFrame(geometry=gpd.points_from_xy(rows[lon], rows[lat]), crs=4326).to_crs(crs)

    assert len(find_stacks(chicago)) == 0
    assert len(find_stacks(points("lancashire_asb.tab.gz", "longitude", "latitude", 27700, sep="\t"))) == 0
    assert len(find_stacks(points("san_francisco_robbery.csv", "longitude", "latitude", 32610))) == 0
    houston = find_stacks(points("houston_2010.csv.gz", "lon", "lat", 32615))
    assert houston["n"].tolist() == [178]
    assert houston.to_crs(4326).geometry.y.tolist() == pytest.approx([31.414044], abs=1e-6), "185 km north of the city"
    homicides = find_stacks(points("us_homicides_2015.csv.gz", "longitude", "latitude", 5070))
    assert homicides["n"].tolist() == [28]
    assert homicides.to_crs(4326).geometry.x.tolist() == pytest.approx([-94.5774], abs=1e-5), "middle of Kansas City"

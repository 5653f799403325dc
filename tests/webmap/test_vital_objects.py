"""What lies around a vital object: rings that add up, what is expected, hotspots, zone and patrols within reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.store.protocol import Store
from tests.webmap import samples
from webmap.services import Services
from webmap.vital_objects import PERIODS_DAYS, RINGS_M, objects_of, rings_around, scope, surroundings


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with hotspots, zones and routes."""
    made = samples.full_store(tmp_path_factory.mktemp("objects"))
    yield made
    made.close()


@pytest.fixture
def of(store: Store) -> Services:
    """Return services over it."""
    return Services(samples.settings_of(store), store)


def test_objects_come_from_the_regions_list(of: Services) -> None:
    places = objects_of(of.region())
    assert [place.object_id for place in places] == of.region().objects["object_id"].tolist()
    assert any(place.must for place in places)


def test_rings_count_what_lies_in_them(of: Services) -> None:
    place = replace(objects_of(of.region())[0], lon=samples.MIDDLE[0], lat=samples.MIDDLE[1])
    index = of.index()
    _, _, away = Geod(ellps="WGS84").inv(
        np.full(len(index), place.lon), np.full(len(index), place.lat), index.lon, index.lat
    )
    rings = rings_around(of, place)
    assert len(rings) == len(RINGS_M) * (len(PERIODS_DAYS) + 1)
    inner = 0
    for outer in RINGS_M:
        ring = next(one for one in rings if one.outer_m == outer and one.days is None)
        assert ring.n == pytest.approx(int(((away > inner) & (away <= outer)).sum()), abs=2)  # the map's own scale
        inner = outer
    total = next(one for one in rings if one.outer_m == 500 and one.days is None)
    assert total.even == pytest.approx(len(index) * np.pi * 0.25 / (of.region().boundary_m().area / 1e6), rel=0.02)
    assert total.n > total.even


def test_the_usual_is_the_year_before(of: Services) -> None:
    place = replace(objects_of(of.region())[0], lon=samples.MIDDLE[0], lat=samples.MIDDLE[1])
    rings = rings_around(of, place)
    month = next(one for one in rings if one.outer_m == 2000 and one.days == 28)
    year = next(one for one in rings if one.outer_m == 2000 and one.days == 364)
    assert month.usual is not None
    assert month.usual > 0
    assert year.usual is None  # the data reach back 700 days, not 728
    assert scope(of) == scope(Services(samples.settings_of(of.whole), of.whole))


def test_hotspots_zone_and_next_patrol_within_reach(of: Services) -> None:
    hotspot = of.store.result("A0001", "hotspots").iloc[1]
    middle = hotspot.geometry.representative_point()
    place = replace(objects_of(of.region())[0], lon=middle.x, lat=middle.y)
    around = surroundings(of, place)
    nearest = next(one for one in around.hotspots if one.hotspot_id == hotspot["hotspot_id"])
    assert nearest.metres == 0
    assert around.zone is not None
    assert around.zone[3] == 0
    assert around.last_patrol is None
    assert around.next_patrol is None
    assert sum(n for _, n in around.kinds) >= sum(one.n for one in around.rings if one.days == 28)


def test_reported_and_planned_visits(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = samples.make_store(tmp_path_factory.mktemp("visits"))
    found = samples.hotspots(2)
    _, zones = samples.add_runs(made, found, samples.zones(found))
    routes, stops = samples.routes()
    name = objects_of(made.region())[0].object_id
    stops.loc[stops["kind"] == "object", "place_id"] = name
    samples.add_routes(made, str(zones), (routes, stops))
    of = Services(samples.settings_of(made), made)
    place = objects_of(of.region())[0]
    around = surroundings(of, place)
    assert around.next_patrol == ("R01", samples.NOW + timedelta(hours=3))
    far = replace(place, lon=103.0, lat=-1.0)
    assert surroundings(of, far).zone is None
    made.close()


def test_a_region_without_objects_has_none(of: Services) -> None:
    region = replace(of.region(), objects=of.region().objects.head(0))
    assert objects_of(region) == []
    assert isinstance(region.objects, gpd.GeoDataFrame)
    assert isinstance(region.objects, pd.DataFrame)
    assert shapely.get_num_geometries(np.asarray(region.objects.geometry)).sum() == 0

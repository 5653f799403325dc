"""A page of one place: whole published rows around it, chosen by public geometry alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NotFoundError
from geo.store.service.releases import Releases
from tests.webmap import released_samples, samples
from webmap.released_document import document_of
from webmap.released_place import lies_in, narrowed, place_of, places_of
from webmap.services import Services

RELEASE = "PUBLIK_2026-Q3_0"


def _services() -> Services:
    store, _ = released_samples.shared()
    return Services(samples.settings_of(store), store)


def _shape(feature: dict[str, object]) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_places_of_the_region_are_listed_once() -> None:
    region = _services().region()
    places = places_of(region)
    assert {one.group for one in places} == {"district", "village", "object"}
    assert len({one.key for one in places}) == len(places)
    assert place_of(region, "district:16.07.10").says(2000).id == "Kecamatan Talang Kelapa"
    assert place_of(region, "object:BDR-SMB").says(8000).en.endswith("and 8 km around it")
    with pytest.raises(NotFoundError):
        place_of(region, "district:x")
    assert places_of(replace(region, layers={}, places=region.places.iloc[:0], objects=region.objects.iloc[:0])) == []


@pytest.mark.parametrize("key", ["district:16.07.10", "village:Tanjung Lago/Tanjung Lago", "object:BDR-SMB"])
def test_rows_are_whole_and_touch_the_place(key: str) -> None:
    """P09: the same rows, names and bands as in the whole release; the extent is the place's."""
    services = _services()
    document = document_of(services, Releases(services.service).head(RELEASE))
    before = json.dumps(document)
    place = place_of(services.region(), key)
    part = narrowed(document, services.region(), place)
    assert json.dumps(document) == before
    whole = {one["id"]: one for one in document["features"]}
    assert 0 < len(part["features"]) < len(whole)
    assert all(one == whole[one["id"]] for one in part["features"])
    kept = {one["id"] for one in part["features"]}
    outline = shapely.from_geojson(json.dumps(part["place"]["geometry"]))
    for name, feature in whole.items():
        if feature["properties"]["level"] != "district":
            common = _shape(feature).intersection(outline).area
            smaller = min(_shape(feature).area, outline.area)
            assert (name in kept) == (common > 0.01 * smaller) or 0.005 < common / smaller < 0.02
    districts = [one for one in kept if one.startswith("district/")]
    assert len(districts) == 1
    west, south, east, north = part["release"]["bounds"]
    assert np.allclose((west, south, east, north), place.shape.bounds, atol=0.08)
    # The place of an object is told no finer than outlines are.
    assert re.search(r"\d\.\d{4,}", json.dumps(part["place"])) is None
    assert re.search(r"\d\.\d{4,}", json.dumps(part["release"]["bounds"])) is None


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_which_rows_are_shown_does_not_follow_the_data(seed: int) -> None:
    """P09: with other counts, or none at all, the same rows are chosen."""
    services = _services()
    document = document_of(services, Releases(services.service).head(RELEASE))
    rng = np.random.default_rng(seed)
    place = places_of(services.region())[int(rng.integers(0, len(places_of(services.region()))))]
    chosen = [one["id"] for one in narrowed(document, services.region(), place)["features"]]
    for feature in document["features"]:
        hidden = bool(rng.random() < 0.5)
        low = None if hidden else 5 * int(rng.integers(1, 90))
        feature["properties"] |= {"suppressed": hidden, "n_low": low, "n_high": low and low + 4, "kinds": []}
    assert [one["id"] for one in narrowed(document, services.region(), place)["features"]] == chosen


def test_a_place_lies_in_the_area_of_an_agreement_or_not() -> None:
    region = _services().region()
    place = place_of(region, "district:16.07.10")
    assert lies_in(region, place, None)
    assert lies_in(region, place, shapely.box(104.6, -3.0, 104.7, -2.8))
    assert not lies_in(region, place, shapely.box(105.1, -2.5, 105.2, -2.4))

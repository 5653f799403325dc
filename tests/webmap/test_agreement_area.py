"""The districts that an agreement's area consists of, and no list where a list would be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geo.agencies.region import Region
from tests.webmap import samples
from webmap.agreement_area import districts_within


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """Return the region of a store."""
    folder: Path = tmp_path_factory.mktemp("area")
    with samples.make_store(folder) as store:
        return store.region()


def test_a_union_of_districts_is_named(region: Region) -> None:
    layer = region.layers["districts"].sort_values("name")
    area = shapely.union_all(layer.geometry.to_numpy()[:3])
    assert districts_within(region, area) == list(layer["name"].astype(str)[:3])


def test_the_whole_region_and_other_areas_have_no_list(region: Region) -> None:
    shapes = region.layers["districts"].geometry.to_numpy()
    assert districts_within(region, None) == []
    assert districts_within(region, shapes[0].centroid.buffer(0.001)) == []
    assert districts_within(region, shapes[0].buffer(0.05)) == []

"""The study area: districts by name, polygons as text; nothing that is no polygon, nothing that could hurt."""

from __future__ import annotations

import json

import pytest
from werkzeug.datastructures import MultiDict

from geo.agencies.packs import load_region, shipped_pack
from geo.agencies.region import Region
from geo.errors import GeoError
from webmap.analyst.form_area import LARGEST_TEXT, area_of, district_names

SQUARE = "POLYGON ((104.5 -2.9, 104.7 -2.9, 104.7 -2.7, 104.5 -2.7, 104.5 -2.9))"
AS_JSON = {"type": "Polygon", "coordinates": [[[104.5, -2.9], [104.7, -2.9], [104.7, -2.7], [104.5, -2.7], [104.5, -2.9]]]}  # fmt: skip  # noqa: E501 - one polygon


@pytest.fixture(scope="module")
def region() -> Region:
    """Return the shipped region."""
    return load_region(shipped_pack())


def test_nothing_said_is_the_whole_region(region: Region) -> None:
    assert area_of(MultiDict(), region) is None


def test_districts_are_joined(region: Region) -> None:
    names = district_names(region)[:2]
    area = area_of(MultiDict([("districts", name) for name in names]), region)
    assert area is not None
    layer = region.layers["districts"]
    assert area.area == pytest.approx(layer[layer["name"].isin(names)].union_all().area)


@pytest.mark.parametrize("text", [SQUARE, json.dumps({"type": "Feature", "properties": {}, "geometry": AS_JSON})])
def test_a_polygon_is_read_from_wkt_and_geojson(region: Region, text: str) -> None:
    area = area_of(MultiDict({"area_text": text}), region)
    assert area is not None
    assert area.bounds == pytest.approx((104.5, -2.9, 104.7, -2.7))


@pytest.mark.parametrize(
    "text",
    [
        "LINESTRING (104 -2, 105 -3)",
        "GEOMETRYCOLLECTION (" * 50,
        "POLYGON EMPTY",
        "POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))",
        "POLYGON ((900 0, 901 0, 901 1, 900 0))",
        "POLYGON ((x",
        "{" + '"a":{' * 400,
        SQUARE + " " * LARGEST_TEXT + ".",
    ],
)
def test_what_is_no_usable_polygon_is_refused(region: Region, text: str) -> None:
    with pytest.raises(GeoError):
        area_of(MultiDict({"area_text": text}), region)

"""From layers to themes: what the flavours read, borders once, names without tricks."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.pipelines.basemap_themes import LAYER_NAMES, THEMES, plain, themed
from tests.webmap.samples import HOSTILE


def layer(*rows: tuple[shapely.Geometry, dict[str, object]]) -> gpd.GeoDataFrame:
    """Return a layer of shapes with their columns."""
    return gpd.GeoDataFrame([told for _, told in rows], geometry=[shape for shape, _ in rows], crs=4326)


LINE = shapely.LineString([(0, 0), (1, 1)])
BOX = shapely.box(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("name", "column", "value", "kind"),
    [
        ("roads", "kind", "nasional", "major_road"), ("roads", "highway", "motorway", "highway"),
        ("jalan", "kelas", "Jalan Kabupaten", "major_road"), ("roads", "fclass", "residential", "minor_road"),
        ("roads", "class", "path", "path"), ("roads", "kind", "ferry", "ferry"), ("rel", "kind", "", "rail"),
        ("rivers", "kind", "kanal", "canal"), ("sungai", "jenis", "", "river"),
    ],
)  # fmt: skip
def test_lines_get_the_kind_that_is_drawn(name: str, column: str, value: str, kind: str) -> None:
    (one,) = themed(name, layer((LINE, {column: value, "name": "A"}))) or []
    assert (one.attributes["kind"], one.attributes["name"]) == (kind, "A")


@pytest.mark.parametrize(
    ("name", "value", "theme", "kind"),
    [
        ("forest", "taman nasional", "landuse", "national_park"), ("hutan", "?", "landuse", "forest"),
        ("peat", "gambut", "landcover", "scrub"), ("concessions", "perkebunan", "landcover", "farmland"),
        ("landcover", "urban_area", "landcover", "urban_area"), ("buildings", "", "buildings", "building"),
        ("earth", "", "earth", "earth"), ("fairways", "alur sungai", "water", "river"),
    ],
)  # fmt: skip
def test_areas_get_their_theme_and_kind(name: str, value: str, theme: str, kind: str) -> None:
    (one,) = themed(name, layer((BOX, {"kind": value}))) or []
    assert (one.theme, one.attributes["kind"]) == (theme, kind)


def test_a_named_water_gets_a_point_for_its_name() -> None:
    area, label = themed("waters", layer((BOX, {"kind": "laut", "name": "Selat Bangka"}))) or []
    assert (area.attributes["kind"], label.attributes["kind"]) == ("ocean", "strait")
    assert label.shape.geom_type == "Point"
    assert BOX.contains(label.shape)


def test_a_border_between_two_areas_is_drawn_once() -> None:
    rows = themed("districts", layer((BOX, {}), (shapely.box(1, 0, 2, 1), {}))) or []
    assert {one.theme for one in rows} == {"boundaries"}
    assert sum(one.shape.length for one in rows) == pytest.approx(7)
    assert {one.attributes["kind_detail"] for one in rows} == {6}


def test_places_rank_by_what_they_are() -> None:
    kinds = ("ibu kota kabupaten", "ibu kota kecamatan", "desa", "?")
    rows = themed("places", layer(*((shapely.Point(0, 0), {"kind": kind, "name": kind}) for kind in kinds))) or []
    assert [one.min_zoom for one in rows] == [5, 8, 10, 10]
    assert [one.attributes["kind"] for one in rows] == ["locality"] * 4


def test_every_known_name_leads_to_a_theme_and_an_unknown_one_to_none() -> None:
    for name in LAYER_NAMES:
        rows = themed(name, layer((BOX, {"kind": "", "name": ""})))
        assert rows
        assert {one.theme for one in rows} <= set(THEMES)
    assert themed("rahasia", layer((BOX, {}))) is None
    assert themed("roads", layer((BOX, {})).iloc[:0]) == []


def test_shapes_that_are_not_valid_are_mended() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    (one,) = themed("forest", layer((bow, {}))) or []
    assert one.shape.is_valid
    assert one.shape.area == pytest.approx(0.5)


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200)))
def test_names_are_one_line_without_signs_that_hide_or_turn(text: str) -> None:
    found = plain(text)
    assert len(found) <= 120
    assert not set(found) & set("\u202e\u200f\u2028\x00\x7f\n\r\t")
    assert plain(found) == found


@pytest.mark.parametrize("value", [None, 3, float("nan"), b"x", ["a"]])
def test_what_is_no_text_names_nothing(value: object) -> None:
    assert plain(value) == ""


def test_of_a_mixed_shape_what_is_drawn_as_such_is_kept() -> None:
    nested = shapely.GeometryCollection([LINE, shapely.GeometryCollection([BOX, shapely.MultiPoint([(5, 5)])])])
    dots = shapely.GeometryCollection([shapely.Point(1, 2)])
    rows = themed("forest", layer((nested, {}), (dots, {}), (shapely.GeometryCollection(), {}))) or []
    assert [one.shape.geom_type for one in rows] == ["MultiPolygon", "MultiPoint"]
    assert rows[0].shape.equals(BOX)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.sources.areas import read_area, read_layer
from tests.sources.hostile import make_zip, reason_of

SQUARES = [shapely.box(104, -3, 105, -2), shapely.box(104.5, -3, 105.5, -2)]


def geojson(path: Path, *geometries: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"nama": f"n{at}"}, "geometry": one and shapely.geometry.mapping(one)}
        for at, one in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_polygons_are_joined(tmp_path: Path) -> None:
    area, notices = read_area(geojson(tmp_path / "a.geojson", *SQUARES))
    assert area.equals(shapely.box(104, -3, 105.5, -2))
    assert area.is_valid
    assert notices == []


def test_projected_layers_come_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"nama": ["x"]}, geometry=SQUARES[:1], crs=4326).to_crs(32748).to_file(path, layer="a")
    area, _ = read_area(path)
    assert area.bounds == pytest.approx((104, -3, 105, -2), abs=0.01)
    layer = read_layer(path)
    assert layer.crs == "EPSG:4326"
    assert layer["nama"].tolist() == ["x"]


def test_shapefile_without_projection_needs_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"nama": ["x"]}, geometry=SQUARES[:1], crs=4326).to_crs(32748).to_file(path)
    path.with_suffix(".prj").unlink()
    assert reason_of(read_area, path) == "needs_crs"
    assert read_area(path, crs=32748)[0].bounds == pytest.approx((104, -3, 105, -2), abs=0.01)
    packed = make_zip(tmp_path / "a.zip", {one.name: one.read_bytes() for one in tmp_path.glob("a.*")})
    assert read_area(packed, crs=32748)[0].area > 0


def test_repair_is_told_with_areas(tmp_path: Path) -> None:
    bowtie = shapely.Polygon([(104, -3), (105, -2), (105, -3), (104, -2), (104, -3)])
    area, notices = read_area(geojson(tmp_path / "a.geojson", bowtie))
    assert area.is_valid
    assert [notice.code for notice in notices] == ["repaired_geometry"]
    assert "km²" in notices[0].says.en


def test_other_geometries_are_counted(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", SQUARES[0], shapely.Point(104, -3), None)
    _, notices = read_area(path)
    assert {notice.code: notice.n for notice in notices} == {"not_polygons": 1, "without_geometry": 1}
    assert reason_of(read_area, geojson(tmp_path / "b.geojson", shapely.Point(1, 2))) == "nothing_to_read"


def test_part_that_cannot_be_used_refuses_the_area(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    geojson(path, *SQUARES)
    path.write_text(path.read_text().replace("[105.0, -3.0]", "[106.0, -3.0]", 1))
    assert reason_of(read_area, path) == "damaged"
    assert reason_of(read_layer, path) == "damaged"


def test_files_that_are_no_areas(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("lat,lon\n1,2\n")
    assert reason_of(read_area, path) == "unknown_format"
    assert reason_of(read_area, tmp_path / "none.kml") == "not_found"
    world = geojson(tmp_path / "b.geojson", shapely.box(-180, -90, 180, 90))
    assert reason_of(read_area, world) == "damaged"
    metres = geojson(tmp_path / "c.geojson", shapely.box(1000, 1000, 1100, 1100))
    assert reason_of(read_area, metres) == "needs_crs"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "km2"),
    [
        ("crime/chicago_police_districts.kml", 600),
        ("crime/portland_nij/portland_boundary.shp", 380),
        ("crime/medellin_comunas.gpkg", 380),
        ("banyuasin/banyuasin_kabupaten.geojson", 12_262),
        ("crime/portland_nij/portland-police-districts.zip", 380),
    ],
)
def test_real_areas(real_data: Path, name: str, km2: float) -> None:
    area, _ = read_area(real_data / name)
    assert area.is_valid
    series = gpd.GeoSeries([area], crs=4326)
    assert series.to_crs(series.estimate_utm_crs()).area.sum() / 1e6 == pytest.approx(km2, rel=0.05)

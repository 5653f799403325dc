from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.sources.geopackage import geopackage_layers, unsafe_schema
from tests.sources.hostile import reason_of


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    path = tmp_path / "a b%?.gpkg"
    data = gpd.GeoDataFrame({"n": [1, 2]}, geometry=shapely.points([[1, 2], [3, 4]]), crs=32748)
    data.to_file(path, layer='lapis "satu"')
    return path


def change(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as base:
        for statement in statements:
            base.execute(statement)
    base.close()


def test_layers_with_crs_and_counts(geopackage: Path) -> None:
    (layer,) = geopackage_layers(geopackage, "a")
    assert (layer.name, layer.has_geometry, layer.crs, layer.n) == ('lapis "satu"', True, 32748, 2)
    assert not unsafe_schema(geopackage, layer.name)


def test_system_table_that_is_a_view_is_not_believed(geopackage: Path) -> None:
    change(
        geopackage,
        "ALTER TABLE gpkg_contents RENAME TO aside",
        "CREATE VIEW gpkg_contents AS SELECT * FROM aside",
    )
    assert reason_of(geopackage_layers, geopackage, "a") == "not_geopackage"


def test_view_as_layer_is_not_listed(geopackage: Path) -> None:
    change(
        geopackage,
        "CREATE VIEW v AS SELECT load_extension('/tmp/x.so') AS n",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')",
    )
    assert [layer.name for layer in geopackage_layers(geopackage, "a")] == ['lapis "satu"']
    assert unsafe_schema(geopackage, "v")


def test_undefined_crs_is_none(geopackage: Path) -> None:
    change(
        geopackage,
        "DROP TRIGGER IF EXISTS gpkg_geometry_columns_srs_id",
        "UPDATE gpkg_geometry_columns SET srs_id = 0",
    )
    assert geopackage_layers(geopackage, "a")[0].crs is None


def test_file_is_left_as_it_was(geopackage: Path) -> None:
    before = geopackage.read_bytes()
    geopackage_layers(geopackage, "a")
    assert geopackage.read_bytes() == before
    assert [one.name for one in geopackage.parent.iterdir()] == [geopackage.name]

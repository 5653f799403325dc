from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.sources.shapefile_parts import shapefile_parts


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"n": [1, 2]}, geometry=shapely.points([[1, 2], [3, 4]]), crs=4326).to_file(path)
    return path


def test_parts_that_agree(shapefile: Path) -> None:
    parts = shapefile_parts(shapefile)
    assert parts.n == 2
    assert parts.deleted.tolist() == [False, False]
    assert parts.projection is not None
    assert parts.projection.startswith("GEOGCS")


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("UTF-8", "utf-8", True),
        ("utf8\n", "utf-8", True),
        ("1252", "cp1252", True),
        ("ANSI 1252", "cp1252", True),
        ("ISO-8859-1", "iso8859-1", True),
        ("ISO 88591", "iso8859-1", True),
        ("65001", "utf-8", True),
        ("BIG5", "big5", True),
        ("rot13", "cp1252", False),
        ("nonsense", "cp1252", False),
        ("", "cp1252", False),
    ],
)
def test_names_of_encodings(shapefile: Path, text: str, encoding: str, named: bool) -> None:
    shapefile.with_suffix(".cpg").write_text(text)
    parts = shapefile_parts(shapefile)
    assert (parts.encoding, parts.encoding_named) == (encoding, named)

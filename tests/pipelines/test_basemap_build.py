"""Building from the shipped region and from files: what GDAL and the format's library read back, the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader

from geo.agencies.packs import load_region, shipped_pack
from geo.agencies.region import Region
from geo.errors import CancelledError, NotFoundError, ParameterError
from geo.languages import Says
from geo.pipelines.basemap_build import BuildRequest, build_basemap, gather
from geo.pipelines.basemap_file import read_basemap
from geo.pipelines.basemap_themes import THEMES
from tests.sources.osm_at_hand import write_osm


@pytest.fixture(scope="module")
def region() -> Region:
    """Return the shipped region."""
    return load_region(shipped_pack())


@pytest.fixture(scope="module")
def built(region: Region, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a basemap of the shipped region and what was told of it."""
    path = tmp_path_factory.mktemp("built") / "a.pmtiles"
    return path, build_basemap(region, BuildRequest(zooms=(5, 11)), path)


def test_the_file_can_be_taken_and_says_what_it_is(built: tuple[Path, dict[str, Any]]) -> None:
    path, told = built
    found = read_basemap(path)
    assert (found.header.min_zoom, found.header.max_zoom) == (5, 11)
    assert found.header.addressed == told["tiles"] > 50
    assert found.attribution == told["attribution"]
    assert "skematis" in found.attribution
    assert set(found.layers) <= set(THEMES)
    assert {"earth", "water", "roads", "boundaries", "places", "landuse", "landcover"} <= set(found.layers)


def test_gdal_reads_every_layer_and_its_shapes_lie_where_the_region_does(
    built: tuple[Path, dict[str, Any]], region: Region
) -> None:
    """GDAL is a third program: it neither wrote the file nor shares code with who did."""
    path, told = built
    assert {str(name) for name in pyogrio.list_layers(path)[:, 0]} == set(told["themes"])
    roads = pyogrio.read_dataframe(path, layer="roads").to_crs(region.crs)
    truth = region.layers["roads"].to_crs(region.crs)
    assert shapely.hausdorff_distance(truth.union_all(), roads.union_all(), densify=0.05) < 400
    earth = pyogrio.read_dataframe(path, layer="earth").to_crs(region.crs)
    assert earth.is_valid.all()
    whole = region.boundary_m()
    assert earth.union_all().symmetric_difference(whole).area < 0.001 * whole.area
    places = pyogrio.read_dataframe(path, layer="places")
    assert set(places["name"]) == set(region.places["name"])


def test_the_same_input_gives_the_same_bytes(
    built: tuple[Path, dict[str, Any]], region: Region, tmp_path: Path
) -> None:
    build_basemap(region, BuildRequest(zooms=(5, 11)), tmp_path / "again.pmtiles")
    assert (tmp_path / "again.pmtiles").read_bytes() == built[0].read_bytes()


def test_a_folder_takes_the_place_of_layers_of_the_same_meaning(region: Region, tmp_path: Path) -> None:
    road = gpd.GeoDataFrame(
        {"kelas": ["tol"], "nama": ["Tol Uji"], "source": ["© Dinas"]},
        geometry=[shapely.LineString([(104.3, -2.8), (104.9, -2.6)])],
        crs=4326,
    )
    road.to_file(tmp_path / "jalan.gpkg")
    road.to_file(tmp_path / "lain.geojson")
    (tmp_path / "catatan.txt").write_text("x")
    things, sources, notices = gather(region, BuildRequest(layers=tmp_path))
    roads = [one for one in things if one.theme == "roads"]
    assert [(one.attributes["kind"], one.attributes["name"]) for one in roads] == [("highway", "Tol Uji")]
    assert "© Dinas" in sources
    assert [one.en for one in notices] == ["lain.geojson is not used: its name is not known."]
    assert any(one.theme == "water" for one in things)


def test_files_that_name_no_source_need_one(region: Region, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[104.3, -2.8], [104.9, -2.6]]}
    (tmp_path / "roads.geojson").write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": line}))
    with pytest.raises(ParameterError, match="--attribution"):
        gather(region, BuildRequest(layers=tmp_path))
    told = build_basemap(
        region, BuildRequest(layers=tmp_path, zooms=(5, 7), attribution="© BIG"), tmp_path / "out.pmtiles"
    )
    assert told["attribution"].startswith("© BIG")


def test_an_extract_is_drawn_besides_and_its_makers_are_named(region: Region, tmp_path: Path) -> None:
    request = BuildRequest(osm=(write_osm(tmp_path / "a.osm"),), zooms=(5, 12))
    told = build_basemap(region, request, tmp_path / "out.pmtiles")
    assert "© OpenStreetMap contributors" in told["attribution"]
    with (tmp_path / "out.pmtiles").open("rb") as stream:
        assert "OpenStreetMap" in Reader(MmapSource(stream)).metadata()["attribution"]


def test_a_cancelled_build_leaves_nothing_and_the_old_file_as_it_was(region: Region, tmp_path: Path) -> None:
    target = tmp_path / "a.pmtiles"
    target.write_bytes(b"before")

    def stop(share: float, stage: Says) -> None:
        if share > 0.6:
            raise CancelledError(problem=stage)

    with pytest.raises(CancelledError):
        build_basemap(region, BuildRequest(zooms=(5, 11)), target, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pmtiles"]
    assert target.read_bytes() == b"before"


@pytest.mark.parametrize("zooms", [(9, 5), (-1, 3), (5, 16)])
def test_impossible_zooms_are_refused(region: Region, tmp_path: Path, zooms: tuple[int, int]) -> None:
    with pytest.raises(ParameterError, match="--zoom"):
        build_basemap(region, BuildRequest(zooms=zooms), tmp_path / "a.pmtiles")


def test_missing_folders_and_files_and_folders_without_layers_are_named(region: Region, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="none"):
        gather(region, BuildRequest(layers=tmp_path / "none"))
    with pytest.raises(NotFoundError, match=r"none\.pbf"):
        gather(region, BuildRequest(osm=(tmp_path / "none.pbf",)))
    with pytest.raises(ParameterError, match="--layers"):
        gather(region, BuildRequest(layers=tmp_path))

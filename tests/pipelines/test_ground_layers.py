"""Layers under the incidents: of the region, of files, or none."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.agencies.packs import load_region, shipped_pack
from geo.errors import FileRefusedError, ParameterError
from geo.pipelines.ground_layers import GroundNames, ground_layers


@pytest.fixture(scope="module")
def region():
    return load_region(shipped_pack())


def incidents(*places):
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*places, strict=True)), crs=4326)


ON_LAND, AT_SEA = (104.45, -2.75), (104.72, -1.80)


def layers(names, region, table=None, **more):
    return ground_layers(
        names, region, table if table is not None else incidents(ON_LAND), 32748, with_network=False, **more
    )


def test_waters_are_masked_when_nothing_happens_there(region):
    masked = layers(GroundNames(), region)
    assert masked.used["mask"]["layer"] == "waters"
    assert masked.mask.area > 1e8
    assert "--mask none" in masked.notices[0].en
    open_waters = layers(GroundNames(), region, incidents(ON_LAND, AT_SEA))
    assert open_waters.mask is None
    assert "50%" in open_waters.notices[0].en
    assert layers(GroundNames("none"), region).mask is None
    assert layers(GroundNames("waters"), region, incidents(AT_SEA)).mask is not None
    assert layers(GroundNames(), None).mask is None


def test_layers_and_files_as_exposure(region, tmp_path):
    villages = gpd.GeoDataFrame(
        {"people": [10, 30]}, geometry=[shapely.box(104, -3, 104.5, -2), shapely.box(104.5, -3, 105, -2)], crs=4326
    )
    villages.to_file(tmp_path / "desa.geojson")
    by_people = layers(GroundNames(exposure=f"{tmp_path}/desa.geojson:people"), region)
    assert by_people.exposure.total == 40
    assert by_people.used["exposure"]["column"] == "people"
    assert layers(GroundNames(exposure="forest"), region).exposure.name.en == "km²"
    assert layers(GroundNames(exposure=str(tmp_path / "desa.geojson")), region).exposure.total > 10_000
    with pytest.raises(ParameterError, match="no column 'households'"):
        layers(GroundNames(exposure=f"{tmp_path}/desa.geojson:households"), region)


def test_networks_are_read_only_when_needed(region, tmp_path):
    assert layers(GroundNames(), region).network is None
    roads = ground_layers(GroundNames(), region, incidents(ON_LAND), 32748, with_network=True)
    assert roads.network.total_m > 100_000
    assert roads.used["network"]["layer"] == "roads"
    with pytest.raises(ParameterError, match="holds no lines"):
        ground_layers(GroundNames(network="districts"), region, incidents(ON_LAND), 32748, with_network=True)


def test_unknown_names_and_bad_files_are_refused(region, tmp_path):
    with pytest.raises(ParameterError, match=r"'sea' is neither a layer of the region nor a file; layers: .*waters"):
        layers(GroundNames(mask="sea"), region)
    (tmp_path / "x.geojson").write_text("{")
    with pytest.raises(FileRefusedError):
        layers(GroundNames(mask=str(tmp_path / "x.geojson")), region)


def test_names_survive_json():
    names = GroundNames("none", "desa:penduduk", "sungai")
    assert GroundNames.from_dict(names.as_dict()) == names
    assert GroundNames.from_dict({}) == GroundNames("none", "none", "none")

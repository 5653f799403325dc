"""Packs are read whole or refused with every fault named."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import shapely

from geo.agencies import packs
from geo.agencies.packs import load_region, pack_from_boundary, read_pack, shipped_folder, shipped_pack, shipped_sample
from geo.errors import RegionError
from tests.agencies.packs import AGENCIES, KINDS, REGION, pack


def faults_of(files: dict[str, bytes]) -> list[dict[str, object]]:
    with pytest.raises(RegionError) as caught:
        load_region(files)
    return caught.value.params["faults"]


def test_a_right_pack_becomes_a_region() -> None:
    region = load_region(pack())
    assert (region.name, region.crs, region.timezone, region.synthetic) == ("uji", 32748, "Asia/Jakarta", True)
    assert region.title.en == "Test Regency"
    assert region.bounds == (104, -3, 105, -2)
    assert set(region.layers) == {"forest"}
    assert region.kinds.set_index("code")["harm"].to_dict() == {"CURI": 1.0, "ILLOG": 4.5, "INFO": 1.0}
    polres, kodim, kph = region.agencies
    assert polres.may_lead("ILLOG")
    assert kodim.may_support("ILLOG")
    assert not kodim.may_lead("ILLOG")
    assert polres.mandates[0].legal == "UU 1/2023 ps 476 (2026-01-02)"
    assert polres.jurisdiction is None
    assert kph.jurisdiction.area == pytest.approx(0.04)
    first, second = region.units
    assert (first.lon, first.lat, first.crew, first.shift_min, first.available) == (104.5, -2.5, 2, 480, True)
    assert (second.lon, second.mode, second.available) == (104.6, "foot", False)


def test_order_of_files_does_not_matter() -> None:
    names = list(pack())
    random.Random(3).shuffle(names)
    shuffled = {name: pack()[name] for name in names}
    one, other = load_region(pack()), load_region(shuffled)
    assert list(one.layers) == list(other.layers)
    assert one.agencies == other.agencies
    assert one.units == other.units
    assert one.kinds.equals(other.kinds)


def test_every_fault_is_told_at_once_with_place_and_remedy() -> None:
    files = pack(
        region=REGION.replace("32748", "4326").replace("Asia/Jakarta", "Asia/Djakarta"),
        kinds=KINDS.replace("CURI,Pencurian,Theft,K,1,map", "CURI,Pencurian,Theft,K,-1,peta"),
        agencies=AGENCIES.replace('mode = "road"', 'mode = "balon"'),
    )
    faults = faults_of(files)
    found = {(fault["file"], fault["line"], fault["column"]) for fault in faults}
    assert ("region.toml", 4, "crs") in found
    assert ("region.toml", 5, "timezone") in found
    assert ("kinds.csv", 2, "harm") in found
    assert ("kinds.csv", 2, "visibility") in found
    assert ("agencies.toml", 25, "mode") in found
    assert len(faults) == 5
    with pytest.raises(RegionError) as caught:
        load_region(files)
    assert "region.toml, line 4, column crs" in caught.value.text("en")
    assert "(and 4 more)" in caught.value.text("en")
    assert "(dan 4 kesalahan lain)" in caught.value.text("id")
    assert all(fault["id"] and fault["en"] for fault in faults)


@pytest.mark.parametrize("name", ["region.toml", "kinds.csv", "boundary.geojson"])
def test_a_missing_file_is_named(name: str) -> None:
    files = pack()
    del files[name]
    assert any(fault["file"] == name for fault in faults_of(files))


def test_a_misspelt_file_is_refused_with_the_known_ones() -> None:
    files = pack()
    files["agency.toml"] = files["agencies.toml"]
    (fault,) = faults_of(files)
    assert fault["file"] == "agency.toml"
    assert "agencies.toml" in str(fault["en"])


def test_a_pack_without_agencies_and_places_is_a_region() -> None:
    kinds = "\n".join(",".join([*line.split(",")[:4], "1", "map", "0"]) for line in KINDS.splitlines()[1:])
    region = load_region(
        pack(agencies=None, places=None, kinds="code,name_id,name_en,group,harm,visibility,partners_needed\n" + kinds)
    )
    assert region.agencies == ()
    assert region.units == ()
    assert len(region.places) == 0


def test_reading_a_folder_takes_only_its_own_small_files(tmp_path: Path) -> None:
    for name, content in pack().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "README.md").write_text("catatan")
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "incidents.csv").write_text("x")
    assert read_pack(tmp_path) == dict(sorted(pack().items()))


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("rahasia")
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "places.csv").symlink_to(secret)
    with pytest.raises(RegionError, match=r"places\.csv"):
        read_pack(folder)


def test_a_pack_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "MAX_FILE_BYTES", 10)
    (tmp_path / "places.csv").write_text("x" * 11)
    with pytest.raises(RegionError, match="too large"):
        read_pack(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegionError):
        read_pack(tmp_path / "tidak-ada")


@pytest.mark.parametrize("name", ["../data", "tidak-ada", "", "a/b"])
def test_only_shipped_packs_are_found_by_name(name: str) -> None:
    with pytest.raises(RegionError):
        shipped_folder(name)


def test_the_shipped_sample_lies_beside_its_pack() -> None:
    assert shipped_sample().is_file()
    assert "sample/incidents.csv" not in shipped_pack()


@pytest.mark.parametrize(
    ("box", "crs"),
    [((106.6, -6.4, 107.0, -6.1), 32748), ((-87.9, 41.6, -87.5, 42.1), 32616), ((-2.9, 53.6, -2.2, 54.2), 32630)],
)
def test_any_city_can_be_a_region(box: tuple[float, float, float, float], crs: int) -> None:
    region = load_region(pack_from_boundary(shapely.box(*box), 'Kota "Baru" é', "Asia/Jakarta"))
    assert region.crs == crs
    assert region.title.id == 'Kota "Baru" é'
    assert region.name == "kota-baru"
    assert region.agencies == ()
    assert region.synthetic is False
    assert len(region.kinds) == 50
    assert region.boundary.symmetric_difference(shapely.box(*box)).area < 1e-9
    assert region.note is not None


@pytest.mark.parametrize(
    "wrong", [shapely.Point(1, 2), shapely.Polygon(), shapely.box(5e5, 9e6, 6e5, 9.1e6),
              shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]
)  # fmt: skip
def test_a_boundary_that_is_no_area_in_degrees_is_refused(wrong: shapely.Geometry) -> None:
    with pytest.raises(RegionError):
        pack_from_boundary(wrong, "x", "Asia/Jakarta")


def test_an_unknown_time_zone_is_refused_when_a_pack_is_made() -> None:
    with pytest.raises(RegionError, match="Mars"):
        pack_from_boundary(shapely.box(104, -3, 105, -2), "x", "Mars/Phobos")


def test_faults_are_json(tmp_path: Path) -> None:
    assert json.dumps(faults_of(pack(region="x")))


def test_the_home_agency_is_the_first_unless_the_pack_names_another() -> None:
    assert load_region(pack()).home_agency == "POLRES"
    named = load_region(pack(region=REGION + 'home_agency = "KODIM"\n'))
    assert named.home_agency == "KODIM"
    assert named.roster == ("POLRES", "KODIM", "KPH")
    assert load_region(pack(region=REGION, agencies=None, kinds=KINDS.replace("POLRES", "").replace(";KPH,KODIM", ",")
                            )).home_agency == ""  # fmt: skip


def test_a_home_agency_that_is_not_on_the_roster_is_a_fault_with_its_line() -> None:
    faults = faults_of(pack(region=REGION + 'home_agency = "BPBD"\n'))
    assert [(fault["file"], fault["line"], fault["column"]) for fault in faults] == [("region.toml", 8, "home_agency")]
    assert "POLRES, KODIM, KPH" in faults[0]["en"]


def test_a_region_of_a_boundary_begins_with_the_agencies_it_is_given() -> None:
    box = shapely.box(104, -3, 105, -2)
    region = load_region(pack_from_boundary(box, "Kota Baru", "Asia/Jakarta", ["POLRES", "KODIM"]))
    assert [one.code for one in region.agencies] == ["POLRES", "KODIM"]
    assert region.home_agency == "POLRES"
    assert region.agencies[1].name.id == "KODIM"
    assert not region.units
    for wrong in (["ada spasi"], ["POLRES", "POLRES"], ['x"\n[[units]]']):
        with pytest.raises(RegionError):
            load_region(pack_from_boundary(box, "Kota Baru", "Asia/Jakarta", wrong))

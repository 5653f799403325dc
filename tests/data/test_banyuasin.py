"""The shipped pack is right, whole, and says that it is invented."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.agencies.packs import load_region, shipped_folder, shipped_pack, shipped_sample
from geo.agencies.region import Region

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region(shipped_pack())


@pytest.fixture(scope="module")
def sample() -> list[dict[str, str]]:
    with shipped_sample().open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet, delimiter=";"))


def test_it_says_that_it_is_invented(region: Region) -> None:
    assert region.synthetic
    assert region.note is not None
    assert "sintetis" in region.note.id
    assert "synthetic" in region.note.en


def test_the_area_is_about_the_official_one(region: Region) -> None:
    assert region.boundary_m().area / 1e6 == pytest.approx(12_260, rel=0.02)
    assert region.boundary.is_valid


def test_21_districts_cover_the_region_exactly(region: Region) -> None:
    districts = region.layers["districts"]
    assert sorted(districts["code"]) == [f"16.07.{number:02d}" for number in range(1, 22)]
    parts = districts.geometry.to_numpy()
    assert shapely.is_valid(parts).all()
    assert shapely.coverage_is_valid(parts)
    assert shapely.union_all(parts).symmetric_difference(region.boundary).area < 1e-12


def test_coordinates_have_three_decimals(region: Region) -> None:
    for name, layer in [*region.layers.items(), ("places", region.places)]:
        for x, y in shapely.get_coordinates(layer.geometry.to_numpy()):
            assert round(x, 3) == pytest.approx(x, abs=1e-9), name
            assert round(y, 3) == pytest.approx(y, abs=1e-9), name


def test_all_fifty_kinds_with_sensible_visibility(region: Region) -> None:
    kinds = region.kinds.set_index("code")
    assert len(kinds) == 50
    assert kinds.loc["PPA", "visibility"] == "never"
    assert kinds.loc["KDRT", "visibility"] == "mask"
    assert set(kinds["visibility"].drop(["PPA", "KDRT"])) == {"map"}
    assert (kinds["harm"] > 0).all()
    assert (kinds["lead"] != "").all()
    assert kinds.loc["BUNUH", "harm"] > kinds.loc["CURAS", "harm"] > kinds.loc["CURI", "harm"]


def test_every_agency_has_something_to_do_and_every_unit_an_agency(region: Region) -> None:
    for agency in region.agencies:
        assert agency.mandates, agency.code
        assert agency.name.id
        assert agency.name.en
    codes = {agency.code for agency in region.agencies}
    assert {unit.agency for unit in region.units} <= codes
    assert len(region.units) >= 20
    assert {unit.mode for unit in region.units} == {"road", "track", "river", "foot"}


def test_named_places_of_the_region_lie_in_it(region: Region) -> None:
    with_code = region.places[region.places["code"] != ""]
    assert len(with_code) == 21
    assert region.boundary.buffer(0.01).covers(shapely.union_all(with_code.geometry.to_numpy()))


def test_the_sample_is_small_and_marked(sample: list[dict[str, str]]) -> None:
    assert shipped_sample().stat().st_size <= 500_000
    assert 3500 <= len(sample) <= 4500
    assert {row["Sumber"] for row in sample} == {"sintetis"}
    assert len({row["No LP"] for row in sample}) == len(sample)


def test_every_kind_of_the_sample_is_known_by_its_word(region: Region, sample: list[dict[str, str]]) -> None:
    words = {
        word.casefold()
        for row in region.kinds.itertuples()
        for word in [row.code, row.name_id, row.name_en, *row.words.split(";")]
    }
    assert {row["Jenis"].casefold() for row in sample} <= words
    assert {row["Instansi"] for row in sample} <= {agency.code for agency in region.agencies}


def test_the_sample_lies_in_the_region_and_its_two_years(region: Region, sample: list[dict[str, str]]) -> None:
    ground = region.boundary.union(shapely.union_all(region.layers["waters"].geometry.to_numpy())).buffer(0.001)
    lon = [float(row["Bujur"].replace(",", ".")) for row in sample]
    lat = [float(row["Lintang"].replace(",", ".")) for row in sample]
    assert shapely.contains_xy(ground, lon, lat).all()
    days = [date(*map(int, reversed(row["Tanggal"].split("/")))) for row in sample]
    assert max(days) <= date(2026, 11, 22)
    assert min(days) >= date(2024, 11, 23)
    assert days == sorted(days)


def test_fires_come_in_the_dry_months_and_some_hours_are_unknown(sample: list[dict[str, str]]) -> None:
    months = [int(row["Tanggal"][3:5]) for row in sample if row["Jenis"] in {"Titik api", "Karhutla", "Titik panas"}]
    assert sum(7 <= month <= 10 for month in months) / len(months) > 0.6
    assert 0.02 < sum(row["Jam"] == "" for row in sample) / len(sample) < 0.15


@pytest.mark.parametrize("script", ["draw.py", "generate.py"])
def test_the_scripts_give_the_committed_files_again(script: str, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    copy.mkdir()
    (copy / script).write_bytes((PROJECT / "data" / script).read_bytes())
    pack = copy / "banyuasin"
    pack.mkdir()
    for name, content in shipped_pack().items():
        (pack / name).write_bytes(content)
    subprocess.run([sys.executable, str(copy / script)], check=True, capture_output=True, timeout=120)
    for made in pack.rglob("*"):
        if made.is_file():
            assert made.read_bytes() == (shipped_folder() / made.relative_to(pack)).read_bytes(), made.name

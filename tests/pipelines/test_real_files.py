"""Real files go all the way: every record accounted for, a second import adds nothing, hotspots in real boundaries."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.agencies.packs import shipped_pack
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.ingest import ingest, read_options
from geo.settings import Settings, load_settings
from geo.sources.areas import read_area
from geo.store import create_store
from geo.store.protocol import Store

pytestmark = pytest.mark.real_data


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"PETARAWAN_NOW": "2026-11-23T12:00+07:00"}, store=f"sqlite:///{tmp_path}/p.db")


@pytest.fixture
def store(settings: Settings) -> Store:
    made = create_store(settings.store, shipped_pack(), settings.clock())
    yield made
    made.close()


def take_in(store: Store, settings: Settings, file: Path, **said: object) -> dict[str, object]:
    document = ingest(file, store, read_options(settings, store.region(), **said), settings.clock())
    counts = ("stored", "unchanged", "corrected", "duplicates", "quarantined")
    assert document["records"] == sum(document[name] for name in counts)
    return document


@pytest.mark.parametrize(
    ("name", "said", "records", "stored", "reasons"),
    [
        ("fires/modis_2020_Indonesia.csv.gz", {}, 16_201, 16_201, {}),
        ("fires/modis_2021_Indonesia.csv.gz", {}, 14_210, 14_210, {}),
        ("fires/modis_2022_Indonesia.csv.gz", {}, 11_279, 11_279, {}),
        ("crime/medellin_homicides.csv", {"timezone": "America/Bogota"}, 9_360, 9_279, {"no_coordinates": 81}),
        ("crime/lancashire_asb.tab.gz", {"timezone": "Europe/London"}, 56_434, 56_434, {}),
        ("crime/nyc_vehicle_thefts_2014_2017.csv.gz", {"timezone": "America/New_York"}, 35_746, None, None),
        ("crime/portland_nij/080116_083116_Data.zip", {"timezone": "America/Los_Angeles"}, 19_376, 19_375, None),
    ],
)
def test_every_record_is_accounted_for(
    store: Store,
    settings: Settings,
    real_data: Path,
    name: str,
    said: dict[str, str],
    records: int,
    stored: int | None,
    reasons: dict[str, int] | None,
) -> None:
    first = take_in(store, settings, real_data / name, **said)
    assert first["records"] == records
    assert stored is None or first["stored"] == stored
    assert reasons is None or first["reasons"] == reasons
    assert first["stored"] > 0.95 * records
    again = take_in(store, settings, real_data / name, **said)
    assert (again["stored"], again["corrected"]) == (0, 0)


def test_fire_pixels_become_events_and_hotspots_of_the_real_regency(
    store: Store, settings: Settings, real_data: Path
) -> None:
    for year in (2022, 2023):
        take_in(store, settings, real_data / f"fires/modis_{year}_Indonesia.csv.gz")
    area, _ = read_area(real_data / "banyuasin" / "banyuasin_kabupaten.geojson")
    request = HotspotRequest("dbscan", {"eps_m": 5000, "min_samples": 4}, area=area)
    document = find_in_store(store, request, settings).document
    # 19 and 407 pixels lie inside the regency; touching pixels of one pass are one event.
    assert 150 < document["incidents"] < 426
    assert document["left_out"]["same_event"] > 0
    assert document["left_out"]["outside_study_area"] > 10_000
    assert 12_200 < document["study_area_km2"] < 12_320
    assert document["hotspots"]
    assert sum(h["n"] for h in document["hotspots"]) + document["noise"] == document["incidents"]


def test_pixels_of_one_pass_in_two_files_are_one_event(store: Store, settings: Settings, tmp_path: Path) -> None:
    header = (
        "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
        "bright_t31,frp,daynight,type\n"
    )
    row = "{lat},{lon},313.3,1.0,1.0,2026-09-01,0404,Terra,MODIS,80,61.03,295.9,{frp},D,0\n"
    morning, evening = tmp_path / "a.csv", tmp_path / "b.csv"
    morning.write_text(header + row.format(lat=-2.9, lon=104.7, frp=10))
    evening.write_text(header + row.format(lat=-2.9, lon=104.7, frp=10) + row.format(lat=-2.905, lon=104.705, frp=30))
    take_in(store, settings, morning)
    take_in(store, settings, evening)
    document = find_in_store(store, HotspotRequest(parameters={"min_samples": 2}), settings).document
    assert document["incidents"] == 1
    assert document["left_out"]["same_event"] == 1

"""FIRMS: every spelling, UTC, lost zeros, types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.sources.firms import recognises
from geo.sources.read import read_file
from geo.sources.reading import ReadOptions

HEADER = "latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,frp,type\n"
ROWS = (
    "-2.5,104.7,310,1.2,1.1,2023-09-01,0404,Terra,70,10.5,0\n"
    "-2.6,104.8,310,2.0,1.5,2023-09-01,5,Aqua,h,20.5,1\n"
    "-2.7,104.9,310,1.0,1.0,2023-09-01,619,Terra,70,10.5,2\n"
    "-2.8,104.6,310,1.0,1.0,2023-09-01,2359,Terra,70,10.5,3\n"
)


def test_rows(written: Callable[..., Path], options: ReadOptions) -> None:
    got = read_file(written(HEADER + ROWS), options)
    assert got.source == "firms"
    minutes = got.rows["occurred_from"].dt.strftime("%H:%M").tolist()
    assert minutes == ["04:04", "00:05", "06:19", "23:59"]
    assert got.rows["left_out"].fillna("").tolist() == ["", "volcano", "static_source", "offshore"]
    assert set(got.rows["kind"]) == {"TITIKPANAS"}
    assert set(got.rows["origin"]) == {"sensor"}
    assert set(got.rows["status"]) == {"unverified"}
    assert got.rows["precision_m"].iloc[0] == pytest.approx(np.hypot(1.2, 1.1) * 500)
    assert '"confidence": "70"' in got.rows["attributes"].iloc[0]
    assert {notice.code for notice in got.warnings} == {"volcano", "static_source", "offshore"}


def test_without_the_kind_it_is_unclassified(written: Callable[..., Path], options: ReadOptions) -> None:
    got = read_file(written(HEADER + ROWS), replace(options, kinds=None))
    assert set(got.rows["kind"]) == {"INFO"}
    assert set(read_file(written(HEADER + ROWS), replace(options, kind="KARHUTLA")).rows["kind"]) == {"KARHUTLA"}


def test_upper_case(written: Callable[..., Path], options: ReadOptions) -> None:
    got = read_file(written(HEADER.upper() + ROWS), options)
    assert (got.source, len(got.rows)) == ("firms", 4)


def test_recognises() -> None:
    assert recognises(HEADER.strip().split(","))
    assert not recognises(["latitude", "longitude", "acq_date", "acq_time"])


@pytest.mark.real_data
@pytest.mark.parametrize(("year", "n"), [(2020, 16_201), (2021, 14_210), (2022, 11_279), (2023, 52_156)])
def test_country_files(real_data: Path, options: ReadOptions, year: int, n: int) -> None:
    got = read_file(real_data / "fires" / f"modis_{year}_Indonesia.csv.gz", options)
    assert (got.records, len(got.rows), len(got.refused), got.duplicates) == (n, n, 0, 0)
    assert got.rows["incident_id"].is_unique
    assert set(got.rows["left_out"].dropna()) == {"volcano", "static_source", "offshore"}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "n"), [("modis_c6_southeast_asia_48h_2018-05.geojson.gz", 614), ("viirs_noaa20_hawaii_2024.json.gz", 395)]
)
def test_other_spellings(real_data: Path, options: ReadOptions, name: str, n: int) -> None:
    got = read_file(real_data / "fires" / name, options)
    assert (got.source, len(got.rows)) == ("firms", n)
    assert got.rows["occurred_from"].notna().all()
    if "viirs" in name:
        assert got.rows["occurred_from"].iloc[0] == pd.Timestamp("2024-04-01T00:39Z")
    assert "LATITUDE" not in got.rows["attributes"].iloc[0].upper()

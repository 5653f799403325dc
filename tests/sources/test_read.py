"""The one way in, on real and on bad files."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import FileRefusedError, ParameterError
from geo.sources import read_file
from geo.sources.reading import Reading, ReadOptions


def expected(bad_inputs: Path, name: str) -> dict:
    manifest = json.loads((bad_inputs / "manifest.json").read_text())
    return next(item for item in manifest["files"] if item["file"] == name)


def points(reading: Reading) -> np.ndarray:
    return np.column_stack((reading.rows.geometry.x, reading.rows.geometry.y))


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name", ["csv_id_excel_semicolon_cp1252.csv", "csv_id_excel_utf16_tab.txt", "csv_id_excel_utf8bom_sepline.csv"]
)
def test_excel_dialects(bad_inputs: Path, options: ReadOptions, name: str) -> None:
    """U11."""
    got = read_file(bad_inputs / name, options)
    assert len(got.rows) == 6
    semicolon = expected(bad_inputs, "csv_id_excel_semicolon_cp1252.csv")
    assert points(got) == pytest.approx(np.array(semicolon["expected_points"]), abs=1e-9)
    assert [moment.isoformat() for moment in got.rows["occurred_from"]] == semicolon["expected_times_utc"]
    assert "é" in got.rows["attributes"].iloc[0]
    assert got.dialect["separator"] in {";", "tab"}


@pytest.mark.real_data
def test_degrees_minutes_seconds(bad_inputs: Path, options: ReadOptions) -> None:
    """U14."""
    got = read_file(bad_inputs / "csv_dms.csv", options)
    assert (len(got.rows), len(got.refused)) == (10, 2)
    assert got.refused["line"].tolist() == [11, 12]
    at = {row["source_id"]: row.geometry for _, row in got.rows.iterrows()}
    for number in (0, 1, 2, 3, 4, 5, 6, 7, 11):
        assert (at[f"D{number:02d}"].x, at[f"D{number:02d}"].y) == pytest.approx((104.7, -2.9), abs=1e-6)
    assert at["D08"].y == pytest.approx(0.5)
    assert got.rows.set_index("source_id").loc["D08", "outside"]


@pytest.mark.real_data
def test_bad_coordinates(bad_inputs: Path, options: ReadOptions) -> None:
    """U17."""
    got = read_file(bad_inputs / "csv_bad_coords.csv", options)
    rows = got.rows.set_index("source_id")
    assert rows.index.tolist() == ["O09", "O10", "O11", "O12", "O15"]
    assert rows["outside"].tolist() == [True, True, True, False, False]
    assert not ((got.rows.geometry.x == 0) & (got.rows.geometry.y == 0)).any()


@pytest.mark.real_data
def test_dates(bad_inputs: Path, options: ReadOptions) -> None:
    """U22."""
    got = read_file(bad_inputs / "csv_dates_indonesia.csv", options)
    assert (len(got.rows), len(got.refused)) == (16, 11)
    asked = got.refused[got.refused["reason"] == "ambiguous_time"]
    assert asked["value"].tolist() == ["46246", "1786519800"]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("csv_dup_headers_5000cols.csv", "too_many_columns"),
        ("gpkg_truncated.gpkg", "damaged"),
        ("sqlite_not_gpkg.gpkg", "not_geopackage"),
        ("parquet_wrong_magic.parquet", "unknown_format"),
        ("parquet_truncated.parquet", "damaged"),
        ("geoparquet_bad_wkb.parquet", "needs_crs"),
        ("shp_no_shx.zip", "missing_part"),
        ("shp_no_dbf.zip", "missing_part"),
        ("shp_two_layers.zip", "needs_layer"),
        ("shp_no_prj_utm.zip", "needs_crs"),
        ("foto_svg_script.jpg", "not_data"),
        ("foto_polyglot.jpg", "not_data"),
        ("foto_pixel_flood.png", "not_data"),
    ],
)
def test_refused_files(bad_inputs: Path, options: ReadOptions, name: str, code: str) -> None:
    """U20, U21, U27, U29."""
    with pytest.raises(FileRefusedError) as caught:
        read_file(bad_inputs / name, options)
    assert caught.value.reason == code
    assert str(bad_inputs) not in caught.value.text("id") + caught.value.text("en")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "records", "stored", "crs", "timezone"),
    [
        ("crime/chicago_aggravated_assaults.csv.gz", 148_636, 148_636, None, "America/Chicago"),
        ("crime/medellin_homicides.csv", 9_360, 9_279, None, "America/Bogota"),
        ("crime/nyc_vehicle_thefts_2014_2017.csv.gz", 35_746, 35_746, None, "America/New_York"),
        ("crime/houston_2010.csv.gz", 86_314, 86_309, None, "UTC"),
        ("crime/san_francisco_robbery.csv", 951, 951, None, "America/Los_Angeles"),
        ("crime/us_homicides_2015.csv.gz", 1_922, 1_922, None, "America/Chicago"),
        ("crime/nyc_manhattan_burglary_2019_aoristic.csv.gz", 1_233, 1_233, 2263, "America/New_York"),
        ("crime/portland_nij/080116_083116_Data.zip", 19_376, 19_375, None, "America/Los_Angeles"),
        ("crime/portland_nij/portland_vehicle_theft_2012_2017.csv.gz", 9_842, 9_842, 2913, "America/Los_Angeles"),
        ("patrol/get-events-from-smart.parquet", 784, 775, None, "Africa/Nairobi"),
        ("patrol/kobotoolbox_submissions.csv", 3, 2, None, "UTC"),
    ],
)
def test_real_files(
    real_data: Path, options: ReadOptions, name: str, records: int, stored: int, crs: int | None, timezone: str
) -> None:
    got = read_file(real_data / name, replace(options, crs=crs, timezone=timezone))
    assert got.records == records == len(got.rows) + len(got.refused) + got.duplicates
    assert len(got.rows) == stored
    assert got.rows["occurred_from"].notna().all()


@pytest.mark.real_data
def test_feet_need_their_system(real_data: Path, options: ReadOptions) -> None:
    path = real_data / "crime" / "nyc_manhattan_burglary_2019_aoristic.csv.gz"
    with pytest.raises(FileRefusedError) as caught:
        read_file(path, options)
    assert caught.value.reason == "needs_crs"
    got = read_file(path, replace(options, crs=2263, timezone="America/New_York"))
    assert got.rows.geometry.y.between(40.6, 40.9).all()
    assert got.rows["occurred_from"].iloc[0] == pd.Timestamp("2019-01-04T19:50Z")
    assert got.rows["occurred_to"].iloc[0] == pd.Timestamp("2019-01-04T20:28Z")


@pytest.mark.real_data
def test_repeated_numbers_are_held_and_explained(real_data: Path, options: ReadOptions) -> None:
    path = real_data / "crime" / "cincinnati_burglary.csv.gz"
    got = read_file(path, options)
    assert got.records == 8_723
    assert got.refused["reason"].value_counts()["no_coordinates"] == 426
    assert any('id = ""' in notice.says.en for notice in got.warnings)
    free = read_file(path, replace(options, mapping={"id": ""}))
    assert len(free.rows) == 8_723 - 426


def test_digest_is_of_the_file(written: Callable[..., Path], options: ReadOptions) -> None:
    content = b"lat,lon\n-2.9,104.7\n"
    got = read_file(written(content), options)
    assert got.digest == hashlib.sha256(content).hexdigest()
    assert got.file == "data.csv"


class Trap:
    """Runs when unpickled."""

    def __reduce__(self) -> tuple:
        return (Path("/tmp/petarawan-pickle-ran").touch, ())


@pytest.mark.parametrize("name", ["x.pkl", "x.csv", "x.joblib", "x.parquet", "x.geojson"])
def test_a_pickle_never_runs(written: Callable[..., Path], options: ReadOptions, name: str) -> None:
    """U09."""
    with pytest.raises(FileRefusedError):
        read_file(written(pickle.dumps(Trap()), name), options)
    assert not Path("/tmp/petarawan-pickle-ran").exists()


@pytest.mark.parametrize("content", [b"", b"x", b"lat,lon\n", b"\n\n\n"])
def test_files_without_records(written: Callable[..., Path], options: ReadOptions, content: bytes) -> None:
    """U32."""
    with pytest.raises(FileRefusedError) as caught:
        read_file(written(content), options)
    assert caught.value.reason in {"empty_file", "unknown_format", "nothing_to_read"}


def test_missing_file_and_unknown_zone(tmp_path: Path, options: ReadOptions) -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_file(tmp_path / "none.csv", options)
    assert caught.value.reason == "not_found"
    with pytest.raises(ParameterError):
        read_file(tmp_path / "none.csv", replace(options, timezone="Asia/Atlantis"))


def test_import_is_light() -> None:
    heavy = "numba sklearn fast_hdbscan matplotlib python_calamine pyogrio"
    code = f"import sys, geo.sources; print([m for m in {heavy.split()!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

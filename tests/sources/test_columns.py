"""Which column means what: guessed from real headers, told by the user, saved and loaded."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import FileRefusedError
from geo.sources.columns import guess_mapping, load_mapping, save_mapping, settled_mapping, status_of


def sheet(header: str, *rows: str, separator: str = ";") -> pd.DataFrame:
    names = header.split(separator)
    return pd.DataFrame([row.split(separator) for row in rows], columns=names, dtype="str")


@pytest.mark.parametrize(
    ("header", "row", "mapping"),
    [
        (
            "No LP;Tanggal;Jam;Jenis;Lintang;Bujur;Uraian",
            "LP-1;01/01/2026;00.00;narkoba;-2,9;105,1;x",
            {"lat": "Lintang", "lon": "Bujur", "date": "Tanggal", "clock": "Jam", "id": "No LP", "kind": "Jenis"},
        ),
        (
            "Waktu Kejadian;TKP;Jenis Kejadian;Titik Koordinat",
            "12 Agustus 2026 14.30;Betung;curat;-2.9, 104.7",
            {"latlon": "Titik Koordinat", "when": "Waktu Kejadian", "kind": "Jenis Kejadian"},
        ),
        (
            "Tanggal;Waktu;Lokasi",
            "12/08/2026;14.30;https://maps.google.com/?q=-2.9,104.7",
            {"latlon": "Lokasi", "date": "Tanggal", "clock": "Waktu"},
        ),
        (
            "CMPLNT_FR_DT;CMPLNT_FR_TM;CMPLNT_TO_DT;CMPLNT_TO_TM;X_COORD_CD;Y_COORD_CD",
            "2019-01-04;0.618055;2019-01-04;0.6444;982546.0;206109.0",
            {"x": "X_COORD_CD", "y": "Y_COORD_CD", "from": "CMPLNT_FR_DT", "to": "CMPLNT_TO_DT",
             "from_clock": "CMPLNT_FR_TM", "to_clock": "CMPLNT_TO_TM"},
        ),
        (
            "fecha_hecho;longitud;latitud;sexo",
            "2019-04-23T12:30:00Z;-75,5;6,2;Mujer",
            {"lat": "latitud", "lon": "longitud", "when": "fecha_hecho"},
        ),
        (
            "uid;date_single;date_start;date_end;longitude;latitude",
            "1;2014-01-01 01:15;2013-12-31 10:00;2014-01-01 16:30;-73.8;40.7",
            {"lat": "latitude", "lon": "longitude", "from": "date_start", "to": "date_end", "id": "uid"},
        ),
        (
            "time;date;hour;offense;type;lon;lat",
            "2010-01-01 06:00:00;1/1/2010;0;murder;ln;-95.4;29.6",
            {"lat": "lat", "lon": "lon", "when": "time", "kind": "offense"},
        ),
    ],
)  # fmt: skip
def test_guesses(header: str, row: str, mapping: dict[str, str]) -> None:
    assert guess_mapping(sheet(header, row)) == mapping


def test_words_in_the_wrong_place_are_no_columns() -> None:
    got = guess_mapping(sheet("lat;lon;from;to;status", "-2.9;104.7;Betung;Mariana;lama"))
    assert got == {"lat": "lat", "lon": "lon"}


def test_status_only_when_all_are_known() -> None:
    assert guess_mapping(sheet("lat;lon;status", "-2.9;104.7;terverifikasi"))["status"] == "status"
    assert status_of(" Ditolak ") == "rejected"
    assert status_of("lain") is None


def test_unreadable_times_are_still_mapped() -> None:
    assert guess_mapping(sheet("lat;lon;waktu", "-2.9;104.7;kemarin"))["when"] == "waktu"


def test_what_the_user_says_wins() -> None:
    frame = sheet("a;b;lat;lon;waktu", "-2.9;104.7;1;1;2026-01-01")
    got = settled_mapping(frame, {"lat": "A", "lon": "b"}, "f")
    assert got == {"lat": "a", "lon": "b", "when": "waktu"}
    assert "id" not in settled_mapping(sheet("id;lat;lon", "1;-2.9;104.7"), {"id": ""}, "f")


@pytest.mark.parametrize(
    ("said", "reason", "named"),
    [
        ({"lat": "Lintng"}, "unknown_column", "Lintng"),
        ({"latitude": "lat"}, "unknown_field", "latitude"),
        ({"date_order": "dmy"}, "unknown_field", "dmy"),
    ],
)
def test_mistakes_in_a_mapping_are_named(said: dict[str, str], reason: str, named: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        settled_mapping(sheet("lat;lon", "-2.9;104.7"), said, "f")
    assert caught.value.reason == reason
    assert named in caught.value.text("id")


def test_no_coordinates_lists_the_columns() -> None:
    with pytest.raises(FileRefusedError) as caught:
        settled_mapping(sheet("nama;umur", "a;1"), None, "f")
    assert caught.value.reason == "no_coordinate_columns"
    assert "nama" in caught.value.text("en")


@pytest.mark.parametrize("name", ["m.toml", "m.json"])
def test_a_mapping_survives_its_file(tmp_path: Path, name: str) -> None:
    mapping = {"lat": 'Lintang "LS"', "lon": "Bujur\t°", "id": "", "date_order": "month_first"}
    save_mapping(mapping, tmp_path / name)
    assert load_mapping(tmp_path / name) == mapping


@pytest.mark.parametrize("content", ["lat = ", "{", "lat = 3", "[a]\nb = 'c'", '{"lat": ["x"]}'])
def test_a_bad_mapping_file_is_refused(written: Callable[..., Path], content: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        load_mapping(written(content, "m.toml"))
    assert caught.value.reason in {"bad_mapping", "unknown_field"}


def test_a_missing_mapping_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError):
        load_mapping(tmp_path / "none.toml")


@pytest.mark.real_data
def test_kobo_questions(real_data: Path) -> None:
    frame = pd.read_csv(
        real_data / "patrol" / "kobotoolbox_submissions.csv", sep=";", dtype="str", keep_default_na=False
    )
    got = guess_mapping(frame)
    assert got["lat"].endswith("._latitude")
    assert got["lon"].endswith("._longitude")
    assert got["from"] == "start"


@pytest.mark.real_data
def test_chicago(real_data: Path) -> None:
    with gzip.open(real_data / "crime" / "chicago_aggravated_assaults.csv.gz") as stream:
        frame = pd.read_csv(stream, dtype="str", nrows=1000)
    assert guess_mapping(frame) == {"lat": "latitude", "lon": "longitude", "when": "date"}

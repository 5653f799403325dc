"""Columns of coordinates: values, precision, pairs in one cell, verdict of each bad row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.sources.coordinates import judge, precision_of, read_axis, split_pairs


def texts(*values: str) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def test_points_and_commas_read_alike() -> None:
    got = read_axis(texts("-2.9", "-2,9", " -2,900 ", "2°54'00\" LS"), "lat")
    assert got.value.tolist() == pytest.approx([-2.9] * 4)
    assert got.decimals[:3].tolist() == [1, 1, 3]
    assert np.isnan(got.decimals[3])


def test_numbers_keep_what_they_were() -> None:
    got = read_axis(pd.Series([-2.647559, 105.0, None]), "lon")
    assert got.value[:2].tolist() == [-2.647559, 105.0]
    assert got.reason.tolist() == ["", "", "no_coordinates"]


def test_precision_is_half_the_last_decimal() -> None:
    got = precision_of(np.array([0.0, 4.0, 1.0, 6.0, np.nan]), np.array([0.0, 2.0, 1.0, 6.0, 3.0]))
    assert got[:3].tolist() == pytest.approx([55_660, 5.566, 5_566])
    assert np.isnan(got[3:]).all()


@pytest.mark.parametrize(
    ("cell", "lat", "lon"),
    [
        ("-2.9, 104.7", -2.9, 104.7),
        ("(-2.9 104.7)", -2.9, 104.7),
        ("-2,9; 104,7", -2.9, 104.7),
        ("2°54'00\" LS 104°42'00\" BT", -2.9, 104.7),
        ("LS 2 54 00, BT 104 42 00", -2.9, 104.7),
        ("104,7 BT - 2,9 LS", -2.9, 104.7),
        ("https://www.google.com/maps?q=-2.9,104.7", -2.9, 104.7),
        ("https://www.google.com/maps/@-2.9,104.7,17z", -2.9, 104.7),
        ("https://maps.google.com/place/x/data=!3d-2.9!4d104.7", -2.9, 104.7),
        ("geo:-2.9,104.7", -2.9, 104.7),
        ("POINT (104.7 -2.9)", -2.9, 104.7),
    ],
)
def test_both_in_one_cell(cell: str, lat: float, lon: float) -> None:
    first, second = split_pairs(texts(cell))
    assert read_axis(first, "lat").value[0] == pytest.approx(lat)
    assert read_axis(second, "lon").value[0] == pytest.approx(lon)


def test_a_name_of_a_place_is_no_pair() -> None:
    first, second = split_pairs(texts("Pangkalan Balai"))
    assert read_axis(first, "lat").reason[0] == "not_a_number"
    assert read_axis(second, "lon").reason[0] == "not_a_number"


@pytest.mark.real_data
def test_every_row_of_the_coordinate_file_gets_its_verdict(bad_inputs: Path) -> None:
    """U17."""
    table = pd.read_csv(bad_inputs / "csv_bad_coords.csv", dtype="str", keep_default_na=False)
    places = judge(read_axis(table["lat"], "lat"), read_axis(table["lon"], "lon"), ("lat", "lon"))
    reasons = dict(zip(table["id"], places.reason, strict=True))
    assert reasons == {
        "O00": "zero_coordinates",
        "O01": "no_coordinates",
        "O02": "placeholder_coordinates",
        "O03": "placeholder_coordinates",
        "O04": "not_finite",
        "O05": "not_finite",
        "O06": "not_a_number",
        "O07": "coordinates_out_of_range",
        "O08": "coordinates_out_of_range",
        "O09": "",
        "O10": "",
        "O11": "",
        "O12": "",
        "O13": "not_finite",
        "O14": "not_a_number",
        "O15": "",
    }
    assert places.precision_m[12] == pytest.approx(55_660)


def test_a_single_swapped_row_is_named() -> None:
    places = judge(read_axis(texts("-2.9", "104.7"), "lat"), read_axis(texts("104.7", "-2.9"), "lon"), ("lat", "lon"))
    assert places.reason.tolist() == ["", "axes_swapped"]

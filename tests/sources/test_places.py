"""Mistakes of whole columns: diagnosed and proposed, mended only when told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import FileRefusedError
from geo.sources.places import PlaceRules, read_places

BOX = (104.0, -3.5, 106.0, -1.5)
MAPPING = {"lat": "lat", "lon": "lon"}


def frame(lat: list[float], lon: list[float], names: tuple[str, str] = ("lat", "lon")) -> pd.DataFrame:
    return pd.DataFrame(
        {names[0]: pd.Series(map(str, lat), dtype="str"), names[1]: pd.Series(map(str, lon), dtype="str")}
    )


@pytest.mark.real_data
def test_swapped_file(bad_inputs: Path) -> None:
    """U15."""
    table = pd.read_csv(bad_inputs / "csv_swapped_all.csv", dtype="str")
    expected = next(f for f in json.loads((bad_inputs / "manifest.json").read_text())["files"] if "after_swap" in f)
    for bounds in (BOX, None):
        asked = read_places(table, MAPPING, PlaceRules("f", bounds))
        assert set(asked.reason) == {"axes_swapped"}
        assert asked.proposal == {"swap_axes": True}
    told = read_places(table, MAPPING, PlaceRules("f", BOX, swap_axes=True))
    assert np.column_stack((told.lon, told.lat)) == pytest.approx(np.array(expected["after_swap"]))


@pytest.mark.real_data
def test_metres_in_degree_columns(bad_inputs: Path) -> None:
    """U16."""
    table = pd.read_csv(bad_inputs / "csv_utm48s_in_latlon.csv", dtype="str")
    expected = next(f for f in json.loads((bad_inputs / "manifest.json").read_text())["files"] if "after_crs" in f)
    asked = read_places(table, MAPPING, PlaceRules("f", BOX))
    assert set(asked.reason) == {"looks_like_utm"}
    assert asked.proposal == {"crs": 32748}
    assert asked.detail[0] == {"crs": "32748", "zone": "48S"}
    told = read_places(table, MAPPING, PlaceRules("f", BOX, crs=32748))
    assert np.column_stack((told.lon, told.lat)) == pytest.approx(np.array(expected["expected_points"]), abs=1e-6)
    without_region = read_places(table, MAPPING, PlaceRules("f"))
    assert set(without_region.reason) == {"metres_not_degrees"}


def test_northern_metres_are_never_plotted_in_silence() -> None:
    """U16."""
    places = read_places(frame([320_540.0] * 5, [478_546.0] * 5), MAPPING, PlaceRules("f", BOX))
    assert not (places.reason == "").any()


def test_swapped_metres_propose_both() -> None:
    places = read_places(frame([511_113.35] * 5, [9_679_459.63] * 5), MAPPING, PlaceRules("f", BOX))
    assert places.proposal == {"crs": 32748, "swap_axes": True}


def test_projected_columns_ask_for_their_system() -> None:
    table = frame([9_679_459.63], [511_113.35], ("Y", "X"))
    mapping = {"x": "X", "y": "Y"}
    with pytest.raises(FileRefusedError) as caught:
        read_places(table, mapping, PlaceRules("f", BOX))
    assert caught.value.reason == "needs_crs"
    assert caught.value.proposal == {"crs": 32748}
    with pytest.raises(FileRefusedError) as caught:
        read_places(table, mapping, PlaceRules("f"))
    assert caught.value.proposal is None


def test_degrees_in_projected_columns_are_degrees() -> None:
    places = read_places(frame([-2.9], [104.7], ("Y", "X")), {"x": "X", "y": "Y"}, PlaceRules("f", BOX))
    assert (places.lon[0], places.lat[0]) == (104.7, -2.9)


def test_what_falls_off_the_earth_is_held() -> None:
    places = read_places(frame([9_679_459.0, 1e30], [511_113.0, 1e30]), MAPPING, PlaceRules("f", BOX, crs=32748))
    assert places.reason.tolist() == ["", "crs_mismatch"]


def test_few_bad_rows_do_not_make_a_diagnosis() -> None:
    places = read_places(frame([-2.9] * 9 + [104.7], [104.7] * 9 + [-2.9]), MAPPING, PlaceRules("f", BOX))
    assert places.proposal is None
    assert places.reason.tolist() == [""] * 9 + ["axes_swapped"]


def test_equatorial_swap_is_seen_only_with_a_region() -> None:
    africa = (30.0, -5.0, 40.0, 5.0)
    table = frame([35.0, 36.0, 37.0], [-1.0, 0.5, 1.0])
    assert read_places(table, MAPPING, PlaceRules("f", africa)).proposal == {"swap_axes": True}
    assert read_places(table, MAPPING, PlaceRules("f")).proposal is None


def test_link_column() -> None:
    table = pd.DataFrame({"maps": pd.Series(["https://maps.google.com/?q=-2.9,104.7"], dtype="str")})
    places = read_places(table, {"latlon": "maps"}, PlaceRules("f", BOX))
    assert (places.lon[0], places.lat[0]) == (104.7, -2.9)

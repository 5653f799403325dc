"""Places and seasons in an address: a comma is as good as a point, anything else is refused with its remedy."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from webmap.place_questions import place_asked, season_asked


@given(st.floats(-180, 180), st.floats(-90, 90), st.booleans())
def test_a_place_in_degrees(lon: float, lat: float, comma: bool) -> None:
    told = {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    asked = {name: text.replace(".", ",") if comma else text for name, text in told.items()}
    with Flask("uji").test_request_context("/", query_string=asked):
        assert place_asked() == (float(told["lon"]), float(told["lat"]))


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("181", "0"), ("0", "-90.1"), ("nan", "0"), ("inf", "0"), ("104.75", ""), ("", "-2"), ("a", "b"), ("1" * 50, "0"),
     ("١٠٤", "0"), ("1;2", "0")],
)  # fmt: skip
def test_no_place(lon: str, lat: str) -> None:
    with Flask("uji").test_request_context("/", query_string={"lon": lon, "lat": lat}), pytest.raises(ParameterError):
        place_asked()


def test_nothing_given_is_nothing_asked() -> None:
    for query in ({}, {"lon": "", "lat": " "}):
        with Flask("uji").test_request_context("/", query_string=query):
            assert place_asked() is None
            assert season_asked() == "dry"


def test_a_season() -> None:
    with Flask("uji").test_request_context("/?season=wet"):
        assert season_asked() == "wet"
    with Flask("uji").test_request_context("/?season=hujan"), pytest.raises(ParameterError, match="season"):
        season_asked()

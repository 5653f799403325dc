"""Parameters refuse nonsense at birth and describe themselves."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from geo.errors import ParameterError
from geo.zones import describe, make_parameters


def test_defaults_and_texts() -> None:
    parameters = make_parameters(zones="4", balance=0.2)
    assert (parameters.zones, parameters.balance, parameters.visit_min) == (4, 0.2, 14)
    with pytest.raises(ValidationError):
        parameters.zones = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("values", "name"),
    [({"zones": -1}, "zones"), ({"zones": 2.5}, "zones"), ({"balance": float("nan")}, "balance"), ({"eps": 1}, "eps"),
     ({"detour": 0.5}, "detour"), ({"visit_min": "lama"}, "visit_min")],
)  # fmt: skip
def test_refusals_name_the_parameter_and_its_range(values: dict[str, object], name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        make_parameters(**values)
    assert caught.value.params["name"] == name
    assert caught.value.text("id") != caught.value.text("en")


def test_every_parameter_is_described_in_both_languages() -> None:
    listed = describe()
    assert {entry["name"] for entry in listed} == set(make_parameters().model_dump())
    for entry in listed:
        assert entry["help_id"]
        assert entry["help_en"]
        assert entry["low"] <= entry["default"] <= entry["high"]


def test_minutes_count_the_detour() -> None:
    parameters = make_parameters(detour=1.5, road_kmh=60)
    assert parameters.minutes(10_000.0, parameters.speed_kmh("road")) == pytest.approx(15)

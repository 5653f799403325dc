"""Route parameters: every one with unit, range and help; bad values refused in words."""

from __future__ import annotations

import pytest

from geo.errors import ParameterError
from geo.parameters import described
from geo.routes.parameters import RouteParameters


def test_every_parameter_is_described_in_both_languages() -> None:
    fields = described(RouteParameters.model_fields)
    assert {"visits", "repeat", "separation_min", "window_share", "loss", "cap", "explore_share"} <= set(fields)
    for name, field in fields.items():
        assert field["help_id"], name
        assert field["help_en"], name
        assert field["help_id"] != field["help_en"]
        if name != "begins":
            assert field["low"] is not None, name
            assert field["high"] is not None, name


@pytest.mark.parametrize("given", ["25:00", "8", "08:60", "", 8, None, "08:00:00", "-1:00"])
def test_a_beginning_that_is_no_time_is_refused_with_an_example(given: object) -> None:
    with pytest.raises(ParameterError, match="08:00") as refused:
        RouteParameters(begins=given)
    assert refused.value.params["name"] == "begins"


@pytest.mark.parametrize(("text", "minutes"), [("08:00", 480), ("23.30", 1410), ("00:00", 0), (" 06:15 ", 375)])
def test_a_beginning_is_read_with_colon_or_point(text: str, minutes: int) -> None:
    assert RouteParameters(begins=text).begins_min == minutes


def test_visits_may_not_get_shorter_with_harm() -> None:
    with pytest.raises(ParameterError, match="visit_most_min"):
        RouteParameters(visit_min=20, visit_most_min=15)
    assert RouteParameters(visit_min=15, visit_most_min=15).visit_min == 15


@pytest.mark.parametrize(("name", "value"), [("visits", 0), ("repeat", 1.1), ("cap", 0), ("plans", 0), ("speed", 3)])
def test_values_outside_their_range_and_unknown_names_are_refused(name: str, value: float) -> None:
    with pytest.raises(ParameterError, match=name):
        RouteParameters(**{name: value})


def test_sight_speed_and_daylight_by_means_of_travel() -> None:
    parameters = RouteParameters(swath_river_m=300, sweep_foot_kmh=2, daylight_foot=False)
    assert parameters.swath_m("river") == 300
    assert parameters.sweep_kmh("foot") == 2
    assert [parameters.by_daylight(mode) for mode in ("road", "track", "river", "foot")] == [False, False, True, False]

"""Tasks, methods and the reading of parameters: every bad field is told at once, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from geo import forecast, hotspots
from geo.errors import NotFoundError
from webmap.analyst.form_tasks import TASKS, method_info, methods_of, read_parameters

EVERY = [(task, name) for task in TASKS for name in methods_of(task)]


def test_every_registered_method_can_be_asked_for() -> None:
    assert methods_of("hotspots") == hotspots.names()
    assert methods_of("forecast") == ["auto", *forecast.names()]
    assert methods_of("elsewhere") == []


@pytest.mark.parametrize(("task", "name"), [("hotspots", "no"), ("no", "dbscan"), ("zones", "dbscan")])
def test_what_is_not_registered_does_not_exist(task: str, name: str) -> None:
    with pytest.raises(NotFoundError):
        method_info(task, name)


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_defaults_are_taken_by_every_method(task: str, name: str) -> None:
    info = method_info(task, name)
    given = {one["name"]: "" if one["default"] is None else str(one["default"]) for one in info.parameters}
    values, errors = read_parameters(info, given, "en")
    assert errors == {}
    assert set(values) <= set(given)


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_every_numeric_field_out_of_its_range_is_told_by_name_and_all_at_once(task: str, name: str) -> None:
    info = method_info(task, name)
    numeric = [one for one in info.parameters if not one.get("choices") and one["high"] is not None]
    _, errors = read_parameters(info, {one["name"]: str(one["high"] * 10 + 1) for one in numeric}, "en")
    assert set(errors) == {one["name"] for one in numeric}
    assert all(told.id.strip() and told.en.strip() and told.id != told.en for told in errors.values())


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_a_word_where_a_number_belongs_is_told(task: str, name: str) -> None:
    info = method_info(task, name)
    first = next(one for one in info.parameters if not one.get("choices") and not isinstance(one["default"], str))
    _, errors = read_parameters(info, {first["name"]: "banyak"}, "id")
    assert list(errors) == [first["name"]]


def test_an_empty_field_is_the_methods_own_choice_only_where_that_is_allowed() -> None:
    values, errors = read_parameters(method_info("hotspots", "kernel_density"), {"bandwidth_m": "", "share": ""}, "id")
    assert "bandwidth_m" not in values
    assert list(errors) == ["share"]


def test_a_choice_that_is_none_is_refused_with_the_known_ones() -> None:
    _, errors = read_parameters(method_info("hotspots", "hdbscan"), {"selection": "both"}, "en")
    assert "eom" in errors["selection"].en


def test_parameters_that_do_not_go_together_are_told() -> None:
    given = {"visit_min": "20", "visit_most_min": "10"}
    _, errors = read_parameters(method_info("routes", "joint_routes"), given, "en")
    assert list(errors) == ["visit_most_min"]


@pytest.mark.parametrize(("name", "value"), [("placement", "elsewhere"), ("at", "besok lusa")])
def test_what_a_forecast_asks_of_its_own_is_checked_too(name: str, value: Any) -> None:
    _, errors = read_parameters(method_info("forecast", "auto"), {name: value}, "en")
    assert list(errors) == [name]


def test_unknown_parameters_are_never_applied() -> None:
    """A14: a field that the method does not have is ignored."""
    values, errors = read_parameters(method_info("hotspots", "dbscan"), {"role": "admin", "eps_m": "400"}, "en")
    assert values == {"eps_m": "400"}
    assert errors == {}


@pytest.mark.parametrize("name", methods_of("forecast"))
def test_the_defaults_of_a_forecast_go_together_before_it_waits(name: str) -> None:
    """A model whose places cannot float is not asked to: it would fail only after its turn in the queue."""
    placement = next(one for one in method_info("forecast", name).parameters if one["name"] == "placement")
    for chosen in placement["choices"]:
        assert forecast.request.candidates_for(name, chosen, True)
    assert placement["default"] in placement["choices"]


@pytest.mark.parametrize("name", ["self_exciting", "risk_terrain"])
def test_a_model_that_cannot_float_refuses_it_in_the_form(name: str) -> None:
    values, errors = read_parameters(method_info("forecast", name), {"placement": "floating"}, "en")
    assert list(errors) == ["placement"]
    values, errors = read_parameters(method_info("forecast", name), {}, "en")
    assert (errors, values["placement"]) == ({}, "grid")

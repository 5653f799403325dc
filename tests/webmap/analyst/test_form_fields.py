"""Fields made from parameters: label, unit, range, default, help, and numbers as each language types them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.languages import Language
from webmap.analyst.form_fields import fields_of, read_value, typed, unit_text
from webmap.analyst.form_tasks import TASKS, method_info, methods_of
from webmap.languages import texts

EVERY = [(task, name) for task in TASKS for name in methods_of(task)]


@pytest.mark.parametrize(("task", "name"), EVERY)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_parameter_of_every_method_is_a_field_with_all_that_a_reader_needs(
    task: str, name: str, language: Language
) -> None:
    info = method_info(task, name)
    fields = fields_of(info.parameters, {}, language)
    assert [field.name for field in fields] == [one["name"] for one in info.parameters]
    for field, one in zip(fields, info.parameters, strict=True):
        assert f"label_{field.name}" in texts()
        assert field.label.text(language) == texts()[f"label_{field.name}"].text(language)
        assert field.help.text(language).strip()
        assert field.automatic or field.default is not None
        assert field.automatic or field.default_text(language)
        if field.widget == "choice":
            assert [value for value, _ in field.choices] == list(one["choices"])
            assert all(f"choice_{value}" in texts() for value in one["choices"])
        elif field.widget in {"number", "whole"}:
            assert field.span(language)
            assert field.unit == unit_text(one["unit"])
        assert field.value == typed(one["default"], language)


def test_a_range_and_a_default_are_written_in_the_readers_language() -> None:
    field = fields_of(method_info("hotspots", "dbscan").parameters, {}, "id")[0]
    assert (field.span("id"), field.span("en")) == ("1 – 50.000 m", "1 – 50,000 m")
    assert (field.default_text("id"), field.default_text("en")) == ("500 m", "500 m")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("0,25", "id", "0.25"), ("0.25", "id", "0.25"), ("0.125", "id", "0.125"), ("0.25", "en", "0.25"),
     (" 400 ", "id", "400"), ("auto", "id", "auto"), ("08:00", "id", "08:00"), ("1e3", "en", "1e3")],
)  # fmt: skip
def test_a_decimal_comma_is_read(text: str, language: Language, value: str) -> None:
    assert read_value(text, language) == (value, None)


@pytest.mark.parametrize(
    ("text", "language"), [("1.000", "id"), ("12.500,5", "id"), ("1,000", "en"), ("2,500.5", "en")]
)
def test_a_mark_that_may_mean_thousands_is_asked_about_instead_of_guessed(text: str, language: Language) -> None:
    _, problem = read_value(text, language)
    assert problem is not None
    assert text in problem.text(language)


@given(st.floats(0.0001, 1e6, allow_nan=False), st.sampled_from(["id", "en"]))
def test_what_the_form_shows_is_read_back_as_the_same_number(value: float, language: Language) -> None:
    text, problem = read_value(typed(float(f"{value:.9g}"), language), language)
    # A value such as 1.234 looks like a thousand: it is asked about, never misread.
    assert problem is not None or float(text) == float(f"{value:.9g}")


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_what_an_empty_field_means_is_said_once_and_in_both_languages(task: str, name: str) -> None:
    for field in fields_of(method_info(task, name).parameters, {}, "id"):
        assert field.says_empty == ("Empty:" in field.help.en), field.name

"""Parameters of methods and forecasts: unit, range, help in both languages, and what is wrong with a bad value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from geo.errors import ParameterError
from geo.languages import Says

_UNIT_WORDS: Mapping[str, Says] = MappingProxyType(
    {
        "incidents": Says("kejadian", "incidents"),
        "cells": Says("sel", "cells"),
        "days": Says("hari", "days"),
        "permutations": Says("permutasi", "permutations"),
    }
)


def unit_words(unit: str) -> Says:
    """Return a parameter's unit as readers write it: `hari` for `days`; one without words stands for itself."""
    return _UNIT_WORDS.get(unit, Says(unit, unit))


AUTOMATIC = frozenset({"", "auto", "otomatis", "automatic", "none"})


@dataclass(frozen=True)
class Unit:
    """Unit of a parameter as users read it: `m`, `days`, `incidents`, `cells`, or `1` for a bare number."""

    name: str


@dataclass(frozen=True)
class Help:
    """What a parameter does, in both languages."""

    id: str
    en: str


class Parameters(BaseModel):
    """Base of every method: frozen, unknown parameters refused, ranges checked once, at birth.

    Each field is annotated with its unit and its help in both languages::

        eps_m: Annotated[float, Unit("m"), Help(id="…", en="…")] = Field(500.0, ge=1, le=50_000)

    Raises
    ------
    ParameterError
        When a value is missing its range or a name is unknown; the text names parameter, range and unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            fields = described(type(self).model_fields)
            name, problem = problem_of(error, fields)
            raise ParameterError(name=name, problem=problem) from error


def described(fields: Mapping[str, FieldInfo]) -> dict[str, dict[str, Any]]:
    """Describe parameters for forms, command help and the API.

    Parameters
    ----------
    fields
        `model_fields` of a method.

    Returns
    -------
    dict
        By name: `name`, `unit`, `low`, `high`, `default`, `choices`, `automatic`, `integer`, `help_id`, `help_en`.
        `choices` is a list for a parameter that takes one of several words (then `low` and `high` are its first
        and last), else None; `automatic` tells whether it may be left to the method (default None).
    """
    return {name: _described(name, field) for name, field in fields.items()}


def _described(name: str, field: FieldInfo) -> dict[str, Any]:
    annotation, automatic = _without_none(field.annotation)
    choices = list(get_args(annotation)) if get_origin(annotation) is Literal else None
    if annotation is bool:
        choices = [False, True]
    low: Any = None
    high: Any = None
    unit, text = "1", Help("", "")
    for note in field.metadata:
        match note:
            case Ge():
                low = note.ge
            case Gt():
                low = note.gt
            case Le():
                high = note.le
            case Lt():
                high = note.lt
            case Unit():
                unit = note.name
            case Help():
                text = note
    if choices:
        low, high = choices[0], choices[-1]
    return {
        "name": name,
        "unit": unit,
        "low": low,
        "high": high,
        "default": field.get_default(call_default_factory=True),
        "choices": choices,
        "automatic": automatic,
        "integer": annotation is int,
        "help_id": text.id,
        "help_en": text.en,
    }


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in {Union, UnionType}:
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return inner[0], len(inner) < len(get_args(annotation))
    return annotation, False


def from_text(value: Any, field: FieldInfo) -> Any:
    """Return None for a word such as `auto` where a parameter may be left to the method, else the value itself."""
    automatic = _without_none(field.annotation)[1]
    return None if automatic and isinstance(value, str) and value.strip().lower() in AUTOMATIC else value


def problem_of(error: ValidationError, fields: Mapping[str, Mapping[str, Any]]) -> tuple[str, Says]:
    """Say which parameter is wrong and what it may be, in both languages.

    Parameters
    ----------
    error
        As pydantic raised it.
    fields
        Parameters as `described` gives them.

    Returns
    -------
    tuple
        The parameter's name and a sentence with its range and unit.
    """
    fault = error.errors(include_url=False)[0]
    if not fault["loc"]:  # parameters that do not go together
        told = str(fault["msg"]).removeprefix("Value error, ")
        return ", ".join(fields), Says(f"tidak cocok satu sama lain: {told}.", f"do not go together: {told}.")
    name = str(fault["loc"][0])
    if name not in fields:
        known = ", ".join(fields)
        return name, Says(f"tidak dikenal; yang ada: {known}.", f"is unknown; known: {known}.")
    if fault["type"] == "missing":
        given = Says("tidak diberikan", "was not given")
    else:
        given = Says("diberikan {value}", "got {value}").filled(value=_short(fault["input"]))
    parameter = fields[name]
    allowed = _allowed(parameter)
    return name, Says(f"{allowed.id}; {given.id}.", f"{allowed.en}; {given.en}.")


def _allowed(parameter: Mapping[str, Any]) -> Says:
    if parameter["choices"]:
        return Says("harus salah satu dari {choices}", "must be one of {choices}").filled(
            choices=[str(choice) for choice in parameter["choices"]]
        )
    number = Says("bilangan bulat", "a whole number") if parameter["integer"] else Says("bilangan", "a number")
    low, high = parameter["low"], parameter["high"]
    span = {
        (True, True): Says(
            "harus {number} dari {low} sampai {high}{unit}", "must be {number} from {low} to {high}{unit}"
        ),
        (True, False): Says("harus {number} paling sedikit {low}{unit}", "must be {number}, at least {low}{unit}"),
        (False, True): Says("harus {number} paling banyak {high}{unit}", "must be {number}, at most {high}{unit}"),
        (False, False): Says("harus {number}{unit}", "must be {number}{unit}"),
    }[low is not None, high is not None]
    name = parameter["unit"]
    unit = "" if name == "1" else Says(" {unit}", " {unit}").filled(unit=_UNIT_WORDS.get(name, Says(name, name)))
    sentence = span.filled(number=number, low=low, high=high, unit=unit)
    if parameter["automatic"]:
        return Says(sentence.id + " (atau kosong: otomatis)", sentence.en + " (or left empty: automatic)")
    return sentence


def _short(value: Any) -> int | float | str:
    if isinstance(value, int | float):
        return value
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."

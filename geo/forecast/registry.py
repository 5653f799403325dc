"""Which forecast models there are: the built-in ones and those of other packages, all looked up by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from geo.errors import UnknownMethodError
from geo.forecast.model import FloatingModel, Model
from geo.parameters import described, from_text
from geo.registered import registered

GROUP = "geo.forecast"
_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "self_exciting": "geo.forecast.self_exciting:SelfExciting",
        "decayed": "geo.forecast.decayed:Decayed",
        "risk_terrain": "geo.forecast.risk_terrain:RiskTerrain",
        "counts_all": "geo.forecast.counts:CountsAll",
        "counts_365": "geo.forecast.counts:Counts365",
        "counts_28": "geo.forecast.counts:Counts28",
    }
)


def names() -> list[str]:
    """Return the names of all models: the built-in ones, then those of installed packages."""
    strangers = {point.name for point in registered(GROUP)} - set(_BUILT_IN)
    return [*_BUILT_IN, *sorted(strangers)]


def get(name: str) -> type[Model]:
    """Return the model called `name`.

    Parameters
    ----------
    name
        A built-in name, or one that an installed package registered as an entry point of `geo.forecast`.

    Returns
    -------
    type[Model]
        Call it with parameters by name.

    Raises
    ------
    UnknownMethodError
        When nobody registered that name; the text lists the known ones.
    """
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        found: type[Model] = getattr(import_module(module), attribute)
        return found
    for point in registered(GROUP).select(name=name):
        loaded: type[Model] = point.load()
        return loaded
    raise UnknownMethodError(name=name, known=names())


def make(name: str, /, **values: Any) -> Model:
    """Return the model called `name` with these parameters.

    Parameters
    ----------
    name
        Name of the model.
    **values
        Parameters; texts such as `"400"` are read as numbers, and `auto` (or an empty text) leaves a parameter to
        the model where it allows that.

    Raises
    ------
    UnknownMethodError
        When there is no such model.
    ParameterError
        When a parameter is unknown or out of its range; the text names it, its range and its unit.
    """
    model = get(name)
    fields = model.model_fields
    return model(**{key: from_text(value, fields[key]) if key in fields else value for key, value in values.items()})


def describe(name: str) -> dict[str, Any]:
    """Describe a model for forms, command help and documentation.

    Parameters
    ----------
    name
        Name of the model.

    Returns
    -------
    dict
        `name`, `source`, `says` (both languages), `floats` (whether its units may float) and `parameters`: a list with
        `name`, `unit`, `low`, `high`, `default`, `help_id`, `help_en` and more of each
        (see `geo.parameters.described`).

    Raises
    ------
    UnknownMethodError
        When there is no such model.
    """
    model = get(name)
    return {
        "name": name,
        "source": model.source,
        "says": model.says.as_dict(),
        "floats": floats(model),
        "parameters": [dict(parameter) for parameter in described(model.model_fields).values()],
    }


def floats(model: type[Model]) -> bool:
    """Tell whether a model weights incidents by age alone, so that its units may float."""
    return callable(getattr(model, FloatingModel.weights.__name__, None))

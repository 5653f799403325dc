"""Which methods there are: the built-in ones and those of other packages, all looked up by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from geo.errors import UnknownMethodError
from geo.hotspots.method import Method, parameters_of
from geo.parameters import from_text
from geo.registered import registered

GROUP = "geo.hotspots"
_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "dbscan": "geo.hotspots.clusters.dbscan:Dbscan",
        "hdbscan": "geo.hotspots.clusters.hdbscan:Hdbscan",
        "st_dbscan": "geo.hotspots.clusters.st_dbscan:StDbscan",
        "kernel_density": "geo.hotspots.density.kernel_density:KernelDensity",
        "network_density": "geo.hotspots.network.network_density:NetworkDensity",
        "getis_ord": "geo.hotspots.hot_cells.getis_ord:GetisOrd",
        "scan": "geo.hotspots.scan.scan:Scan",
        "emerging": "geo.hotspots.hot_cells.emerging:Emerging",
        "near_repeat": "geo.hotspots.near_repeat.near_repeat:NearRepeat",
    }
)


def names() -> list[str]:
    """Return the names of all methods: the built-in ones, then those of installed packages."""
    strangers = {point.name for point in registered(GROUP)} - set(_BUILT_IN)
    return [*_BUILT_IN, *sorted(strangers)]


def get(name: str) -> type[Method]:
    """Return the method called `name`.

    Parameters
    ----------
    name
        A built-in name, or one that an installed package registered as an entry point of `geo.hotspots`.

    Returns
    -------
    type[Method]
        Call it with parameters by name.

    Raises
    ------
    UnknownMethodError
        When nobody registered that name; the text lists the known ones.
    """
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        found: type[Method] = getattr(import_module(module), attribute)
        return found
    for point in registered(GROUP).select(name=name):
        loaded: type[Method] = point.load()
        return loaded
    raise UnknownMethodError(name=name, known=names())


def make(name: str, /, **values: Any) -> Method:
    """Return the method called `name` with these parameters.

    Parameters
    ----------
    name
        Name of the method.
    **values
        Parameters; texts such as `"400"` are read as numbers, and `auto` (or an empty text) leaves a parameter to
        the method where it allows that.

    Raises
    ------
    UnknownMethodError
        When there is no such method.
    ParameterError
        When a parameter is unknown or out of its range; the text names it, its range and its unit.
    """
    method = get(name)
    fields = method.model_fields
    return method(**{key: from_text(value, fields[key]) if key in fields else value for key, value in values.items()})


def describe(name: str) -> dict[str, Any]:
    """Describe a method for `methods --json`, forms and documentation.

    Parameters
    ----------
    name
        Name of the method.

    Returns
    -------
    dict
        `name`, `source`, `says` (both languages), `gives_surface`, `tests_significance` and `parameters`: a list with
        `name`, `unit`, `low`, `high`, `default`, `help_id`, `help_en` and more of each
        (see `geo.parameters.described`).

    Raises
    ------
    UnknownMethodError
        When there is no such method.
    """
    method = get(name)
    return {
        "name": name,
        "source": method.source,
        "says": method.says.as_dict(),
        "gives_surface": method.gives_surface,
        "tests_significance": method.tests_significance,
        "parameters": [dict(parameter) for parameter in parameters_of(method)],
    }

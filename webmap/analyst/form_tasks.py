"""What may be asked: every task with its methods, each with the parameters from which its form is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import NotFoundError, ParameterError
from geo.languages import Language, Says
from webmap.analyst.form_fields import read_value

TASKS = ("hotspots", "forecast", "zones", "routes")
_METHOD = Says("Metode", "method")
_ZONES = Says(
    "Zona patroli bersama dari titik rawan: seimbang, menyambung, dengan instansi yang berwenang.",
    "Joint patrol zones from hotspots: balanced, connected, with the agencies that have the mandate.",
)
_ROUTES = Says(
    "Rute patroli dari zona bersama: regu, jam, dan jalan, diundi agar tidak tertebak.",
    "Patrol routes from joint zones: crews, hours and ways, drawn by lot so that nobody can guess them.",
)
_AUTO = Says(
    "Menguji semua model pada masa lalu dan memakai yang terbukti mengalahkan hitungan setahun.",
    "Tests all models on the past and serves the one proved to beat the one-year count.",
)
_ONE_OF = Says("harus salah satu dari: {known}", "must be one of: {known}")
_NO_CHOICE: Mapping[str, Any] = {"unit": "1", "low": None, "high": None, "choices": None, "integer": False}
_PLACEMENT: Mapping[str, Any] = {
    **_NO_CHOICE,
    "name": "placement",
    "default": "floating",
    "choices": ["floating", "grid"],
    "automatic": False,
    "help_id": "Tempat pada petak tetap, atau mengambang di mana kejadian paling rapat.",
    "help_en": "Places on a fixed grid, or floating where incidents are densest.",
}
# Of a model that looks at more than the age of incidents: its places cannot float, and its form does not offer it.
_ON_A_GRID: Mapping[str, Any] = {
    **_PLACEMENT,
    "default": "grid",
    "choices": ["grid"],
    "help_id": "Tempat pada petak tetap; model ini tidak dapat mengambang.",
    "help_en": "Places on a fixed grid; this model cannot float.",
}
_OF_FORECAST: tuple[Mapping[str, Any], ...] = (
    {
        **_NO_CHOICE,
        "name": "with_patrol",
        "default": False,
        "choices": [False, True],
        "automatic": False,
        "help_id": "Pakai juga kejadian yang ditemukan patroli; patroli lalu menguatkan catatannya sendiri.",
        "help_en": "Use what patrols found as well; patrols then feed on their own records.",
    },
    {
        **_NO_CHOICE,
        "name": "at",
        "words": True,
        "default": None,
        "automatic": True,
        "help_id": "Hari pertama yang diprakirakan, seperti 2026-11-23. Kosong: hari ini.",
        "help_en": "First day that is forecast, such as 2026-11-23. Empty: today.",
    },
)


@dataclass(frozen=True)
class MethodInfo:
    """A method as the form shows it.

    Parameters
    ----------
    task, name
        As runs record them.
    says, source
        What it does, and the paper that it follows.
    parameters
        Descriptions as `geo.parameters.described` gives them.
    """

    task: str
    name: str
    says: Says
    source: str
    parameters: tuple[Mapping[str, Any], ...]


def methods_of(task: str) -> list[str]:
    """Return the names of a task's methods, in the order of the registry."""
    from geo import forecast, hotspots

    if task == "hotspots":
        return hotspots.names()
    if task == "forecast":
        return ["auto", *forecast.names()]
    return {"zones": ["joint_zones"], "routes": ["joint_routes"]}.get(task, [])


def method_info(task: str, name: str) -> MethodInfo:
    """Describe one method.

    Raises
    ------
    NotFoundError
        When there is no such task or method.
    """
    if name not in methods_of(task):
        raise NotFoundError(what=_METHOD, name=f"{task}/{name}"[:60].encode("unicode_escape").decode())
    if task == "hotspots":
        from geo import hotspots

        told = hotspots.describe(name)
        return MethodInfo(task, name, Says(**told["says"]), str(told["source"]), tuple(told["parameters"]))
    if task == "forecast":
        return _forecast(name)
    if task == "zones":
        from geo import zones

        plain = {"choices": None, "automatic": False}
        return MethodInfo(task, name, _ZONES, "", tuple({**plain, **one} for one in zones.describe()))
    from geo.parameters import described
    from geo.routes.parameters import RouteParameters

    return MethodInfo(task, name, _ROUTES, "", tuple(described(RouteParameters.model_fields).values()))


def _forecast(name: str) -> MethodInfo:
    from geo import forecast
    from geo.forecast.registry import floats
    from geo.parameters import described

    told: Mapping[str, Any] = {"says": _AUTO.as_dict()} if name == "auto" else forecast.describe(name)
    placement = _PLACEMENT if name == "auto" or floats(forecast.get(name)) else _ON_A_GRID
    parameters = (*described(forecast.ForecastRequest.model_fields).values(), placement, *_OF_FORECAST)
    return MethodInfo("forecast", name, Says(**told["says"]), str(told.get("source") or ""), parameters)


def read_parameters(
    info: MethodInfo, given: Mapping[str, str], language: Language
) -> tuple[dict[str, Any], dict[str, Says]]:
    """Read and check every parameter that the form sent.

    Parameters
    ----------
    info
        The method.
    given
        What was typed, by parameter; one that was not sent keeps its default.
    language
        How numbers are written.

    Returns
    -------
    tuple
        Values for the pipeline, and what is wrong, by parameter; the empty name says what does not go together.
    """
    values: dict[str, Any] = {}
    errors: dict[str, Says] = {}
    for one in info.parameters:
        name = str(one["name"])
        if name not in given:
            continue
        text, problem = read_value(given[name], language)
        if problem is not None:
            errors[name] = problem
        elif not (text == "" and one.get("automatic")):
            values[name] = text
    own = {str(one["name"]): values.pop(str(one["name"]), one["default"]) for one in _own(info)}
    for one in _own(info):
        if problem := _own_problem(one, own[str(one["name"])]):
            errors[str(one["name"])] = problem
    # One refusal names one parameter: take it out and look again, so that every bad field is told at once.
    checked = dict(values)
    while (refused := _refusal(info, checked)) is not None:
        name, problem = refused
        if name not in checked:
            errors[name if name in {str(one["name"]) for one in info.parameters} else ""] = problem
            break
        errors[name] = problem
        del checked[name]
    if "with_patrol" in own:
        own["with_patrol"] = str(own["with_patrol"]) == "True"
    return {**values, **own}, errors


def _own(info: MethodInfo) -> tuple[Mapping[str, Any], ...]:
    own = {"placement", *(str(one["name"]) for one in _OF_FORECAST)}
    return tuple(one for one in info.parameters if one["name"] in own) if info.task == "forecast" else ()


def _own_problem(one: Mapping[str, Any], value: Any) -> Says | None:
    from geo.forecast.request import day_of

    if one["name"] == "placement" and value not in one["choices"]:
        return _ONE_OF.filled(known=one["choices"])
    if one["name"] == "at" and value is not None:
        try:
            day_of(str(value), "UTC")
        except ParameterError as error:
            return _told(error)
    return None


def _refusal(info: MethodInfo, values: Mapping[str, Any]) -> tuple[str, Says] | None:
    """Return which parameter the method refuses and why; None when it takes them all."""
    from geo import forecast, hotspots, zones
    from geo.routes.parameters import RouteParameters

    try:
        if info.task == "hotspots":
            hotspots.make(info.name, **values)
        elif info.task == "forecast":
            forecast.ForecastRequest(**values)
        elif info.task == "zones":
            zones.make_parameters(**values)
        else:
            RouteParameters(**values)
    except ParameterError as error:
        return str(error.params.get("name")), _told(error)
    return None


def _told(error: ParameterError) -> Says:
    problem = error.params.get("problem")
    return problem if isinstance(problem, Says) else Says(error.text("id"), error.text("en"))

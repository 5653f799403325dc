"""The command line that repeats a run to the byte: method, parameters, question and seed, as words and files."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import shapely

from geo.spatial.periods import zone

AREA_FILE = "area.geojson"
_FORECAST = {
    "unit_m": "--unit-m",
    "area_km2": "--area-km2",
    "n_places": "--places",
    "window_days": "--days",
    "tested_windows": "--windows",
    "placement": "--placement",
    "with_patrol": "--with-patrol",
    "at": "--at",
}


@dataclass(frozen=True)
class CommandLine:
    """A command and the files that it names.

    Parameters
    ----------
    words
        Program, verb, options.
    files
        Content by name; they lie in the folder in which the command is given.
    """

    words: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The command as one types it into a shell."""
        return shlex.join(self.words)


def command_of(run: Mapping[str, Any], timezone: str) -> CommandLine:
    """Return the command that repeats a run.

    Parameters
    ----------
    run
        A run's row as `Store.run` gives it.
    timezone
        The region's: days at local midnight are written as days.

    Returns
    -------
    CommandLine
        Given in a store with the same incidents, it makes a run with the same input digest and the same result.
    """
    chosen, parameters = _read(run.get("chosen")), _read(run.get("parameters"))
    task = str(run["task"])
    if task == "evaluation":
        return CommandLine(("petarawan", "evaluate", "report", str(chosen.get("declaration_id"))))
    words, files = ["petarawan", task], {}
    if task in {"hotspots", "forecast"}:
        words += ["--method" if task == "hotspots" else "--model", str(run["method"])]
        words += _parameters(parameters) if task == "hotspots" else _forecast(parameters)
        words += _incidents(chosen, timezone)
        if chosen.get("area"):
            words += ["--area", AREA_FILE]
            files[AREA_FILE] = _area(str(chosen["area"]))
        if task == "hotspots":
            words += _ground(chosen)
    else:
        words += [*_parameters(parameters), *_plan(task, chosen, _read(run.get("summary")))]
    # An empty audience restricts nothing and is what a command without the option asks for.
    for agency in _list(run.get("audience")) if task != "routes" else ():
        words += ["--audience", str(agency)]
    # As a draft: repeating a run must not show it to anybody.
    return CommandLine((*words, "--seed", str(int(run["seed"])), "--draft"), files)


def _read(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return list(found) if isinstance(found, list | tuple) else []


def written(value: Any) -> str:
    """Return a parameter as one would type it (`500`, not `500.0`), without losing a digit."""
    if isinstance(value, float):
        short = f"{value:.12g}"
        return short if float(short) == value else repr(value)
    return str(value)


def _parameters(parameters: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name, value in sorted(parameters.items()):
        if value is not None:
            found += ["--param", f"{name}={written(value)}"]
    return found


def _forecast(parameters: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name, option in _FORECAST.items():
        value = parameters.get(name)
        if value is True:
            found.append(option)
        elif value is not None and value is not False:
            found += [option, written(value)]
    return found


def _incidents(chosen: Mapping[str, Any], timezone: str) -> list[str]:
    found: list[str] = []
    for kind in chosen.get("kinds") or ():
        found += ["--kind", str(kind)]
    if chosen.get("since"):
        found += ["--from", _day(str(chosen["since"]), timezone, end=False)]
    if chosen.get("until"):
        found += ["--to", _day(str(chosen["until"]), timezone, end=True)]
    if chosen.get("bbox"):
        found += ["--bbox", ",".join(written(float(value)) for value in chosen["bbox"])]
    for origin in chosen.get("origins") or ():
        found += ["--origin", str(origin)]
    return found


def _ground(chosen: Mapping[str, Any]) -> list[str]:
    ground = chosen.get("ground") or {}
    found: list[str] = []
    for name in ("mask", "exposure", "network"):
        found += [f"--{name}", str(ground.get(name) or "none")]
    found += ["--stacks", str(chosen.get("stacks") or "keep")]
    # A run of an earlier version recorded none and made none.
    replicates = chosen.get("replicates", 0)
    return found if replicates is None else [*found, "--replicates", str(int(replicates))]


def _plan(task: str, chosen: Mapping[str, Any], summary: Mapping[str, Any]) -> list[str]:
    found = ["--run", str(chosen["of_run"])] if chosen.get("of_run") else []
    if chosen.get("date"):
        found += ["--date", str(chosen["date"])]
    if task == "zones":
        # A finished run knows which plan `latest` was.
        plan = summary["today"] if "today" in summary else chosen.get("today")
        found += ["--today", str(plan or "none")]
    else:
        found += ["--keep", str(chosen.get("keep") or "none")]
    if chosen.get("season"):
        found += ["--season", str(chosen["season"])]
    if chosen.get("straight"):
        found.append("--straight")
    if chosen.get("seconds"):
        found += ["--seconds", written(float(chosen["seconds"]))]
    for unit in chosen.get("without_units") or ():
        found += ["--without", str(unit)]
    return found


def _day(moment: str, timezone: str, *, end: bool) -> str:
    """Return a moment as a local day where it is a local midnight, else as it is."""
    local = datetime.fromisoformat(moment).astimezone(zone(timezone))
    if (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0):
        return moment
    return ((local - timedelta(days=1)) if end else local).date().isoformat()


def _area(wkt: str) -> bytes:
    geometry = json.loads(shapely.to_geojson(shapely.from_wkt(wkt)))
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    return (json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n").encode()

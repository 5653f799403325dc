"""One analysis laid open: method, parameters, seed, versions, data, what was left out, and how to repeat it."""

from __future__ import annotations

import shlex
from typing import Any

from flask import Blueprint, render_template

from geo.errors import NotFoundError
from geo.languages import Says
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed
from webmap.wording import sentence

_RUN = Says("Analisis", "run")
_FORECAST_OPTIONS = {
    "unit_m": "--unit-m",
    "area_km2": "--area-km2",
    "n_places": "--places",
    "window_days": "--days",
    "tested_windows": "--windows",
    "placement": "--placement",
    "with_patrol": "--with-patrol",
    "at": "--at",
}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis` and `/analisis/<run>`."""
    _ = settings

    @room.get("/analisis")
    def run_list() -> str:
        runs = services().store.runs().head(200)
        return render_template("runs.html", runs=runs.astype(object).where(runs.notna(), None).to_dict("records"))

    @room.get("/analisis/<run_id>")
    def run_page(run_id: str) -> str:
        if not (run_id.isascii() and run_id.isalnum() and len(run_id) <= 20):
            raise NotFoundError(what=_RUN, name=run_id.encode("unicode_escape").decode()[:20])
        run = services().store.run(run_id)
        summary = listed(run.get("summary")) or {}
        return render_template(
            "run.html",
            run=run,
            parameters={name: compact(value) for name, value in (listed(run.get("parameters")) or {}).items()},
            versions=listed(run.get("versions")) or {},
            left_out=listed(run.get("left_out")) or {},
            chosen={key: value for key, value in (listed(run.get("chosen")) or {}).items() if value},
            notices=[sentence(notice) for notice in summary.get("notices") or []],
            error=sentence(listed(run.get("error")) or "") if run.get("error") else "",
            summary=summary,
            command=repeating(run),
        )


def compact(value: Any) -> str:
    """Write a parameter as one would type it: `500`, not `500.0`."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _forecast_option(name: str, value: Any) -> list[str]:
    """Return a forecast's parameter as its command takes it."""
    option = _FORECAST_OPTIONS.get(name)
    if option is None or value is None or value is False:
        return []
    return [option] if value is True else [option, compact(value)]


def repeating(run: dict[str, Any]) -> str:
    """Return the command line that repeats a run: same method, parameters, filter and seed."""
    chosen, parameters = listed(run.get("chosen")) or {}, listed(run.get("parameters")) or {}
    if run["task"] == "evaluation":
        return shlex.join(["petarawan", "evaluate", "report", str(chosen.get("declaration_id"))])
    words = ["petarawan", str(run["task"])]
    if run["task"] == "hotspots":
        words += ["--method", str(run["method"])]
    if run["task"] == "forecast":
        words += ["--model", str(run["method"])]
    for name, value in sorted(parameters.items()):
        if run["task"] == "forecast":
            words += _forecast_option(name, value)
        elif value is not None:
            words += ["--param", f"{name}={compact(value)}"]
    for kind in chosen.get("kinds") or []:
        words += ["--kind", str(kind)]
    for option, key in (("--from", "since"), ("--to", "until")):
        if chosen.get(key):
            words += [option, str(chosen[key])]
    if chosen.get("bbox"):
        words += ["--bbox", ",".join(f"{value:g}" for value in chosen["bbox"])]
    if chosen.get("of_run"):
        words += ["--run", str(chosen["of_run"])]
    for option, key in (("--date", "date"), ("--season", "season"), ("--today", "today")):
        if chosen.get(key):
            words += [option, str(chosen[key])]
    for unit in chosen.get("without_units") or []:
        words += ["--without", str(unit)]
    if chosen.get("straight"):
        words += ["--straight"]
    words += ["--seed", str(run["seed"])]
    return shlex.join(words)

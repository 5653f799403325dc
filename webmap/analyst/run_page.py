"""One analysis laid open: what was asked, what was found, charts, the command that repeats it, files to take away."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from geo.pipelines.command_line import command_of
from webmap.analyst import run_access
from webmap.analyst.curves import curved_parameter, curves_of
from webmap.analyst.export_page import downloads
from webmap.analyst.form_fields import Field, fields_of, typed
from webmap.analyst.form_question import read_question
from webmap.analyst.form_rows import form_of_run
from webmap.analyst.form_tasks import TASKS, method_info, methods_of
from webmap.analyst.queue_page import remedy
from webmap.analyst.run_charts import advised, charts_of, curve_figures
from webmap.analyst.run_results import SHAPED, Result, outlines_of, result_of
from webmap.languages import in_words, language, number, t
from webmap.limits import check_limit
from webmap.run_words import notices_of, question_rows
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed
from webmap.visitor import visitor
from webmap.wording import sentence


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis/<run>` and the outlines of its result."""
    _ = settings

    @room.get("/analisis/<run_id>")
    def run_page(run_id: str) -> str:
        run = run_access.run_seen(run_id)
        of = services()
        done = run["status"] == "done"
        curves = None
        if done and request.args.get("kurva") == "1" and run["task"] == "hotspots":
            check_limit("curves", "20 per minute", visitor().user_id or "")
            region = of.region()
            question, _ = read_question(form_of_run(run, region.timezone, language()), region, of.now())
            readers = (*run["audience"], run_access.asker())
            question = replace(question, chosen=run_access.for_audience(question.chosen, readers))
            kept = {name: value for name, value in run["parameters"].items() if value is not None}
            curves = curves_of(of.store.url, run["method"], kept, question)
        result = result_of(run) if done else Result((), (), 0)
        return render_template(
            "analyst/run_one.html",
            run=run,
            mapped=run["task"] in SHAPED and bool(result.rows),
            fields=parameter_rows(run),
            asked=question_rows(run),
            error=sentence(run["error"]) if run.get("error") else "",
            mend=remedy(run) if run["status"] == "failed" else "",
            stage=sentence(run["stage"]) if run.get("stage") and run["status"] == "running" else "",
            notices=notices_of(run),
            left_out=listed(run.get("left_out")) or {},
            versions=listed(run.get("versions")) or {},
            result=result,
            figures=charts_of(run) if done else [],
            curves=curves,
            curve_figures=curve_figures(curves),
            advised=advised(curves),
            has_curves=curved_parameter(list(run["parameters"]), run["task"]) is not None,
            command=command_of(run, of.region().timezone),
            downloads=downloads(run) if done else [],
            repeatable=run["task"] in TASKS and run["method"] in methods_of(run["task"]),
            shown_first=done and run_access.is_shown_first(run),
            once_key=secrets.token_urlsafe(16),
            comparable=[one for one in _others(run) if done and run["task"] == "hotspots"],
        )

    @room.get("/analisis/<run_id>/bentuk.json")
    def run_outlines(run_id: str) -> Response:
        run = run_access.run_seen(run_id)
        if run["status"] != "done" or run["task"] not in SHAPED:
            return jsonify(type="FeatureCollection", features=[])
        kept = services().kept(("analyst-outlines", run_id), lambda: outlines_of(run))
        answer = Response(kept, mimetype="application/json")
        answer.headers["Cache-Control"] = "private, max-age=300"
        return answer


def _others(run: dict[str, Any]) -> list[dict[str, Any]]:
    rows = run_access.plain_rows(run_access.runs_seen("hotspots", "done").head(40))
    return [one for one in rows if one["run_id"] != run["run_id"]]


def parameter_rows(run: dict[str, Any]) -> list[tuple[Field, str, bool]]:
    """Return each parameter with its value as text, and whether it is the default."""
    if run["task"] not in TASKS or run["method"] not in methods_of(run["task"]):
        return []
    info = method_info(run["task"], run["method"])
    parameters = run["parameters"]
    rows = []
    for field in fields_of(info.parameters, {}, language()):
        value = parameters.get(field.name, field.default)
        rows.append((field, value_text(field, value), typed(value, language()) == typed(field.default, language())))
    return rows


def value_text(field: Field, value: Any) -> str:
    """Write a parameter's value with its unit; a value that the method chose by itself is said to be so."""
    if value is None:
        return t("an_automatic")
    names = {key: in_words(name) for key, name in field.choices}
    if str(value) in names:
        return names[str(value)]
    text = number(value, 6) if isinstance(value, int | float) else str(value)
    return f"{text} {in_words(field.unit)}".strip()

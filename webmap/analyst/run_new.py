"""A new analysis: choose a method, fill the form made from its parameters, look before asking, and queue it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from geo.languages import Says
from webmap.analyst import run_access
from webmap.analyst.curves import Curves, curved_parameter, curves_of
from webmap.analyst.form_area import district_names
from webmap.analyst.form_choices import finished, ground_choices, kind_groups
from webmap.analyst.form_fields import Field, fields_of
from webmap.analyst.form_preview import Preview, preview_of
from webmap.analyst.form_question import ORIGINS, PERIODS, SEASONS, Question, read_plan_question, read_question
from webmap.analyst.form_rows import form_of_run, run_row
from webmap.analyst.form_tasks import TASKS, MethodInfo, method_info, methods_of, read_parameters
from webmap.analyst.form_warnings import warnings_of
from webmap.analyst.run_charts import advised, curve_figures
from webmap.languages import in_words, language, number, t, texts
from webmap.limits import check_limit
from webmap.once import once
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor
from webmap.wording import left_out_name

_PLANS = ("zones", "routes")
_BODY_BYTES = 200_000
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass
class Filled:
    """A form as it was filled in: what it says, what is wrong, and what was computed on the way."""

    info: MethodInfo
    form: MultiDict[str, str]
    values: dict[str, Any]
    question: Question
    errors: dict[str, Says]
    preview: Preview | None = None
    warnings: list[Says] = field(default_factory=list)
    curves: Curves | None = None


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis/baru`, a page for each method, and what its form asks while it is filled."""
    _ = settings

    @room.get("/analisis/baru")
    def new_run() -> str:
        return render_template("analyst/run_new.html", tasks=catalogue())

    @room.get("/analisis/baru/<task>/<method>")
    def new_run_form(task: str, method: str) -> str:
        info = method_info(task, method)
        form: MultiDict[str, str] = MultiDict()
        note = ""
        if (source := request.args.get("dari")) is not None:
            run = run_access.run_seen(source)
            form = form_of_run(run, services().region().timezone, language())
            if not run["audience"] and run_access.audience_asked([])[0] and task not in _PLANS:
                note = t("an_audience_narrower", run=source)
        elif task not in _PLANS:
            # As the run that commanders see now: so that ids of hotspots go on from it.
            for shown in services().store.shown_runs(task)[:1]:
                if audience := [str(code) for code in services().store.run(shown)["audience"]]:
                    form.setlist("audience", audience)
        return _page(_read(info, form), note)

    @room.post("/analisis/baru/<task>/<method>")
    def ask_run(task: str, method: str) -> str | BaseResponse | tuple[str, int]:
        request.max_content_length = _BODY_BYTES
        info = method_info(task, method)
        form = MultiDict(request.form)
        action = form.get("do", "run")
        if action.startswith("use:"):
            name, _, value = action.removeprefix("use:").partition("=")
            form[f"p.{name}"] = value[:40]
        filled = _read(info, form)
        if filled.errors:
            return _page(filled), 400
        if action == "curves":
            check_limit("curves", "20 per minute", visitor().user_id or "")
            plain = {name: value for name, value in filled.values.items() if value is not None}
            filled.curves = curves_of(services().store.url, method, plain, filled.question)
            return _page(filled)
        if action != "run":
            return _page(filled)
        return _queue(filled)

    @room.post("/analisis/cocok/<task>/<method>")
    def count_matching(task: str, method: str) -> Response:
        request.max_content_length = _BODY_BYTES
        check_limit("preview", "120 per minute", visitor().user_id or "")
        filled = _read(method_info(task, method), MultiDict(request.form))
        return jsonify(
            errors={name: told.text(language()) for name, told in filled.errors.items()},
            sentence=" ".join(filter(None, (preview_sentence(filled.preview), left_out_sentence(filled.preview)))),
            warnings=[told.text(language()) for told in filled.warnings],
        )


def catalogue() -> list[tuple[str, list[MethodInfo]]]:
    """Return every task with its methods."""
    return [(task, [method_info(task, name) for name in methods_of(task)]) for task in TASKS]


def preview_sentence(preview: Preview | None) -> str:
    """Say how many incidents match, in the reader's language; empty when that is no question here."""
    if preview is None:
        return ""
    if preview.inside is None:
        return t("an_matching", n=preview.matching)
    return t("an_matching_inside", n=preview.inside, all=preview.matching)


def left_out_sentence(preview: Preview | None) -> str:
    """Say which incidents stay out of the run and why, in the reader's language; empty when all take part."""
    if preview is None or not preview.left_out:
        return ""
    told = (f"{left_out_name(reason)} {number(n)}" for reason, n in sorted(preview.left_out.items()))
    return f"{t('left_out')}: {', '.join(told)}"


def _read(info: MethodInfo, form: MultiDict[str, str]) -> Filled:
    of = services()
    given = {name.removeprefix("p."): value for name, value in form.items() if name.startswith("p.")}
    values, errors = read_parameters(info, given, language())
    errors = {f"p.{name}": told for name, told in errors.items()}
    if info.task in _PLANS:
        question, wrong = read_plan_question(form, of.region(), of.now(), of.store, info.task)
        wrong = wrong if form else {name: told for name, told in wrong.items() if name == "of_run"}
        return Filled(info, form, values, question, {**errors, **wrong})
    question, wrong = read_question(form, of.region(), of.now())
    audience, refused = run_access.audience_asked(form.getlist("audience"))
    if refused is not None:
        wrong["audience"] = refused
    question = replace(question, audience=audience, chosen=run_access.for_audience(question.chosen, audience))
    filled = Filled(info, form, values, question, {**errors, **wrong})
    if not filled.errors:
        filled.preview = preview_of(of.store, question)
        complete = {str(one["name"]): one["default"] for one in info.parameters} | _numbers(values)
        if info.task == "forecast":
            complete.pop("with_patrol", None)
        filled.warnings = warnings_of(complete, filled.preview.used, filled.preview.area_m2)
    return filled


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Return parameters as numbers where they are; they were checked before."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found[name] = float(value) if _NUMBER.fullmatch(str(value)) else value
    return found


def _queue(filled: Filled) -> BaseResponse:
    of = services()
    info = filled.info

    def make() -> tuple[int, str]:
        row = run_row(info.task, info.name, filled.values, filled.question, of.store, of.now())
        run_id, fresh = run_access.queue_run(row)
        record("run.queue", what=run_id, task=info.task, method=info.name, fresh=fresh)
        return 303, run_id

    key = (request.headers.get("Idempotency-Key") or filled.form.get("once") or "")[:100]
    _, run_id = once(key, f"run:{visitor().user_id}", make)
    flash(t("an_queued", run=run_id))
    return redirect(url_for("analyst.run_page", run_id=run_id), 303)


def group_name(code: str) -> str:
    """Name a group of kinds; a region's own group is called as its file calls it."""
    says = texts().get(f"js_group_{code}")
    return in_words(says) if says is not None else code


def _page(filled: Filled, note: str = "") -> str:
    of = services()
    region = of.region()
    info, form = filled.info, filled.form
    fields: list[Field] = fields_of(
        info.parameters,
        {name.removeprefix("p."): value for name, value in form.items() if name.startswith("p.")},
        language(),
    )
    curved = curved_parameter([one.name for one in fields], info.task)
    lists: dict[str, Any]
    if info.task in _PLANS:
        lists = {
            "sources": finished(of.store, "hotspots" if info.task == "zones" else "zones"),
            "plans": finished(of.store, info.task),
            "units": region.units,
            "seasons": SEASONS,
        }
    else:
        lists = {
            "periods": list(PERIODS),
            "kind_groups": kind_groups(region),
            "origins": ORIGINS,
            "grounds": ground_choices(region),
            "districts": district_names(region),
            "agencies": run_access.agencies_to_join(),
        }
    return render_template(
        "analyst/run_form.html",
        info=info,
        form=form,
        fields=fields,
        errors=filled.errors,
        curved=curved,
        curves=filled.curves,
        note=note,
        matching=preview_sentence(filled.preview),
        left_out=left_out_sentence(filled.preview),
        warnings=filled.warnings,
        curve_figures=curve_figures(filled.curves),
        advised=advised(filled.curves),
        group_name=group_name,
        once_key=form.get("once") or secrets.token_urlsafe(16),
        **lists,
    )

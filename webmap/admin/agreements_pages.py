"""`/admin/perjanjian`: what partners and the public may see: drafts, activation, end, every field with its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.errors import ParameterError
from geo.languages import Says, date_text
from geo.store.service.agreements import Agreements
from geo.store.service.releases import Releases
from geo.tables.agreements import (
    CELL_SIDES_M,
    LEAST_K,
    MOST_DELAY_DAYS,
    MOST_K,
    PERIODS,
    PUBLIC,
    Agreement,
)
from geo.tables.incidents import SHARINGS
from webmap.admin.agreement_form import DISTRICTS, LABELS, agreement_from, districts_of
from webmap.agreement_area import districts_within
from webmap.attempts import attempt
from webmap.languages import language, t
from webmap.refused_releases import refused_says
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_TAKEN = Says(
    "nomor ini sudah dipakai; buka perjanjian itu untuk mengubahnya",
    "this id is taken; open that agreement to change it",
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list, the form for a new one, one agreement's page, and what may be done with it."""
    _ = settings

    @room.get("/perjanjian")
    def agreements() -> str:
        found = Agreements(services().service).list()
        return render_template("admin/agreements.html", agreements=found, day_text=_day_text)

    @room.get("/perjanjian-baru")
    def new_agreement() -> Response:
        return _form(None, {})

    @room.post("/perjanjian-baru")
    def add_agreement() -> Response:
        made, problem = attempt(_added)
        if made is None:
            return _form(None, request.form, problem)
        record("agreement.add", what=made.agreement_id, agency=made.agency)
        flash(t("admin_agreement_added"))
        return redirect(url_for("admin.agreement", agreement_id=made.agreement_id), 303)

    @room.get("/perjanjian/<agreement_id>")
    def agreement(agreement_id: str) -> Response:
        return _form(Agreements(services().service).get(agreement_id), {})

    @room.post("/perjanjian/<agreement_id>")
    def change_agreement(agreement_id: str) -> Response:
        before = Agreements(services().service).get(agreement_id)
        made, problem = attempt(partial(_changed, before))
        if problem is not None:
            return _form(before, request.form, problem)
        if made:
            record("agreement.change", what=agreement_id)
        flash(t("admin_saved") if made else t("admin_nothing_changed"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)

    @room.post("/perjanjian/<agreement_id>/aktifkan")
    def activate_agreement(agreement_id: str) -> Response:
        before = Agreements(services().service).get(agreement_id)
        _, problem = attempt(partial(_put, replace(before, status="active")))
        if problem is not None:
            return _form(before, {}, problem)
        record("agreement.activate", what=agreement_id)
        flash(t("admin_agreement_active"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)

    @room.post("/perjanjian/<agreement_id>/akhiri")
    def end_agreement(agreement_id: str) -> Response:
        Agreements(services().service).end(agreement_id, by=visitor().name, now=services().now())
        record("agreement.end", what=agreement_id)
        flash(t("admin_agreement_ended"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)


def _put(agreement: Agreement) -> bool:
    return Agreements(services().service).put(agreement, by=visitor().name, now=services().now())


def _added() -> Agreement:
    made = agreement_from(request.form, request.files.get("area_file"), services().region(), None)
    if any(one.agreement_id == made.agreement_id for one in Agreements(services().service).list()):
        raise ParameterError(name="agreement_id", problem=_TAKEN)
    _put(made)
    return made


def _changed(before: Agreement) -> bool:
    return _put(agreement_from(request.form, request.files.get("area_file"), services().region(), before))


def _day_text(day: date) -> str:
    return date_text(day, language())


def _form(before: Agreement | None, form: Mapping[str, Any], problem: Says | None = None) -> Response:
    region = services().region()
    agreements = Agreements(services().service)
    kinds = region.kinds[region.kinds["visibility"] != "never"]
    names = {agency.code: agency.short for agency in region.agencies}
    page = render_template(
        "admin/agreement.html",
        agreement=before,
        form=form,
        chosen_kinds=request.form.getlist("kinds") if form else list(before.kinds) if before else [],
        chosen_sharings=request.form.getlist("sharings")
        if form
        else list(before.sharings)
        if before
        else list(agreements.usual_sharings()),
        usual_is_public=bool(agreements.list(agency=PUBLIC, status="active")),
        area_names=districts_within(region, before.area) if before else [],
        labels={name: t(key) for name, key in LABELS.items()},
        day_text=_day_text,
        chosen_districts=request.form.getlist(DISTRICTS) if form else [],
        kinds=kinds.to_dict("records"),
        agencies=names,
        public=PUBLIC,
        districts=districts_of(region),
        periods=PERIODS,
        cells=CELL_SIDES_M,
        sharings=SHARINGS,
        limits={"k": (LEAST_K, MOST_K), "delay_days": (0, MOST_DELAY_DAYS)},
        history=agreements.history(before.agreement_id) if before else [],
        releases=Releases(services().service).of([before.agreement_id]) if before else [],
        not_made=refused_says(services(), before.agreement_id, reasons=True)
        if before and before.status == "active"
        else [],
        today=services().now().date().isoformat(),
        problem=problem,
    )
    return make_response(page, 422 if problem is not None else 200)

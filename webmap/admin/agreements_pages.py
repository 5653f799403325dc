"""`/admin/perjanjian`: what partners and the public may see: drafts, activation, end, every field with its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.errors import ParameterError
from geo.languages import Says
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
from webmap import meanwhile
from webmap.admin.agreement_form import DISTRICTS, LABELS, agreement_from, districts_of
from webmap.admin.agreement_told import day_text, told_by, told_of
from webmap.agreement_area import districts_within
from webmap.attempts import attempt
from webmap.languages import t
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
        return render_template("admin/agreements.html", agreements=found, day_text=day_text)

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
        kept = Agreements(services().service)
        before, region = kept.get(agreement_id), services().region()
        typed, wrong = attempt(partial(agreement_from, request.form, request.files.get("area_file"), region, before))
        made, problem = meanwhile.attempt_on(
            lambda: kept.get(agreement_id).as_dict(),
            partial(_put, typed or before, before),
            same=lambda now: typed is not None and typed.as_dict() == now,
            wrong=wrong,
        )
        if problem is not None:
            return _form(kept.get(agreement_id), request.form, problem)
        if made:
            record("agreement.change", what=agreement_id)
        flash(t("admin_saved") if made else t("admin_nothing_changed"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)

    @room.post("/perjanjian/<agreement_id>/aktifkan")
    def activate_agreement(agreement_id: str) -> Response:
        kept = Agreements(services().service)
        before = kept.get(agreement_id)
        _, problem = meanwhile.attempt_on(
            lambda: kept.get(agreement_id).as_dict(),
            partial(_put, replace(before, status="active"), before),
            same=lambda now: now["status"] == "active",
        )
        if problem is not None:
            return _form(kept.get(agreement_id), {}, problem)
        record("agreement.activate", what=agreement_id)
        flash(t("admin_agreement_active"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)

    @room.post("/perjanjian/<agreement_id>/akhiri")
    def end_agreement(agreement_id: str) -> Response:
        Agreements(services().service).end(agreement_id, by=visitor().name, now=services().now())
        record("agreement.end", what=agreement_id)
        flash(t("admin_agreement_ended"))
        return redirect(url_for("admin.agreement", agreement_id=agreement_id), 303)


def _put(agreement: Agreement, seen: Agreement | None = None) -> bool:
    return Agreements(services().service).put(agreement, by=visitor().name, now=services().now(), seen=seen)


def _added() -> Agreement:
    made = agreement_from(request.form, request.files.get("area_file"), services().region(), None)
    if any(one.agreement_id == made.agreement_id for one in Agreements(services().service).list()):
        raise ParameterError(name="agreement_id", problem=_TAKEN)
    _put(made)
    return made


def _form(before: Agreement | None, form: Mapping[str, Any], problem: Says | None = None) -> Response:
    region = services().region()
    agreements = Agreements(services().service)
    kinds = region.kinds[region.kinds["visibility"] != "never"]
    names = {agency.code: agency.short for agency in region.agencies}
    labels = {name: t(key) for name, key in LABELS.items()}
    typed = told_by(request.form, request.files.get("area_file"), before, region) if before and form else None
    stored = told_of(before, region) if before else {}
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
        labels=labels,
        seen=meanwhile.carried(before.as_dict(), problem) if before else "",
        differing=meanwhile.differences({name: labels[name] for name in stored}, stored, typed) if typed else [],
        day_text=day_text,
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
    return make_response(page, meanwhile.status_of(problem))

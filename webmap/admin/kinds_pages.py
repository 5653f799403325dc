"""`/admin/jenis`: kinds of incident with weight, visibility and mandates; one value changes, the file's rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.agencies.kinds import FILE
from geo.agencies.pack_edit import edit_row
from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.region_change import RegionChange
from geo.tables.kinds import KINDS, VISIBILITIES
from webmap import meanwhile
from webmap.admin.region_pages import change_file
from webmap.languages import in_words, t
from webmap.services import services
from webmap.settings import WebSettings

FIELDS = ("name_id", "name_en", "harm", "visibility", "partners_needed", "words", "legal", "legal_from", "legal_status")
_KIND = Says("Jenis", "kind")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list and one kind's form."""
    _ = settings

    @room.get("/jenis")
    def kinds() -> str:
        return render_template("admin/kinds.html", kinds=_rows())

    @room.get("/jenis/<code>")
    def kind(code: str) -> Response:
        return _page(_kind(code))

    @room.post("/jenis/<code>")
    def change_kind(code: str) -> Response:
        present = services().store.region_files()  # before the kind is looked at: what comes between is refused
        typed = {**_stored(_kind(code)), **{name: request.form[name] for name in FIELDS if name in request.form}}
        change, problem = meanwhile.attempt_on(
            lambda: _stored(_kind(code)), partial(_change, present, code, request.form), same=partial(_is_same, typed)
        )
        if change is None:
            return _page(_kind(code), problem, typed)
        flash(t("admin_saved") if change.files else t("admin_nothing_changed"))
        for notice in change.notices:
            flash(in_words(notice))
        return redirect(url_for("admin.kinds"), 303)


def _stored(kind: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows of a kind."""
    return {name: str(kind[name]) for name in FIELDS}


def _is_same(typed: Mapping[str, str], now: Mapping[str, str]) -> bool:
    plain = {name: " ".join(value.split()) for name, value in typed.items()}
    return {**plain, "harm": plain["harm"].replace(",", ".")} == dict(now)


def _told(values: Mapping[str, str]) -> dict[str, str]:
    shown = {value: t(f"shown_{value}") for value in VISIBILITIES}
    return {**values, "visibility": shown.get(values["visibility"], values["visibility"])}


def _change(present: dict[str, bytes], code: str, form: Mapping[str, str]) -> RegionChange:
    values = {name: " ".join(form[name].split()) for name in FIELDS if name in form}
    return change_file(present, FILE, lambda content: edit_row(content, "code", code, values))


def _rows() -> list[dict[str, Any]]:
    rows = services().region().kinds.to_dict("records")
    return [{str(name): "" if pd.isna(value) else value for name, value in row.items()} for row in rows]


def _kind(code: str) -> dict[str, Any]:
    found = next((row for row in _rows() if row["code"] == code), None)
    if found is None:
        raise NotFoundError(what=_KIND, name=code[:32])
    return {**found, "harm": f"{float(found['harm']):g}"}


def _page(kind: Mapping[str, Any], problem: Says | None = None, typed: Mapping[str, str] | None = None) -> Response:
    stored = _stored(kind)
    labels = {name: in_words(KINDS.column(name).says) for name in FIELDS} | {"visibility": t("admin_visibility")}
    page = render_template(
        "admin/kind.html",
        kind=kind,
        form=typed or stored,
        seen=meanwhile.carried(stored, problem),
        labels=labels,
        differing=meanwhile.differences(labels, _told(stored), _told(typed or stored)),
        visibilities=VISIBILITIES,
        problem=problem,
    )
    return make_response(page, meanwhile.status_of(problem))

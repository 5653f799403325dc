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
from webmap.admin.region_pages import change_file
from webmap.attempts import attempt
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
        before = _kind(code)
        change, problem = attempt(partial(_change, code, request.form))
        if change is None:
            return _page({**before, **{name: request.form.get(name, before[name]) for name in FIELDS}}, problem)
        flash(t("admin_saved") if change.files else t("admin_nothing_changed"))
        for notice in change.notices:
            flash(in_words(notice))
        return redirect(url_for("admin.kinds"), 303)


def _change(code: str, form: Mapping[str, str]) -> RegionChange:
    values = {name: " ".join(form[name].split()) for name in FIELDS if name in form}
    return change_file(FILE, lambda content: edit_row(content, "code", code, values))


def _rows() -> list[dict[str, Any]]:
    rows = services().region().kinds.to_dict("records")
    return [{str(name): "" if pd.isna(value) else value for name, value in row.items()} for row in rows]


def _kind(code: str) -> dict[str, Any]:
    found = next((row for row in _rows() if row["code"] == code), None)
    if found is None:
        raise NotFoundError(what=_KIND, name=code[:32])
    return {**found, "harm": f"{float(found['harm']):g}"}


def _page(kind: Mapping[str, Any], problem: Says | None = None) -> Response:
    says = {name: KINDS.column(name).says for name in FIELDS}
    page = render_template("admin/kind.html", kind=kind, says=says, visibilities=VISIBILITIES, problem=problem)
    return make_response(page, 422 if problem is not None else 200)

"""`/admin/instansi`: agencies with names, law and mandates, their units with base and shift; changed one at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.agencies.faults import Faults
from geo.agencies.manifest import read_toml
from geo.agencies.pack_edit import edit_table
from geo.agencies.region import Agency, Unit
from geo.agencies.roster import FILE, MODES
from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.region_change import RegionChange
from webmap.admin.region_pages import change_file
from webmap.attempts import attempt
from webmap.languages import t
from webmap.services import services
from webmap.settings import WebSettings

_AGENCY = Says("Instansi", "agency")
_UNIT = Says("Kesatuan", "unit")
_WHOLE_NUMBER = Says("tulis bilangan bulat", "write a whole number")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{0,12})?")
_FIELDS = ("name_id", "name_en", "short", "legal", "legal_status")
_UNIT_FIELDS = ("name", "mode", "crew", "shift_min", "base")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list, one agency's form and one unit's form."""
    _ = settings

    @room.get("/instansi")
    def agencies() -> str:
        found = services().region()
        return render_template("admin/agencies.html", agencies=found.agencies, units=found.units)

    @room.get("/instansi/<code>")
    def agency(code: str) -> Response:
        return _agency_page(_agency_form(_agency(code)))

    @room.post("/instansi/<code>")
    def change_agency(code: str) -> Response:
        before = _agency(code)
        change, problem = attempt(partial(_change_agency, code, request.form))
        if change is None:
            return _agency_page({**_agency_form(before), **_given(_FIELDS)}, problem)
        return _done(change)

    @room.get("/kesatuan/<path:unit_id>")
    def unit(unit_id: str) -> Response:
        return _unit_page(_unit_form(_unit(unit_id)))

    @room.post("/kesatuan/<path:unit_id>")
    def change_unit(unit_id: str) -> Response:
        before = _unit(unit_id)
        change, problem = attempt(partial(_change_unit, unit_id, request.form))
        if change is None:
            available = request.form.get("available", "1") == "1"
            return _unit_page({**_unit_form(before), **_given(_UNIT_FIELDS), "available": available}, problem)
        return _done(change)


def _done(change: RegionChange) -> Response:
    flash(t("admin_saved") if change.files else t("admin_nothing_changed"))
    return redirect(url_for("admin.agencies"), 303)


def _given(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.form[name] for name in names if name in request.form}


def _change_agency(code: str, form: Mapping[str, str]) -> RegionChange:
    values = {name: " ".join(form[name].split()) for name in _FIELDS if name in form}
    return change_file(FILE, lambda content: edit_table(content, "agencies", "code", code, values))


def _change_unit(unit_id: str, form: Mapping[str, str]) -> RegionChange:
    values: dict[str, Any] = {}
    for name in ("name", "mode"):
        if name in form:
            values[name] = " ".join(form[name].split())
    for name in ("crew", "shift_min"):
        if name in form:
            values[name] = _whole(name, form[name])
    if "base" in form:
        values["base"] = _base(form["base"])
    if "available" in form:
        values["available"] = form["available"] == "1"
    return change_file(FILE, lambda content: edit_table(content, "units", "id", unit_id, values))


def _whole(name: str, text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise ParameterError(name=name, problem=_WHOLE_NUMBER)
    return int(text)


def _base(text: str) -> str | list[float] | None:
    """Read a base: nothing, a place's name, or longitude and latitude separated by a comma."""
    text = " ".join(text.split())
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and all(_DEGREES.fullmatch(part) for part in parts):
        return [float(part) for part in parts]
    return text or None


def _agency(code: str) -> Agency:
    found = next((one for one in services().region().agencies if one.code == code), None)
    if found is None:
        raise NotFoundError(what=_AGENCY, name=code[:32])
    return found


def _agency_form(agency: Agency) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name_id": agency.name.id,
        "name_en": agency.name.en,
        "short": agency.short,
        "legal": agency.legal,
        "legal_status": "V" if agency.verified else "U",
        "leads": [one.kind for one in agency.mandates if one.role == "lead"],
        "supports": [one.kind for one in agency.mandates if one.role == "support"],
        "whole": agency.jurisdiction is None,
    }


def _unit(unit_id: str) -> Unit:
    found = next((one for one in services().region().units if one.unit_id == unit_id), None)
    if found is None:
        raise NotFoundError(what=_UNIT, name=unit_id[:40])
    return found


def _unit_form(unit: Unit) -> dict[str, Any]:
    values, _ = read_toml(FILE, services().store.region_files()[FILE], Faults())
    entry: dict[str, Any] = next((one for one in values.get("units", []) if one.get("id") == unit.unit_id), {})
    base = entry.get("base", "")
    return {
        "unit_id": unit.unit_id,
        "agency": unit.agency,
        "name": unit.name,
        "mode": unit.mode,
        "crew": unit.crew,
        "shift_min": f"{unit.shift_min:g}",
        "base": base if isinstance(base, str) else ", ".join(str(part) for part in base),
        "available": unit.available,
    }


def _agency_page(form: Mapping[str, Any], problem: Says | None = None) -> Response:
    page = render_template("admin/agency.html", form=form, problem=problem)
    return make_response(page, 422 if problem is not None else 200)


def _unit_page(form: Mapping[str, Any], problem: Says | None = None) -> Response:
    places = sorted(str(name) for name in services().region().places["name"])
    page = render_template("admin/unit.html", form=form, modes=MODES, places=places, problem=problem)
    return make_response(page, 422 if problem is not None else 200)

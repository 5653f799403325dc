"""`/admin/instansi`: agencies with names, law and mandates, their units with base and shift; changed one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
from webmap import meanwhile
from webmap.admin.region_pages import change_file
from webmap.languages import t
from webmap.services import services
from webmap.settings import WebSettings

_AGENCY = Says("Instansi", "agency")
_UNIT = Says("Kesatuan", "unit")
_WHOLE_NUMBER = Says("tulis bilangan bulat", "write a whole number")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{0,12})?")
_FIELDS = {
    "name_id": "admin_name_id", "name_en": "admin_name_en", "short": "admin_short", "legal": "admin_law",
    "legal_status": "admin_law_status",
}  # fmt: skip
_UNIT_FIELDS = {
    "name": "admin_name", "mode": "admin_mode", "crew": "admin_crew", "shift_min": "admin_shift", "base": "admin_base",
    "available": "admin_available",
}  # fmt: skip
"""What may be changed of an agency and of a unit, and which text names it."""


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list, one agency's form and one unit's form."""
    _ = settings

    @room.get("/instansi")
    def agencies() -> str:
        found = services().region()
        return render_template("admin/agencies.html", agencies=found.agencies, units=found.units)

    @room.get("/instansi/<code>")
    def agency(code: str) -> Response:
        return _agency_page(_agency(code))

    @room.post("/instansi/<code>")
    def change_agency(code: str) -> Response:
        present = services().store.region_files()  # before the agency is looked at: what comes between is refused
        typed = {**_stored_agency(_agency(code)), **_given(_FIELDS)}
        change, problem = meanwhile.attempt_on(
            lambda: _stored_agency(_agency(code)),
            partial(_change_agency, present, code, request.form),
            same=lambda now: _plain(typed) == now,
        )
        return _agency_page(_agency(code), problem, typed) if change is None else _done(change)

    @room.get("/kesatuan/<path:unit_id>")
    def unit(unit_id: str) -> Response:
        return _unit_page(_unit(unit_id))

    @room.post("/kesatuan/<path:unit_id>")
    def change_unit(unit_id: str) -> Response:
        present = services().store.region_files()  # as above
        typed = {**_stored_unit(_unit(unit_id)), **_given(_UNIT_FIELDS)}
        change, problem = meanwhile.attempt_on(
            lambda: _stored_unit(_unit(unit_id)),
            partial(_change_unit, present, unit_id, request.form),
            same=lambda now: _plain(typed) == now,
        )
        return _unit_page(_unit(unit_id), problem, typed) if change is None else _done(change)


def _done(change: RegionChange) -> Response:
    flash(t("admin_saved") if change.files else t("admin_nothing_changed"))
    return redirect(url_for("admin.agencies"), 303)


def _given(names: Iterable[str]) -> dict[str, str]:
    return {name: request.form[name] for name in names if name in request.form}


def _plain(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in typed.items()}


def _change_agency(present: dict[str, bytes], code: str, form: Mapping[str, str]) -> RegionChange:
    values = {name: " ".join(form[name].split()) for name in _FIELDS if name in form}
    return change_file(present, FILE, lambda content: edit_table(content, "agencies", "code", code, values))


def _change_unit(present: dict[str, bytes], unit_id: str, form: Mapping[str, str]) -> RegionChange:
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
    return change_file(present, FILE, lambda content: edit_table(content, "units", "id", unit_id, values))


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


def _stored_agency(agency: Agency) -> dict[str, str]:
    """Return what the form shows of an agency."""
    return {
        "name_id": agency.name.id,
        "name_en": agency.name.en,
        "short": agency.short,
        "legal": agency.legal,
        "legal_status": "V" if agency.verified else "U",
    }


def _unit(unit_id: str) -> Unit:
    found = next((one for one in services().region().units if one.unit_id == unit_id), None)
    if found is None:
        raise NotFoundError(what=_UNIT, name=unit_id[:40])
    return found


def _stored_unit(unit: Unit) -> dict[str, str]:
    """Return what the form shows of a unit."""
    values, _ = read_toml(FILE, services().store.region_files()[FILE], Faults())
    entry: dict[str, Any] = next((one for one in values.get("units", []) if one.get("id") == unit.unit_id), {})
    base = entry.get("base", "")
    return {
        "name": unit.name,
        "mode": unit.mode,
        "crew": str(unit.crew),
        "shift_min": f"{unit.shift_min:g}",
        "base": base if isinstance(base, str) else ", ".join(str(part) for part in base),
        "available": "1" if unit.available else "0",
    }


def _told_agency(values: Mapping[str, str]) -> dict[str, str]:
    verified = values["legal_status"] == "V"
    return {**values, "legal_status": t("admin_verified") if verified else t("admin_unverified")}


def _told_unit(values: Mapping[str, str]) -> dict[str, str]:
    modes: dict[str, str] = {mode: t(f"mode_{mode}") for mode in MODES}
    available = t("admin_yes") if values["available"] == "1" else t("admin_no")
    return {**values, "mode": modes.get(values["mode"], values["mode"]), "available": available}


def _agency_page(agency: Agency, problem: Says | None = None, typed: Mapping[str, str] | None = None) -> Response:
    stored = _stored_agency(agency)
    labels = {name: t(key) for name, key in _FIELDS.items()}
    page = render_template(
        "admin/agency.html",
        agency=agency,
        leads=[one.kind for one in agency.mandates if one.role == "lead"],
        supports=[one.kind for one in agency.mandates if one.role == "support"],
        form=typed or stored,
        seen=meanwhile.carried(stored, problem),
        labels=labels,
        differing=meanwhile.differences(labels, _told_agency(stored), _told_agency(typed or stored)),
        problem=problem,
    )
    return make_response(page, meanwhile.status_of(problem))


def _unit_page(unit: Unit, problem: Says | None = None, typed: Mapping[str, str] | None = None) -> Response:
    stored = _stored_unit(unit)
    labels = {name: t(key) for name, key in _UNIT_FIELDS.items()}
    page = render_template(
        "admin/unit.html",
        unit=unit,
        form=typed or stored,
        seen=meanwhile.carried(stored, problem),
        labels=labels,
        differing=meanwhile.differences(labels, _told_unit(stored), _told_unit(typed or stored)),
        modes=MODES,
        places=sorted(str(name) for name in services().region().places["name"]),
        problem=problem,
    )
    return make_response(page, meanwhile.status_of(problem))

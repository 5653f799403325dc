"""`/admin/pengguna`: who may sign in, as what, for which agency; links, sessions, the last administrator stays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.accounts_tables import ROLES
from geo.store.service.agreements import Agreements
from geo.store.service.links import Links
from geo.store.service.users import User, Users
from geo.tables.agreements import PUBLIC
from webmap import meanwhile
from webmap.attempts import attempt
from webmap.languages import t
from webmap.services import services
from webmap.sessions import sessions_of
from webmap.settings import WebSettings
from webmap.trail import record

_UNKNOWN = Says("tidak ada instansi {code}; pilih dari daftar", "there is no agency {code}; choose one of the list")

_FIELDS = {"full_name": "full_name", "agency": "agency", "role": "role", "active": "admin_state"}
"""What may be changed of a user, and which text names it."""


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the list, one user's page, and what may be done with a user."""

    @room.get("/pengguna")
    def users() -> Response:
        return _list({})

    @room.post("/pengguna")
    def add_user() -> Response:
        form = request.form
        made, problem = attempt(partial(_add, form))
        if made is None:
            return _list(form, problem)
        record("user.add", what=made.user_id, name=made.name, role=made.role, agency=made.agency)
        flash(t("admin_user_added", name=made.name))
        return redirect(url_for("admin.user", user_id=made.user_id), 303)

    @room.get("/pengguna/<user_id>")
    def user(user_id: str) -> Response:
        return _page(Users(services().service).get(user_id))

    @room.post("/pengguna/<user_id>")
    def change_user(user_id: str) -> Response:
        found = Users(services().service)
        before = found.get(user_id)
        typed = {**_stored(before), **{name: request.form[name] for name in _FIELDS if name in request.form}}
        typed["full_name"] = typed["full_name"].strip()[:120] or before.name
        after, problem = meanwhile.attempt_on(
            lambda: _stored(found.get(user_id)), partial(_change, before, typed), same=lambda now: typed == now
        )
        if after is None:
            return _page(found.get(user_id), problem, typed=typed)
        changed = {name: getattr(after, name) for name in _FIELDS if getattr(after, name) != getattr(before, name)}
        if changed:
            # What somebody may do has changed: nobody goes on under what was true before.
            ended = sessions_of(current_app).end_all(before.user_id) if set(changed) != {"full_name"} else 0
            record("user.change", what=before.user_id, sessions_ended=ended, **changed)
            flash(t("admin_user_changed", name=after.name, n=ended))
        return redirect(url_for("admin.user", user_id=before.user_id), 303)

    @room.post("/pengguna/<user_id>/tautan")
    def make_link(user_id: str) -> Response:
        found = Users(services().service).get(user_id)
        if not found.active:
            return _page(
                found, Says("akun ini dinonaktifkan; aktifkan dahulu", "this account is disabled; enable it first")
            )
        token = Links(services().service).make(found.user_id, services().now())
        record("user.link", what=found.user_id)
        base = settings.public_url or request.host_url.rstrip("/") + request.script_root
        address = base + url_for("accounts.follow_link", token=token).removeprefix(request.script_root)
        return _page(found, link=address)

    @room.post("/pengguna/<user_id>/sesi")
    def end_sessions(user_id: str) -> Response:
        found = Users(services().service).get(user_id)
        ended = sessions_of(current_app).end_all(found.user_id)
        record("session.end_all", what=found.user_id, ended=ended)
        flash(t("admin_sessions_ended", name=found.name, n=ended))
        return redirect(url_for("admin.user", user_id=found.user_id), 303)


def agencies() -> dict[str, str]:
    """Return agencies that users may belong to, code to name: the region's, and partners of agreements."""
    found = {agency.code: f"{agency.short} ({agency.code})" for agency in services().region().agencies}
    for agreement in Agreements(services().service).list():
        if agreement.agency != PUBLIC:
            found.setdefault(agreement.agency, agreement.agency)
    return found


def _agency(code: str | None) -> str | None:
    if code and code not in agencies():
        raise ParameterError(name="agency", problem=_UNKNOWN.filled(code=code[:32]))
    return code or None


def _add(form: Mapping[str, str]) -> User:
    return Users(services().service).add(
        form.get("name", ""),
        form.get("full_name", ""),
        _agency(form.get("agency")),
        form.get("role", ""),
        services().now(),
    )


def _change(before: User, typed: Mapping[str, str]) -> User:
    # Named one by one: whatever else a request carries is not looked at.
    changes: dict[str, Any] = {
        "full_name": typed["full_name"],
        "agency": _agency(typed["agency"]) if typed["agency"] != before.agency else before.agency,
        "role": typed["role"],
        "active": typed["active"] == "1",
    }
    return Users(services().service).change(before.user_id, services().now(), seen=before, **changes)


def _stored(user: User) -> dict[str, str]:
    """Return what the form shows of a user."""
    active = "1" if user.active else "0"
    return {"full_name": user.full_name, "agency": user.agency or "", "role": user.role, "active": active}


def _told(values: Mapping[str, str]) -> dict[str, str]:
    roles = {role: t(f"role_{role}") for role in ROLES}
    return {
        **values,
        "agency": agencies().get(values["agency"], values["agency"]),
        "role": roles.get(values["role"], values["role"]),
        "active": t("admin_enabled") if values["active"] == "1" else t("admin_disabled"),
    }


def _list(form: Mapping[str, str], problem: Says | None = None) -> Response:
    present = sessions_of(current_app).present(services().now())
    page = render_template(
        "admin/users.html",
        users=Users(services().service).list(),
        signed_in={one.user_id for one in present},
        agencies=agencies(),
        roles=ROLES,
        form=form,
        problem=problem,
    )
    return make_response(page, 422 if problem is not None else 200)


def _page(
    user: User, problem: Says | None = None, link: str | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    sessions = [one for one in sessions_of(current_app).present(services().now()) if one.user_id == user.user_id]
    known = agencies()
    if user.agency:
        known.setdefault(user.agency, user.agency)
    stored = _stored(user)
    labels = {name: t(key) for name, key in _FIELDS.items()}
    page = render_template(
        "admin/user.html",
        user=user,
        form=typed or stored,
        seen=meanwhile.carried(stored, problem),
        labels=labels,
        differing=meanwhile.differences(labels, _told(stored), _told(typed or stored)),
        sessions=sessions,
        agencies=known,
        roles=ROLES,
        problem=problem,
        link=link,
    )
    return make_response(page, meanwhile.status_of(problem))

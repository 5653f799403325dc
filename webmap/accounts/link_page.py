"""`/masuk/tautan/<token>`: a one-time link shows a form; only sending it uses the link up."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from geo.languages import Says
from geo.store.service.links import Links
from geo.store.service.users import User, Users, name_fault
from webmap.accounts import passwords, signing
from webmap.limits import check_limit
from webmap.services import services
from webmap.sessions import sessions_of
from webmap.settings import WebSettings
from webmap.source import is_private_way, source_address
from webmap.trail import record

_AGENCY = Says("Pilih instansi Anda.", "Choose your agency.")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/masuk/tautan/<token>`."""

    @room.route("/masuk/tautan/<token>", methods=["GET", "POST"])
    def follow_link(token: str) -> Response:
        check_limit("link", "60 per minute", source_address())
        good, user_id = Links(services().service).look(token[:100], services().now())
        # The link for the first administrator is worth nothing once there are users, however they came.
        if not good or (user_id is None and Users(services().service).count()):
            return _page(None, gone=True)
        if request.method != "POST":
            return _page(user_id)
        problem = _fault(user_id)
        return (
            _follow(token, user_id, request.form.get("password", ""))
            if problem is None
            else _page(user_id, problem=problem)
        )


def _follow(token: str, user_id: str | None, password: str) -> Response:
    now, users = services().now(), Users(services().service)
    used, _ = Links(services().service).use(token, now)
    if not used:
        return _page(None, gone=True)
    user = _first(users) if user_id is None else users.get(user_id)
    if not user.active:
        return _page(None, gone=True)
    if password:
        users.set_password(user.user_id, passwords.hashed(password), now)
        # Whoever lost a password may have lost it to somebody: nobody goes on under the old one.
        sessions_of(current_app).end_all(user.user_id)
    signing.begin(user)
    record("session.start", what=user.user_id, name=user.name, by="link")
    return redirect(signing.after("commander" if user_id is None else user.role, ""), 303)


def _first(users: Users) -> User:
    """Make the first administrator, who may do everything and appoints the others."""
    form = request.form
    user = users.add(form.get("name", ""), form.get("full_name", ""), form.get("agency", ""), "admin", services().now())
    record("user.add", what=user.user_id, name=user.name, role="admin", first=True)
    return user


def _fault(user_id: str | None) -> Says | None:
    """Return what is wrong with the form, before the link is used up."""
    form, users = request.form, Users(services().service)
    name, full_name = form.get("name", ""), form.get("full_name", "")
    if user_id is None:
        found = name_fault(name)
        if found is not None:
            return Says(f"Nama masuk: {found.id}.", f"Sign-in name: {found.en}.")
        if form.get("agency", "") not in {one.code for one in services().region().agencies}:
            return _AGENCY
    else:
        user = users.get(user_id)
        name, full_name = user.name, user.full_name
    # No password is allowed: a link can be made again.
    return passwords.fault(form["password"], name, full_name) if form.get("password") else None


def _page(user_id: str | None, *, gone: bool = False, problem: Says | None = None) -> Response:
    page = render_template(
        "link.html",
        gone=gone,
        user=None if gone or user_id is None else Users(services().service).get(user_id),
        problem=problem,
        agencies=services().region().agencies,
        form=request.form,
        private=is_private_way(),
    )
    return make_response(page, 404 if gone else 422 if problem is not None else 200)

"""`/akun`: who I am, where I am signed in, and a new password."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from geo.languages import Says
from geo.store.service.users import Users
from webmap.accounts import passwords
from webmap.languages import t
from webmap.limits import check_limit
from webmap.services import services
from webmap.sessions import ServerSession, sessions_of
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_WRONG = Says("Kata sandi lama tidak cocok.", "The old password does not match.")
_UNEQUAL = Says("Kedua kata sandi baru tidak sama.", "The two new passwords differ.")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/akun` and `/akun/sandi`."""

    @room.get("/akun")
    def account() -> Response:
        return _page()

    @room.post("/akun/sandi")
    def change_password() -> Response:
        check_limit("password", "20 per hour", visitor().name)
        users = Users(services().service)
        found = users.password(visitor().name)
        problem = _fault(found[1] if found is not None else None)
        if problem is not None:
            return _page(problem)
        user_id = str(visitor().user_id)
        users.set_password(user_id, passwords.hashed(request.form["new"]), services().now())
        here = session._get_current_object()  # type: ignore[attr-defined]  # the object behind Flask's proxy
        assert isinstance(here, ServerSession)
        own = here.found.id_hash if here.found is not None else None
        ended = sessions_of(current_app).end_all(user_id, but=own)
        record("password.change", what=user_id, ended=ended)
        flash(t("password_changed"))
        return redirect(url_for("accounts.account"), 303)


def _fault(kept: str | None) -> Says | None:
    form = request.form
    if kept is not None and not passwords.holds(kept, form.get("old", "")):
        return _WRONG
    if form.get("new", "") != form.get("again", ""):
        return _UNEQUAL
    return passwords.fault(form.get("new", ""), visitor().name, visitor().full_name)


def _page(problem: Says | None = None) -> Response:
    sessions = [one for one in sessions_of(current_app).present(services().now()) if one.user_id == visitor().user_id]
    user = Users(services().service).get(str(visitor().user_id))
    page = render_template("account.html", user=user, sessions=sessions, problem=problem)
    return make_response(page, 422 if problem is not None else 200)

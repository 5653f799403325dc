"""`/masuk`: name and password; wrong ones are slow, equal in words and time, and lock nobody else out."""

from __future__ import annotations

import math

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from geo.store.service.failures import Failures
from geo.store.service.users import Users
from webmap.accounts import passwords, signing
from webmap.languages import t
from webmap.limits import check_limit
from webmap.services import services
from webmap.settings import WebSettings
from webmap.source import is_private_way, source_address
from webmap.trail import record
from webmap.visitor import visitor


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/masuk` and `/keluar`."""

    @room.route("/masuk", methods=["GET", "POST"])
    def sign_in() -> Response:
        asked = signing.own_page(request.values.get("next", ""))
        if request.method != "POST":
            if visitor().signed_in:
                return redirect(signing.after(visitor().role, asked), 303)
            return _page(asked)
        check_limit("sign_in", "120 per minute", source_address())
        return _try(asked, request.form.get("name", "")[:64], request.form.get("password", ""))

    @room.post("/keluar")
    def sign_out() -> Response:
        record("session.end")
        signing.end()
        answer = redirect(f"{request.script_root}/masuk", 303)
        answer.headers["Clear-Site-Data"] = '"cache"'  # not "storage": reports that wait for a network lie there
        return answer


def _try(asked: str, name: str, password: str) -> Response:
    now, source = services().now(), source_address()
    failures, users = Failures(services().service), Users(services().service)
    wait = failures.begin(name, source, now)
    if wait.total_seconds() > 0:
        seconds = math.ceil(wait.total_seconds())
        return _page(asked, name, t("sign_in_wait", seconds=seconds), 429, seconds)
    found = users.password(name)
    kept = found[1] if found is not None else None
    if not passwords.holds(kept, password) or found is None or kept is None:
        # A name that nobody has may be a password that slipped into the wrong field: no entry keeps it.
        record("session.failed", name=name if found is not None else "", known=found is not None)
        return _page(asked, name, t("sign_in_wrong"), 401)
    failures.forget(name, source)
    user = found[0]
    if passwords.is_outdated(kept):
        users.set_password(user.user_id, passwords.hashed(password), now)
    signing.begin(user)
    record("session.start", what=user.user_id, name=user.name)
    return redirect(signing.after(user.role, asked), 303)


def _page(asked: str, name: str = "", problem: str = "", status: int = 200, wait: int = 0) -> Response:
    first = Users(services().service).count() == 0
    page = render_template(
        "sign_in.html", asked=asked, name=name, problem=problem, first=first, private=is_private_way()
    )
    answer = make_response(page, status)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer

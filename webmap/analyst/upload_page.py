"""Taking in a file: the form, and the one request that brings it; refusals leave nothing behind but their record."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.languages import Says
from webmap.analyst.upload_taking import take
from webmap.limits import check_limit
from webmap.once import once
from webmap.settings import WebSettings
from webmap.visitor import visitor

_ALLOWED = "60 per minute"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/data/unggah`."""

    @room.get("/data/unggah", endpoint="upload_form")
    def form() -> str:
        return render_template(
            "upload_form.html", most_mb=settings.max_upload_bytes // 2**20, key=secrets.token_urlsafe(18)
        )

    @room.post("/data/unggah", endpoint="upload_send")
    def send() -> BaseResponse:
        check_limit("upload", _ALLOWED, str(visitor().user_id))
        key = request.headers.get("Idempotency-Key") or request.form.get("key")
        status, told = once(key, f"upload:{visitor().user_id}", lambda: take(settings.max_upload_bytes))
        if status == 303:
            return redirect(url_for("analyst.upload_page", upload_id=told), 303)
        return refusal(json.loads(told), status)


def refusal(error: dict[str, Any], status: int) -> Response:
    """Answer why a file was not taken: as JSON to programs, else as a page, in both languages."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        body = {name: error[name] for name in ("code", "id", "en")}
        return Response(json.dumps(body, allow_nan=False), status, mimetype="application/json")
    says = Says(str(error["id"]), str(error["en"]))
    page = render_template("upload_refused.html", says=says, code=error["code"], file=error.get("file", ""))
    return Response(page, status)

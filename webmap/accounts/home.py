"""`/`: everybody to their room, strangers to the door."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from webmap.accounts.signing import ROOMS
from webmap.settings import WebSettings
from webmap.visitor import visitor


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/`."""

    @room.get("/")
    def home() -> Response:
        who = visitor()
        target = ROOMS["commander" if who.role == "admin" else who.role] if who.signed_in else "/masuk"
        query = request.query_string.decode("ascii", "replace")
        return redirect(request.script_root + target + (f"?{query}" if query else ""), 303)

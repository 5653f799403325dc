"""Signing in and out, one-time links, one's own account; and where `/` leads."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the pages."""
    from webmap.accounts import account_page, home, link_page, sign_in_page

    room = Blueprint("accounts", __name__, template_folder="templates")
    for part in (home, sign_in_page, link_page, account_page):
        part.add_routes(room, settings)
    return room

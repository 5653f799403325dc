"""Citizens' reports, open to everybody: `/lapor`. It knows no staff room, and of the store nothing but the region."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the room."""
    from webmap.intake import ground, offline, refusals, report_page, status_page

    room = Blueprint("intake", __name__, template_folder="templates")
    for part in (report_page, status_page, refusals, offline, ground):
        part.add_routes(room, settings)
    return room

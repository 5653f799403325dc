"""The triage room: staff look at citizens' reports, decide on them and answer. Reports weigh nothing before that."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the room."""
    from webmap.triage import decisions, inbox, report_page, steps, unsent

    room = Blueprint("triage", __name__, url_prefix="/triase", template_folder="templates")
    for part in (inbox, report_page, steps, decisions, unsent):
        part.add_routes(room, settings)
    return room

"""The partner's room: what was agreed, what was released for it, and how to take it into one's own site and GIS."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the routes below `/partner`."""
    from webmap.partner import agreement_page, embeds, gis_page, overview, release_page, tokens

    room = Blueprint("partner", __name__, url_prefix="/partner", template_folder="templates")
    for part in (overview, agreement_page, release_page, embeds, tokens, gis_page):
        part.add_routes(room, settings)
    return room

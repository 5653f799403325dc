"""Embeds: the one room that other sites may frame, each embed exactly the sites that its row names."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make `/embed/<id>`, what it is dressed in, its data, and the script that partners may copy."""
    from webmap.released.embedding import data, dress, page

    room = Blueprint("embed", __name__, template_folder="templates")
    for part in (page, dress, data):
        part.add_routes(room, settings)
    return room

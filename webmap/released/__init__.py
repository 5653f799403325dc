"""The public's room: the map of what was released for everybody. No sign-in, no cookie, no incident."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make `/peta`, what it is drawn from, and `/oembed`."""
    from webmap.released import ground, oembed, public_map

    room = Blueprint("released", __name__, template_folder="templates")
    for part in (public_map, ground, oembed):
        part.add_routes(room, settings)
    return room

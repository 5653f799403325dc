"""What the map asks for: JSON and picture tiles, read-only, strictly checked, never more than a screen can show."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from webmap.questions import Digits
from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the routes below `/api`."""
    from webmap.api import areas, base, borders, density, differences, forecast, incidents, patrols, summary

    room = Blueprint("api", __name__, url_prefix="/api")
    room.record_once(know_digits)
    for part in (summary, incidents, areas, borders, differences, forecast, patrols, density, base):
        part.add_routes(room, settings)
    return room


def know_digits(state: BlueprintSetupState) -> None:
    """Teach the application's addresses what `digits` are."""
    state.app.url_map.converters["digits"] = Digits

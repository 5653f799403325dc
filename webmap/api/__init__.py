"""What the map asks for: JSON and picture tiles, read-only, strictly checked, never more than a screen can show."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from webmap.questions import Digits
from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the routes below `/api`."""
    from webmap.api import (
        areas,
        base,
        borders,
        density,
        differences,
        forecast,
        hours,
        incidents,
        nearest,
        objects,
        patrols,
        shown,
        summary,
    )

    room = Blueprint("api", __name__, url_prefix="/api")
    room.record_once(know_digits)
    analyses = (areas, borders, differences, forecast, patrols)
    for part in (summary, shown, incidents, *analyses, density, base, hours, nearest, objects):
        part.add_routes(room, settings)
    return room


def know_digits(state: BlueprintSetupState) -> None:
    """Teach the application's addresses what `digits` are."""
    state.app.url_map.converters["digits"] = Digits

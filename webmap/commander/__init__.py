"""The patrol commander's room: the map, its lists, and what stands behind every number. Read-only."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the pages."""
    from webmap.commander import (
        about,
        difference_page,
        forecast_page,
        health,
        history_page,
        incident_list,
        map_page,
        patrol_orders,
        result_lists,
        route_list,
        run_page,
        wording,
    )

    room = Blueprint("commander", __name__, template_folder="templates")
    lists = (result_lists, route_list, patrol_orders, difference_page, forecast_page, incident_list)
    for part in (wording, map_page, *lists, history_page, run_page, about, health):
        part.add_routes(room, settings)
    return room

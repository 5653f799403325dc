"""The patrol commander's room: the map, its lists, and what stands behind every number. Read-only."""

from __future__ import annotations

from flask import Blueprint

from webmap.settings import WebSettings


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make the pages."""
    from webmap.commander import (
        about,
        data_state,
        difference_page,
        forecast_page,
        history_page,
        incident_list,
        map_page,
        nearest_page,
        object_pages,
        order_list,
        patrol_orders,
        result_lists,
        route_list,
        run_page,
        saved_map,
    )

    room = Blueprint("commander", __name__, url_prefix="/commander", template_folder="templates")
    lists = (result_lists, route_list, patrol_orders, difference_page, forecast_page, incident_list)
    pages = (order_list, object_pages, nearest_page, saved_map)
    for part in (data_state, map_page, *lists, *pages, history_page, run_page, about):
        part.add_routes(room, settings)
    return room

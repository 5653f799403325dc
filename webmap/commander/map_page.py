"""The commander's map: a page of a few kilobytes whatever the data; all data come from the API."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from webmap import questions
from webmap.assets import asset
from webmap.maps.page import parts_of
from webmap.maps.spec import MapSpec
from webmap.remedies import remedies
from webmap.services import services
from webmap.settings import WebSettings

# The page's own scripts: the first must be there before the map draws, the last one ties all together.
_BEFORE = ("commander/state.js",)
_AFTER = tuple(
    f"commander/{name}.js"
    for name in (
        "charts",
        "list",
        "card_parts",
        "hotspot_card",
        "analysis_cards",
        "orders",
        "route_card",
        "object_card",
        "crews",
        "card",
        "filters",
        "sheet",
        "when",
        "tools",
        "page",
        "updates",
    )
)
# Pages that say the same without the map.
LISTS = (
    ("commander.zone_list", "zones_title"),
    ("commander.route_list", "routes_title"),
    ("commander.order_list", "orders_title"),
    ("commander.hotspot_list", "hotspots_title"),
    ("commander.object_list", "objects_title"),
    ("commander.nearest_page", "nearest_title"),
    ("commander.incident_list", "incidents_title"),
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/`."""

    @room.get("/")
    def map_page() -> Response:
        region = services().region()
        spec = MapSpec.over(region.bounds, region.crs)
        parts = parts_of(spec)
        page = render_template(
            "map.html",
            sheets=[asset(name) for name in parts.styles],
            scripts=[asset(name) for name in parts.scripts],
            before=[asset(name) for name in _BEFORE],
            map_script=f"{request.script_root}/maps/{parts.digest}.js?{spec.query()}",
            after=[asset(name) for name in _AFTER],
            map_element=Markup(parts.html),  # noqa: S704 - Folium's empty element, fixed by the specification
            lists=LISTS,
            periods=list(questions.PERIODS),
            remedies=remedies(),
            print_view=request.args.get("print") == "1",
        )
        answer = make_response(page)
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.add_etag()
        answer.make_conditional(request)
        return answer

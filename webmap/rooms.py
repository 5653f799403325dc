"""The rooms of the service and their pages, as the navigation shows them to those who may come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import current_app, request, url_for

from webmap.languages import t
from webmap.permissions import TABLE
from webmap.visitor import visitor

# Room: its pages, endpoint and key of the text; the first is where the room begins.
PAGES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "commander": (
            ("commander.map_page", "nav_map"),
            ("commander.zone_list", "nav_zones"),
            ("commander.route_list", "nav_routes"),
            ("commander.hotspot_list", "nav_hotspots"),
            ("commander.order_list", "nav_orders"),
            ("commander.object_list", "nav_objects"),
            ("commander.nearest_page", "nav_nearest"),
            ("commander.forecast_page", "nav_forecast"),
            ("commander.incident_list", "nav_incidents"),
            ("commander.run_list", "nav_runs"),
            ("commander.about", "nav_about"),
        ),
        "analyst": (
            ("analyst.start", "an_title"),
            ("analyst.data_list", "nav_data"),
            ("analyst.new_run", "an_new"),
            ("analyst.queue", "an_queue"),
            ("analyst.run_list", "an_history"),
            ("analyst.compare", "nav_compare"),
            ("analyst.orders_page", "nav_orders"),
        ),
        "triage": (("triage.inbox", "triage_title"),),
        "partner": (
            ("partner.overview", "nav_partner"),
            ("partner.gis", "nav_partner_gis"),
        ),
        "admin": (
            ("admin.overview", "nav_admin_overview"),
            ("admin.users", "nav_admin_users"),
            ("admin.agreements", "nav_admin_agreements"),
            ("admin.region", "nav_admin_region"),
            ("admin.agencies", "nav_admin_agencies"),
            ("admin.kinds", "nav_admin_kinds"),
            ("admin.retention_page", "nav_admin_retention"),
            ("admin.backups", "nav_admin_backups"),
            ("admin.audit", "nav_admin_audit"),
            ("admin.settings_page", "nav_admin_settings"),
            ("admin.diagnostics", "nav_admin_diagnostics"),
        ),
    }
)
# What the room is called in the row of rooms.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "commander": "room_commander",
        "analyst": "room_analyst",
        "triage": "room_triage",
        "partner": "room_partner",
        "admin": "room_admin",
    }
)


@dataclass(frozen=True)
class Link:
    """One link of the navigation; `here` when it leads to the present page or room."""

    address: str
    text: str
    here: bool


def rooms() -> list[Link]:
    """Return the rooms that the visitor may enter, each with its first page; none when there is only one."""
    found = []
    for room, pages in PAGES.items():
        first = next((endpoint for endpoint, _ in pages if _open(endpoint)), None)
        if first is not None:
            found.append(Link(url_for(first), t(NAMES[room]), request.blueprint == room))
    return found if len(found) > 1 else []


def pages() -> list[Link]:
    """Return the pages of the present room that the visitor may open."""
    listed = PAGES.get(request.blueprint or "", ())
    return [Link(url_for(name), t(key), request.endpoint == name) for name, key in listed if _open(name)]


def _open(endpoint: str) -> bool:
    rule = TABLE.get(endpoint)
    return rule is not None and visitor().role in rule.roles and endpoint in current_app.view_functions
